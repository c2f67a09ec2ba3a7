"""Every error raised on purpose.

ShowcaseError            code, message (safe to show), path into the arguments
├─ InvalidInput          an argument breaks a rule
├─ FileRejected          the file cannot be taken: empty, too large, unknown type, unreadable
├─ Unauthenticated       no or expired credentials
├─ Forbidden             the caller may not do this
├─ InvalidCredentials    wrong e-mail or password
├─ InvalidRefreshToken   unknown, expired or already used
├─ InvalidResetToken     unknown, expired or already used
├─ NotFound              no such object, or somebody else's
├─ EmailTaken · SlugTaken · WeakPassword
├─ Conflict              the object changed since it was read
├─ InvalidState          the object is in no state for this
├─ IdempotencyMismatch   the key came with other arguments before
└─ RateLimited           too many requests, or a quota is used up
StepFailed               raised inside a job run: code, message, retryable
LeaseLost                this attempt no longer owns its job; it must stop without a trace
JobCancelled             its owner asked the job to stop
"""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar


class ErrorCode(StrEnum):
    """Codes of user errors and of `extensions.code`; stable, new ones may be added."""

    UNAUTHENTICATED = "UNAUTHENTICATED"
    INVALID_CREDENTIALS = "INVALID_CREDENTIALS"
    INVALID_REFRESH_TOKEN = "INVALID_REFRESH_TOKEN"  # noqa: S105 (a code, not a secret)
    INVALID_RESET_TOKEN = "INVALID_RESET_TOKEN"  # noqa: S105 (a code, not a secret)
    FORBIDDEN = "FORBIDDEN"
    NOT_FOUND = "NOT_FOUND"
    INVALID_INPUT = "INVALID_INPUT"
    EMAIL_TAKEN = "EMAIL_TAKEN"
    SLUG_TAKEN = "SLUG_TAKEN"
    WEAK_PASSWORD = "WEAK_PASSWORD"  # noqa: S105 (a code, not a secret)
    FILE_EMPTY = "FILE_EMPTY"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_TYPE_UNSUPPORTED = "FILE_TYPE_UNSUPPORTED"
    FILE_UNREADABLE = "FILE_UNREADABLE"
    CONFLICT = "CONFLICT"
    INVALID_STATE = "INVALID_STATE"
    IDEMPOTENCY_MISMATCH = "IDEMPOTENCY_MISMATCH"
    RATE_LIMITED = "RATE_LIMITED"
    COST_LIMIT_EXCEEDED = "COST_LIMIT_EXCEEDED"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    TIMED_OUT = "TIMED_OUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


class JobFailureCode(StrEnum):
    """Why a job failed; stable, new ones may be added."""

    NO_TEXT = "NO_TEXT"
    NOT_A_RESUME = "NOT_A_RESUME"
    JSON_RESUME_INVALID = "JSON_RESUME_INVALID"
    FILE_ENCRYPTED = "FILE_ENCRYPTED"
    FILE_DAMAGED = "FILE_DAMAGED"
    FILE_TOO_COMPLEX = "FILE_TOO_COMPLEX"
    OCR_FAILED = "OCR_FAILED"
    AI_UNAVAILABLE = "AI_UNAVAILABLE"
    AI_OUTPUT_INVALID = "AI_OUTPUT_INVALID"
    DEPLOY_FAILED = "DEPLOY_FAILED"
    DEPLOY_DISCONNECTED = "DEPLOY_DISCONNECTED"
    DEPLOY_UNAUTHORIZED = "DEPLOY_UNAUTHORIZED"
    DEPLOY_BUSY = "DEPLOY_BUSY"
    DEPLOY_UNAVAILABLE = "DEPLOY_UNAVAILABLE"
    DEPLOY_SLOW = "DEPLOY_SLOW"
    DEPLOY_REJECTED = "DEPLOY_REJECTED"
    TIMEOUT = "TIMEOUT"
    CRASHED = "CRASHED"
    INTERNAL = "INTERNAL"


class ShowcaseError(Exception):
    """Something the caller can put right; `message` is safe to show to anyone."""

    code: ClassVar[ErrorCode] = ErrorCode.INTERNAL

    def __init__(self, message: str | None = None, *, path: list[str] | None = None) -> None:
        self.message = message or (self.__doc__ or "").partition("\n")[0]
        self.path = path
        super().__init__(self.message)


class InvalidInput(ShowcaseError):
    """One of the values breaks a rule."""

    code = ErrorCode.INVALID_INPUT


class FileRejected(ShowcaseError):
    """This file cannot be taken."""

    def __init__(self, code: ErrorCode, message: str) -> None:
        super().__init__(message, path=["input", "file"])
        self.file_code = code


class Unauthenticated(ShowcaseError):
    """Please sign in first."""

    code = ErrorCode.UNAUTHENTICATED


class Forbidden(ShowcaseError):
    """You may not do this."""

    code = ErrorCode.FORBIDDEN


class InvalidCredentials(ShowcaseError):
    """The e-mail address or the password is wrong."""

    code = ErrorCode.INVALID_CREDENTIALS


class InvalidRefreshToken(ShowcaseError):
    """This session has ended. Please sign in again."""

    code = ErrorCode.INVALID_REFRESH_TOKEN


class InvalidResetToken(ShowcaseError):
    """This link has been used or is too old. Please ask for a new one."""

    code = ErrorCode.INVALID_RESET_TOKEN


class NotFound(ShowcaseError):
    """There is no such object, or it is not yours."""

    code = ErrorCode.NOT_FOUND


