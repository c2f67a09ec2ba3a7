"""Sections: the lines between one section title and the next."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from agents.reader.contact import EMAIL, find_name
from agents.reader.dates import find_periods
from agents.reader.entries import is_dated
from agents.reader.lines import Line, Style, enclose
from agents.reader.passages import join
from agents.reader.roles import count_job_words
from agents.reader.spelling import is_capitals
from agents.reader.titles import Kind, find_kind

_TITLE_WORDS = 5
_TITLE_LENGTH = 45
_ICON_LENGTH = 4
_SET_APART = 0.6
"""Space above a title, in font sizes, where nothing else tells it from text."""
_PLAIN = Style(size=10, bold=False, italic=False, color=None, capitals=False)
_NOT_IN_TITLES = frozenset("{}[]<>@;=_|")


@dataclass
class Section:
    """A title and the lines under it; what stands before the first title has no kind."""

    kind: Kind | None
    title: Line | None = None
    lines: list[Line] = field(default_factory=list)


def split_sections(lines: Sequence[Line]) -> list[Section]:
    """The sections of a document in reading order, those of one kind kept apart."""
    lines = _join_titles(lines)
    titles = _find_titles(lines)
    sections = [Section(None)]
    head = _find_head(lines)
    for index, line in enumerate(lines):
        kind = titles.get(index)
        if index == head and sections[-1].kind is not None:
            sections.append(Section(None))
        if kind is None:
            sections[-1].lines.append(line)
        else:
            sections.append(Section(kind, line))
    for section in sections:
        if section.kind is Kind.OTHER and _tells_contact(section):
            section.kind = Kind.CONTACT
    if all(section.kind is not Kind.WORK for section in sections):
        _find_work(sections)
    return sections


def lift_head(sections: list[Section]) -> list[Section]:
    """The sections, with what stands above every title of the first page put before them all.

    A contact block at the top right may share its column with a section further down.
    """
    first = sections[0].lines[:1] or [s.title for s in sections if s.title][:1]
    titles = [s.title for s in sections if s.title and first and s.title.page == first[0].page]
    top = min((title.box[1] for title in titles), default=0.0)
    for section in sections[1:]:
        above = [
            line
            for line in section.lines
            if titles and line.page == titles[0].page and line.box[3] < top
        ]
        if section.kind is not None and above:
            sections[0].lines += above
            section.lines = [line for line in section.lines if not any(line is a for a in above)]
    return sections


def _tells_contact(section: Section) -> bool:
    """Whether a section whose title we do not know is how to reach the person."""
    return any(EMAIL.search(line.text) for line in section.lines) and not any(
        is_dated(line) for line in section.lines
    )


def _join_titles(lines: Sequence[Line]) -> list[Line]:
    """The lines, a title that a narrow column broke in two being one."""
    body = find_body_style(lines)
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above and _stands_out(above, body) and _is_stacked(above, line):
            cells = (join([above.passage, line.passage]),)
            joined[-1] = replace(above, cells=cells, box=enclose([above.box, line.box]))
        else:
            joined.append(line)
    return joined


def _is_stacked(above: Line, line: Line) -> bool:
    """Whether two lines are set alike, close together, and a title only as one."""
    alike = _key(above) == _key(line) and above.page == line.page and line.gap < _SET_APART
    if not alike or line.bullet or above.bullet or len(above.cells) + len(line.cells) > 2:  # noqa: PLR2004 - one each
        return False
    return find_kind(f"{above.text} {line.text}") is not None and find_kind(line.text) is None


def _find_work(sections: list[Section]) -> None:
    """Take jobs under a title we do not know, or without any, as the section of work."""
    for section in sections:
        dated = any(is_dated(line) for line in section.lines)
        if (
            section.kind is Kind.OTHER
            and dated
            and any(count_job_words(line.text) for line in section.lines)
        ):
            section.kind = Kind.WORK
            return
    sections[1:1] = _split_off_work(sections[0])


def _find_head(lines: Sequence[Line]) -> int | None:
    """The line with the person's name, where it stands out: the contact follows in its column."""
    name = find_name(lines)
    if name is None:
        return None
    index = next(
        i
        for i, line in enumerate(lines)
        if name.tokens[0] in line.passage.tokens
        or any(name.tokens[0].word is t.word for c in line.cells for t in c.tokens)
    )
    return index if lines[index].style.size > 1.3 * find_body_style(lines).size else None


def _split_off_work(section: Section) -> list[Section]:
    """Jobs that follow the contact without a title, such as one that OCR has lost."""
    for index, line in enumerate(section.lines):
        if not is_dated(line) or not any(p.is_range for p in find_periods(line.text)):
            continue
        start = max(index - 1, 0)
        above = section.lines[start]
        if above.bullet or len(above.text) > _TITLE_LENGTH:
            start = index
        work = Section(Kind.WORK, None, section.lines[start:])
        section.lines = section.lines[:start]
        return [work]
    return []


