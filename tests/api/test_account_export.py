"""A person's own copy of all that is kept about them."""

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import httpx
from sqlmodel import SQLModel

from showcase.api.account_export import ARCHIVE_PATH
from showcase.models import EndedIdentity, FormerSlug
from showcase.services.personal_data import SECRETS, list_owned
from tests.support.api import Api, Person, bearer
from tests.support.world import ONE_WORLD, make_world

NOBODYS = {EndedIdentity.__tablename__, FormerSlug.__tablename__}
"""Tables that hold hashes only, and say of nobody that they are theirs."""
EXPORT = "{ exportAccount { json filesUrl } }"


async def export(api: Api, person: Person) -> Any:
    return (await api.run(EXPORT, who=person)).data["exportAccount"]


async def download(api: Api, person: Person | None) -> httpx.Response:
    return await api.http.get(ARCHIVE_PATH, headers=bearer(person))


def test_every_table_of_people_is_part_of_it() -> None:
    """A new table that belongs to people is exported by itself; one that does not is named here."""
    owned = {table.name for table, _ in list_owned(uuid4())}

    assert owned == set(SQLModel.metadata.tables) - NOBODYS


async def test_everything_of_the_person_is_in_it_and_nothing_of_others(api: Api) -> None:
    world, other = await make_world(api), await make_world(api)

    rows = (await export(api, world.person))["json"]
    theirs = (await export(api, other.person))["json"]

    counts = {name: len(found) for name, found in rows.items()}
    assert counts | dict.fromkeys(NOBODYS, 0) == ONE_WORLD
    assert rows["users"][0]["email"] == world.person.email
    assert rows["resumes"][0]["filename"] == "resume.pdf"
    text = json.dumps(rows)
    assert "Builds bridges." in text
    for found in theirs.values():
        for row in found:
            assert not {value for value in row.values() if is_id(value)} & ids_in(rows), row


def is_id(value: Any) -> bool:
    return isinstance(value, str) and len(value) == 36 and value.count("-") == 4


def ids_in(rows: Any) -> set[str]:
    return {
        value for found in rows.values() for row in found for value in row.values() if is_id(value)
    }


async def test_it_holds_nothing_that_proves_who_they_are(api: Api) -> None:
    world = await make_world(api)

    rows = (await export(api, world.person))["json"]

    assert not SECRETS & {name for found in rows.values() for row in found for name in row}
    assert "argon2" not in json.dumps(rows)


async def test_the_archive_holds_rows_files_and_sites(api: Api) -> None:
    world = await make_world(api)

    response = await download(api, world.person)

    assert response.headers["content-disposition"].startswith("attachment")
    assert response.headers["cache-control"] == "no-store"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        names = set(archive.namelist())
        rows = json.loads(archive.read("account.json"))
        (file,) = [name for name in names if name.startswith("resumes/")]
        resume = json.loads(archive.read(f"portfolios/{world.slug}/resume.json"))
        assert archive.read(file) == b"%PDF-1.7"
    assert file == f"resumes/{rows['resumes'][0]['resume_id']}.pdf"
    assert resume["basics"]["email"] == "ada@example.com"
    assert f"portfolios/{world.slug}/site/index.html" in names


async def test_the_address_of_the_archive_is_told(api: Api) -> None:
    person = await api.join()

    url = (await export(api, person))["filesUrl"]

    assert url == api.resources.settings.site_url + ARCHIVE_PATH


async def test_nobody_gets_it_without_a_token(api: Api) -> None:
    nobody = Person("", "", "nonsense", "")

    for person in (None, nobody):
        response = await download(api, person)
        assert response.status_code == 401
        assert response.headers["www-authenticate"] == "Bearer"
        assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert (await api.run(EXPORT)).code == "UNAUTHENTICATED"


async def test_a_file_that_was_removed_does_not_hinder_the_rest(api: Api) -> None:
    world = await make_world(api)
    await api.resources.store.delete(world.storage_key)

    response = await download(api, world.person)

    assert response.status_code == 200


async def test_exports_are_limited(api: Api) -> None:
    person = await api.join()
    for _ in range(20):
        assert (await download(api, person)).status_code == 200

    response = await download(api, person)

    assert response.status_code == 429
    assert int(response.headers["retry-after"]) > 0
    assert (await api.run(EXPORT, who=person)).code == "RATE_LIMITED"
