"""Enums of the schema: the models' own, each value described.

The other modules of the API take enums from here, so that none is used before it is described.
"""

from enum import StrEnum
from typing import TypeVar

import strawberry

from showcase.choices import DeployTarget
from showcase.errors import ErrorCode, JobFailureCode
from showcase.models import (
    ChangeKind,
    Decision,
    DeploymentStatus,
    JobEventType,
    JobKind,
    JobStage,
    JobStatus,
    PortfolioStatus,
    ProposalStatus,
    RevisionAuthor,
)
from showcase.models.content import SectionKind, Tone
from showcase.services.differences import SegmentKind

Kind = TypeVar("Kind", bound=type[StrEnum])


def _describe(kind: Kind, description: str, **values: str) -> Kind:
    """Make an enum part of the schema; its values get their descriptions by name."""
    described = strawberry.enum(kind, description=description)
    for value in described.__strawberry_definition__.values:  # type: ignore[attr-defined]
        value.description = values[value.name]
    return described


class ExportFormat(StrEnum):
    """Formats to export to."""

    JSON_RESUME = "JSON_RESUME"
    MARKDOWN = "MARKDOWN"
    SITE_ZIP = "SITE_ZIP"


class FindingSeverity(StrEnum):
    """How much a finding matters."""

    ERROR = "ERROR"
    WARNING = "WARNING"
    INFO = "INFO"


class Origin(StrEnum):
    """Who says something."""

    RESUME = "RESUME"
    OWNER = "OWNER"


