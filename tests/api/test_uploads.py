"""Uploading resumes: the multipart request, good and malformed."""

import io
import json
from typing import Any

import pytest
import sqlalchemy as sa
from PIL import Image

from showcase.models import Job, Resume
from tests.support.api import Api, Person, bearer

UPLOAD = """
mutation (
  $file: Upload!, $preferences: PortfolioPreferencesInput, $publish: Boolean! = true, $key: String
) {
  uploadResume(input: {
    file: $file, preferences: $preferences, publish: $publish, idempotencyKey: $key
  }) {
    job { id kind status lastSequence }
    errors {
      __typename code message path ... on FileRejectedError { maxBytes acceptedTypes }
    }
  }
}
"""
PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF\n"
BOUNDARY = "x-boundary"


def make_picture(kind: str, *, width: int = 20, height: int = 20) -> bytes:
    data = io.BytesIO()
    Image.new("L", (width, height)).save(data, kind)
    return data.getvalue()


async def upload(api: Api, person: Person | None, file: bytes = PDF, **variables: Any) -> Any:
    answer = await api.send_file(UPLOAD, file=file, who=person, **variables)
    return answer.data["uploadResume"]


async def count(api: Api, table: type[Job | Resume]) -> int:
    async with api.resources.database.begin() as session:
        return await session.scalar(sa.select(sa.func.count()).select_from(table)) or 0


async def test_an_upload_starts_a_job_at_once(api: Api) -> None:
    person = await api.join()

    payload = await upload(
        api, person, preferences={"theme": "console", "showEmail": True}, publish=False
    )

    assert payload["errors"] == []
    assert payload["job"]["kind"] == "BUILD"
    async with api.resources.database.begin() as session:
        job = (await session.scalars(sa.select(Job))).one()
        resume = (await session.scalars(sa.select(Resume))).one()
    assert job.arguments == {
        "preferences": {
            "theme": "console",
            "accent": None,
            "tone": "PROFESSIONAL",
            "custom_links": [],
            "show_email": True,
            "show_phone": False,
            "show_address": False,
        },
        "publish": False,
    }
    assert (resume.media_type, resume.filename) == ("application/pdf", "resume.pdf")
    assert await api.resources.store.get(resume.storage_key) == PDF


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
async def test_pictures_are_taken_whatever_they_are_called(api: Api, kind: str) -> None:
    person = await api.join()

    payload = await upload(api, person, make_picture(kind))

    assert payload["errors"] == []


async def test_a_json_resume_is_taken(api: Api) -> None:
    person = await api.join()

    payload = await upload(api, person, b'{"basics": {"name": "Ida Novak"}}')

    assert payload["errors"] == []


async def test_the_same_key_is_the_same_job(api: Api) -> None:
    person = await api.join()

    first, second = await upload(api, person, key="k"), await upload(api, person, key="k")
    other = await upload(api, person, PDF + b" ", key="k")

    assert first["job"]["id"] == second["job"]["id"]
    assert [error["code"] for error in other["errors"]] == ["IDEMPOTENCY_MISMATCH"]
    assert await count(api, Resume) == 1


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (b"", "FILE_EMPTY"),
        (b"Curriculum vitae", "FILE_TYPE_UNSUPPORTED"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "FILE_TYPE_UNSUPPORTED"),
        (b"GIF89a" + b"\0" * 100, "FILE_TYPE_UNSUPPORTED"),
        (PDF + b" " * (10 * 1024 * 1024), "FILE_TOO_LARGE"),
    ],
)
async def test_a_file_that_cannot_be_taken_is_refused_and_nothing_is_left(
    api: Api, file: bytes, code: str
) -> None:
    person = await api.join()

    payload = await upload(api, person, file)

    (error,) = payload["errors"]
    assert payload["job"] is None
    assert (error["__typename"], error["code"]) == ("FileRejectedError", code)
    assert error["path"] == ["input", "file"]
    assert error["maxBytes"] == 10 * 1024 * 1024
    assert "application/pdf" in error["acceptedTypes"]
    assert (await count(api, Job), await count(api, Resume)) == (0, 0)
    assert await api.resources.store.list_keys("resumes") == []


async def test_a_picture_of_too_many_pixels_is_refused(api: Api) -> None:
    person = await api.join()

    (error,) = (await upload(api, person, make_picture("PNG", width=20_000, height=20_000)))[
        "errors"
    ]

    assert error["code"] == "FILE_TOO_LARGE"


