"""Reading portfolios over the API."""

import base64
import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col

from showcase.models import Portfolio
from showcase.models.content import SectionKind
from tests.support.api import Api, Person
from tests.support.world import CONTENTS, World, key_of, make_world

ONE = """
query ($by: PortfolioBy!) {
  portfolio(by: $by) {
    id slug title version status engine publicUrl createdAt updatedAt
    notices { code message page }
    preferences { theme { key } tone customLinks { label url } showEmail showPhone showAddress }
    sections {
      id kind heading visible version canUndo
      sources { path page box text }
      content {
        __typename
        ... on HeroContent { name headline tagline location pictureUrl links { label url network } }
        ... on SummaryContent { text }
        ... on ExperienceContent {
          items { organization position startDate endDate current location summary highlights }
        }
        ... on ProjectsContent { items { name description technologies highlights } }
        ... on SkillsContent { groups { name level keywords } }
        ... on EducationContent { items { institution studyType area score } }
        ... on CertificationsContent { items { name issuer date url } }
        ... on LanguagesContent { items { language fluency } }
        ... on AwardsContent { items { title awarder date } }
        ... on PublicationsContent { items { name publisher date } }
        ... on ContactContent { email phone location links { url } }
      }
      revisions { nodes { version author heading content { __typename } } totalCount }
    }
    deployments { nodes { id status target url portfolioVersion job { id kind } } totalCount }
  }
}
"""
LIST = """
query ($first: Int, $after: String, $filter: PortfolioFilter) {
  portfolios(first: $first, after: $after, filter: $filter) {
    nodes { id status }
    edges { cursor node { id } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    totalCount
  }
}
"""
UPDATE = """
mutation ($input: UpdatePortfolioInput!) { updatePortfolio(input: $input) { errors { code } } }
"""
EXPORT = """
query ($id: ID!, $format: ExportFormat!) {
  portfolio(by: {id: $id}) { export(format: $format) { format mediaType filename json text } }
}
"""


async def read(api: Api, world: World, *, who: Person | None) -> Any:
    return (await api.run(ONE, who=who, by={"id": world.portfolio})).data["portfolio"]


async def list_own(api: Api, who: Person | None, **arguments: Any) -> Any:
    return (await api.run(LIST, who=who, **arguments)).data["portfolios"]


async def change(api: Api, world: World, **values: Any) -> None:
    """Change columns of the portfolio behind the application's back."""
    portfolio_id = key_of(world.portfolio)
    async with api.resources.database.begin() as session:
        await session.execute(
            sa.update(Portfolio).where(col(Portfolio.portfolio_id) == portfolio_id).values(**values)
        )


def content_of(portfolio: Any, kind: SectionKind) -> Any:
    (section,) = [part for part in portfolio["sections"] if part["kind"] == kind]
    return section["content"]


async def test_the_owner_reads_everything(api: Api) -> None:
    world = await make_world(api)

    portfolio = await read(api, world, who=world.person)

    assert [section["kind"] for section in portfolio["sections"]] == list(CONTENTS)
    assert portfolio["status"] == "PUBLISHED"
    assert portfolio["publicUrl"] == f"http://127.0.0.1:8000/p/{world.slug}/"
    assert portfolio["engine"] == "offline"
    assert portfolio["notices"] == [
        {"code": "HIDDEN_TEXT", "message": "There is hidden text.", "page": 1}
    ]
    assert portfolio["preferences"] == {
        "theme": {"key": "folio"},
        "tone": "PROFESSIONAL",
        "customLinks": [],
        "showEmail": False,
        "showPhone": False,
        "showAddress": False,
    }
    (deployment,) = portfolio["deployments"]["nodes"]
    assert (deployment["status"], deployment["target"]) == ("LIVE", "LOCAL")
    assert deployment["job"] == {"id": world.job, "kind": "BUILD"}
    history = portfolio["sections"][0]["revisions"]
    assert [revision["version"] for revision in history["nodes"]] == [2, 1]
    assert [revision["author"] for revision in history["nodes"]] == ["USER", "AI"]
    assert all(section["canUndo"] for section in portfolio["sections"])


async def test_each_kind_of_section_has_its_content(api: Api) -> None:
    world = await make_world(api)

    portfolio = await read(api, world, who=world.person)

    assert content_of(portfolio, SectionKind.EXPERIENCE)["items"] == [
        {
            "organization": "Bridges Ltd",
            "position": "Engineer",
            "startDate": "2020-01",
            "endDate": None,
            "current": True,
            "location": None,
            "summary": None,
            "highlights": ["Built one."],
        }
    ]
    assert content_of(portfolio, SectionKind.VOLUNTEERING)["__typename"] == "ExperienceContent"
    assert content_of(portfolio, SectionKind.ABOUT) == {
        "__typename": "SummaryContent",
        "text": "Builds bridges.",
    }
    assert content_of(portfolio, SectionKind.CONTACT)["phone"] == "+1 555 0100"
    assert content_of(portfolio, SectionKind.HERO)["links"][0]["network"] == "GitHub"


@pytest.mark.parametrize("signed_in", [True, False])
async def test_others_read_what_is_published_and_no_more(api: Api, *, signed_in: bool) -> None:
    world = await make_world(api)
    await change(api, world, show_phone=True)

    portfolio = await read(api, world, who=await api.join() if signed_in else None)

    assert portfolio["title"] == "Ada Example"
    assert portfolio["notices"] == []
    assert portfolio["deployments"] is None
    for section in portfolio["sections"]:
        assert section["sources"] == []
        assert section["revisions"] is None
        assert section["canUndo"] is False
    contact = content_of(portfolio, SectionKind.CONTACT)
    assert (contact["email"], contact["phone"]) == (None, "+1 555 0100")


