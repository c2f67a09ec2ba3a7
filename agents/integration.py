"""The door to the agents. What crosses it is JSON: documents in, portfolios out.

`generate_portfolio` and `regenerate_section` do what their names say; `read_resume` only reads.
Failures are `AgentError`s with a code and a sentence for people.
"""

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from agents.document import Document
from agents.engines import EngineSettings, Progress, Surroundings, Usage
from agents.errors import AgentError, AgentErrorCode
from agents.facts import Facts
from agents.json_resume import to_json_resume
from agents.json_resume_import import check_json_resume, from_json_resume, iterate_texts
from agents.json_resume_schema import DATE
from agents.phrases import format_month
from agents.reader import read_facts
from agents.reader.orders import Cleaned, leave_out_orders
from agents.reading import remember
from agents.refining.operations import PortfolioSeen
from agents.refining.refining import refine
from agents.review import list_statements, review_portfolio
from agents.rewriter import Request, rewrite_section
from agents.second_reader import list_unsure_pages as list_pages
from agents.second_reader import reread
from agents.sections import DEFAULT_TONE, TONES, Tone
from agents.writer import write_portfolio

__all__ = [
    "AGENTS_VERSION",
    "AgentError",
    "AgentErrorCode",
    "EngineSettings",
    "GeneratedPortfolio",
    "Progress",
    "Surroundings",
    "Usage",
    "generate_portfolio",
    "list_statements",
    "list_unsure_pages",
    "read_resume",
    "refine_portfolio",
    "regenerate_section",
    "reread_scan",
    "review_portfolio",
]

Json = dict[str, Any]
CODE_AND_DATA = (".py", ".md", ".toml")


@dataclass(frozen=True)
class GeneratedPortfolio:
    """A portfolio, what was read for it, and what its writing cost."""

    draft: Json
    """{language, engine, plan: {domain, seniority, featured, headlines}, sections,
    seo: {title, description}, notices: [{code, message, page}], reading: see `agents.reading`}"""
    resume: Json
    """What the resume says, as JSON Resume 1.0."""
    usage: Json
    """{engine, model, requests, input_tokens, output_tokens, thinking_tokens, seconds}"""


async def generate_portfolio(
    document: Json,
    *,
    tone: str,
    engine: EngineSettings,
    on_section: Callable[[Json], Awaitable[None]],
) -> GeneratedPortfolio:
    """Read a resume and write its portfolio.

    Args:
        document: The resume's pages of words, in the shape of `agents.document.Document`.
        tone: One of `agents.sections.TONES`; any other name means the default one.
        engine: Who writes.
        on_section: Awaited with each section as soon as it is ready, one at a time.

    Raises:
        AgentError: NO_TEXT, NOT_A_RESUME, JSON_RESUME_INVALID; without fallback
            AI_UNAVAILABLE, AI_OUTPUT_INVALID.
    """
    read = _read_document(document)
    paper, facts = read.document, _read_facts(read.document)
    _refuse_other_papers(facts)
    manuscript = await write_portfolio(
        facts,
        resume="\n".join(_list_visible(paper)),
        tone=_choose_tone(tone),
        settings=engine,
        on_section=on_section,
    )
    draft = {
        "language": facts.language,
        "engine": manuscript.engine,
        "plan": manuscript.plan.to_json(),
        "sections": manuscript.sections,
        "seo": manuscript.seo,
        "notices": [
            *(notice.model_dump() for notice in (*facts.notices, *read.notices)),
            *manuscript.notices,
        ],
        "reading": remember(paper, facts, manuscript.sections),
    }
    model = engine.model if engine.name != "offline" else ""
    usage = {"engine": manuscript.engine, "model": model, **asdict(manuscript.usage)}
    return GeneratedPortfolio(draft=draft, resume=_to_resume(paper, facts), usage=usage)


async def regenerate_section(
    document: Json,
    *,
    section: Json,
    tone: str,
    instructions: str,
    engine: EngineSettings,
    adds_facts: bool = True,
) -> Json:
    """Word one section anew, after a wish in plain words.

    What the wish says may be said, as its owner's own word, unless `adds_facts` is off.

    Facts stay as they are, edited ones too; a wish for less may drop highlights. Sections without
    prose come back unchanged.

    Raises:
        AgentError: as `generate_portfolio`.
    """
    paper = _read_document(document).document
    return await rewrite_section(
        section,
        facts=_read_facts(paper),
        resume="\n".join(_list_visible(paper)),
        request=Request(_choose_tone(tone), instructions, adds_facts=adds_facts),
        settings=engine,
    )


