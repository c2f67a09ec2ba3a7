"""Which revisions of the database are behind, read from the migrations without Alembic.

Alembic takes long to import, and the web process has only this one question.
"""

import re
from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
ASSIGNMENT = re.compile(r"^down_revision = (.*)$", re.MULTILINE)
NAME = re.compile(r'"(\w+)"')


@cache
def list_outdated() -> frozenset[str]:
    """Return the revisions that a later one builds on: a database at one of them is behind.

    There are none where the migrations are not at hand.
    """
    return frozenset(
        name
        for path in VERSIONS.glob("*.py")
        for value in ASSIGNMENT.findall(path.read_text(encoding="utf-8"))
        for name in NAME.findall(value)
    )