async def test_others_do_not_see_changes_before_they_are_published(api: Api) -> None:
    world = await make_world(api)
    about = world.sections[SectionKind.ABOUT]
    patches = [
        {"sectionId": about, "content": {"summary": {"text": "Not yet."}}},
        {"sectionId": world.sections[SectionKind.AWARDS], "visible": False},
    ]
    await api.run(
        UPDATE, who=world.person, input={"portfolioId": world.portfolio, "sections": patches}
    )

    theirs = await read(api, world, who=None)
    own = await read(api, world, who=world.person)

    assert content_of(theirs, SectionKind.ABOUT)["text"] == "Builds bridges."
    assert content_of(own, SectionKind.ABOUT)["text"] == "Not yet."
    assert "AWARDS" not in [section["kind"] for section in theirs["sections"]]
    assert own["status"] == "PUBLISHED_STALE"


async def test_an_unpublished_portfolio_is_its_owners_secret(api: Api) -> None:
    world = await make_world(api, published=False)

    assert await read(api, world, who=None) is None
    assert await read(api, world, who=await api.join()) is None
    assert (await read(api, world, who=world.person))["publicUrl"] is None


async def test_a_portfolio_is_found_by_its_address(api: Api) -> None:
    world = await make_world(api)

    by = {"slug": world.slug.upper()}
    portfolio = (await api.run(ONE, by=by)).data["portfolio"]

    assert portfolio["id"] == world.portfolio


@pytest.mark.parametrize("by", [{"id": "x"}, {"id": "VXNlcjox"}, {"slug": "nobody"}, {"slug": ""}])
async def test_what_does_not_exist_is_null(api: Api, by: dict[str, str]) -> None:
    person = await api.join()

    assert (await api.run(ONE, who=person, by=by)).data == {"portfolio": None}


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ({"published_version": None, "was_published": False}, "DRAFT"),
        ({"published_version": None, "was_published": True}, "UNPUBLISHED"),
        ({"published_version": 1, "version": 1}, "PUBLISHED"),
        ({"published_version": 1, "version": 2}, "PUBLISHED_STALE"),
    ],
)
async def test_the_status_follows_from_what_is_online(
    api: Api, values: dict[str, Any], status: str
) -> None:
    world = await make_world(api)
    await change(api, world, **values)

    others = [s for s in ("DRAFT", "UNPUBLISHED", "PUBLISHED", "PUBLISHED_STALE") if s != status]
    listed = await list_own(api, world.person, filter={"status": [status]})
    rest = await list_own(api, world.person, filter={"status": others})

    assert listed["nodes"] == [{"id": world.portfolio, "status": status}]
    assert rest["nodes"] == []


async def test_a_list_comes_in_pages(api: Api) -> None:
    first = await make_world(api)
    second = await make_world(api, person=first.person)

    page = await list_own(api, first.person, first=1)
    rest = await list_own(api, first.person, first=1, after=page["pageInfo"]["endCursor"])

    assert page["totalCount"] == 2
    assert [page["nodes"][0]["id"], rest["nodes"][0]["id"]] == [second.portfolio, first.portfolio]
    assert page["pageInfo"]["hasNextPage"]
    assert not rest["pageInfo"]["hasNextPage"]


async def test_an_anonymous_caller_has_no_list(api: Api) -> None:
    assert await list_own(api, None) is None


@pytest.mark.parametrize("arguments", [{"first": 0}, {"first": 101}, {"after": "nonsense"}])
async def test_a_page_that_cannot_be_is_an_error(api: Api, arguments: dict[str, Any]) -> None:
    person = await api.join()

    answer = await api.run(LIST, who=person, **arguments)

    assert answer.code == "INVALID_INPUT"


async def test_a_portfolio_exports_as_json_resume(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(EXPORT, who=world.person, id=world.portfolio, format="JSON_RESUME")

    export = answer.data["portfolio"]["export"]
    assert (export["mediaType"], export["filename"]) == ("application/json", f"{world.slug}.json")
    assert export["json"]["basics"]["name"] == "Ada Example"
    assert export["json"]["work"][0]["name"] == "Bridges Ltd"


async def test_a_portfolio_exports_as_markdown(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(EXPORT, who=world.person, id=world.portfolio, format="MARKDOWN")

    assert "Bridges Ltd" in answer.data["portfolio"]["export"]["text"]


async def test_a_portfolio_exports_as_a_site(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(EXPORT, who=world.person, id=world.portfolio, format="SITE_ZIP")

    archive = base64.b64decode(answer.data["portfolio"]["export"]["text"])
    with zipfile.ZipFile(io.BytesIO(archive)) as site:
        assert b"Ada Example" in site.read("index.html")


async def test_an_export_for_others_withholds_the_address(api: Api) -> None:
    world = await make_world(api)

    answer = await api.run(EXPORT, id=world.portfolio, format="JSON_RESUME")

    assert "ada@example.com" not in str(answer.body)


async def test_themes_are_public(api: Api) -> None:
    answer = await api.run("{ themes { id key name description previewUrl } }")

    assert "folio" in [theme["key"] for theme in answer.data["themes"]]


async def test_nodes_come_in_the_order_asked_for_with_null_for_what_is_not_there(api: Api) -> None:
    world, other = await make_world(api), await make_world(api, published=False)
    about = SectionKind.ABOUT
    ids = [
        world.person.user_id,
        other.portfolio,
        world.deployment,
        "nonsense",
        world.sections[about],
        world.revisions[about],
        world.job,
        world.portfolio,
        "VGhlbWU6Zm9saW8=",
    ]

    query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }"
    nodes = (await api.run(query, who=world.person, ids=ids)).data["nodes"]

    expected = [None if value in {other.portfolio, "nonsense"} else value for value in ids]
    assert [node and node["id"] for node in nodes] == expected
