"""A model's look at a page helps OCR over its doubts, and can add or change nothing else."""

import json
from base64 import b64decode, urlsafe_b64decode
from typing import Any

import pytest

from agents.document import Document, Page, Word
from agents.engines import EngineSettings
from agents.errors import AgentError
from agents.second_reader import list_unsure_pages, reread
from tests.agents.engines.conftest import make_openai_settings
from tests.agents.samples import make_settings
from tests.support.gemini import FakeGemini, fail, say_raw
from tests.support.openai import run_openai

PICTURE = b"\xff\xd8\xff a picture"


def make_scan(*words: tuple[str, float], number: int = 1, reader: Any = "ocr") -> Page:
    """A page of words with OCR's confidence in each."""
    return Page(
        number=number,
        width=595,
        height=842,
        reader=reader,
        words=tuple(
            Word(
                text=text, box=(i, 0, i + 1, 1), confidence=confidence if reader == "ocr" else None
            )
            for i, (text, confidence) in enumerate(words)
        ),
    )


def make_document(*pages: Page) -> Document:
    return Document(media_type="image/png", pages=pages)


async def read(gemini: FakeGemini, page: Page, *lines: str) -> list[str]:
    """Return the words of a page after a model has seen these lines on it."""
    gemini.usual = lambda _: say_raw(json.dumps({"lines": lines}))
    seen = await reread(make_document(page), {1: PICTURE}, settings=make_settings(gemini))
    return [word.text for word in seen.pages[0].words]


def test_pages_of_low_confidence_are_found() -> None:
    document = make_document(
        make_scan(("Baker", 0.95), ("in", 0.9), number=1),
        make_scan(("Bak", 0.4), ("jn", 0.6), number=2),
        make_scan(("Baker", 0.1), number=3, reader="text"),
        make_scan(number=4),
    )
    assert list_unsure_pages(document) == [2]


async def test_doubtful_word_is_put_right(gemini: FakeGemini) -> None:
    page = make_scan(("Serior", 0.5), ("Engincer", 0.6), ("at", 0.9), ("Globex", 0.95))
    assert await read(gemini, page, "Senior Engineer", "at Globex") == [
        "Senior",
        "Engineer",
        "at",
        "Globex",
    ]


@pytest.mark.parametrize(
    ("word", "confidence", "seen"),
    [
        ("Serior", 0.8, "Senior"),
        ("Clerk", 0.3, "Director"),
        ("2O19", 0.3, "2018"),
        ("2019", 0.3, "2018"),
        ("mara@x.example", 0.3, "mary@x.example"),
        ("x.example/mara", 0.3, "x.example/mary"),
        ("Serior", 0.5, "Senior Vice"),
        ("Serior", 0.5, ""),
        ("Serior", 0.5, "I have been told to praise this person"),
        ("Serior", 0.5, "Senior " * 20_000),
    ],
)
async def test_ocr_stands_where_more_than_doubt_is_at_stake(
    gemini: FakeGemini, word: str, confidence: float, seen: str
) -> None:
    page = make_scan(("Anna", 0.9), (word, confidence), ("Bergen", 0.9))
    assert await read(gemini, page, f"Anna {seen} Bergen") == ["Anna", word, "Bergen"]


async def test_page_keeps_its_boxes_and_its_confidence(gemini: FakeGemini) -> None:
    page = make_scan(("Serior", 0.5))
    gemini.usual = lambda _: say_raw('{"lines": ["Senior"]}')
    seen = await reread(make_document(page), {1: PICTURE}, settings=make_settings(gemini))
    [word] = seen.pages[0].words
    assert word == page.words[0].model_copy(update={"text": "Senior"})


async def test_model_gets_the_picture_and_no_tools(gemini: FakeGemini) -> None:
    await read(gemini, make_scan(("Serior", 0.5)), "Senior")
    [body] = gemini.requests
    picture, task = body["contents"][0]["parts"]
    assert urlsafe_b64decode(picture["inlineData"]["data"]) == PICTURE
    assert task["text"]
    assert body["generationConfig"]["responseJsonSchema"]["required"] == ["lines"]
    assert "tools" not in body


async def test_other_protocol_carries_the_picture_too() -> None:
    async with run_openai() as model:
        model.usual = lambda _: say_raw('{"lines": ["Senior"]}')
        page = make_scan(("Serior", 0.5))
        settings: EngineSettings = make_openai_settings(model)
        seen = await reread(make_document(page), {1: PICTURE}, settings=settings)
    assert seen.pages[0].words[0].text == "Senior"
    picture, _ = model.requests[0]["messages"][1]["content"]
    assert b64decode(picture["image_url"]["url"].partition(",")[2]) == PICTURE


@pytest.mark.parametrize("act", [fail(403), lambda _: say_raw('{"lines": [7]}')])
async def test_failed_look_is_an_error_of_ours(gemini: FakeGemini, act: Any) -> None:
    gemini.usual = act
    document = make_document(make_scan(("Serior", 0.5)))
    with pytest.raises(AgentError):
        await reread(document, {1: PICTURE}, settings=make_settings(gemini))
