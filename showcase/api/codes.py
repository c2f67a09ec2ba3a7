"""The tables of codes in `docs/errors.md`, as the schema tells them."""

from collections.abc import Iterable
from enum import StrEnum

from showcase.api.enums import ErrorCode, JobFailureCode
from showcase.errors import FAILURE_MESSAGES, FINAL_FAILURES

DETAIL = "{detail}"
"""Stands in a sentence for what was found in the file."""


def print_codes() -> str:
    """Return the tables as Markdown."""
    failures = (
        f"| `{code}` | {FAILURE_MESSAGES[code].replace(DETAIL, '…')} | {_say_retry(code)} |"
        for code in JobFailureCode
    )
    return "\n".join(
        [
            "### `ErrorCode`",
            "",
            "| code | means |",
            "|---|---|",
            *_list_rows(ErrorCode),
            "",
            "### `JobFailureCode`",
            "",
            "| code | what people read | can a retry help? |",
            "|---|---|---|",
            *failures,
            "",
        ]
    )


def _list_rows(kind: type[StrEnum]) -> Iterable[str]:
    definition = kind.__strawberry_definition__  # type: ignore[attr-defined] # enums made it
    return [f"| `{value.name}` | {value.description} |" for value in definition.values]


def _say_retry(code: JobFailureCode) -> str:
    return "no" if code in FINAL_FAILURES else "yes"
