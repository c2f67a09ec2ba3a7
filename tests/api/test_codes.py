"""`docs/errors.md` tells of the codes that there are."""

from pathlib import Path

from showcase.api.codes import print_codes
from showcase.errors import ErrorCode, JobFailureCode

PAGE = Path(__file__).parents[2] / "docs" / "errors.md"


def test_the_page_shows_every_code_as_it_is() -> None:
    assert PAGE.read_text(encoding="utf-8").endswith(f"\n\n{print_codes()}")


def test_every_code_has_a_row() -> None:
    told = print_codes()

    assert [code for code in (*ErrorCode, *JobFailureCode) if f"| `{code}` | " not in told] == []
