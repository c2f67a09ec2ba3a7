"""Settings, read once from the environment and `.env`."""

import secrets
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Self

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

MIN_SECRET_LENGTH = 32
POSTGRES_SCHEMES = ("postgres", "postgresql", "postgresql+psycopg2", "postgresql+asyncpg")


class Environment(StrEnum):
    """Where the process runs; production refuses weak settings."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Engine(StrEnum):
    """Who writes: `auto` is Gemini with the offline engine behind it, once there is a key."""

    AUTO = "auto"
    OFFLINE = "offline"
    GEMINI = "gemini"


class DeployTarget(StrEnum):
    """Where sites are put online."""

    LOCAL = "local"
    VERCEL = "vercel"


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
    allowed_origins: str = ""
    graphiql: bool = True

    # Stores. Empty URLs mean: the embedded servers under `data_dir`.
    data_dir: Path = Path(".showcase")
    database_url: str = Field(default="", validation_alias=_known("DATABASE_URL"))
    redis_url: str = Field(default="", validation_alias=_known("REDIS_URL"))
    storage_url: str = ""

    # Accounts
    secret_key: SecretStr = Field(default=SecretStr(""), validation_alias=_known("SECRET_KEY"))
    access_token_seconds: int = 900
    refresh_token_seconds: int = 30 * 24 * 3600

    # Limits
    max_upload_bytes: int = 10 * 1024 * 1024
    max_pages: int = 20
    max_pixels: int = 40_000_000
    extract_seconds: float = 60.0
    extract_memory_bytes: int = 1024 * 1024 * 1024

    # Agents
    engine: Engine = Engine.AUTO
    gemini_api_key: SecretStr = Field(
        default=SecretStr(""), validation_alias=_known("GEMINI_API_KEY")
    )
    gemini_model: str = "gemini-3.5-flash-lite"
    gemini_thinking_budget: int = 0
    gemini_base_url: str = ""
    model_seconds: float = 60.0

    # Deployment
    deploy_target: DeployTarget = DeployTarget.LOCAL
    vercel_token: SecretStr = Field(default=SecretStr(""), validation_alias=_known("VERCEL_TOKEN"))
    vercel_team_id: str = ""
    vercel_base_url: str = "https://api.vercel.com"
    deploy_seconds: float = 300.0

    # Worker
    worker_jobs: int = 4
    lease_seconds: float = 30.0
    max_attempts: int = 3
    job_seconds: float = 600.0

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
    def _refuse_weak_production(self) -> Self:
        """Refuse to start where a default would be dangerous, and say the cure."""
        if self.environment is not Environment.PRODUCTION:
            return self
        if len(self.secret_key.get_secret_value()) < MIN_SECRET_LENGTH:
            msg = (
                f"SECRET_KEY must have at least {MIN_SECRET_LENGTH} characters in production. "
                'Make one: python -c "import secrets; print(secrets.token_urlsafe(48))"'
            )
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
    def object_store_url(self) -> str:
        """Where files are kept: configured, or `objects` in `data_dir`."""
        return self.storage_url or (self.data_dir / "objects").absolute().as_uri()

    @property
    def chosen_engine(self) -> Engine:
        """The engine that `auto` stands for: Gemini with a key, offline without."""
        if self.engine is not Engine.AUTO:
            return self.engine
        return Engine.GEMINI if self.gemini_api_key.get_secret_value() else Engine.OFFLINE
