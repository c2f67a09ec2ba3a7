"""Understands a wish by rules: part by part, by the words in it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agents.engines.instructions import BULLETS, Wish, understand
from agents.patterns import fold
from agents.refining.colours import find_accent, is_label, leave_out_colours
from agents.refining.operations import (
    ChooseAccent,
    ChooseTheme,
    ChooseTone,
    Move,
    Operation,
    Place,
    PortfolioSeen,
    Refinement,
    Rewrite,
    SetVisible,
    is_possible,
)
from agents.refining.vocabulary import read_words
from agents.sections import Kind

SENTENCES = re.compile(r"[,.;:!?\n]+(?=\s|$)")
NAME_ALONE = 4
"""So many words a part may have that names a theme without saying that it is one."""


@dataclass(frozen=True)
class _Part:
    """A part of a wish, and what its words ask for."""

    text: str
    goes_on: bool
    """Whether it was joined to the part before it by a word such as 'and'."""
    sections: tuple[Kind, ...] = ()
    place: Place | None = None
    visible: bool | None = None
    theme: str | None = None
    accent: ChooseAccent | None = None
    wish: Wish = field(default_factory=Wish)
    rewrites: bool = False

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return self.arranges or self.rewrites or self.sets_looks

    @property
    def sets_looks(self) -> bool:
        """Whether it asks for another theme or accent colour."""
        return self.theme is not None or self.accent is not None

    @property
    def arranges(self) -> bool:
        """Whether it asks for another place, or to show or hide."""
        return self.place is not None or self.visible is not None


def refine_by_rules(instruction: str, seen: PortfolioSeen) -> Refinement:
    """Return what a wish asks for; the parts that say nothing to the rules are named."""
    operations: list[Operation] = []
    lost: list[str] = []
    for part in _complete([_read(text, joined, seen) for text, joined in _split(instruction)]):
        found = [asked for asked in _list_operations(part, seen) if is_possible(asked, seen)]
        operations += [operation for operation in found if operation not in operations]
        if not found:
            lost.append(part.text)
    return Refinement(operations=tuple(operations), not_understood=tuple(lost))


def _split(instruction: str) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a wish, and whether each goes on with the one before it."""
    joining = "|".join(pattern.pattern for pattern in read_words("joining").values())
    for sentence in _split_sentences(instruction):
        # Accents may take more than one sign, so cut where the words themselves are.
        words = sentence.split()
        start = 0
        for index, word in enumerate([*words, "and"]):
            if re.fullmatch(joining, fold(word)):
                if text := " ".join(words[start:index]):
                    yield text, start > 0
                start = index + 1


def _split_sentences(instruction: str) -> Iterator[str]:
    """Yield what stands between commas and stops; 'Accent: green' is one."""
    label = ""
    for sentence in SENTENCES.split(instruction):
        if is_label(fold(sentence).strip()):
            label = f"{sentence} "
            continue
        yield label + sentence
        label = ""
    yield label


def _read(text: str, goes_on: bool, seen: PortfolioSeen) -> _Part:  # noqa: FBT001 (a pair's half)
    """Return what the words of a part ask for."""
    folded = fold(text)
    sections = _find_sections(folded, seen)
    place = _find_place(folded, sections)
    visibility = read_words("visibility")
    hides = bool(visibility["hide"].search(folded)) and not BULLETS.search(text)
    shows = bool(visibility["show"].search(folded))
    is_about_looks = bool(read_words("looks")["theme"].search(folded))
    accent = find_accent(folded, is_about_looks=is_about_looks and not sections)
    theme = _find_theme(leave_out_colours(folded, accent) if accent else folded, sections, seen)
    wish = understand(text)
    rewrites = wish != Wish() or bool(read_words("wording")["rewrite"].search(folded))
    return _Part(
        text=text,
        goes_on=goes_on,
        sections=sections,
        place=place,
        visible=shows if sections and hides != shows else None,
        theme=theme,
        accent=accent,
        wish=wish,
        rewrites=rewrites
        and theme is None
        and (bool(sections) or (accent is None and not is_about_looks)),
    )


def _find_sections(folded: str, seen: PortfolioSeen) -> tuple[Kind, ...]:
    """Return the sections that are named, in the order of their names."""
    found: dict[Kind, int] = {}
    for section in seen.sections:
        patterns = [read_words("sections")[section.kind], _compile_heading(section.heading)]
        starts = [match.start() for pattern in patterns if (match := pattern.search(folded))]
        if starts:
            found[section.kind] = min(starts)
    return tuple(sorted(found, key=lambda kind: found[kind]))


