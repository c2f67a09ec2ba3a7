"""The main job, end to end: real PostgreSQL, Redis, worker process and Tesseract."""

from contextlib import suppress
from html import escape
from pathlib import Path
from signal import SIGKILL
from typing import Any

import httpx2
import pikepdf
import pytest
from gql.transport.exceptions import TransportConnectionFailed
from PIL import Image

from showcase.config import Settings
from showcase.models import JobStage
from tests.journey.operations import JOB, PORTFOLIO, PUBLISH, REGENERATE
from tests.journey.person import Person, sign_up
from tests.support import resumes
from tests.support.stack import Web, run_web, run_worker

EVENTS_BEFORE_THE_KILL = 4


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


async def read_page(url: str) -> tuple[int, str]:
    async with httpx2.AsyncClient(trust_env=False, follow_redirects=True) as client:
        response = await client.get(url)
    return response.status_code, response.text


async def build(person: Person, resume: Path, **values: Any) -> list[dict[str, Any]]:
    payload = await person.upload(resume, **values)
    assert payload["errors"] == []
    return await person.watch(payload["job"]["id"])


def section(portfolio: dict[str, Any], kind: str) -> dict[str, Any]:
    return next(dict(found) for found in portfolio["sections"] if found["kind"] == kind)


async def test_a_resume_becomes_a_site_that_its_owner_rewrites_and_publishes(
    url: str, tmp_path: Path
) -> None:
    person = await sign_up(url)
    payload = await person.upload(write(tmp_path / "ada.pdf", resumes.make_one_column()))

    events = await person.watch(payload["job"]["id"])
    check_story(events)
    portfolio_id = (await person.get_job(payload["job"]["id"]))["portfolio"]["id"]
    built = await read_portfolio(person, portfolio_id)
    await check_site(built)
    assert (built["engine"], built["status"]) == ("offline", "PUBLISHED")

    about = section(built, "ABOUT")
    await finish(
        person, REGENERATE, sectionIds=[about["id"]], instructions="shorter", tone="CONCISE"
    )
    rewritten = await read_portfolio(person, portfolio_id)
    assert section(rewritten, "ABOUT")["version"] == 2
    assert section(rewritten, "ABOUT")["canUndo"] is True
    assert section(rewritten, "HERO") == section(built, "HERO")
    assert rewritten["status"] == "PUBLISHED_STALE"

    await finish(person, PUBLISH, portfolioId=portfolio_id, slug="ada-in-lights")
    published = await read_portfolio(person, portfolio_id)
    assert (published["status"], published["slug"]) == ("PUBLISHED", "ada-in-lights")
    await check_site(published)


def check_story(events: list[dict[str, Any]]) -> None:
    """Every step was told, in order and without a gap, and each section as it became ready."""
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    assert [events[0]["type"], events[-1]["type"]] == ["QUEUED", "COMPLETED"]
    assert (events[-1]["percent"], events[-1]["job"]["status"]) == (100, "COMPLETED")
    ended = [event["stage"] for event in events if event["type"] == "STAGE_FINISHED"]
    assert ended == [stage for stage in JobStage if stage is not JobStage.OCR]
    shown = {event["section"]["kind"] for event in events if event["section"]}
    assert {"HERO", "EXPERIENCE", "EDUCATION", "PROJECTS", "SKILLS"} <= shown


async def check_site(portfolio: dict[str, Any]) -> None:
    """The page at the public address shows name, work, education, projects and skills."""
    status, page = await read_page(portfolio["publicUrl"])
    assert (status, portfolio["title"]) == (200, resumes.NAME)
    shown = [portfolio["title"]]
    shown += [job["organization"] for job in section(portfolio, "EXPERIENCE")["content"]["items"]]
    shown += [
        school["institution"] for school in section(portfolio, "EDUCATION")["content"]["items"]
    ]
    shown += [project["name"] for project in section(portfolio, "PROJECTS")["content"]["projects"]]
    for group in section(portfolio, "SKILLS")["content"]["groups"]:
        shown += group["keywords"]
    assert len(shown) > len(portfolio["sections"])
    assert [text for text in shown if escape(text) not in page] == []
    assert all(found["sources"] for found in portfolio["sections"] if found["kind"] != "PROJECTS")


async def read_portfolio(person: Person, portfolio_id: str) -> dict[str, Any]:
    return dict((await person.ask(PORTFOLIO, id=portfolio_id))["portfolio"])


async def finish(person: Person, mutation: str, **values: Any) -> None:
    """Start a job and see it through."""
    payload = await person.mutate(mutation, **values)
    assert (await person.watch(payload["job"]["id"]))[-1]["type"] == "COMPLETED"


@pytest.mark.parametrize(
    ("name", "make"), [("scan.pdf", resumes.make_scan), ("page.jpg", resumes.make_photo)]
)
async def test_a_scan_and_a_photo_are_read_by_ocr(
    url: str, tmp_path: Path, name: str, make: Any
) -> None:
    person = await sign_up(url)

    events = await build(person, write(tmp_path / name, make()))

    assert events[-1]["type"] == "COMPLETED", events[-1]
    assert "OCR" in {event["stage"] for event in events}


