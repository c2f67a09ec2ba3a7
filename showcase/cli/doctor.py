"""Shows what is installed, reachable and configured, each with its cure."""

import asyncio
import platform
import shutil
import sys
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import asyncpg
import redis.asyncio
from redis.exceptions import RedisError
from rich.console import Console
from rich.table import Table

from showcase.adapters.embedded import (
    POSTGRES_PROGRAM,
    REDIS_PROGRAMS,
    ServersFailed,
    find_program,
)
from showcase.adapters.hosts.opening import is_set_up, list_missing
from showcase.adapters.identity import IssuerUnreachable, make_foreign_issuer
from showcase.adapters.mail import MailNotSent, SmtpMailer, open_mailer
from showcase.adapters.storage import StoreUnavailable, open_store
from showcase.api.graphiql import BUILT
from showcase.choices import DeployTarget, Engine, Environment
from showcase.config import MIN_SECRET_LENGTH, Settings
from showcase.services.usage import read_prices

LANGUAGES = ("eng", "deu", "fra", "spa", "por", "osd")
"""Tesseract's data: the five languages we read, and the one that finds how a page is turned."""
INSTALL_TESSERACT = "sh scripts/setup, or install Tesseract with its data for " + ", ".join(
    LANGUAGES
)
INSTALL_MODEL = "Set GEMINI_API_KEY, or SHOWCASE_OPENAI_MODEL"
CONNECT_SECONDS = 5


@dataclass(frozen=True)
class Finding:
    """What was found out about one thing; with a cure, something is wrong with it."""

    subject: str
    state: str
    cure: str = ""
    needed: bool = True


Check = Callable[[Settings], Awaitable[Finding]]


async def run_doctor(settings: Settings) -> int:
    """Print all findings; return the exit code: 1 if something that is needed is missing."""
    findings = await asyncio.gather(*(check(settings) for check in CHECKS))
    table = Table(box=None, pad_edge=False)
    for title in ("", "", "Found", "Cure"):
        table.add_column(title, overflow="fold")
    for finding in findings:
        table.add_row(_mark(finding), finding.subject, finding.state, finding.cure)
    Console().print(table)
    return 1 if any(finding.cure and finding.needed for finding in findings) else 0


def _mark(finding: Finding) -> str:
    if not finding.cure:
        return "[green]✓[/]"
    return "[red]✗[/]" if finding.needed else "[yellow]![/]"


async def check_python(_: Settings) -> Finding:
    """Tell the interpreter's version; an older one could not have come this far."""
    return Finding("Python", f"{platform.python_version()} at {sys.executable}")


async def check_tesseract(_: Settings) -> Finding:
    """Look for Tesseract and its data, without which scans cannot be read."""
    program = shutil.which("tesseract")
    if program is None:
        return Finding("Tesseract", "missing: scans and pictures cannot be read", INSTALL_TESSERACT)
    process = await asyncio.create_subprocess_exec(
        program, "--list-langs", stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    output, _stderr = await process.communicate()
    missing = sorted(set(LANGUAGES) - set(output.decode().split()))
    if missing:
        return Finding("Tesseract", f"without data for {', '.join(missing)}", INSTALL_TESSERACT)
    return Finding("Tesseract", f"with data for {', '.join(LANGUAGES)}")


async def check_postgres(settings: Settings) -> Finding:
    """Connect to PostgreSQL, or look for the embedded one."""
    if not settings.database_url:
        return _check_embedded("PostgreSQL", POSTGRES_PROGRAM)
    address = settings.database_url.replace("+asyncpg", "", 1)
    try:
        connection = await asyncpg.connect(address, timeout=CONNECT_SECONDS)
        version = await connection.fetchval("SHOW server_version")
        await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, ValueError) as error:
        return Finding("PostgreSQL", f"not reachable: {error}", "Check DATABASE_URL, or unset it")
    return Finding("PostgreSQL", f"{version}, as DATABASE_URL says")


async def check_redis(settings: Settings) -> Finding:
    """Connect to Redis, or look for the embedded one."""
    if not settings.redis_url:
        return _check_embedded("Redis", *REDIS_PROGRAMS)
    try:
        async with redis.asyncio.Redis.from_url(
            settings.redis_url, socket_connect_timeout=CONNECT_SECONDS
        ) as client:
            version = (await client.info("server"))["redis_version"]
    except (OSError, RedisError, ValueError) as error:
        return Finding("Redis", f"not reachable: {error}", "Check REDIS_URL, or unset it")
    return Finding("Redis", f"{version}, as REDIS_URL says")


