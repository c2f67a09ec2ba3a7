"""What people upload comes back to them alone, as a file to keep, under a name of ours."""

import io
import json
import zipfile
from typing import Any

import httpx
import pytest

from showcase.api.account_export import ARCHIVE_PATH
from tests.hostile.active import CANARY
from tests.support.api import Api, Person, bearer
from tests.support.world import World, make_world

UPLOAD = """
mutation ($file: Upload!) {
  uploadResume(input: {file: $file, publish: false}) { job { id } errors { code message } }
}
"""
ORIGINAL = f"%PDF-1.7\n<script>alert('{CANARY}')</script>".encode()
NAMES = {
    "../../../../tmp/pwned.pdf": "pwned.pdf",
    "..\\..\\pwned.pdf": "pwned.pdf",
    "/etc/passwd": "passwd",
    "C:\\Windows\\System32\\cv.pdf": "cv.pdf",
    "CON": "CON",
    "NUL.pdf": "NUL.pdf",
    "a\x00b.pdf": "a%00b.pdf",  # as clients write it
    "cv\u202efdp.exe": "cvfdp.exe",
    "\u2066cv\u2069\u200b.pdf": "cv.pdf",
    "x" * 4_000 + ".pdf": "x" * 120,
    "\U0001f469\u200d\U0001f4bb r\u00e9sum\u00e9.pdf": "\U0001f469\U0001f4bb r\u00e9sum\u00e9.pdf",
    "<img src=x onerror=alert(1)>.pdf": "<img src=x onerror=alert(1)>.pdf",
    "$(reboot);`id`|x.pdf": "$(reboot);`id`|x.pdf",
    "%2e%2e%2fpwned.pdf": "%2e%2e%2fpwned.pdf",
    "...": "...",
    "   ": "resume",
}
"""Names that want to be more, and what they are shown as."""
STEPS_OUT = (
    "../{key}",
    "../../{key}",
    "..%2f{key}",
    "..%2f..%2f{key}",
    "%2e%2e/%2e%2e/{key}",
    "%2e%2e%2f%2e%2e%2f{key}",
    "..%5c..%5c{key}",
    "....//....//{key}",
    "/{key}",
    "%2f{key}",
    "%00/../../{key}",
    "index.html/../../../{key}",
    "..%252f..%252f{key}",
)
"""Ways from a site's folder to an uploaded file beside it."""


async def upload(api: Api, who: Person, name: str) -> Any:
    answer = await api.send_file(UPLOAD, file=ORIGINAL, filename=name, who=who)
    return answer.data["uploadResume"]


async def download(api: Api, who: Person | None) -> httpx.Response:
    return await api.http.get(ARCHIVE_PATH, headers=bearer(who))


@pytest.fixture
async def world(api: Api) -> World:
    """Somebody with a published site and an uploaded file."""
    world = await make_world(api)
    await api.resources.store.put(world.storage_key, ORIGINAL)
    return world


@pytest.mark.parametrize("step", STEPS_OUT)
async def test_no_site_leads_to_an_uploaded_file(api: Api, world: World, step: str) -> None:
    own = await api.http.get(f"/p/{world.slug}/")
    path = step.format(key=world.storage_key)

    for who in (None, world.person):
        response = await api.http.get(f"/p/{world.slug}/{path}", headers=bearer(who))

        assert own.status_code == 200
        assert response.status_code in {404, 405}, path
        assert CANARY.encode() not in response.content


@pytest.mark.parametrize("slug", ["..%2f..", "%2e%2e", "a%0d%0aSet-Cookie:%20x=1", "%2f%2fevil"])
async def test_no_name_of_a_site_writes_a_header(api: Api, slug: str) -> None:
    for path in (f"/p/{slug}", f"/p/{slug}/"):
        response = await api.http.get(path)

        assert response.status_code in {308, 404}
        assert "set-cookie" not in response.headers
        assert response.headers.get("location", "/p/").startswith("/p/")


async def test_the_archive_is_a_file_to_keep_for_its_owner_alone(api: Api, world: World) -> None:
    stranger = await api.join()

    mine, theirs = await download(api, world.person), await download(api, stranger)

    assert (await download(api, None)).status_code == 401
    assert mine.headers["content-disposition"] == 'attachment; filename="showcase-account.zip"'
    assert mine.headers["content-type"] == "application/zip"
    assert mine.headers["x-content-type-options"] == "nosniff"
    assert mine.headers["content-security-policy"].startswith("default-src 'none'")
    assert mine.headers["cache-control"] == "no-store"
    kept = zipfile.ZipFile(io.BytesIO(mine.content))
    assert ORIGINAL in [kept.read(name) for name in kept.namelist()]
    others = zipfile.ZipFile(io.BytesIO(theirs.content))
    assert not [name for name in others.namelist() if name.startswith("resumes/")]


@pytest.mark.parametrize(("name", "shown"), NAMES.items(), ids=lambda name: repr(name)[:30])
async def test_a_name_is_only_ever_shown(api: Api, name: str, shown: str) -> None:
    person = await api.join()

    payload = await upload(api, person, name)

    archive = zipfile.ZipFile(io.BytesIO((await download(api, person)).content))
    paths = [path for path in archive.namelist() if path.startswith("resumes/")]
    rows = json.loads(archive.read("account.json"))
    assert payload["errors"] == []
    assert [row["filename"] for row in rows["resumes"]] == [shown]
    assert len(paths) == 1
    assert paths[0].removeprefix("resumes/").removesuffix(".pdf").replace("-", "").isalnum()
    files = [path.name for path in api.resources.settings.data_dir.rglob("*") if path.is_file()]
    assert not [file for file in files if "pwned" in file or "cv" in file or "x" * 99 in file]


async def test_a_name_with_a_line_break_writes_no_header(api: Api) -> None:
    """Sent as it is, where a client would have escaped it."""
    person = await api.join()
    operations = f'{{"query": "{" ".join(UPLOAD.split())}", "variables": {{"file": null}}}}'
    name = 'cv.pdf"\r\nX-Injected: 1\r\n\r\n<script>'
    parts = [
        f'Content-Disposition: form-data; name="operations"\r\n\r\n{operations}',
        'Content-Disposition: form-data; name="map"\r\n\r\n{"0": ["variables.file"]}',
        f'Content-Disposition: form-data; name="0"; filename="{name}"\r\n\r\n{ORIGINAL.decode()}',
    ]
    body = "".join(f"--b\r\n{part}\r\n" for part in parts) + "--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b", **bearer(person)}

    response = await api.http.post("/graphql", content=body.encode(), headers=headers)

    assert response.status_code in {200, 400}
    assert "x-injected" not in response.headers
    assert "<script>" not in response.text
