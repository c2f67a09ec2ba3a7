"""What some settings may be."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Environment(StrEnum):
    """Where the process runs; production refuses weak settings."""

    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Engine(StrEnum):
    """Who writes: `auto` is a model, once one is configured, with the offline engine behind it."""

    AUTO = "auto"
    OFFLINE = "offline"
    GEMINI = "gemini"
    OPENAI = "openai"


class Price(BaseModel):
    """What a language model costs, in US dollars for a million tokens."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    input: float = Field(ge=0)
    output: float = Field(ge=0)
    """Thinking included."""


class DeployTarget(StrEnum):
    """Where sites are put online."""

    LOCAL = "local"
    FOLDER = "folder"
    BUCKET = "bucket"
    VERCEL = "vercel"
    NETLIFY = "netlify"
    GITHUB_PAGES = "github_pages"
