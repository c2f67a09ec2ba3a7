"""Changing, undoing and deleting over the API."""

import asyncio
from typing import Any

import pytest

from showcase.adapters.hosts.local import site_key
from showcase.adapters.storage import FileMissing
from showcase.models import Section
from showcase.models.content import SectionKind
from tests.support.api import Api
from tests.support.world import CONTENTS, World, key_of, make_world

PORTFOLIO = """
  slug title version status
  preferences {
    theme { key } accent tone customLinks { label url } showEmail showPhone showAddress
  }
  sections {
    id kind heading visible version canUndo sources { path page text }
    content { ... on SummaryContent { text } ... on ExperienceContent { items { position } } }
  }
"""
UPDATE = f"""
mutation ($input: UpdatePortfolioInput!) {{
  updatePortfolio(input: $input) {{
    portfolio {{ {PORTFOLIO} }}
    errors {{ __typename code message path ... on ConflictError {{ currentVersion }} }}
  }}
}}
"""
READ = f"query ($id: ID!) {{ portfolio(by: {{id: $id}}) {{ {PORTFOLIO} }} }}"
UNDO = """
mutation ($id: ID!, $version: Int) {
  undoSection(input: {sectionId: $id, expectedVersion: $version}) {
    section { version canUndo heading content { ... on SummaryContent { text } } }
    errors { __typename code path }
  }
}
"""
RESTORE = """
mutation ($id: ID!) {
  restoreSectionRevision(input: {revisionId: $id}) {
    section { version content { ... on SummaryContent { text } } }
    errors { code path }
  }
}
"""
HISTORY = """
query ($id: ID!) {
  node(id: $id) { ... on Section { revisions { nodes { id version author content {
    ... on SummaryContent { text } } } } } }
}
"""
DELETE = """
mutation ($id: ID!) {
  deletePortfolio(input: {portfolioId: $id}) { deletedPortfolioId errors { code } }
}
"""


async def update(api: Api, world: World, **changes: Any) -> Any:
    wanted = {"portfolioId": world.portfolio, **changes}
    return (await api.run(UPDATE, who=world.person, input=wanted)).data["updatePortfolio"]


async def read(api: Api, world: World) -> Any:
    return (await api.run(READ, who=world.person, id=world.portfolio)).data["portfolio"]


def section_of(portfolio: Any, kind: SectionKind) -> Any:
    (section,) = [part for part in portfolio["sections"] if part["kind"] == kind]
    return section


async def write_about(api: Api, world: World, text: str) -> None:
    patch = {"sectionId": about_of(world), "content": {"summary": {"text": text}}}
    assert (await update(api, world, sections=[patch]))["errors"] == []


def about_of(world: World) -> str:
    return world.sections[SectionKind.ABOUT]


async def undo(api: Api, world: World, *, version: int | None = None) -> Any:
    answer = await api.run(UNDO, who=world.person, id=about_of(world), version=version)
    return answer.data["undoSection"]


async def test_everything_about_a_portfolio_can_change_at_once(api: Api) -> None:
    world = await make_world(api)
    order = list(reversed(world.sections.values()))

    payload = await update(
        api,
        world,
        expectedVersion=1,
        title=" Ada ",
        slug="Ada the Great",
        preferences={
            "theme": "console",
            "accent": "#0A7",
            "tone": "FRIENDLY",
            "customLinks": [{"label": "Home", "url": "https://example.com"}],
            "showEmail": True,
            "showAddress": True,
        },
        sectionOrder=order,
        sections=[
            {"sectionId": about_of(world), "heading": "Me", "visible": False},
            {
                "sectionId": world.sections[SectionKind.EXPERIENCE],
                "content": {"experience": {"items": []}},
            },
        ],
    )

    assert payload["errors"] == []
    portfolio = payload["portfolio"]
    assert portfolio == await read(api, world)
    assert (portfolio["title"], portfolio["slug"]) == ("Ada", "ada-the-great")
    assert (portfolio["version"], portfolio["status"]) == (2, "PUBLISHED_STALE")
    assert portfolio["preferences"] == {
        "theme": {"key": "console"},
        "accent": "#00aa77",
        "tone": "FRIENDLY",
        "customLinks": [{"label": "Home", "url": "https://example.com"}],
        "showEmail": True,
        "showPhone": False,
        "showAddress": True,
    }
    assert [section["id"] for section in portfolio["sections"]] == order
    about = section_of(portfolio, SectionKind.ABOUT)
    assert (about["heading"], about["visible"], about["version"]) == ("Me", False, 3)
    experience = section_of(portfolio, SectionKind.EXPERIENCE)
    assert (experience["content"]["items"], experience["version"]) == ([], 3)


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        ({"title": " "}, "INVALID_INPUT", ["input", "title"]),
        ({"slug": "!"}, "INVALID_INPUT", ["input", "slug"]),
        ({"slug": "admin"}, "SLUG_TAKEN", ["input", "slug"]),
        ({"preferences": {"theme": "x"}}, "INVALID_INPUT", ["input", "preferences", "theme"]),
        ({"preferences": {"accent": "teal"}}, "INVALID_INPUT", ["input", "preferences", "accent"]),
        ({"preferences": {"accent": ""}}, "INVALID_INPUT", ["input", "preferences", "accent"]),
        (
            {"preferences": {"customLinks": [{"label": "", "url": "https://example.com"}]}},
            "INVALID_INPUT",
            ["input", "preferences", "customLinks", "0", "label"],
        ),
        ({"sectionOrder": []}, "INVALID_INPUT", ["input", "sectionOrder"]),
        ({"sectionOrder": ["x"]}, "NOT_FOUND", ["input", "sectionOrder", "0"]),
        ({"portfolioId": "x"}, "NOT_FOUND", ["input", "portfolioId"]),
        ({"expectedVersion": 7}, "CONFLICT", ["input", "expectedVersion"]),
    ],
)
async def test_a_bad_change_says_what_is_wrong_and_changes_nothing(
    api: Api, change: dict[str, Any], code: str, path: list[str]
) -> None:
    world = await make_world(api)
    before = await read(api, world)

    payload = await update(api, world, **{"title": "Changed", **change})

    assert payload["portfolio"] is None
    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == (code, path)
    assert await read(api, world) == before


