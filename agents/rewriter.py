"""Words one section anew, by a wish and a tone, without losing or inventing facts."""

import math
import re
from dataclasses import dataclass
from typing import Any

from agents.critic import Critic
from agents.drafts import Draftsman
from agents.engines import EngineSettings
from agents.engines.instructions import Wish, understand
from agents.engines.offline import compose_profile
from agents.engines.opening import open_engine
from agents.facts import Facts
from agents.grounding import Evidence
from agents.sections import (
    PROSE_KINDS,
    Piece,
    Section,
    Tone,
    iterate_texts,
    list_pieces,
)
from agents.writer import Assignment, Desk, list_parts

SHORT_SUMMARY_SENTENCES = 2
SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\wÀ-Þ])")


@dataclass(frozen=True)
class Request:
    """How a section is to be worded."""

    tone: Tone
    instructions: str = ""
    adds_facts: bool = True
    """Whether a text may say what the instructions say, as its owner's own word."""


async def rewrite_section(
    section: Section, *, facts: Facts, resume: str, request: Request, settings: EngineSettings
) -> Section:
    """Return the section worded anew; sections of facts only come back as they are.

    Raises:
        AgentError: the model failed and `settings.fallback` is off.
    """
    if section["kind"] not in PROSE_KINDS:
        return section
    wish = understand(request.instructions)
    tone = wish.tone or request.tone
    rewritten = rework(section, facts=facts, tone=tone, wish=wish)
    if settings.name == "offline" or not list_pieces(rewritten):
        return rewritten
    added = request.instructions if request.adds_facts else ""
    own_words = [*list_own_words(section), added]
    critic = Critic(
        resume=Evidence([resume, *own_words], parts=list_parts(facts)),
        language=facts.language,
        may_shorten=wish.length == "short",
    )
    pieces = tuple(_open_scope(piece, added) for piece in list_pieces(rewritten))
    async with open_engine(settings) as engine:
        desk = Desk(
            engine, critic=critic, facts=facts, tone=request.tone, fallback=settings.fallback
        )
        done = await desk.write(
            Assignment(sections=(rewritten,), pieces=pieces), instructions=request.instructions
        )
    return done.worded[0]


def _open_scope(piece: Piece, added: str) -> Piece:
    """Let a piece say what the person says in the wish."""
    scope = f"{piece.scope}\n{added}" if piece.scope else ""
    return Piece(id=piece.id, form=piece.form, text=piece.text, scope=scope)


def list_own_words(section: Section) -> list[str]:
    """Return the texts of a section that its owner wrote: those without a place on a page."""
    placed = {source["path"] for source in section["sources"] if source.get("page") is not None}
    own = {source["path"] for source in section["sources"]} - placed
    return [text for path in own for text in iterate_texts(_find(section["content"], path))]


def _find(content: Any, pointer: str) -> Any:  # noqa: ANN401 (any JSON)
    """Return the value that a JSON pointer names; None if it is not there."""
    for key in pointer.split("/")[1:]:
        try:
            content = content[int(key) if isinstance(content, list) else key]
        except (KeyError, IndexError, ValueError, TypeError):
            return None
    return content


def rework(section: Section, *, facts: Facts, tone: Tone, wish: Wish) -> Section:
    """Return the section as the offline engine words it."""
    if section["kind"] == "HERO":
        return _rework_text(section, "tagline", facts=facts, tone=tone, wish=wish)
    if section["kind"] == "ABOUT":
        return _rework_text(section, "text", facts=facts, tone=tone, wish=wish)
    if wish.length == "long":
        return _restore(_reopen(section, facts=facts, tone=tone), facts=facts, tone=tone)
    section = _reopen(section, facts=facts, tone=tone)
    if wish.length == "short" or wish.max_highlights:
        return _shorten(section, wish=wish)
    return section


def _reopen(section: Section, *, facts: Facts, tone: Tone) -> Section:
    """Return the items, each opened in a tone; what their owner wrote stays as it is."""
    prose = "description" if section["kind"] == "PROJECTS" else "summary"
    fresh = _draft_again(section["kind"], facts=facts, tone=tone)
    originals = {_name_item(item): index for index, item in enumerate(fresh["content"]["items"])}
    items, sources = [], list(section["sources"])
    for index, item in enumerate(section["content"]["items"]):
        path, original = f"/items/{index}/{prose}", originals.get(_name_item(item))
        text = fresh["content"]["items"][original][prose] if original is not None else item[prose]
        if text != item[prose] and not _is_own(section, path):
            item = {**item, prose: text}  # noqa: PLW2901 (one item, opened anew)
            old = f"/items/{original}/{prose}"
            sources = [source for source in sources if source["path"] != path] + [
                {**source, "path": path} for source in fresh["sources"] if source["path"] == old
            ]
        items.append(item)
    return {**section, "content": {**section["content"], "items": items}, "sources": sources}


