"""The one error that crosses the door of this package."""

from enum import StrEnum


class AgentErrorCode(StrEnum):
    """Why no portfolio could be made; stable, new ones may be added."""

    NO_TEXT = "NO_TEXT"
    NOT_A_RESUME = "NOT_A_RESUME"
    JSON_RESUME_INVALID = "JSON_RESUME_INVALID"
    """The message names the places and the rules they break, never what stands there."""
    AI_UNAVAILABLE = "AI_UNAVAILABLE"
    AI_OUTPUT_INVALID = "AI_OUTPUT_INVALID"


class AgentError(Exception):
    """No portfolio could be made. `message` is a sentence that a person can act on."""

    def __init__(self, code: AgentErrorCode, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