_describe(
    ErrorCode,
    "Codes of `UserError` and of `extensions.code` in top-level errors.",
    UNAUTHENTICATED="No or expired credentials.",
    INVALID_CREDENTIALS="Wrong e-mail or password.",
    INVALID_REFRESH_TOKEN="Refresh token unknown, expired or used.",  # noqa: S106 (a description)
    INVALID_RESET_TOKEN="Password reset token unknown, expired or used.",  # noqa: S106 (same)
    FORBIDDEN="The caller may not do this.",
    NOT_FOUND="No such object, or not the caller's.",
    INVALID_INPUT="An argument breaks a rule.",
    EMAIL_TAKEN="The e-mail has an account.",
    SLUG_TAKEN="The slug is in use or reserved.",
    WEAK_PASSWORD="The password is too weak.",  # noqa: S106 (a description)
    FILE_EMPTY="The file is empty.",
    FILE_TOO_LARGE="The file is over the limit.",
    FILE_TYPE_UNSUPPORTED="The file is of a type not taken, by its contents.",
    FILE_UNREADABLE="The file is encrypted or damaged.",
    CONFLICT="The object changed meanwhile.",
    INVALID_STATE="The object is in no state for this.",
    IDEMPOTENCY_MISMATCH="The idempotency key was used with other arguments.",
    RATE_LIMITED="Too many requests, or a quota is used up.",
    COST_LIMIT_EXCEEDED="The document costs more than is allowed.",
    GRAPHQL_PARSE_FAILED="The document has a syntax error.",
    GRAPHQL_VALIDATION_FAILED="The document does not fit the schema.",
    BAD_USER_INPUT="A variable does not fit its type, or the request is malformed.",
    PERSISTED_QUERY_NOT_FOUND="The persisted document is unknown.",
    TIMED_OUT="The operation took too long and was called off; it may have done what it was for.",
    UNAVAILABLE="A part that this needs does not answer now; try again later.",
    INTERNAL="Something broke here; `extensions.requestId` names it.",
)
_describe(
    JobKind,
    "What a job makes.",
    BUILD="Resume to portfolio.",
    REGENERATE="New text for sections.",
    REFINE="A proposal from an instruction.",
    DEPLOY="A deployment.",
)
_describe(
    JobStatus,
    "Where a job stands. COMPLETED, FAILED and CANCELLED are terminal.",
    QUEUED="Waits for a worker.",
    RUNNING="At work.",
    CANCELLING="Stop asked for.",
    COMPLETED="Done.",
    FAILED="Broke; see failure.",
    CANCELLED="Stopped.",
)
_describe(
    JobStage,
    "The pipeline's stages, in order.",
    RECEIVED="File checked and stored.",
    EXTRACTING="Text taken out.",
    OCR="Scanned pages read.",
    GENERATING="Agents read and write.",
    VALIDATING="Output checked.",
    PERSISTING="Written to the database.",
    DEPLOYING="Published.",
)
_describe(
    JobFailureCode,
    "Codes of JobFailure.",
    NO_TEXT="No text in the file.",
    NOT_A_RESUME="Not a resume.",
    JSON_RESUME_INVALID="A JSON file that breaks the schema of JSON Resume 1.0.",
    FILE_ENCRYPTED="The PDF is locked with a password.",
    FILE_DAMAGED="The file is damaged.",
    FILE_TOO_COMPLEX="Too many pages or pixels, or too much work to read.",
    OCR_FAILED="OCR failed.",
    AI_UNAVAILABLE="The AI service failed.",
    AI_OUTPUT_INVALID="The AI's output did not validate.",
    DEPLOY_FAILED="The deployment failed.",
    DEPLOY_DISCONNECTED="The account is not connected, or its token cannot be read any more.",
    DEPLOY_UNAUTHORIZED="The host of the site did not accept the token.",
    DEPLOY_BUSY="The host of the site asks for fewer requests.",
    DEPLOY_UNAVAILABLE="The host of the site did not answer, or broke.",
    DEPLOY_SLOW="The host of the site took longer than allowed.",
    DEPLOY_REJECTED="The host of the site refused it, or could not build it.",
    TIMEOUT="Took too long.",
    CRASHED="The file stopped several workers and was set aside.",
    INTERNAL="Something broke here.",
)
_describe(
    JobEventType,
    "Kinds of event.",
    QUEUED="Queued.",
    STAGE_STARTED="A stage began.",
    PROGRESS="Progress in a stage.",
    STAGE_FINISHED="A stage ended.",
    RETRYING="A stage is tried again.",
    COMPLETED="Terminal: done.",
    FAILED="Terminal: broke.",
    CANCELLED="Terminal: stopped.",
)
_describe(
    PortfolioStatus,
    "Where a portfolio stands.",
    DRAFT="Never published.",
    PUBLISHED="Public as it is.",
    PUBLISHED_STALE="Public, with later changes not yet published.",
    UNPUBLISHED="Taken down.",
)
_describe(
    Tone,
    "Voices for the AI's text.",
    PROFESSIONAL="Neutral, businesslike.",
    FRIENDLY="Warm, plain.",
    TECHNICAL="Precise, for engineers.",
    CREATIVE="Lively.",
    EXECUTIVE="For leaders.",
    CONCISE="As short as can be.",
)
_describe(
    SectionKind,
    "Kinds of section.",
    HERO="Name, headline, tagline, first links.",
    ABOUT="Free text about the person.",
    EXPERIENCE="Jobs held.",
    EDUCATION="Schools.",
    SKILLS="Abilities.",
    PROJECTS="Works.",
    CERTIFICATIONS="Certificates.",
    LANGUAGES="Languages spoken.",
    AWARDS="Awards.",
    PUBLICATIONS="Publications.",
    VOLUNTEERING="Unpaid work.",
    CONTACT="How to reach the person.",
)
_describe(
    RevisionAuthor,
    "Who wrote a revision.",
    USER="The user.",
    AI="The AI.",
    RESTORE="An undo or a restore.",
)
_describe(
    DeploymentStatus,
    "Where a deployment stands.",
    PENDING="Waits.",
    BUILDING="Under way.",
    LIVE="Online.",
    SUPERSEDED="A later one took its place.",
    FAILED="Broke.",
    REMOVED="Taken down.",
)
_describe(
    DeployTarget,
    "Where a site can be put online. A zip file to put anywhere is export(format: SITE_ZIP).",
    LOCAL="Here, under /p/ and its slug.",
    FOLDER="In a folder that another web server serves, if there is one.",
    BUCKET="In a bucket that its provider serves, if there is one.",
    VERCEL="At Vercel: the caller's account if connected, or this server's.",
    NETLIFY="At Netlify: the caller's account if connected, or this server's.",
    GITHUB_PAGES="At GitHub Pages: the caller's account if connected, or this server's.",
)
_describe(
    ExportFormat,
    "Formats to export to.",
    JSON_RESUME="jsonresume.org, schema 1.0.0.",
    MARKDOWN="Markdown.",
    SITE_ZIP="The site, as a zip file in base64; works on any web server.",
)
_describe(
    ProposalStatus,
    "Where a proposal stands.",
    PREPARING="Its job has not completed yet.",
    PENDING="Something in it waits for an answer.",
    ACCEPTED="All is answered, and some of it was accepted.",
    REJECTED="All was rejected.",
    STALE="What waits for an answer can no longer be made: its place has changed since.",
    EMPTY="There was nothing to change; see notes.",
)
_describe(
    ChangeKind,
    "What an item of a proposal would change.",
    TEXT="A text or an entry of a section.",
    THEME="The theme.",
    ACCENT="The accent colour.",
    TONE="The voice.",
    ORDER="The order of the sections.",
    VISIBILITY="Whether a section shows.",
)
_describe(
    Decision,
    "What was answered to an item.",
    PENDING="Nothing yet.",
    ACCEPTED="The change was made.",
    REJECTED="The change is not wanted.",
)
_describe(
    SegmentKind,
    "What becomes of a part of a text.",
    EQUAL="It stays.",
    DELETE="It goes.",
    INSERT="It comes.",
)
_describe(
    FindingSeverity,
    "How much a finding matters.",
    ERROR="It is wrong; put it right before you publish.",
    WARNING="It may be wrong, or hurt you; look at it.",
    INFO="Good to know.",
)
_describe(
    Origin,
    "Who says something.",
    RESUME="The resume, at the places that are given.",
    OWNER="The owner: written here, or uploaded as JSON Resume.",
)

__all__ = [
    "ChangeKind",
    "Decision",
    "DeployTarget",
    "DeploymentStatus",
    "ErrorCode",
    "ExportFormat",
    "FindingSeverity",
    "JobEventType",
    "JobFailureCode",
    "JobKind",
    "JobStage",
    "JobStatus",
    "Origin",
    "PortfolioStatus",
    "ProposalStatus",
    "RevisionAuthor",
    "SectionKind",
    "SegmentKind",
    "Tone",
]
