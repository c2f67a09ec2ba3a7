"""`showcase doctor` finds what is wrong, and says what to do."""

from pathlib import Path
from typing import Any

import pytest

from showcase.choices import Engine
from showcase.cli.doctor import (
    check_engine,
    check_issuer,
    check_mail,
    check_postgres,
    check_redis,
    check_secret_key,
    check_store,
    check_target,
    check_tesseract,
    run_doctor,
)
from showcase.config import Settings
from tests.support.oidc import run_issuer
from tests.support.settings import make_settings
from tests.support.smtp import run_smtp


async def test_all_is_well_on_real_servers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await run_doctor(settings) == 0
    assert "✗" not in capsys.readouterr().out


async def test_unreachable_postgres_is_found(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"

    finding = await check_postgres(make_settings(tmp_path, database_url=url))

    assert "not reachable" in finding.state
    assert "DATABASE_URL" in finding.cure


async def test_unreachable_redis_is_found(tmp_path: Path) -> None:
    finding = await check_redis(make_settings(tmp_path, redis_url="redis://127.0.0.1:1"))

    assert "not reachable" in finding.state
    assert "REDIS_URL" in finding.cure


async def test_store_that_cannot_be_written_is_found(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    url = (tmp_path / "file" / "store").as_uri()

    finding = await check_store(make_settings(tmp_path, storage_url=url))

    assert finding.cure


async def test_something_missing_gives_exit_code_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = await run_doctor(make_settings(tmp_path, redis_url="redis://127.0.0.1:1"))

    assert code == 1
    assert "✗" in capsys.readouterr().out


async def test_short_secret_key_is_found(tmp_path: Path) -> None:
    finding = await check_secret_key(make_settings(tmp_path, secret_key="short"))

    assert "token_urlsafe" in finding.cure


async def test_a_mail_server_that_does_not_answer_is_found(tmp_path: Path) -> None:
    sender = {"mail_from": "showcase@us.example"}

    gone = await check_mail(make_settings(tmp_path, smtp_url="smtp://127.0.0.1:1", **sender))
    async with run_smtp() as smtp:
        there = await check_mail(make_settings(tmp_path, smtp_url=smtp.url, **sender))

    assert "SHOWCASE_SMTP_URL" in gone.cure
    assert there.cure == ""


async def test_a_default_target_that_is_not_set_up_is_found(tmp_path: Path) -> None:
    github = {"deploy_target": "github_pages", "github_token": "token"}

    half = await check_target(make_settings(tmp_path, **github))
    whole = await check_target(make_settings(tmp_path, **github, github_owner="ada"))
    plain = await check_target(make_settings(tmp_path, netlify_token="token"))

    assert half.cure == "Set SHOWCASE_GITHUB_OWNER, or SHOWCASE_DEPLOY_TARGET=local"
    assert half.needed
    assert (whole.cure, whole.state) == ("", "go to github_pages by default; on demand to local")
    assert plain.state == "go to local by default; on demand to netlify"


async def test_an_issuer_without_keys_is_found(tmp_path: Path) -> None:
    async with run_issuer() as issuer:
        names = {"oidc_issuer": issuer.url, "oidc_audience": "us"}
        settings = make_settings(tmp_path, oidc_jwks_url=f"{issuer.url}/jwks", **names)

        there = await check_issuer(settings)
        issuer.status = 404
        gone = await check_issuer(settings)

    assert there.cure == ""
    assert "SHOWCASE_OIDC_JWKS_URL" in gone.cure


async def test_missing_tesseract_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    finding = await check_tesseract(make_settings(tmp_path))

    assert "scans" in finding.state
    assert "scripts/setup" in finding.cure


@pytest.mark.parametrize(("engine", "needed"), [(Engine.GEMINI, True), (Engine.AUTO, False)])
async def test_missing_gemini_key_matters_only_to_who_wants_gemini(
    tmp_path: Path, engine: Engine, *, needed: bool
) -> None:
    finding = await check_engine(make_settings(tmp_path, engine=engine))

    assert "GEMINI_API_KEY" in finding.cure
    assert finding.needed is needed


@pytest.mark.parametrize(
    ("changes", "state", "cure"),
    [
        ({"openai_model": "llama"}, "without a key", "OPENAI_API_KEY"),
        ({"openai_model": "llama", "openai_base_url": "http://127.0.0.1:11434/v1"}, "llama at", ""),
        ({"engine": Engine.OPENAI}, "without a model", "SHOWCASE_OPENAI_MODEL"),
        ({"gemini_api_key": "k"}, "gemini, gemini-3.5-flash-lite", ""),
        ({"gemini_api_key": "k", "gemini_model": "new"}, "price is not known", ""),
        ({"engine": Engine.OFFLINE}, "offline", ""),
    ],
)
async def test_model_that_writes_is_told_with_what_it_lacks(
    tmp_path: Path, changes: dict[str, Any], state: str, cure: str
) -> None:
    finding = await check_engine(make_settings(tmp_path, **changes))

    assert state in finding.state
    assert cure in finding.cure
    assert bool(finding.cure) is bool(cure)
