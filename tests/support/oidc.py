"""A foreign issuer: OpenID Connect's signed tokens and the address where its keys are."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from tests.support.loopback import serve

AUDIENCE = "showcase-of-the-tests"


@dataclass
class FakeIssuer:
    """The issuer's side; tests set what it shall do and look at what was asked of it."""

    url: str = ""
    status: int = 200
    redirects_to: str = ""
    says: Any = None
    """What is answered in place of the keys."""
    answers: asyncio.Event = field(default_factory=asyncio.Event)
    """Not set while the issuer lets everybody wait."""
    requests: list[str] = field(default_factory=list)
    """Paths that were asked for."""
    keys: dict[str, Any] = field(default_factory=dict)
    """Private keys by name; the public halves are served."""
    more_keys: list[dict[str, Any]] = field(default_factory=list)
    """What else is served among the keys."""

    def add_key(self, name: str, *, kind: str = "RSA") -> None:
        """Make a key and serve it from now on."""
        if kind == "RSA":
            self.keys[name] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        else:
            self.keys[name] = ec.generate_private_key(ec.SECP256R1())

    def sign(
        self, *, key: str = "first", headers: dict[str, Any] | None = None, **changes: Any
    ) -> str:
        """Return a token; claims that are None are left out."""
        now = int(time.time())
        claims = {
            "iss": self.url,
            "aud": AUDIENCE,
            "sub": uuid4().hex,
            "iat": now,
            "exp": now + 300,
        } | changes
        private = self.keys[key]
        algorithm = "RS256" if isinstance(private, rsa.RSAPrivateKey) else "ES256"
        given = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(given, private, algorithm, headers={"kid": key} | (headers or {}))

    def public_keys(self) -> list[dict[str, Any]]:
        """Return the public halves of the keys."""
        return [
            {**json.loads(_public(private)), "kid": name, "use": "sig"}
            for name, private in self.keys.items()
        ]

    async def answer(self, request: Request) -> Response:
        """Answer any request with the keys."""
        self.requests.append(request.url.path)
        await self.answers.wait()
        if self.redirects_to:
            return RedirectResponse(self.redirects_to)
        if self.says is not None:
            return JSONResponse(self.says)
        return JSONResponse({"keys": [*self.public_keys(), *self.more_keys]}, self.status)


def _public(private: Any) -> str:
    algorithm = RSAAlgorithm if isinstance(private, rsa.RSAPrivateKey) else ECAlgorithm
    return str(algorithm.to_jwk(private.public_key()))


@asynccontextmanager
async def run_issuer() -> AsyncIterator[FakeIssuer]:
    """Serve an issuer with one RSA key; its keys are at `/jwks`."""
    issuer = FakeIssuer()
    issuer.answers.set()
    issuer.add_key("first")
    async with serve(Starlette(routes=[Route("/{path:path}", issuer.answer)])) as url:
        issuer.url = url
        yield issuer
