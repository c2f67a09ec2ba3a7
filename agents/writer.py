"""Facts become words: sections drafted from facts, worded by an engine, judged by the critic."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from agents.critic import Critic
from agents.drafts import Draftsman
from agents.engines import Engine, EngineName, EngineSettings, Order, Usage
from agents.engines.offline import compose_profile
from agents.engines.opening import open_engine
from agents.errors import AgentError
from agents.facts import Facts
from agents.grounding import Evidence, Part
from agents.planner import Plan, make_plan
from agents.provenance import trace_facts
from agents.sections import (
    SEO_ID,
    Piece,
    Section,
    Tone,
    iterate_texts,
    list_pieces,
    with_texts,
    write_out,
)
from agents.wordings import Profile, Wording

OnSection = Callable[[Section], Awaitable[None]]

TOGETHER = ("HERO", "ABOUT")
"""Kinds that speak with one voice, and with it the page description: one call for all."""
PRIVATE = ("CONTACT",)
"""Kinds that are not shown to a model."""


@dataclass
class Manuscript:
    """A portfolio in words."""

    sections: list[Section]
    seo: dict[str, str]
    engine: EngineName
    plan: Plan
    notices: list[dict[str, Any]] = field(default_factory=list)
    usage: Usage = field(default_factory=Usage)


@dataclass(frozen=True)
class Assignment:
    """Sections to word in one call, and how it went."""

    sections: tuple[Section, ...]
    pieces: tuple[Piece, ...]
    texts: dict[str, str] = field(default_factory=dict)
    refused: int = 0
    failure: AgentError | None = None

    @property
    def worded(self) -> list[Section]:
        """The sections with the texts that the critic let through."""
        return [with_texts(section, self.texts) for section in self.sections]


async def write_portfolio(
    facts: Facts, *, resume: str, tone: Tone, settings: EngineSettings, on_section: OnSection
) -> Manuscript:
    """Return the portfolio, handing out each section as soon as it is ready.

    `resume` is all that can be seen in it.

    Raises:
        AgentError: the model failed and `settings.fallback` is off.
    """
    plan = make_plan(facts)
    profile = compose_profile(facts, tone=tone, plan=plan)
    drafts = Draftsman(facts, profile=profile, order=plan.order).draft_sections()
    seo = {"title": profile.seo_title, "description": profile.seo_description}
    manuscript = Manuscript(sections=drafts, seo=seo, engine=settings.name, plan=plan)
    if settings.name == "offline":
        for section in drafts:
            await on_section(section)
        return manuscript
    evidence = Evidence([resume], parts=list_parts(facts))
    critic = Critic(resume=evidence, language=facts.language)
    for section in drafts:
        if not _is_worded(section):
            await on_section(section)
    async with open_engine(settings) as engine:
        manuscript.usage = engine.usage
        desk = Desk(engine, critic=critic, facts=facts, tone=tone, fallback=settings.fallback)
        done = [item async for item in _write_all(desk, assign(drafts, profile), on_section)]
    return _collect(manuscript, done)


def list_parts(facts: Facts) -> list[Part]:
    """Return what belongs together in a resume: each job, school and project; and all else."""
    parts, rest = [], [fact.value for fact in (facts.summary, facts.headline) if fact]
    for draft in Draftsman(facts, profile=Profile()).draft_sections():
        items = draft["content"].get("items", ())
        named = [item for item in items if {"organization", "institution", "description"} & {*item}]
        for item in named:
            name = item.get("organization") or item.get("institution") or item.get("name")
            parts.append(Part(name or "", write_out(item)))
        if not named:
            rest += iterate_texts(draft["content"])
    return [Part("", "\n".join(rest)), *parts]


async def _write_all(
    desk: "Desk", assignments: Sequence[Assignment], on_section: OnSection
) -> AsyncIterator[Assignment]:
    """Word all assignments side by side; yield each when done and its sections are handed out."""
    tasks = [asyncio.create_task(desk.write(item)) for item in assignments]
    try:
        for next_done in asyncio.as_completed(tasks):
            done = await next_done
            for section in done.worded:
                await on_section(section)
            yield done
    except AgentError:
        await asyncio.wait(tasks)  # what is under way is paid for, and kept for another try
        raise
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def assign(drafts: Sequence[Section], profile: Profile) -> list[Assignment]:
    """Return what to word in which call: hero, portrait and page description in one."""
    voice = tuple(section for section in drafts if section["kind"] in TOGETHER)
    seo = Piece(id=SEO_ID, form="seo", text=profile.seo_description)
    pieces = [piece for section in voice for piece in list_pieces(section)]
    first = Assignment(sections=voice, pieces=(*pieces, seo))
    others = [
        Assignment(sections=(section,), pieces=tuple(list_pieces(section)))
        for section in drafts
        if section["kind"] not in TOGETHER and _is_worded(section)
    ]
    return [first, *others]


def _is_worded(section: Section) -> bool:
    """Tell whether there is anything in a section that an engine may word."""
    return section["kind"] in TOGETHER or bool(list_pieces(section))


class Desk:
    """Where texts are written: an engine, and the critic who reads over its shoulder."""

    def __init__(
        self, engine: Engine, *, critic: Critic, facts: Facts, tone: Tone, fallback: bool
    ) -> None:
        self._engine = engine
        self._critic = critic
        self._facts = facts
        self._tone = tone
        self._fallback = fallback

    async def write(self, assignment: Assignment, *, instructions: str = "") -> Assignment:
        """Return the assignment with the texts that the critic let through.

        Raises:
            AgentError: the model failed and there is no fallback.
        """
        order = Order(
            pieces=assignment.pieces,
            facts=self._choose_facts(assignment),
            language=self._facts.language,
            tone=self._tone,
            instructions=instructions,
        )
        try:
            texts, refused = await self._write_twice(order)
        except AgentError as failure:
            if not self._fallback:
                raise
            return replace(assignment, failure=failure)
        return self._trace(replace(assignment, texts=texts, refused=refused))

    async def _write_twice(self, order: Order) -> tuple[dict[str, str], int]:
        """Return the texts that may stand, and how many were refused twice."""
        first = await self._engine.write(order)
        texts, refused = self._critic.judge_all(order.pieces, first)
        if not refused:
            return texts, 0
        try:
            second = await self._engine.write(replace(order, pieces=tuple(refused)), repair=False)
        except AgentError:
            return texts, len(refused)  # what was accepted still stands
        more, _ = self._critic.judge_all(refused, second)
        return texts | more, len(refused) - len(more)

    def _choose_facts(self, assignment: Assignment) -> dict[str, Any]:
        """Return what the model may see: the section; for a portrait all but contact data."""
        if all(section["kind"] not in TOGETHER for section in assignment.sections):
            return {section["kind"]: section["content"] for section in assignment.sections}
        drafts = Draftsman(self._facts, profile=Profile()).draft_sections()
        summary = self._facts.summary.value if self._facts.summary else None
        shown = {
            draft["kind"]: _without_links(draft) for draft in drafts if draft["kind"] not in PRIVATE
        }
        return {"FEATURED": make_plan(self._facts).list_featured(), "SUMMARY": summary, **shown}

    def _trace(self, assignment: Assignment) -> Assignment:
        """Return the assignment with the sources of its newly worded portraits."""
        return replace(
            assignment,
            sections=tuple(
                trace_section(section, assignment.texts, facts=self._facts)
                for section in assignment.sections
            ),
        )


def _without_links(draft: Section) -> dict[str, Any]:
    """Return a section's content without its links and sources."""
    return {key: value for key, value in draft["content"].items() if key != "links"}