def _compile_heading(heading: str) -> re.Pattern[str]:
    return re.compile(rf"\b{re.escape(fold(heading))}\b")


def _find_place(folded: str, sections: tuple[Kind, ...]) -> Place | None:
    """Return the place that is named for sections; beside another one if there is another one."""
    ends: tuple[Place, ...] = ("LAST", "FIRST")
    places: tuple[Place, ...] = ("BEFORE", "AFTER", *ends) if len(sections) > 1 else ends
    found = (name for name in places if read_words("places")[name].search(folded))
    return next(found, None) if sections else None


def _find_theme(folded: str, sections: tuple[Kind, ...], seen: PortfolioSeen) -> str | None:
    """Return the theme that is named, or that looks as it is wanted."""
    looks = read_words("looks")
    is_about_looks = bool(looks["theme"].search(folded))
    may_be_name = not sections and len(folded.split()) <= NAME_ALONE
    for theme in seen.themes:
        names = {fold(theme.key), fold(theme.name)}
        if (is_about_looks or may_be_name) and names & set(re.findall(r"[\w-]+", folded)):
            return theme.key
    if not (is_about_looks or may_be_name):
        return None
    for shade in ("dark", "light"):
        if looks[shade].search(folded):
            fitting = looks[f"looks_{shade}"]
            keys = [theme.key for theme in seen.themes if fitting.search(fold(theme.description))]
            return seen.theme if seen.theme in keys else next(iter(keys), None)
    return None


def _complete(parts: list[_Part]) -> Iterator[_Part]:
    """Yield the parts, each with what it leaves unsaid because its neighbour says it."""
    waiting: _Part | None = None
    before: _Part | None = None
    for read in parts:
        part = read
        if waiting is not None:
            part, waiting = _join(waiting, part), None
        if part.sections and not part.asks:
            if before is None or not before.arranges:
                waiting = part
                continue
            part = _follow(part, before)
        elif part.goes_on and part.rewrites and not part.sections and before and before.rewrites:
            part = replace(part, sections=before.sections)
        before = part
        yield part
    if waiting is not None:
        yield waiting


def _join(waiting: _Part, part: _Part) -> _Part:
    """Return a part together with the one before it, which only named sections."""
    sections = (*waiting.sections, *part.sections)
    place = part.place or _find_place(fold(part.text), sections)
    text = f"{waiting.text}, {part.text}"
    return replace(part, text=text, sections=sections, place=place)


def _follow(part: _Part, before: _Part) -> _Part:
    """Return a part that only names sections, asking for what the part before it asked for."""
    if before.place is None:
        return replace(part, visible=before.visible)
    return replace(part, sections=(*part.sections, before.sections[0]), place="AFTER")


def _list_operations(part: _Part, seen: PortfolioSeen) -> Iterator[Operation]:
    """Yield what a part asks for."""
    if part.theme is not None:
        yield ChooseTheme(theme=part.theme)
    if part.accent is not None:
        yield part.accent
    if part.visible is not None:
        yield from (SetVisible(section=kind, visible=part.visible) for kind in part.sections)
    elif part.place is not None:
        yield from _list_moves(part, part.place)
    elif part.rewrites:
        yield from _list_rewrites(part, seen)


def _list_moves(part: _Part, place: Place) -> Iterator[Operation]:
    """Yield the moves of a part: before or after its last section, or to an end of the page."""
    if place in {"BEFORE", "AFTER"}:
        *moved, anchor = part.sections
        for kind in moved if place == "BEFORE" else reversed(moved):
            yield Move(section=kind, place=place, anchor=anchor)
        return
    for kind in part.sections if place == "LAST" else reversed(part.sections):
        yield Move(section=kind, place=place)


def _list_rewrites(part: _Part, seen: PortfolioSeen) -> Iterator[Operation]:
    """Yield what to word anew: the sections that are named, or all that have prose."""
    if not part.sections and part.wish.tone:
        yield ChooseTone(tone=part.wish.tone)
    for kind in part.sections or seen.kinds:
        yield Rewrite(section=kind, quote=part.text, tone=part.wish.tone)
