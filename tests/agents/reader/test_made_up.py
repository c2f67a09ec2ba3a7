import re
from collections.abc import AsyncIterator, Iterator
from itertools import pairwise
from typing import NamedTuple

import pytest
import pytest_asyncio
from pydantic import BaseModel

from agents.document import Box, Document
from agents.facts import Fact, Facts, Source
from agents.json_resume import to_json_resume
from agents.reader import read_facts
from agents.reader.spelling import fold
from benchmarks.made_up.documents import MadeUp, make_document
from benchmarks.made_up.printing import open_printer
from benchmarks.made_up.score import Counts, add_up, compare, macro_f1
from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.pipeline.extract import extract

SEEDS = (1, 2, 4, 10, 12, 17, 21, 23, 27, 29, 30, 38, 41, 68)
"""Every frame, both typesetters and all languages are among them; a student who has not worked,
people who were promoted, and one with thirty years of work."""
SCANNED = (30, 66)
FLOOR, WORK_FLOOR = 0.85, 0.8


class Read(NamedTuple):
    made: MadeUp
    document: Document
    facts: Facts


@pytest.fixture(scope="module")
def made_up() -> list[MadeUp]:
    with open_printer() as print_html:
        documents = [make_document(seed, print_html) for seed in SEEDS]
        scans = [make_document(seed, print_html, is_scan=True) for seed in SCANNED]
        return [*documents, *scans]


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def readings(made_up: list[MadeUp]) -> AsyncIterator[list[Read]]:
    settings = Settings()
    async with ChildPool(1, memory_bytes=settings.extract_memory_bytes) as pool:
        found = []
        for made in made_up:
            media_type = sniff_media_type(made.data)
            assert media_type is not None
            extracted = await extract(
                made.data, media_type=media_type, pool=pool, settings=settings
            )
            document = Document.model_validate_json(extracted.model_dump_json())
            found.append(Read(made, document, read_facts(document)))
        yield found


def count_all(readings: list[Read]) -> Counts:
    return add_up(compare(r.made.truth, to_json_resume(r.facts)) for r in readings)


def list_facts(value: object) -> Iterator[Fact]:
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from list_facts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from list_facts(item)


def holds(outer: Box, inner: Box) -> bool:
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] - 1 <= x <= outer[2] + 1 and outer[1] - 1 <= y <= outer[3] + 1


def is_on_page(source: Source, document: Document) -> bool:
    """Whether the words of a source stand in its box, or its link lies there."""
    page = document.pages[source.page - 1]
    seen = fold(" ".join(word.text for word in page.words if holds(source.box, word.box)))
    links = fold(" ".join(link.url for link in page.links if holds(source.box, link.box)))
    return all(word in f"{seen} {links}" for word in fold(source.text).split())


def is_said(fact: Fact) -> bool:
    """Whether a value can be read in the text of its sources: its words, or the year of a date."""
    text = fold(" ".join(source.text for source in fact.sources)).replace(" ", "")
    if re.fullmatch(r"\d{4}(-\d\d){0,2}", fact.value):
        return fact.value[:4] in text or fact.value[2:4] in text
    return all(word in text for word in fold(fact.value.removeprefix("https://")).split())


def test_made_up_resumes_cover_kinds_and_languages(made_up: list[MadeUp]) -> None:
    assert {made.kind for made in made_up} == {"one", "two", "rail", "image"}
    assert {made.language for made in made_up} == {"en", "de", "fr", "es", "pt"}
    frames = {made.layout.split("-")[1] for made in made_up}
    assert frames == {"one", "left", "right", "rail", "timeline", "table"}


def test_made_up_people_have_worked_not_at_all_or_long_or_twice_at_one_place(
    made_up: list[MadeUp],
) -> None:
    careers = [made.truth.get("work", []) for made in made_up]

    assert min(map(len, careers)) == 0
    assert max(2026 - int(career[-1]["startDate"][:4]) for career in careers if career) >= 30
    assert any(a["name"] == b["name"] for career in careers for a, b in pairwise(career))


def test_made_up_resumes_are_read_well(readings: list[Read]) -> None:
    counts = count_all(readings)

    assert macro_f1(counts) >= FLOOR
    assert counts["work"].f1 >= WORK_FLOOR


def test_every_fact_has_a_source_on_its_page(readings: list[Read]) -> None:
    facts = [(r, fact) for r in readings for fact in list_facts(r.facts)]

    assert len(facts) > 40 * len(SEEDS)
    assert [f.value for _, f in facts if not f.sources] == []
    assert [
        source.text for r, f in facts for source in f.sources if not is_on_page(source, r.document)
    ] == []


def test_every_value_can_be_read_in_its_source(readings: list[Read]) -> None:
    facts = [fact for r in readings for fact in list_facts(r.facts)]

    assert [f.value for f in facts if not is_said(f)] == []


def test_a_seed_makes_the_same_resume_again(made_up: list[MadeUp]) -> None:
    with open_printer() as print_html:
        again = make_document(SEEDS[0], print_html)

    assert again.truth == made_up[0].truth
    assert again.layout == made_up[0].layout
