"""What the checkers and generators that frontend developers use make of our schema.

graphql-schema-linter has all its rules but those that want members in alphabetical order: in the
contract that clients know they stand in the order of their meaning.
"""

from pathlib import Path

import pytest

from tests.support.node import CLIENTS, PACKAGES, Ending, needs_node, run_node

SCHEMA = Path(__file__).parents[2] / "schema.graphql"
ODD = "\ntype Odd { id: Int, Some_Name: [Node] }\n"

pytestmark = needs_node


async def run_linter(schema: Path) -> Ending:
    program = PACKAGES / "graphql-schema-linter" / "lib" / "cli.js"
    return await run_node(program, "--config-directory", CLIENTS, "--format", "compact", schema)


@pytest.fixture
def odd_schema(tmp_path: Path) -> Path:
    path = tmp_path / "schema.graphql"
    path.write_text(SCHEMA.read_text(encoding="utf-8") + ODD, encoding="utf-8")
    return path


async def test_nothing_is_found_and_generated_types_compile() -> None:
    ending = await run_node(CLIENTS / "schema.mjs", SCHEMA)

    assert ending.lines == []


async def test_the_schema_linter_finds_nothing() -> None:
    ending = await run_linter(SCHEMA)

    assert (ending.code, ending.output.strip()) == (0, "")


async def test_what_is_odd_would_be_found(odd_schema: Path) -> None:
    checked = await run_node(CLIENTS / "schema.mjs", odd_schema)
    linted = await run_linter(odd_schema)

    for rule in ("require-description", "naming-convention", "no-unreachable-types"):
        assert f"(@graphql-eslint/{rule})" in checked.output
    assert linted.code == 1
    assert "Some_Name" in linted.output
