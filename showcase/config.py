"""Settings, read once from the environment and `.env`."""

import secrets
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, SettingsConfigDict

from showcase.choices import DeployTarget, Engine, Environment, Price

MIN_SECRET_LENGTH = 32
POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg")


def _known(name: str) -> AliasChoices:
    """Accept a setting by its well-known name as well as by its SHOWCASE_ name."""
    return AliasChoices(name, f"SHOWCASE_{name}")


class Settings(BaseSettings):
    """All configuration. Built once per process and handed down; nothing else reads the env."""

    model_config = SettingsConfigDict(
        env_prefix="SHOWCASE_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        populate_by_name=True,
        frozen=False,
    )

    environment: Environment = Environment.DEVELOPMENT

    # Web
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    trusted_proxies: str = "127.0.0.1"
    allowed_origins: str = ""
    graphiql: bool = True
    studio: bool = True

    # Stores. Empty URLs mean: the embedded servers under `data_dir`.
    data_dir: Path = Path(".showcase")
    database_url: str = Field(default="", validation_alias=_known("DATABASE_URL"))
    redis_url: str = Field(default="", validation_alias=_known("REDIS_URL"))
    storage_url: str = ""

    # Accounts
    secret_key: SecretStr = Field(default=SecretStr(""), validation_alias=_known("SECRET_KEY"))
    previous_secret_keys: SecretStr = SecretStr("")
    access_token_seconds: int = 900
    refresh_token_seconds: int = 30 * 24 * 3600
    guest_seconds: int = 7 * 24 * 3600
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_jwks_url: str = ""

    # Mail
    smtp_url: SecretStr = SecretStr("")
    mail_from: str = ""
    reset_url: str = ""

    # Limits
    trusted_documents: str = ""
    trusted_only: bool = False
    operation_seconds: float = 30.0
    max_sockets: int = 10_000
    max_sockets_per_address: int = 1_000
    max_upload_bytes: int = 10 * 1024 * 1024
    max_pages: int = 20
    max_pixels: int = 40_000_000
    extract_seconds: float = 6.0
    extract_memory_bytes: int = 512 * 1024 * 1024

    # Agents
    engine: Engine = Engine.AUTO
    gemini_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=_known("GEMINI_API_KEY")
    )
    gemini_model: str = "gemini-3.5-flash-lite"
    gemini_thinking_budget: int = 0
    gemini_base_url: str = ""
    openai_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=_known("OPENAI_API_KEY")
    )
    openai_model: str = ""
    openai_base_url: str = ""
    vision: bool = False
    model_answer_tokens: int = 8_192
    model_seconds: float = 60.0
    model_tokens: int = 200_000
    model_job_seconds: float = 300.0
    model_job_tokens: int = 600_000
    model_day_tokens: int = 3_000_000
    model_prices: dict[str, Price] = {}

    # Deployment
    deploy_target: DeployTarget = DeployTarget.LOCAL
    sites_url: str = ""
    vercel_token: SecretStr = Field(default=SecretStr(""), validation_alias=_known("VERCEL_TOKEN"))
    vercel_team_id: str = ""
    vercel_base_url: str = "https://api.vercel.com"
    netlify_token: SecretStr = Field(
        default=SecretStr(""), validation_alias=_known("NETLIFY_TOKEN")
    )
    netlify_base_url: str = "https://api.netlify.com/api/v1"
    github_token: SecretStr = SecretStr("")
    github_owner: str = ""
    github_base_url: str = "https://api.github.com"
    folder_path: Path | None = None
    folder_url: str = ""
    bucket_storage_url: str = ""
    bucket_url: str = ""
    deploy_seconds: float = 300.0

    # Worker
    worker_jobs: int = 4
    lease_seconds: float = 30.0
    max_attempts: int = 3
    job_seconds: float = 600.0
    fault: str = ""

    # Operating
    worker_port: int = 0
    metrics_token: SecretStr = SecretStr("")
    otlp_endpoint: str = Field(default="", validation_alias=_known("OTEL_EXPORTER_OTLP_ENDPOINT"))

    @field_validator("database_url")
    @classmethod
    def _use_asyncpg(cls, url: str) -> str:
        """Take the URL forms that hosts hand out and name the one driver we use."""
        scheme, separator, rest = url.partition("://")
        if not url:
            return url
        if not separator or scheme not in POSTGRES_SCHEMES:
            msg = f"DATABASE_URL must start with one of {', '.join(POSTGRES_SCHEMES)}, then ://"
            raise ValueError(msg)
        return f"postgresql+asyncpg://{rest}"

    @model_validator(mode="after")
    def _refuse_halves(self) -> Self:
        """Refuse settings that mean nothing without each other."""
        issuer = (self.oidc_issuer, self.oidc_audience, self.oidc_jwks_url)
        if any(issuer) and not all(issuer):
            msg = "Set SHOWCASE_OIDC_ISSUER, _AUDIENCE and _JWKS_URL together, or none of them."
            raise ValueError(msg)
        if self.oidc_jwks_url and not self.oidc_jwks_url.startswith(("http://", "https://")):
            msg = "SHOWCASE_OIDC_JWKS_URL must start with https:// (or http://)."
            raise ValueError(msg)
        if self.sites_url and urlsplit(self.sites_url).netloc == urlsplit(self.site_url).netloc:
            msg = "SHOWCASE_SITES_URL is for a host of its own, not that of SHOWCASE_PUBLIC_URL."
            raise ValueError(msg)
        smtp_url = self.smtp_url.get_secret_value()
        if smtp_url and not (smtp_url.startswith(("smtp://", "smtps://")) and self.mail_from):
            msg = "SHOWCASE_SMTP_URL is smtp://… or smtps://…, and wants SHOWCASE_MAIL_FROM."
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _refuse_weak_production(self) -> Self:
        """Refuse to start where a default would be dangerous, and say the cure."""
        if self.environment is not Environment.PRODUCTION:
            return self
        keys = [self.secret_key.get_secret_value(), *self._previous_keys]
        if min(map(len, keys)) < MIN_SECRET_LENGTH:
            msg = (
                f"SECRET_KEY, and each previous one, must have at least {MIN_SECRET_LENGTH} "
                "characters in production. Make one: "
                'python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
            raise ValueError(msg)
        if self.fault:
            msg = "SHOWCASE_FAULT kills the process on purpose; it is for tests. Unset it."
            raise ValueError(msg)
        if self.oidc_jwks_url and not self.oidc_jwks_url.startswith("https://"):
            msg = "SHOWCASE_OIDC_JWKS_URL must start with https:// in production."
            raise ValueError(msg)
        if "*" in self.origins:
            msg = "SHOWCASE_ALLOWED_ORIGINS must list origins in production, not '*'."
            raise ValueError(msg)
        return self

    @property
    def origins(self) -> list[str]:
        """Origins that browsers may call from, beside our own."""
        return [origin.strip() for origin in self.allowed_origins.split(",") if origin.strip()]

    @property
    def site_url(self) -> str:
        """The address under which people reach the web process, without a slash at the end."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def reset_page(self) -> str:
        """The page on which people choose a new password: configured, or our own; else none."""
        return self.reset_url or (f"{self.site_url}/" if self.studio else "")

    @cached_property
    def signing_key(self) -> str:
        """The key that signs tokens; in development made once and kept in `data_dir`."""
        if configured := self.secret_key.get_secret_value():
            return configured
        path = self.data_dir / "secret_key"
        if not path.exists():
            self.data_dir.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(secrets.token_urlsafe(48))
        return path.read_text()

    @property
    def signing_keys(self) -> list[str]:
        """The keys whose tokens are accepted, newest first; the first one signs."""
        return [self.signing_key, *self._previous_keys]

    @property
    def _previous_keys(self) -> list[str]:
        keys = self.previous_secret_keys.get_secret_value().split(",")
        return [key.strip() for key in keys if key.strip()]

    @property
    def object_store_url(self) -> str:
        """Where files are kept: configured, or `objects` in `data_dir`."""
        return self.storage_url or (self.data_dir / "objects").absolute().as_uri()

    @property
    def chosen_engine(self) -> Engine:
        """The engine that `auto` stands for: the model that is configured, else offline.

        A model behind the OpenAI-compatible protocol is configured by its name, Gemini by its key.
        """
        if self.engine is not Engine.AUTO:
            return self.engine
        if self.openai_model:
            return Engine.OPENAI
        return Engine.GEMINI if self.gemini_api_key.get_secret_value() else Engine.OFFLINE

    @property
    def model(self) -> str:
        """The name of the language model that the chosen engine asks; empty for offline."""
        names = {Engine.OPENAI: self.openai_model, Engine.GEMINI: self.gemini_model}
        return names.get(self.chosen_engine, "")

    @property
    def model_api_key(self) -> SecretStr:
        """The key for that model; servers on one's own machine need none."""
        return self.openai_api_key if self.chosen_engine is Engine.OPENAI else self.gemini_api_key

    @property
    def model_base_url(self) -> str:
        """Where that model is, if not at its provider's own address."""
        urls = {Engine.OPENAI: self.openai_base_url, Engine.GEMINI: self.gemini_base_url}
        return urls.get(self.chosen_engine, "")


def variable_of(setting: str) -> str:
    """Return the environment variable that a setting is read from."""
    alias = Settings.model_fields[setting].validation_alias
    if isinstance(alias, AliasChoices):
        return str(alias.choices[0])
    return f"SHOWCASE_{setting.upper()}"
