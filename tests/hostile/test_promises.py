"""The page on security names tests that are there, and all that we have on hostile things."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"`((?:tests|benchmarks|showcase)/[\w/.]+)`", PAGE))


def test_every_promise_names_a_test_that_is_there() -> None:
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and "promise |" not in line]

    assert len(rows) > 20
    assert [row for row in rows if "`tests/" not in row.split(" | ")[1]] == []
    assert [path for path in NAMED if not (ROOT / path).exists()] == []


def test_every_test_of_hostile_things_stands_for_a_promise() -> None:
    here = {f"tests/hostile/{path.name}" for path in Path(__file__).parent.glob("test_*.py")}

    assert here - NAMED == {f"tests/hostile/{Path(__file__).name}"}


def test_the_page_is_found_from_where_people_look() -> None:
    for place, link in (("README.md", "docs/security.md"), (".github/SECURITY.md", "../docs/")):
        assert link in (ROOT / place).read_text(encoding="utf-8")
    assert "How to report" in PAGE