def trace_section(section: Section, texts: dict[str, str], *, facts: Facts) -> Section:
    """Return a section whose new tagline or portrait points to the facts it uses.

    Texts of items keep their sources: they are new words for the same lines of the resume.
    """
    for path in ("/tagline", "/text"):
        text = texts.get(f"{section['kind']}{path}")
        if text is None:
            continue
        used = trace_facts(text, facts)
        if not used:
            return section  # it still rests on what it stands in for
        draftsman = Draftsman(facts, profile=_profile_of(path, Wording(text, used)))
        redrawn = draftsman.draft_hero() if path == "/tagline" else draftsman.draft_about()
        fresh = [source for source in redrawn["sources"] if source["path"] == path]
        others = [source for source in section["sources"] if source["path"] != path]
        return {**section, "sources": others + fresh}
    return section


def _profile_of(path: str, wording: Wording) -> Profile:
    """Return a profile with one text."""
    return Profile(tagline=wording) if path == "/tagline" else Profile(about=wording)


def _collect(manuscript: Manuscript, done: Sequence[Assignment]) -> Manuscript:
    """Put the worded sections in their places, and say what did not go as it should."""
    worded = {section["kind"]: section for item in done for section in item.worded}
    manuscript.sections = [worded.get(draft["kind"], draft) for draft in manuscript.sections]
    for item in done:
        manuscript.seo["description"] = item.texts.get(SEO_ID, manuscript.seo["description"])
    failures = [item for item in done if item.failure]
    if len(failures) == len(done):
        manuscript.engine = "offline"
    if failures:
        manuscript.notices.append(_note_fallback(failures))
    if refused := sum(item.refused for item in done):
        manuscript.notices.append(_note_refused(refused))
    return manuscript


def _note_fallback(failures: Sequence[Assignment]) -> dict[str, Any]:
    """Return the notice that the model failed, and for which sections."""
    headings = [section["heading"] for item in failures for section in item.sections]
    reason = next(item.failure.message for item in failures if item.failure)
    message = f"{reason} These sections were worded without it: {', '.join(headings)}."
    return {"code": "AI_FALLBACK", "message": message, "page": None}


def _note_refused(count: int) -> dict[str, Any]:
    """Return the notice that texts of the model were not let through."""
    message = (
        f"The language model proposed {count} text{'s' if count > 1 else ''} with something that "
        "the resume does not say; your own wording was kept there."
    )
    return {"code": "AI_TEXT_REFUSED", "message": message, "page": None}
