"""`showcase generate` and `showcase extract`: files in, files out, no server."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
import typer

from showcase.choices import Engine
from showcase.cli.choices import Look, read_look, read_tone
from showcase.cli.generate import Wishes, choose_folders, generate_all, print_document
from showcase.models.content import Tone
from showcase.site.themes import DEFAULT_THEME
from showcase.studio import SAMPLE
from tests.support.openai import API_KEY, MODEL, run_openai
from tests.support.settings import make_settings


@pytest.fixture
def wishes(tmp_path: Path) -> Wishes:
    return Wishes(
        out=tmp_path / "out",
        look=Look(DEFAULT_THEME),
        tone=Tone.PROFESSIONAL,
        settings=make_settings(tmp_path, engine=Engine.OFFLINE),
    )


async def test_resume_becomes_json_resume_portfolio_and_site(wishes: Wishes) -> None:
    assert await generate_all([SAMPLE], wishes) == 0

    folder = wishes.out / "sample"
    resume = json.loads((folder / "resume.json").read_text())
    portfolio = json.loads((folder / "portfolio.json").read_text())
    assert resume["basics"]["name"] == "Maren Solveig"
    assert resume["basics"]["email"] == "maren.solveig@example.com"
    assert {"HERO", "PROJECTS", "SKILLS"} <= {section["kind"] for section in portfolio["sections"]}
    assert "Maren Solveig" in (folder / "site" / "index.html").read_text()


async def test_the_site_has_the_accent_that_was_wished(wishes: Wishes) -> None:
    assert await generate_all([SAMPLE], replace(wishes, look=read_look("folio:#123ABC"))) == 0

    assert "--accent:#123abc;" in (wishes.out / "sample" / "site" / "style.css").read_text()


async def test_json_resume_becomes_a_portfolio_and_loses_nothing(
    wishes: Wishes, tmp_path: Path
) -> None:
    resume = {
        "basics": {"name": "Ida Novak", "location": {"city": "Oslo", "postalCode": "0150"}},
        "work": [{"name": "Loom House", "position": "Weaver", "startDate": "2019-04"}],
        "meta": {"theme": "elegant"},
    }
    file = tmp_path / "ida.json"
    file.write_text(json.dumps(resume))

    assert await generate_all([file], wishes) == 0

    folder = wishes.out / "ida"
    portfolio = json.loads((folder / "portfolio.json").read_text())
    sources = [source for section in portfolio["sections"] for source in section["sources"]]
    assert json.loads((folder / "resume.json").read_text()) == resume
    assert {source["page"] for source in sources} == {None}
    assert "Loom House" in (folder / "site" / "index.html").read_text()


async def test_json_that_breaks_the_schema_is_told_where(
    wishes: Wishes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "ida.json"
    file.write_text('{"work": [{"startDate": "soon"}]}')

    assert await generate_all([file], wishes) == 1

    assert "work/0/startDate" in capsys.readouterr().out


async def test_bad_file_is_reported_and_the_others_go_on(
    wishes: Wishes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = tmp_path / "letter.pdf"
    text.write_text("Dear Sir or Madam")

    code = await generate_all([tmp_path / "missing.pdf", text, SAMPLE], wishes)

    printed = capsys.readouterr().out.replace("\n", "")
    assert code == 1
    assert "missing.pdf: cannot be read: No such file" in printed
    assert "letter.pdf: This file is not a PDF or a picture" in printed
    assert [path.name for path in wishes.out.iterdir()] == ["sample"]


async def test_folder_that_cannot_be_written_is_reported(
    wishes: Wishes, capsys: pytest.CaptureFixture[str]
) -> None:
    wishes.out.write_text("a file where a folder should be")

    assert await generate_all([SAMPLE], wishes) == 1
    assert "cannot write" in capsys.readouterr().out


async def test_document_is_printed_as_json(
    wishes: Wishes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert await print_document(SAMPLE, wishes.settings) == 0

    document = json.loads(capsys.readouterr().out)
    assert document["pages"][0]["words"][0]["text"] == "Maren"


async def test_document_of_a_missing_file_is_exit_code_one(wishes: Wishes, tmp_path: Path) -> None:
    assert await print_document(tmp_path / "missing.pdf", wishes.settings) == 1


def test_files_of_one_name_get_folders_of_their_own(tmp_path: Path) -> None:
    files = [Path("a/cv.pdf"), Path("b/cv.png"), Path("c/cv.jpg")]

    folders = choose_folders(files, tmp_path)

    assert [folder.name for folder in folders] == ["cv", "cv-2", "cv-3"]


def test_unknown_tone_or_theme_is_refused_with_all_that_there_are() -> None:
    with pytest.raises(typer.BadParameter, match="friendly"):
        read_tone("loud")
    with pytest.raises(typer.BadParameter, match=DEFAULT_THEME):
        read_look("none")
    for colour in ("greenish", "", "#12"):
        with pytest.raises(typer.BadParameter, match="#0b6e6e"):
            read_look(f"folio:{colour}")
    assert read_tone("friendly") is Tone.FRIENDLY


async def test_any_model_may_write(tmp_path: Path) -> None:
    async with run_openai() as model:
        settings = make_settings(
            tmp_path,
            engine=Engine.OPENAI,
            openai_api_key=API_KEY,
            openai_model=MODEL,
            openai_base_url=model.url,
        )
        wishes = Wishes(tmp_path, tone=Tone.FRIENDLY, settings=settings, look=Look(DEFAULT_THEME))
        assert await generate_all([SAMPLE], wishes) == 0

    portfolio = json.loads((tmp_path / "sample" / "portfolio.json").read_text())
    assert portfolio["engine"] == "openai"
    assert model.requests


async def test_a_file_that_changes_is_made_anew_until_the_end(tmp_path: Path) -> None:
    """Each way in which programs save: written in place, replaced, broken and mended."""
    ida, sample = tmp_path / "ida.json", tmp_path / "sample.pdf"
    sample.write_bytes(SAMPLE.read_bytes())
    write_resume(ida, "Ida Novak")
    async with run_watching(tmp_path, ida, sample) as process:
        assert "sample.pdf" in await read_round(process)
        write_resume(ida, "Ida Berg")
        assert "sample.pdf" not in await read_round(process)
        assert "Ida Berg" in (tmp_path / "out" / "ida" / "site" / "index.html").read_text()

        ida.write_text("{")
        assert "\N{BALLOT X}" in await read_round(process)

        write_resume(tmp_path / "new.json", "Ida Lund").replace(ida)
        assert "\N{BALLOT X}" not in await read_round(process)
        assert "Ida Lund" in (tmp_path / "out" / "ida" / "site" / "index.html").read_text()

        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


def write_resume(path: Path, name: str) -> Path:
    work = [{"name": "Loom House", "position": "Weaver", "startDate": "2019-04"}]
    path.write_text(json.dumps({"basics": {"name": name}, "work": work}))
    return path


@asynccontextmanager
async def run_watching(folder: Path, *files: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    options = ["--out", str(folder / "out"), "--watch"]
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "showcase", "generate", *map(str, files), *options),
        env={"PATH": os.environ["PATH"], "SHOWCASE_ENGINE": "offline"},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def read_round(process: asyncio.subprocess.Process) -> str:
    """Return what is printed until it watches again."""
    printed = ""
    assert process.stdout is not None
    while line := (await process.stdout.readline()).decode():
        if "Watching" in line:
            return printed
        printed += line
    raise AssertionError(printed)