def find_body_style(lines: Sequence[Line]) -> Style:
    """The style most of the text is set in."""
    weights: Counter[Style] = Counter()
    for line in lines:
        weights[line.style] += len(line.text)
    return weights.most_common(1)[0][0] if weights else _PLAIN


def _find_titles(lines: Sequence[Line]) -> dict[int, Kind]:
    """The titles by line number."""
    body = find_body_style(lines)
    known = {
        index: kind
        for index, line in enumerate(lines)
        if _may_be_title(line)
        and (kind := find_kind(_title_text(line)))
        and _stands_out(line, body)
    }
    accepted = _drop_subtitles(known, lines)
    return accepted | _find_unknown(accepted, lines, body)


def _may_be_title(line: Line) -> bool:
    return (
        not line.bullet
        and len(_title_text(line)) <= _TITLE_LENGTH
        and not set(line.text) & _NOT_IN_TITLES
    )


def _title_text(line: Line) -> str:
    """The text of a line that may be a title, without an icon that OCR took for letters."""
    if len(line.cells) > 1 and len(line.cells[0].text) <= _ICON_LENGTH:
        return line.cells[-1].text
    whole = " ".join(cell.text for cell in line.cells)
    if is_capitals(whole) and find_kind(whole):  # between the words of spaced letters gaps are wide
        return whole
    return line.text if len(line.cells) == 1 else ""


def _stands_out(line: Line, body: Style) -> bool:
    """Whether a line looks like more than text: larger, bolder, coloured, or set apart."""
    style = line.style
    return (
        style.size >= body.size + 0.9
        or (style.bold and not body.bold)
        or style.capitals
        or style.color != body.color
        or line.gap > _SET_APART
    )


def _key(line: Line) -> tuple[float, bool, str | None, bool]:
    """What titles of a document share; small capitals have the size of their first word."""
    style = line.style
    return (
        (line.lead or style).size,
        style.bold,
        style.color,
        is_capitals(_title_text(line) or line.text),
    )


def _drop_subtitles(known: dict[int, Kind], lines: Sequence[Line]) -> dict[int, Kind]:
    """The titles without those that are weaker than the rest and stand inside sections."""
    kinds: dict[tuple[float, bool, str | None, bool], set[Kind]] = defaultdict(set)
    for index, kind in known.items():
        kinds[_key(lines[index])].add(kind)
    shared = [key for key, found in kinds.items() if len(found) > 1]
    if not shared:
        return known
    strongest = max(shared, key=lambda key: len(kinds[key]))
    trusted = {key for key in kinds if key == strongest or _is_rare(key, known, lines)}
    return {
        index: kind
        for index, kind in known.items()
        if _key(lines[index]) in trusted
        and (_key(lines[index]) in shared or _is_as_strong(_key(lines[index]), strongest))
    }


def _is_rare(
    key: tuple[float, bool, str | None, bool], known: dict[int, Kind], lines: Sequence[Line]
) -> bool:
    """Whether a look is kept for titles, rather than shared with other headings."""
    alike = [index for index, line in enumerate(lines) if _key(line) == key]
    return len(alike) <= 2 * sum(index in known for index in alike)


def _is_as_strong(
    key: tuple[float, bool, str | None, bool], other: tuple[float, bool, str | None, bool]
) -> bool:
    size, bold, _, capitals = key
    other_size, other_bold, _, other_capitals = other
    if size >= 1.15 * other_size:
        return True
    return size >= 0.92 * other_size and (bold, capitals) >= (other_bold, other_capitals)


def _find_unknown(accepted: dict[int, Kind], lines: Sequence[Line], body: Style) -> dict[int, Kind]:
    """Titles of no known kind, told by the look that two or more known ones share."""
    styles = Counter(_key(lines[index]) for index in accepted)
    found: dict[int, Kind] = {}
    for style, count in styles.items():
        if count <= 1 or style == _key_of(body):
            continue
        alike = [
            index
            for index, line in enumerate(lines)
            if index not in accepted
            and index > min(accepted)
            and not any(c.isdigit() for c in line.text)
            and _key(line) == style
            and _may_be_title(line)
            and len(line.text.split()) <= _TITLE_WORDS
            and not find_periods(line.text)
            and not count_job_words(line.text)
        ]
        seen = style[1] or style[3] or style[2] is not None  # of a scan only the size is known
        if seen and len(alike) <= count and (style[3] or style[0] > body.size):
            found.update(dict.fromkeys(alike, Kind.OTHER))
    return found


def _key_of(style: Style) -> tuple[float, bool, str | None, bool]:
    return style.size, style.bold, style.color, style.capitals