async def test_an_accent_stays_until_the_themes_own_is_wanted_again(api: Api) -> None:
    world = await make_world(api)
    chosen = []

    for preferences in ({"accent": "#123ABC"}, {"theme": "poster"}, {"accent": None}):
        payload = await update(api, world, preferences=preferences)
        chosen.append(payload["portfolio"]["preferences"]["accent"])

    assert chosen == ["#123abc", "#123abc", None]


@pytest.mark.parametrize(
    ("content", "code", "path"),
    [
        ({"experience": {"items": []}}, "INVALID_INPUT", []),
        ({"summary": {"text": "x" * 10_001}}, "INVALID_INPUT", ["summary", "text"]),
    ],
)
async def test_a_bad_section_says_where_and_changes_no_other(
    api: Api, content: dict[str, Any], code: str, path: list[str]
) -> None:
    world = await make_world(api)
    good = {"sectionId": world.sections[SectionKind.HERO], "heading": "Changed"}
    before = await read(api, world)

    bad = {"sectionId": about_of(world), "content": content}
    payload = await update(api, world, sections=[good, bad])

    (error,) = payload["errors"]
    assert (error["code"], error["path"]) == (code, ["input", "sections", "1", "content", *path])
    assert await read(api, world) == before


async def test_a_bad_date_is_named_with_its_place(api: Api) -> None:
    world = await make_world(api)
    item = {"organization": "A", "position": "B", "startDate": "May 2020"}

    patch = {
        "sectionId": world.sections[SectionKind.EXPERIENCE],
        "content": {"experience": {"items": [item]}},
    }
    (error,) = (await update(api, world, sections=[patch]))["errors"]

    assert error["message"] == "A date is YYYY, YYYY-MM or YYYY-MM-DD."
    assert error["path"][4:] == ["experience", "items", "0", "startDate"]


async def test_a_conflict_tells_the_version_there_is_now(api: Api) -> None:
    world = await make_world(api)

    (error,) = (await update(api, world, expectedVersion=9, title="x"))["errors"]

    assert (error["__typename"], error["currentVersion"]) == ("ConflictError", 1)


async def test_of_two_changes_of_the_same_version_one_conflicts(api: Api) -> None:
    world = await make_world(api)

    payloads = await asyncio.gather(
        *(update(api, world, expectedVersion=1, title=title) for title in "ab")
    )

    assert sorted(len(payload["errors"]) for payload in payloads) == [0, 1]


async def test_an_address_in_use_stays_its_owners(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)

    payload = await update(api, world, slug=other.slug)

    assert [error["code"] for error in payload["errors"]] == ["SLUG_TAKEN"]


async def test_values_the_owner_did_not_touch_keep_their_source(api: Api) -> None:
    world = await make_world(api)
    kind = SectionKind.EXPERIENCE
    item = {"organization": "Bridges Ltd", "position": "Boss", "highlights": ["Built one."]}
    await give_sources(api, world, kind)

    patch = {"sectionId": world.sections[kind], "content": {"experience": {"items": [item]}}}
    payload = await update(api, world, sections=[patch])

    sources = section_of(payload["portfolio"], kind)["sources"]
    pages = {source["path"]: source["page"] for source in sources}
    assert pages == {
        "/items/0/organization": 1,
        "/items/0/position": None,
        "/items/0/highlights/0": 1,
    }


async def give_sources(api: Api, world: World, kind: SectionKind) -> None:
    """Say that every value of a section stands on page 1."""
    paths = ["/items/0/organization", "/items/0/position", "/items/0/highlights/0"]
    async with api.resources.database.begin() as session:
        section = await session.get_one(Section, key_of(world.sections[kind]))
        section.sources = [
            {"path": path, "page": 1, "box": [1.0, 2.0, 3.0, 4.0], "text": "x"} for path in paths
        ]
        session.add(section)