async def test_an_upload_far_too_large_is_cut_off(api: Api) -> None:
    person = await api.join()

    answer = await api.send_file(UPLOAD, file=b"%PDF-" + b" " * (12 * 1024 * 1024), who=person)

    assert (answer.status, answer.code) == (413, "FILE_TOO_LARGE")
    assert await api.resources.store.list_keys("resumes") == []


async def test_uploading_needs_a_signed_in_caller(api: Api) -> None:
    answer = await api.send_file(UPLOAD, file=PDF, headers={"GraphQL-Require-Preflight": "1"})

    assert answer.code == "UNAUTHENTICATED"


async def test_a_form_that_any_page_could_send_is_refused(api: Api) -> None:
    answer = await api.send_file(UPLOAD, file=PDF)

    assert (answer.status, answer.code) == (400, "BAD_USER_INPUT")
    assert "GraphQL-Require-Preflight" in answer.error["message"]


@pytest.mark.parametrize("file", ["text", 1, {"a": 1}, [PDF.decode()]])
async def test_only_a_file_is_a_file(api: Api, file: Any) -> None:
    person = await api.join()

    answer = await api.run(UPLOAD, who=person, file=file)

    assert answer.code == "BAD_USER_INPUT"
    assert "read" not in answer.error["message"]


OPERATIONS = json.dumps({"query": UPLOAD, "variables": {"file": None, "list": [None]}})
MAP = json.dumps({"0": ["variables.file"]})


def make_form(*parts: tuple[str, str, bytes]) -> bytes:
    """Return a form of parts: name, rest of the disposition, body."""
    body = b""
    for name, rest, data in parts:
        body += f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{rest}\r\n'.encode()
        body += b"\r\n" + data + b"\r\n"
    return body + f"--{BOUNDARY}--\r\n".encode()


FILE = ("0", '; filename="a.pdf"', PDF)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        make_form(),
        make_form(FILE),
        make_form(("operations", "", OPERATIONS.encode())),
        make_form(("operations", "", b"{"), ("map", "", MAP.encode()), FILE),
        make_form(("operations", "", b'"text"'), ("map", "", MAP.encode()), FILE),
        make_form(("operations", "", b"null"), ("map", "", MAP.encode()), FILE),
        make_form(("operations", "", b"[]"), ("map", "", MAP.encode()), FILE),
        make_form(("operations", "", b"\xff"), ("map", "", MAP.encode()), FILE),
        make_form(
            ("operations", '; filename="o"', OPERATIONS.encode()), ("map", "", MAP.encode()), FILE
        ),
        *(
            make_form(("operations", "", OPERATIONS.encode()), ("map", "", bad.encode()), FILE)
            for bad in (
                "[]",
                "{",
                "null",
                '{"0": "variables.file"}',
                '{"0": [1]}',
                '{"0": [""]}',
                '{"0": ["variables"]}',
                '{"0": ["variables.nothing"]}',
                '{"0": ["variables.file.deeper"]}',
                '{"0": ["variables.list.7"]}',
                '{"0": ["variables.list.x"]}',
                '{"0": ["variables.list.-1"]}',
                json.dumps({"0": ["variables.list." + "9" * 5_000]}),
                json.dumps({"0": [".".join(["variables"] * 5_000)]}),
                "[" * 20_000,
                '{"0": ["query"]}',
                '{"1": ["variables.file"]}',
                '{"operations": ["variables.file"]}',
                json.dumps({"0": ["variables.file"] * 100}),
            )
        ),
        make_form(
            ("operations", "", OPERATIONS.encode()),
            ("map", "", MAP.encode()),
            *((str(number), '; filename="a"', b"") for number in range(50)),
        ),
    ],
)
async def test_a_malformed_form_is_a_bad_request_and_no_accident(api: Api, body: bytes) -> None:
    person = await api.join()
    headers = {**bearer(person), "Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}

    response = await api.http.post("/graphql", content=body, headers=headers)

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary="])
async def test_a_form_without_a_boundary_is_a_bad_request(api: Api, kind: str) -> None:
    person = await api.join()
    body = make_form(("operations", "", OPERATIONS.encode()), ("map", "", MAP.encode()), FILE)

    response = await api.http.post(
        "/graphql", content=body, headers={**bearer(person), "Content-Type": kind}
    )

    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
