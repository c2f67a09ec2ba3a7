"""Refuse what breaks the contract or what the resume does not say, and list every reason."""

import json
from collections.abc import Iterator
from typing import Any

import structlog
from pydantic import ValidationError

from showcase.errors import JobFailureCode, StepFailed
from showcase.models.content import ALWAYS_PRESENT
from showcase.models.document import Document
from showcase.models.draft import PortfolioDraft, SectionDraft

MAX_REASONS = 20

log = structlog.get_logger()


def validate_portfolio(draft: dict[str, Any], document: Document) -> PortfolioDraft:
    """Return the draft as the contract's type.

    Raises:
        StepFailed: With every reason: shape, missing sections, facts without a source.
    """
    try:
        portfolio = PortfolioDraft.model_validate_json(json.dumps(draft))
    except ValidationError as error:
        raise _refused(_name_places(error)) from error
    kinds = [section.kind for section in portfolio.sections]
    reasons = [f"section {kind} is missing" for kind in ALWAYS_PRESENT if kind not in kinds]
    reasons += [f"section {kind} comes twice" for kind in set(kinds) if kinds.count(kind) > 1]
    for section in portfolio.sections:
        reasons += _list_unsourced(section, document)
    if reasons:
        raise _refused(reasons)
    return portfolio


def validate_section(section: dict[str, Any], document: Document) -> SectionDraft:
    """Return one section as the contract's type.

    Raises:
        StepFailed: With every reason.
    """
    try:
        valid = SectionDraft.model_validate_json(json.dumps(section))
    except ValidationError as error:
        raise _refused(_name_places(error)) from error
    if reasons := _list_unsourced(valid, document):
        raise _refused(reasons)
    return valid


def _list_unsourced(section: SectionDraft, document: Document) -> list[str]:
    """List the facts of a section without a source, and the sources that lie off the document."""
    pages = {page.number for page in document.pages}
    sourced = {source.path for source in section.sources}
    reasons = [
        f"{section.kind}{source.path}: there is no page {source.page}"
        for source in section.sources
        if source.page is not None and source.page not in pages
    ]
    content = section.content.model_dump(mode="json")
    reasons += [
        f"{section.kind}{path}: no source"
        for path in _list_texts(content)
        if not any(prefix in sourced for prefix in _list_prefixes(path))
    ]
    return reasons


def _list_texts(value: object, path: str = "") -> Iterator[str]:
    """Yield the JSON pointer of every text that is not empty."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _list_texts(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _list_texts(inner, f"{path}/{index}")
    elif isinstance(value, str) and value:
        yield path


def _list_prefixes(path: str) -> Iterator[str]:
    """Yield a pointer and all that enclose it: a source of an item covers the item's texts."""
    while path:
        yield path
        path = path.rpartition("/")[0]


def _name_places(error: ValidationError) -> list[str]:
    """Name place and rule of each error, never the value: it is resume text."""
    return [
        f"{'/'.join(str(part) for part in problem['loc'])}: {problem['type']}"
        for problem in error.errors(include_input=False, include_context=False)
    ]


def _refused(reasons: list[str]) -> StepFailed:
    log.warning("validate.refused", reasons=reasons[:MAX_REASONS], count=len(reasons))
    return StepFailed(JobFailureCode.AI_OUTPUT_INVALID, "; ".join(reasons[:MAX_REASONS]))