async def refine_portfolio(portfolio: Json, *, instruction: str, engine: EngineSettings) -> Json:
    """Return what a wish in plain words asks of a portfolio; nothing is written yet.

    Args:
        portfolio: {theme, accent, tone, sections: [{kind, heading, visible}], themes: [{key, name,
            description}]}: all but its texts.
        instruction: The wish.
        engine: Who reads it; a model chooses from a closed list and quotes the wish.

    Returns:
        {operations, not_understood}, in the shape of `agents.refining.operations.Refinement`.

    Raises:
        AgentError: AI_UNAVAILABLE or AI_OUTPUT_INVALID, without fallback.
    """
    seen = PortfolioSeen.model_validate(portfolio)
    found = await refine(instruction, seen, settings=engine)
    return found.model_dump(mode="json")


def read_resume(document: Json) -> Json:
    """Return what a resume says, as JSON Resume 1.0.

    Raises:
        AgentError: NO_TEXT, NOT_A_RESUME, JSON_RESUME_INVALID.
    """
    paper = _read_document(document).document
    facts = _read_facts(paper)
    _refuse_other_papers(facts)
    return _to_resume(paper, facts)


def list_unsure_pages(document: Json) -> list[int]:
    """Return the numbers of the pages that OCR has read with low confidence."""
    return list_pages(Document.model_validate(document))


async def reread_scan(
    document: Json, pictures: Mapping[int, bytes], *, engine: EngineSettings
) -> Json:
    """Return the document with what a model and OCR agree on, for the pages of the pictures (JPEG).

    Raises:
        AgentError: AI_UNAVAILABLE, AI_OUTPUT_INVALID.
    """
    paper = await reread(Document.model_validate(document), pictures, settings=engine)
    return paper.model_dump(mode="json")


def _read_document(document: Json) -> Cleaned:
    """Return the document as it speaks to people; refuse one in which nothing can be read."""
    paper = Document.model_validate(document)
    if paper.resume is not None:
        check_json_resume(paper.resume)
        return leave_out_orders(paper)
    if not any(word.text.strip() for page in paper.pages for word in page.words):
        raise AgentError(
            AgentErrorCode.NO_TEXT,
            "No text can be seen in this file. If it is a scan, try a sharper one.",
        )
    return leave_out_orders(paper)


def _read_facts(paper: Document) -> Facts:
    """Return what a resume says, on its pages or as a JSON Resume."""
    return read_facts(paper) if paper.resume is None else from_json_resume(paper.resume)


def _to_resume(paper: Document, facts: Facts) -> Json:
    """Return the JSON Resume that the facts came from, so that nothing is lost, or a new one."""
    return to_json_resume(facts) if paper.resume is None else paper.resume


def _refuse_other_papers(facts: Facts) -> None:
    """Refuse a paper with nothing at all of a resume: no name, no contact data, no section."""
    person = (facts.name, facts.email, facts.phone, facts.links)
    sections = (
        *(facts.work, facts.education, facts.projects, facts.skills, facts.languages),
        *(facts.certificates, facts.awards, facts.publications, facts.volunteering),
    )
    if not any((*person, *sections)):
        raise AgentError(
            AgentErrorCode.NOT_A_RESUME,
            "This does not look like a resume: no name, contact data or section was found.",
        )


def _list_visible(paper: Document) -> list[str]:
    """Return all that can be seen on the pages, line breaks left out, and where links lead."""
    if paper.resume is not None:
        texts = list(iterate_texts(paper.resume))
        return texts + [format_month(t, language="en") for t in texts if DATE.fullmatch(t)]
    texts = [" ".join(word.text for word in page.words) for page in paper.pages]
    return texts + [link.url for page in paper.pages for link in page.links]


def _choose_tone(name: str) -> Tone:
    """Return the tone of that name, or the default one."""
    return next((tone for tone in TONES if tone == name), DEFAULT_TONE)


def _hash_package() -> str:
    """Return a short hash of all rules, prompts and phrases of this package."""
    digest = hashlib.sha256()
    for path, data in sorted(_iterate_files(files(__package__), "")):
        digest.update(path.encode() + b"\0" + data)
    return digest.hexdigest()[:16]


def _iterate_files(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    """Return the path and the bytes of every file in a folder that takes part in the work."""
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        path = f"{prefix}/{entry.name}"
        if entry.is_dir():
            found += _iterate_files(entry, path)
        elif entry.name.endswith(CODE_AND_DATA):
            found.append((path, entry.read_bytes()))
    return found


AGENTS_VERSION = _hash_package()
"""Changes with every rule, prompt and phrase: part of the key of a stored result."""