def _draft_again(kind: str, *, facts: Facts, tone: Tone) -> Section:
    """Return a section as it comes from the facts."""
    profile = compose_profile(facts, tone=tone)
    drafts = Draftsman(facts, profile=profile).draft_sections()
    empty = {"kind": kind, "content": {"items": []}, "sources": []}
    return next((draft for draft in drafts if draft["kind"] == kind), empty)


def _rework_text(section: Section, key: str, *, facts: Facts, tone: Tone, wish: Wish) -> Section:
    """Return the section with its tagline or portrait composed anew from the facts.

    A text that the person wrote is never replaced by rules; it can only be shortened.
    """
    path = f"/{key}"
    if _is_own(section, path):
        text = section["content"][key] or ""
        shorter = _cut_sentences(text) if wish.length == "short" else text
        return {**section, "content": {**section["content"], key: shorter}}
    length = wish.length
    if key == "tagline" and length == "short":
        tone = "CONCISE"
    drawn = Draftsman(facts, profile=compose_profile(facts, tone=tone, length=length))
    if (drawn.profile.tagline if key == "tagline" else drawn.profile.about) is None:
        return section
    fresh = drawn.draft_hero() if key == "tagline" else drawn.draft_about()
    sources = [source for source in section["sources"] if source["path"] != path]
    sources += [source for source in fresh["sources"] if source["path"] == path]
    content = {**section["content"], key: fresh["content"][key]}
    return {**section, "content": content, "sources": sources}


def _is_own(section: Section, path: str) -> bool:
    """Tell whether the person wrote the text at a path."""
    sources = [source for source in section["sources"] if source["path"] == path]
    return bool(sources) and all(source.get("page") is None for source in sources)


def _cut_sentences(text: str) -> str:
    """Return the first sentences of a text."""
    return " ".join(SENTENCE.split(text)[:SHORT_SUMMARY_SENTENCES])


def _shorten(section: Section, *, wish: Wish) -> Section:
    """Return the items with fewer highlights, and summaries of at most two sentences."""
    items = [_shorten_item(item, wish) for item in section["content"]["items"]]
    changed = {**section, "content": {**section["content"], "items": items}}
    sources = [
        source
        for source in section["sources"]
        if _find(changed["content"], source["path"]) is not None
    ]
    return {**changed, "sources": sources}


def _shorten_item(item: dict[str, Any], wish: Wish) -> dict[str, Any]:
    """Return an item with as many highlights as asked for, or else half of them."""
    highlights = item["highlights"]
    count = wish.max_highlights or math.ceil(len(highlights) / 2)
    shorter = {**item, "highlights": highlights[:count]}
    if wish.length == "short":
        for key in ("summary", "description"):
            if item.get(key):
                shorter[key] = _cut_sentences(item[key])
    return shorter


def _restore(section: Section, *, facts: Facts, tone: Tone) -> Section:
    """Return the items with all that the resume says about them."""
    fresh = _draft_again(section["kind"], facts=facts, tone=tone)
    originals = {_name_item(item): index for index, item in enumerate(fresh["content"]["items"])}
    items, sources = [], list(section["sources"])
    for index, item in enumerate(section["content"]["items"]):
        original = originals.get(_name_item(item))
        full = fresh["content"]["items"][original] if original is not None else item
        if len(full["highlights"]) > len(item["highlights"]):
            item = {**item, "highlights": full["highlights"]}  # noqa: PLW2901 (one item, grown)
            sources = _replace_sources(sources, index, fresh["sources"], original or 0)
        items.append(item)
    return {**section, "content": {**section["content"], "items": items}, "sources": sources}


def _replace_sources(
    sources: list[dict[str, Any]], index: int, fresh: list[dict[str, Any]], original: int
) -> list[dict[str, Any]]:
    """Return the sources with those of one item's highlights taken from another section."""
    new, old = f"/items/{index}/highlights/", f"/items/{original}/highlights/"
    kept = [source for source in sources if not source["path"].startswith(new)]
    return kept + [
        {**source, "path": source["path"].replace(old, new, 1)}
        for source in fresh
        if source["path"].startswith(old)
    ]


def _name_item(item: dict[str, Any]) -> tuple[str | None, ...]:
    """Return what tells an item from its neighbours."""
    return tuple(item.get(key) for key in ("organization", "position", "name", "start_date"))
