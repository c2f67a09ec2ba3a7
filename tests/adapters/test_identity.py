"""Tokens of a foreign issuer, whose keys come from a real server on loopback."""

import base64
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
import pytest
import pytest_asyncio
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from showcase.adapters import identity
from showcase.adapters.identity import ForeignIssuer, IssuerUnreachable
from showcase.errors import Unauthenticated
from tests.support.oidc import AUDIENCE, FakeIssuer, run_issuer


@pytest_asyncio.fixture
async def issuer() -> AsyncIterator[FakeIssuer]:
    async with run_issuer() as issuer:
        yield issuer


def make_reader(issuer: FakeIssuer) -> ForeignIssuer:
    return ForeignIssuer(issuer=issuer.url, audience=AUDIENCE, jwks_url=f"{issuer.url}/jwks")


@pytest.mark.parametrize("kind", ["RSA", "EC"])
async def test_a_token_tells_who_and_until_when(issuer: FakeIssuer, kind: str) -> None:
    issuer.add_key("other", kind=kind)
    token = issuer.sign(key="other", sub="ada", email="ada@example.com", email_verified=True)
    reader = make_reader(issuer)

    claims = await reader.read(token)

    assert reader.claims_to_be_of(token)
    assert (claims.issuer, claims.subject, claims.email) == (issuer.url, "ada", "ada@example.com")
    assert 200 < claims.expires_at.timestamp() - time.time() <= 300


@pytest.mark.parametrize("verified", [None, False, "true"])
async def test_an_address_counts_only_if_the_issuer_has_verified_it(
    issuer: FakeIssuer, verified: Any
) -> None:
    token = issuer.sign(email="ada@example.com", email_verified=verified)

    assert (await make_reader(issuer).read(token)).email is None


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "somebody-else"},
        {"aud": None},
        {"iss": "https://elsewhere.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": None},
        {"nbf": 4_000_000_000},
        {"sub": None},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": "a\x00b"},
        {"key": "unknown"},
    ],
    ids=str,
)
async def test_a_token_that_is_not_for_us_is_refused(
    issuer: FakeIssuer, changes: dict[str, Any]
) -> None:
    reader = make_reader(issuer)
    name = changes.pop("key", "first")
    token = issuer.sign(headers={"kid": name}, **changes)

    with pytest.raises(Unauthenticated):
        await reader.read(token)


def pack(part: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


async def test_no_other_algorithm_is_accepted(issuer: FakeIssuer) -> None:
    """The public key as an HMAC secret, no signature, and algorithms that nobody asked for."""
    claims = jwt.decode(issuer.sign(), options={"verify_signature": False})
    public = issuer.keys["first"].public_key()
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    head = {"alg": "HS256", "kid": "first", "typ": "JWT"}
    signed = f"{pack(head)}.{pack(claims)}"
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    confused = base64.urlsafe_b64encode(mac.sign(signed.encode(), pem)).decode().rstrip("=")
    tokens = [
        f"{signed}.{confused}",
        f"{pack(head | {'alg': 'none'})}.{pack(claims)}.",
        f"{pack(head | {'alg': 'RS256'})}.{pack(claims)}.",
        jwt.encode(claims, issuer.keys["first"], "RS512", headers={"kid": "first"}),
        jwt.encode(claims, issuer.keys["first"], "PS256", headers={"kid": "first"}),
    ]

    for token in tokens:
        with pytest.raises(Unauthenticated):
            await make_reader(issuer).read(token)


async def test_a_key_serves_its_own_algorithm_only(issuer: FakeIssuer) -> None:
    secret = base64.urlsafe_b64encode(b"a shared secret that is long enough").decode().rstrip("=")
    issuer.more_keys.append({"kty": "oct", "kid": "shared", "k": secret, "alg": "HS256"})
    claims = jwt.decode(issuer.sign(), options={"verify_signature": False})
    signed = f"{pack({'alg': 'RS256', 'kid': 'shared'})}.{pack(claims)}"
    mac = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    signature = mac.sign(signed.encode(), b"a shared secret that is long enough")
    token = f"{signed}.{base64.urlsafe_b64encode(signature).decode().rstrip('=')}"

    with pytest.raises(Unauthenticated):
        await make_reader(issuer).read(token)


async def test_nothing_but_the_configured_address_is_fetched(issuer: FakeIssuer) -> None:
    stranger = FakeIssuer(url=issuer.url)
    stranger.add_key("theirs")
    (key,) = stranger.public_keys()
    address = f"{issuer.url}/theirs"
    token = stranger.sign(
        key="theirs", headers={"jku": address, "x5u": address, "jwk": key, "kid": "theirs"}
    )

    with pytest.raises(Unauthenticated):
        await make_reader(issuer).read(token)

    assert set(issuer.requests) == {"/jwks"}


async def test_a_redirect_is_not_followed(issuer: FakeIssuer) -> None:
    issuer.redirects_to = f"{issuer.url}/elsewhere"

    with pytest.raises(IssuerUnreachable):
        await make_reader(issuer).read(issuer.sign())

    assert issuer.requests == ["/jwks"]


async def test_keys_are_fetched_once_and_again_for_a_new_one(issuer: FakeIssuer) -> None:
    reader = make_reader(issuer)
    for _ in range(3):
        await reader.read(issuer.sign())
    assert len(issuer.requests) == 1

    reader._client.cooldown_duration = 0
    issuer.add_key("second")
    await reader.read(issuer.sign(key="second"))

    assert len(issuer.requests) == 2


async def test_made_up_key_names_do_not_make_us_ask_again_and_again(issuer: FakeIssuer) -> None:
    reader = make_reader(issuer)
    for number in range(5):
        with pytest.raises(Unauthenticated):
            await reader.read(issuer.sign(headers={"kid": f"made up {number}"}))

    assert len(issuer.requests) == 1


async def test_an_issuer_that_fails_is_left_alone_for_a_while(issuer: FakeIssuer) -> None:
    issuer.status = 500
    reader = make_reader(issuer)
    for _ in range(3):
        with pytest.raises(IssuerUnreachable):
            await reader.read(issuer.sign())
    issuer.status = 200
    reader._failed_at -= identity.REST_SECONDS

    assert (await reader.read(issuer.sign(sub="ada"))).subject == "ada"
    assert len(issuer.requests) == 2


@pytest.mark.parametrize("nonsense", [[], "keys", {}, {"keys": []}, {"keys": [{"kty": "oct"}]}])
async def test_an_issuer_that_serves_no_keys_is_as_good_as_gone(
    issuer: FakeIssuer, nonsense: Any
) -> None:
    issuer.says = nonsense

    with pytest.raises(IssuerUnreachable):
        await make_reader(issuer).read(issuer.sign())
    with pytest.raises(IssuerUnreachable):
        await make_reader(issuer).check()


async def test_an_issuer_that_is_silent_is_not_waited_for_long(
    issuer: FakeIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identity, "FETCH_SECONDS", 0.2)
    issuer.answers.clear()
    try:
        with pytest.raises(IssuerUnreachable):
            await make_reader(issuer).read(issuer.sign())
    finally:
        issuer.answers.set()


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "e30.e30."])
async def test_what_is_no_token_is_refused(issuer: FakeIssuer, token: str) -> None:
    reader = make_reader(issuer)

    assert not reader.claims_to_be_of(token)
    with pytest.raises(Unauthenticated):
        await reader.read(token)
