"""Production refuses to start with settings that would be a hole, and says the cure."""

from pathlib import Path

import pytest
from pydantic import SecretStr, ValidationError

from showcase.choices import Environment
from tests.support.settings import SECRET_KEY, make_settings

JWKS = {"oidc_issuer": "https://a.example", "oidc_audience": "us"}
HOLES = {
    "no key": ({"secret_key": SecretStr("")}, "SECRET_KEY"),
    "short key": ({"secret_key": SecretStr("x" * 31)}, "SECRET_KEY"),
    "short old key": ({"previous_secret_keys": SecretStr("short")}, "SECRET_KEY"),
    "any origin": ({"allowed_origins": "https://a.example, *"}, "SHOWCASE_ALLOWED_ORIGINS"),
    "open key set": (JWKS | {"oidc_jwks_url": "http://a.example/keys"}, "SHOWCASE_OIDC_JWKS_URL"),
}


@pytest.mark.parametrize(("changes", "cure"), HOLES.values(), ids=HOLES)
def test_a_hole_keeps_production_from_starting(
    tmp_path: Path, changes: dict[str, object], cure: str
) -> None:
    make_settings(tmp_path, **changes)  # development may

    with pytest.raises(ValidationError, match=cure):
        make_settings(tmp_path, environment=Environment.PRODUCTION, **changes)


def test_good_settings_start(tmp_path: Path) -> None:
    settings = make_settings(
        tmp_path,
        environment=Environment.PRODUCTION,
        previous_secret_keys=SecretStr(SECRET_KEY[::-1]),
        allowed_origins="https://a.example",
    )

    assert settings.signing_keys == [SECRET_KEY, SECRET_KEY[::-1]]
