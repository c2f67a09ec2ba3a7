"""Rules of the house that no tool checks for us: sizes, names, nothing forgotten."""

import ast
import statistics
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from agents.document import Document as AgentDocument
from showcase.models.document import Document

ROOT = Path(__file__).parents[2]
PACKAGES = ("showcase", "agents")
MAX_MODULE_LINES = 300
MAX_FUNCTION_LINES = 50
MAX_MEDIAN_FUNCTION_LINES = 10
MAX_PARAMETERS = 6
BANNED_WORDS = {"util", "utils", "helper", "helpers", "common", "base", "manager"} | {
    "handler",
    "handlers",
    "misc",
    "core",
}

Function = ast.FunctionDef | ast.AsyncFunctionDef


def list_modules() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def list_functions() -> Iterator[tuple[str, Function]]:
    for path in list_modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, Function):
                yield f"{path.relative_to(ROOT)}:{node.lineno} {node.name}", node


def count_lines(function: Function) -> int:
    """Lines of a function without decorators and docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    if ast.get_docstring(function) is not None:
        docstring = function.body[0]
        lines -= (docstring.end_lineno or 0) - docstring.lineno + 1
    return lines


def count_parameters(function: Function) -> int:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    return len([argument for argument in named if argument.arg not in {"self", "cls"}])


def drop_descriptions(schema: Any) -> Any:
    """Return a JSON schema without the words for people."""
    if isinstance(schema, list):
        return [drop_descriptions(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    return {key: drop_descriptions(part) for key, part in schema.items() if key != "description"}


def test_no_module_is_longer_than_the_cap() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in list_modules()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MAX_MODULE_LINES
    }

    assert long == {}


def test_no_function_is_longer_than_the_cap() -> None:
    long = {
        name: lines
        for name, function in list_functions()
        if (lines := count_lines(function)) > MAX_FUNCTION_LINES
    }

    assert long == {}


def test_half_of_all_functions_have_ten_lines_or_fewer() -> None:
    median = statistics.median(count_lines(function) for _, function in list_functions())

    assert median <= MAX_MEDIAN_FUNCTION_LINES


def test_no_function_has_more_than_six_parameters() -> None:
    # A GraphQL field's arguments and a command's options are the interface of others.
    greedy = {
        name: count
        for name, function in list_functions()
        if (count := count_parameters(function)) > MAX_PARAMETERS
    }

    assert greedy == {}


def test_no_path_has_a_word_that_says_nothing() -> None:
    vague = [
        str(path.relative_to(ROOT))
        for package in (*PACKAGES, "tests", "migrations")
        for path in (ROOT / package).rglob("*")
        if path.suffix != ".pyc"
        and "node_modules" not in path.parts
        and BANNED_WORDS & set(path.stem.lower().split("_"))
    ]

    assert vague == []


@pytest.mark.parametrize("mode", ["validation", "serialization"])
def test_agents_and_backend_mean_the_same_document(mode: Any) -> None:
    theirs = drop_descriptions(AgentDocument.model_json_schema(mode=mode))

    assert theirs == drop_descriptions(Document.model_json_schema(mode=mode))