async def test_undo_walks_back_to_the_beginning(api: Api) -> None:
    world = await make_world(api)
    for text in ("three", "four"):
        await write_about(api, world, text)

    walk = [await undo(api, world) for _ in range(4)]

    texts = [step["section"] and step["section"]["content"]["text"] for step in walk]
    assert texts == ["three", "Builds bridges.", "Builds bridges.", None]
    assert [step["section"]["canUndo"] for step in walk[:3]] == [True, True, False]
    assert walk[3]["errors"][0]["code"] == "INVALID_STATE"
    assert walk[2]["section"]["version"] == 7


async def test_a_change_after_an_undo_can_be_taken_back_too(api: Api) -> None:
    world = await make_world(api)
    await write_about(api, world, "three")
    await undo(api, world)
    await write_about(api, world, "five")

    step = await undo(api, world)

    assert step["section"]["content"]["text"] == "Builds bridges."


async def test_undo_of_a_version_long_gone_conflicts(api: Api) -> None:
    world = await make_world(api)

    payload = await undo(api, world, version=1)

    assert payload["errors"] == [
        {"__typename": "ConflictError", "code": "CONFLICT", "path": ["input", "expectedVersion"]}
    ]


async def test_a_restored_revision_is_a_new_one_and_can_be_undone(api: Api) -> None:
    world = await make_world(api)
    await write_about(api, world, "three")
    await write_about(api, world, "four")
    history = await api.run(HISTORY, who=world.person, id=about_of(world))
    first = history.data["node"]["revisions"]["nodes"][-1]

    restored = await api.run(RESTORE, who=world.person, id=first["id"])
    undone = await undo(api, world)

    section = restored.data["restoreSectionRevision"]["section"]
    assert section == {"version": 5, "content": {"text": "Builds bridges."}}
    assert undone["section"]["content"]["text"] == "four"
    history = await api.run(HISTORY, who=world.person, id=about_of(world))
    authors = [node["author"] for node in history.data["node"]["revisions"]["nodes"]]
    assert authors == ["RESTORE", "RESTORE", "USER", "USER", "USER", "AI"]


async def test_undo_makes_the_portfolio_newer_than_what_is_online(api: Api) -> None:
    world = await make_world(api)

    await undo(api, world)

    portfolio = await read(api, world)
    assert (portfolio["version"], portfolio["status"]) == (2, "PUBLISHED_STALE")


async def test_a_deleted_portfolio_is_gone_with_its_files_and_site(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)

    payload = await api.run(DELETE, who=world.person, id=world.portfolio)
    again = await api.run(DELETE, who=world.person, id=world.portfolio)

    assert payload.data["deletePortfolio"] == {
        "deletedPortfolioId": world.portfolio,
        "errors": [],
    }
    assert again.data["deletePortfolio"]["errors"] == [{"code": "NOT_FOUND"}]
    assert await read(api, world) is None
    for key in (world.storage_key, site_key(world.reference, "index.html")):
        with pytest.raises(FileMissing):
            await api.resources.store.get(key)
    assert (await read(api, other))["sections"]
    assert (await api.http.get(f"/p/{world.slug}/")).status_code == 404


async def test_a_portfolio_with_all_kinds_of_content_can_be_written_back(api: Api) -> None:
    world = await make_world(api)
    contents = {
        SectionKind.HERO: {"hero": {"name": "A", "links": [{"label": "b", "url": "mailto:a@b.c"}]}},
        SectionKind.ABOUT: {"summary": {"text": "A"}},
        SectionKind.PROJECTS: {"projects": {"items": [{"name": "A", "description": "B"}]}},
        SectionKind.SKILLS: {"skills": {"groups": [{"name": "A", "keywords": ["B"]}]}},
        SectionKind.EDUCATION: {"education": {"items": [{"institution": "A", "score": "1"}]}},
        SectionKind.CERTIFICATIONS: {"certifications": {"items": [{"name": "A"}]}},
        SectionKind.LANGUAGES: {"languages": {"items": [{"language": "A"}]}},
        SectionKind.AWARDS: {"awards": {"items": [{"title": "A"}]}},
        SectionKind.PUBLICATIONS: {"publications": {"items": [{"name": "A"}]}},
        SectionKind.VOLUNTEERING: {
            "experience": {"items": [{"organization": "A", "position": "B", "current": True}]}
        },
        SectionKind.CONTACT: {"contact": {"email": "a@b.c"}},
        SectionKind.EXPERIENCE: {"experience": {"items": []}},
    }
    patches = [
        {"sectionId": world.sections[kind], "content": content}
        for kind, content in contents.items()
    ]

    payload = await update(api, world, sections=patches)

    assert set(contents) == set(CONTENTS)
    assert payload["errors"] == []
    assert {section["version"] for section in payload["portfolio"]["sections"]} == {3}


async def test_changing_needs_a_signed_in_caller(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(UPDATE, input={"portfolioId": world.portfolio, "title": "x"})

    assert answer.code == "UNAUTHENTICATED"
    assert answer.body["data"] == {"updatePortfolio": None}