class EmailTaken(ShowcaseError):
    """This e-mail address already has an account. Sign in instead."""

    code = ErrorCode.EMAIL_TAKEN


class SlugTaken(ShowcaseError):
    """This address is in use, reserved, or was somebody else's not long ago. Choose another one."""

    code = ErrorCode.SLUG_TAKEN

    def __init__(self, *, suggestions: list[str], path: list[str] | None = None) -> None:
        super().__init__(path=path)
        self.suggestions = suggestions


class WeakPassword(ShowcaseError):
    """Please choose a longer or less common password."""

    code = ErrorCode.WEAK_PASSWORD


class Conflict(ShowcaseError):
    """This was changed in the meantime. Load it again and repeat your change."""

    code = ErrorCode.CONFLICT

    def __init__(
        self, message: str | None = None, *, current_version: int, path: list[str] | None = None
    ) -> None:
        super().__init__(message, path=path)
        self.current_version = current_version


class InvalidState(ShowcaseError):
    """This cannot be done in its present state."""

    code = ErrorCode.INVALID_STATE


class IdempotencyMismatch(ShowcaseError):
    """This idempotency key was used with other arguments. Use a new key for a new request."""

    code = ErrorCode.IDEMPOTENCY_MISMATCH


class RateLimited(ShowcaseError):
    """Too many requests. Please wait a little and try again."""

    code = ErrorCode.RATE_LIMITED

    def __init__(self, message: str | None = None, *, retry_at: datetime | None = None) -> None:
        super().__init__(message)
        self.retry_at = retry_at


FAILURE_MESSAGES: dict[JobFailureCode, str] = {
    JobFailureCode.NO_TEXT: "We found no text in this file. Is it a blank page or a photo without "
    "writing? Try a sharper scan or the original document.",
    JobFailureCode.NOT_A_RESUME: "This does not look like a resume: we found no work, education, "
    "project or skill in it. Please upload your resume.",
    JobFailureCode.JSON_RESUME_INVALID: "This file is not a JSON Resume 1.0: {detail}. The schema "
    "is at https://jsonresume.org/schema.",
    JobFailureCode.FILE_ENCRYPTED: "This PDF is locked with a password. Save a copy without the "
    "password and upload that.",
    JobFailureCode.FILE_DAMAGED: "This file is damaged and cannot be opened. Export it again and "
    "upload the new file.",
    JobFailureCode.FILE_TOO_COMPLEX: "This file is too large or too complex to read: it has too "
    "many pages, pixels or words, or takes too long. Upload a simpler export of it.",
    JobFailureCode.OCR_FAILED: "The text in this picture could not be read. Try again, or upload "
    "a sharper scan or a PDF with text.",
    JobFailureCode.AI_UNAVAILABLE: "The AI service does not answer at the moment. Please try again "
    "in a few minutes.",
    JobFailureCode.AI_OUTPUT_INVALID: "The AI service gave an answer that we could not use. "
    "Please try again.",
    JobFailureCode.DEPLOY_FAILED: "The site could not be put online. Your portfolio is saved; "
    "please try again.",
    JobFailureCode.DEPLOY_DISCONNECTED: "The account that this site goes to is not connected, or "
    "its token cannot be read any more. Your portfolio is saved; connect the account again, then "
    "try again.",
    JobFailureCode.DEPLOY_UNAUTHORIZED: "The host of the site does not accept our access to it. "
    "Your portfolio is saved; give us a token that is valid and may publish, then try again.",
    JobFailureCode.DEPLOY_BUSY: "The host of the site takes no more requests from us for now. Your "
    "portfolio is saved; please try again in an hour.",
    JobFailureCode.DEPLOY_UNAVAILABLE: "The host of the site does not answer. Your portfolio is "
    "saved; please try again in a few minutes.",
    JobFailureCode.DEPLOY_SLOW: "The host of the site took longer than we allow. Your portfolio is "
    "saved; please try again.",
    JobFailureCode.DEPLOY_REJECTED: "The host of the site did not put it online. Your portfolio is "
    "saved; try another address or another host, or look for the reason there.",
    JobFailureCode.TIMEOUT: "This took longer than we allow. Please try again.",
    JobFailureCode.CRASHED: "This file stopped our workers several times, so we set it aside. "
    "Please upload a new export of it.",
    JobFailureCode.INTERNAL: "Something broke on our side. Please try again.",
}
"""What a person reads when a job fails; the one source of these sentences. {detail} is what the
step found, and may stand only where that is safe to show."""

FINAL_FAILURES = frozenset(
    {
        JobFailureCode.NO_TEXT,
        JobFailureCode.NOT_A_RESUME,
        JobFailureCode.JSON_RESUME_INVALID,
        JobFailureCode.FILE_ENCRYPTED,
        JobFailureCode.FILE_DAMAGED,
        JobFailureCode.FILE_TOO_COMPLEX,
        JobFailureCode.CRASHED,
    }
)
"""Failures that the same file will always meet again: a retry cannot help."""


class StepFailed(Exception):
    """A step of a job run cannot go on; the job fails with this code."""

    def __init__(self, code: JobFailureCode, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.detail = detail

    @property
    def message(self) -> str:
        """The sentence for people."""
        return FAILURE_MESSAGES[self.code].format(detail=self.detail)

    @property
    def retryable(self) -> bool:
        """Whether running the same job again can help."""
        return self.code not in FINAL_FAILURES


class LeaseLost(Exception):
    """Another attempt owns the job now; this one must stop without side effects."""


class JobCancelled(Exception):
    """The owner asked the job to stop."""
