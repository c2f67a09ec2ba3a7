"""A resume as blocks of text in order, before fonts and colours: what both typesetters set."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.periods import format_period
from benchmarks.made_up.person import Honour, Period, Person, Post, Project, School, Skills
from benchmarks.made_up.rows import Row, make_head, make_rows, make_step
from benchmarks.made_up.vocabulary import read_words


@dataclass(frozen=True)
class Item:
    """A line of contact: what it is, the word before it, its text, and what it links to."""

    kind: str
    label: str
    text: str
    url: str = ""


@dataclass(frozen=True)
class Entry:
    """A post, a school, a project: rows on top, text and bullets below, dates in the margin."""

    rows: tuple[Row, ...]
    margin: str = ""
    text: str = ""
    bullets: tuple[str, ...] = ()
    note: str = ""
    url: str = ""


@dataclass(frozen=True)
class Block:
    """A section; its key tells which of its contents is set."""

    key: str
    title: str
    text: str = ""
    entries: tuple[Entry, ...] = ()
    skills: tuple[Skills, ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    """A word and what is said of it: languages."""
    lines: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """A whole resume."""

    language: str
    name: str
    label: str
    items: tuple[Item, ...]
    main: tuple[Block, ...]
    side: tuple[Block, ...]


def make_sheet(person: Person, layout: Layout) -> Sheet:
    """The blocks of what can be seen of a person."""
    items = tuple(_list_items(person, layout))
    blocks = {block.key: block for block in _list_blocks(person, layout)}
    if "contact" in layout.side:
        blocks["contact"] = Block("contact", layout.titles["contact"], items=items)
    side = tuple(blocks[key] for key in layout.side if key in blocks)
    main = tuple(blocks[k] for k in layout.order if k in blocks and k not in layout.side)
    top = () if "contact" in layout.side else items
    return Sheet(person.language, person.name, person.label, top, main, side)


def _list_items(person: Person, layout: Layout) -> Iterator[Item]:
    contact = person.contact
    words = {key: labels[0] for key, labels in read_words(person.language)["labels"].items()}
    if layout.contact in {"lines", "labels"}:
        place = f"{contact.street}, {contact.postcode} {contact.city}"
    else:
        place = f"{contact.city}, {contact.region}"
    yield Item("place", words["address"], place)
    yield Item("phone", words["phone"], contact.phone)
    yield Item("mail", words["email"], contact.email, f"mailto:{contact.email}")
    for network, url in contact.links:
        shown = url.removeprefix("https://").removeprefix("www.")
        if layout.links == "word":
            shown = network or read_words(person.language)["link_words"][0]
        elif layout.links == "user" and network:
            shown = url.rsplit("/", 1)[-1]
        yield Item("web", network or words["web"], shown, url)


def _list_blocks(person: Person, layout: Layout) -> Iterator[Block]:
    titles, language = layout.titles, person.language
    if person.summary:
        yield Block("summary", titles["summary"], text=person.summary)
    entries = {
        "work": list(_list_posts(person.work, layout, language)),
        "education": [_school(s, layout, language) for s in person.education],
        "projects": [_project(p, layout, language) for p in person.projects],
        "volunteer": [_post(p, layout, language) for p in person.volunteering],
        "certificates": [_honour(h, layout) for h in person.certificates],
        "awards": [_honour(h, layout) for h in person.awards],
        "publications": [_honour(h, layout) for h in person.publications],
    }
    for key, made in entries.items():
        if made:
            yield Block(key, titles[key], entries=tuple(made))
    if person.skills:
        yield Block("skills", titles["skills"], skills=person.skills)
    if person.languages:
        yield Block("languages", titles["languages"], pairs=person.languages)
    if person.interests:
        yield Block("interests", titles["interests"], lines=person.interests)


def _dated(period: Period, layout: Layout, language: str) -> tuple[str, str]:
    """The dates in the rows, and those in the margin."""
    text = format_period(period, layout, language)
    return ("", text) if layout.where == "margin" else (text, "")


def _list_posts(posts: tuple[Post, ...], layout: Layout, language: str) -> Iterator[Entry]:
    """The posts; those with one employer under its name, where the layout groups them."""
    for _, group in groupby(posts, key=lambda post: post.employer):
        held = list(group)
        if not layout.grouped or len(held) == 1:
            yield from (_post(post, layout, language) for post in held)
            continue
        head = make_head(held[0].employer, held[0].city, layout)
        for post in held:
            dates, margin = _dated(post.period, layout, language)
            rows = make_step(post.position, dates, layout)
            yield Entry((*head, *rows), margin, post.summary, post.highlights)
            head = ()


def _post(post: Post, layout: Layout, language: str) -> Entry:
    dates, margin = _dated(post.period, layout, language)
    rows = make_rows((post.position, post.employer), dates, post.city, layout, language=language)
    return Entry(rows, margin, post.summary, post.highlights)


def _school(school: School, layout: Layout, language: str) -> Entry:
    dates, margin = _dated(school.period, layout, language)
    named = (school.degree + layout.degree + school.area, school.institution)
    form = layout.entry if layout.entry != "at" else "comma"
    rows = make_rows(named, dates, school.city, layout, form=form, language=language)
    return Entry(rows, margin, note=school.score)


def _project(project: Project, layout: Layout, language: str) -> Entry:
    dates, margin = _dated(project.period, layout, language) if project.period else ("", "")
    tools = ", ".join(project.tools)
    beside = tools if "bar" in layout.entry else ""
    form = "bar" if beside else "position/employer"
    rows = make_rows((project.name, beside), dates, "", layout, form=form, language=language)
    note = f"{read_words(language)['tools']}: {tools}" if tools and not beside else ""
    return Entry(rows, margin, project.text, note=note, url=project.url)


def _honour(honour: Honour, layout: Layout) -> Entry:
    if layout.honour == "right":
        return Entry((Row(((honour.name, "strong"), (", ", "plain"), (honour.giver, "plain")),
                          str(honour.year)),))  # fmt: skip
    text = layout.honour.join((honour.name, honour.giver, str(honour.year)))
    return Entry((Row(((text, "plain"),)),))