async def check_store(settings: Settings) -> Finding:
    """Write a file into the object store."""
    url = settings.object_store_url
    try:
        await open_store(url).check()
    except StoreUnavailable as error:
        return Finding("File store", f"cannot be written: {error.__cause__}", f"Check {url}")
    return Finding("File store", url)


async def check_secret_key(settings: Settings) -> Finding:
    """Judge the key that signs tokens."""
    configured = settings.secret_key.get_secret_value()
    if not configured and settings.environment is Environment.DEVELOPMENT:
        return Finding("SECRET_KEY", f"made by us, kept in {settings.data_dir / 'secret_key'}")
    if len(configured) < MIN_SECRET_LENGTH:
        return Finding(
            "SECRET_KEY",
            f"shorter than {MIN_SECRET_LENGTH} characters",
            'python -c "import secrets; print(secrets.token_urlsafe(48))"',
        )
    return Finding("SECRET_KEY", "strong")


async def check_mail(settings: Settings) -> Finding:
    """Tell how people get the mail that lets them choose a new password."""
    mailer = open_mailer(settings)
    if mailer is None:
        cure = "Set SHOWCASE_SMTP_URL to let people reset their password"
        return Finding("Mail", "none is sent", cure, needed=False)
    if not isinstance(mailer, SmtpMailer):
        return Finding("Mail", "written to the console of the web process")
    try:
        await mailer.check()
    except MailNotSent as error:
        return Finding("Mail", f"not possible: {error.__cause__}", "Check SHOWCASE_SMTP_URL")
    return Finding("Mail", "sent, as SHOWCASE_SMTP_URL says")


async def check_issuer(settings: Settings) -> Finding:
    """Fetch the keys of the foreign issuer."""
    issuer = make_foreign_issuer(settings)
    if issuer is None:
        return Finding("Sign-in", "accounts of our own")
    try:
        await issuer.check()
    except IssuerUnreachable as error:
        state = f"no keys at {settings.oidc_jwks_url}: {error.__cause__}"
        return Finding("Sign-in", state, "Check SHOWCASE_OIDC_JWKS_URL")
    return Finding("Sign-in", f"accounts of our own, and those of {settings.oidc_issuer}")


async def check_engine(settings: Settings) -> Finding:
    """Tell who writes, and whether it has what it needs."""
    engine = settings.chosen_engine
    if engine is Engine.OFFLINE:
        cure = "" if settings.engine is Engine.OFFLINE else f"{INSTALL_MODEL} to have a model write"
        return Finding("Engine", "offline: no key and no network needed", cure, needed=False)
    if engine is Engine.OPENAI and not settings.model:
        return Finding("Engine", "openai without a model", "Set SHOWCASE_OPENAI_MODEL")
    needs_key = engine is Engine.GEMINI or not settings.model_base_url
    if needs_key and not settings.model_api_key.get_secret_value():
        return Finding("Engine", f"{engine} without a key", f"Set {engine.upper()}_API_KEY")
    place = f" at {settings.model_base_url}" if settings.model_base_url else ""
    return Finding("Engine", f"{engine}, {settings.model}{place}{_tell_price(settings)}")


async def check_target(settings: Settings) -> Finding:
    """Tell where sites go when nobody says, and where else they can go."""
    target = settings.deploy_target
    missing = list_missing(target, settings=settings)
    if missing:
        cure = f"Set {', '.join(missing)}, or SHOWCASE_DEPLOY_TARGET=local"
        return Finding("Sites", f"go to {target} by default, which is not set up", cure)
    others = [
        other for other in DeployTarget if other != target and is_set_up(other, settings=settings)
    ]
    beside = f"; on demand to {', '.join(others)}" if others else ""
    return Finding("Sites", f"go to {target} by default{beside}")


def _tell_price(settings: Settings) -> str:
    """Say so where costs will not be known."""
    prices = settings.model_prices | read_prices()
    return "" if settings.model in prices else "; its price is not known (SHOWCASE_MODEL_PRICES)"


async def check_graphiql(_: Settings) -> Finding:
    """Look for the files of the page to try the API on."""
    if await asyncio.to_thread(BUILT.is_dir):
        return Finding("GraphiQL", "served from here")
    return Finding("GraphiQL", "its files are missing", "sh scripts/assets", needed=False)


def _check_embedded(subject: str, *programs: str) -> Finding:
    try:
        path = find_program(*programs)
    except ServersFailed as error:
        return Finding(subject, "no server configured and none embedded", str(error))
    return Finding(subject, f"embedded: {path.name}, started by `showcase up`")


CHECKS: tuple[Check, ...] = (
    check_python,
    check_tesseract,
    check_postgres,
    check_redis,
    check_store,
    check_secret_key,
    check_mail,
    check_issuer,
    check_engine,
    check_target,
    check_graphiql,
)