async def test_a_draft_is_not_public(url: str, tmp_path: Path) -> None:
    person = await sign_up(url)
    payload = await person.upload(
        write(tmp_path / "ada.pdf", resumes.make_one_column()), publish=False
    )
    await person.watch(payload["job"]["id"])

    portfolio = (await person.get_job(payload["job"]["id"]))["portfolio"]

    assert portfolio["publicUrl"] is None
    assert (await read_page(f"{url}/p/{portfolio['slug']}/"))[0] == 404


async def test_a_watcher_sees_every_event_once_though_the_web_process_is_killed(
    own_settings: Settings, tmp_path: Path
) -> None:
    resume = write(tmp_path / "scan.pdf", resumes.make_scan())
    async with run_worker(own_settings):
        async with run_web(own_settings) as web:
            person = await sign_up(web.url)
            job_id = (await person.upload(resume))["job"]["id"]
            seen = await watch_and_kill(person, job_id, web)
            assert await web.process.wait() == -SIGKILL
        async with run_web(own_settings):
            seen += await person.watch(job_id, after=seen[-1]["sequence"])

    assert [event["sequence"] for event in seen] == list(range(1, len(seen) + 1))
    assert len(seen) > EVENTS_BEFORE_THE_KILL
    assert seen[-1]["type"] == "COMPLETED"


async def watch_and_kill(person: Person, job_id: str, web: Web) -> list[dict[str, Any]]:
    """Return what a watcher sees until the web process dies under it."""
    seen: list[dict[str, Any]] = []
    with suppress(TransportConnectionFailed):
        async with person.watching(job_id) as events:
            async for event in events:
                seen.append(event)
                if len(seen) == EVENTS_BEFORE_THE_KILL:
                    web.process.kill()
    return seen


async def test_files_that_cannot_be_taken_get_their_error_and_leave_nothing(
    url: str, own_settings: Settings, tmp_path: Path
) -> None:
    person = await sign_up(url)
    huge = tmp_path / "huge.png"
    Image.new("1", (20_000, 20_000)).save(huge)
    refused = {
        "FILE_TYPE_UNSUPPORTED": write(tmp_path / "text.pdf", b"Dear sir or madam"),
        "FILE_EMPTY": write(tmp_path / "empty.pdf", b""),
        "FILE_TOO_LARGE": huge,
    }

    for code, path in refused.items():
        payload = await person.upload(path)

        assert payload["job"] is None
        assert [error["code"] for error in payload["errors"]] == [code]
    assert list_files(own_settings) == []


async def test_a_file_of_fifty_megabytes_is_refused(
    url: str, own_settings: Settings, tmp_path: Path
) -> None:
    person = await sign_up(url)
    large = write(tmp_path / "large.pdf", b"%PDF-1.7\n" + b"x" * 50 * 1024**2)

    async with httpx2.AsyncClient(trust_env=False) as client:
        response = await client.post(
            f"{url}/graphql",
            headers={**person.headers},
            data={"operations": "{}", "map": "{}"},
            files={"0": ("large.pdf", large.read_bytes())},
        )

    assert response.status_code == 413
    assert response.json()["errors"][0]["extensions"]["code"] == "FILE_TOO_LARGE"
    assert list_files(own_settings) == []


async def test_a_locked_pdf_fails_with_its_reason_and_leaves_nothing(
    url: str, own_settings: Settings, tmp_path: Path
) -> None:
    person = await sign_up(url)
    locked = tmp_path / "locked.pdf"
    with pikepdf.open(write(tmp_path / "open.pdf", resumes.make_one_column())) as pdf:
        pdf.save(locked, encryption=pikepdf.Encryption(owner="owner", user="user"))

    payload = await person.upload(locked)
    events = await person.watch(payload["job"]["id"])

    job = await person.get_job(payload["job"]["id"])
    assert events[-1]["type"] == "FAILED"
    assert (job["failure"]["code"], job["failure"]["retryable"]) == ("FILE_ENCRYPTED", False)
    assert job["failure"]["stage"] == "EXTRACTING"
    assert "password" in job["failure"]["message"]
    assert job["canRetry"] is False
    assert list_files(own_settings) == []


async def test_another_persons_job_does_not_exist(url: str, tmp_path: Path) -> None:
    owner, stranger = await sign_up(url), await sign_up(url)
    payload = await owner.upload(write(tmp_path / "ada.pdf", resumes.make_one_column()))

    assert (await stranger.ask(JOB, id=payload["job"]["id"]))["job"] is None


def list_files(settings: Settings) -> list[Path]:
    """List the resumes that lie in the object store."""
    return [path for path in (settings.data_dir / "objects").rglob("*") if "resumes" in path.parts
            and path.is_file()]  # fmt: skip
