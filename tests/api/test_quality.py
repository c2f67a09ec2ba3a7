"""The quality report and the provenance over the API: seen by the owner, as things stand now."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from showcase.models import Reading, Section
from showcase.models.content import SectionKind
from tests.api.test_editing import about_of, update, write_about
from tests.support.api import Api, Person
from tests.support.world import World, key_of, make_world

READ = """
query ($id: ID!, $path: String! = "") {
  portfolio(by: {id: $id}) {
    status
    quality {
      score
      sections { kind score reasons { code message points path } }
      findings { code severity message kind path page box }
    }
    sections {
      kind
      provenance(path: $path) { path start end text origin sources { page box text } }
    }
  }
}
"""
BOX = [72.0, 72.0, 160.0, 90.0]


async def read(api: Api, world: World, *, who: Person | None, path: str = "") -> Any:
    answer = await api.run(READ, who=who, id=world.portfolio, path=path)
    return answer.data["portfolio"]


async def make_sourced_world(api: Api, **options: Any) -> World:
    """A world whose portrait rests on two places of the resume."""
    world = await make_world(api, **options)
    sources = [
        {"path": "/text", "page": 1, "box": BOX, "text": "Builds"},
        {"path": "/text", "page": 1, "box": [1.0, 2.0, 3.0, 4.0], "text": "bridges"},
    ]
    section_id = key_of(about_of(world))
    async with api.resources.database.begin() as session:
        row = col(Section.section_id) == section_id
        await session.execute(sa.update(Section).where(row).values(sources=sources))
    return world


def part_of(portfolio: Any, kind: SectionKind) -> Any:
    (part,) = [part for part in portfolio["quality"]["sections"] if part["kind"] == kind]
    return part


async def test_a_draft_is_reviewed_before_it_is_published(api: Api) -> None:
    world = await make_world(api, published=False)

    portfolio = await read(api, world, who=world.person)

    assert portfolio["status"] == "DRAFT"
    assert 0 < portfolio["quality"]["score"] < 100
    short = part_of(portfolio, SectionKind.ABOUT)
    assert [reason["code"] for reason in short["reasons"]] == ["TOO_SHORT"]
    assert short["score"] == 95
    codes = [finding["code"] for finding in portfolio["quality"]["findings"]]
    assert codes == ["HIDDEN_TEXT", "DATES_MISSING", "DATES_MISSING"]


async def test_an_edit_counts_at_once(api: Api) -> None:
    world = await make_world(api)
    before = part_of(await read(api, world, who=world.person), SectionKind.ABOUT)

    await write_about(api, world, "I am a passionate engineer [city], and I build bridges there.")
    after = part_of(await read(api, world, who=world.person), SectionKind.ABOUT)

    assert [reason["code"] for reason in before["reasons"]] == ["TOO_SHORT"]
    assert [reason["code"] for reason in after["reasons"]] == ["PLACEHOLDER", "CLICHE"]
    assert after["score"] == 100 - 25 - 8


async def test_a_section_that_does_not_show_does_not_count(api: Api) -> None:
    world = await make_world(api)

    await update(api, world, sections=[{"sectionId": about_of(world), "visible": False}])

    parts = (await read(api, world, who=world.person))["quality"]["sections"]
    assert SectionKind.ABOUT not in {part["kind"] for part in parts}


async def test_a_portfolio_whose_resume_nobody_remembers_is_reviewed_too(api: Api) -> None:
    world = await make_world(api)
    async with api.resources.database.begin() as session:
        await session.execute(sa.delete(Reading))

    quality = (await read(api, world, who=world.person))["quality"]

    assert quality["score"] > 0
    assert [finding["code"] for finding in quality["findings"]] == ["DATES_MISSING"] * 2


async def test_a_sentence_has_every_place_it_rests_on(api: Api) -> None:
    world = await make_sourced_world(api)

    portfolio = await read(api, world, who=world.person, path="/text")

    (about,) = [part["provenance"] for part in portfolio["sections"] if part["provenance"]]
    assert about == [
        {
            "path": "/text",
            "start": 0,
            "end": 15,
            "text": "Builds bridges.",
            "origin": "RESUME",
            "sources": [
                {"page": 1, "box": BOX, "text": "Builds"},
                {"page": 1, "box": [1.0, 2.0, 3.0, 4.0], "text": "bridges"},
            ],
        }
    ]


async def test_what_the_owner_writes_is_the_owners(api: Api) -> None:
    world = await make_sourced_world(api)

    await write_about(api, world, "I paint.")
    portfolio = await read(api, world, who=world.person, path="/text")

    (about,) = [part["provenance"] for part in portfolio["sections"] if part["provenance"]]
    assert [(part["text"], part["origin"], part["sources"]) for part in about] == [
        ("I paint.", "OWNER", [])
    ]


async def test_only_what_is_below_the_path_is_told(api: Api) -> None:
    world = await make_world(api)

    portfolio = await read(api, world, who=world.person, path="/items/0")

    told = {p["path"] for part in portfolio["sections"] for p in part["provenance"]}
    assert "/items/0/position" in told
    assert all(path.startswith("/items/0/") for path in told)


async def test_others_see_neither(api: Api) -> None:
    world = await make_sourced_world(api)

    for who in (None, await api.join()):
        portfolio = await read(api, world, who=who)

        assert portfolio["quality"] is None
        assert all(part["provenance"] == [] for part in portfolio["sections"])
