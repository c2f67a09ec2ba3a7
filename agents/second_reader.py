"""A second reading of scanned pages, by a model that sees, checked against the first one by OCR.

The model's word stands in for OCR's only where OCR was unsure, where both are nearly the same, and
where no number, address or link is at stake; else OCR stands. So a page can gain no word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from statistics import fmean
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from agents.document import Document, Page, Word
from agents.engines import EngineSettings
from agents.engines.answers import LINES_SCHEMA, Unusable, read_lines
from agents.engines.opening import open_conversation
from agents.engines.prompting import Prompt
from agents.errors import AgentError, AgentErrorCode
from agents.prompts import read_prompt

if TYPE_CHECKING:
    from agents.engines.conversation import Conversation

UNSURE_PAGE = 0.85
"""Mean confidence of OCR below which a page is worth a second reading; clean scans have 0.9."""
UNSURE_WORD = 0.8
"""Confidence of OCR from which its word stands, whatever anybody else sees."""
NEARLY = 60.0
"""Similarity, of 100, from which two readings are of the same word: one wrong letter in three."""
MOST_WORDS = 3
"""How many words a second reading may have for each word of OCR."""
EXACT = re.compile(r"[\d@/\\]|www\.")
"""What must not be guessed: a reader may be wrong by one sign and nobody would notice."""


def list_unsure_pages(document: Document) -> list[int]:
    """Return the numbers of the pages that OCR has read with low confidence."""
    return [page.number for page in document.pages if _is_unsure(page)]


async def reread(
    document: Document, pictures: Mapping[int, bytes], *, settings: EngineSettings
) -> Document:
    """Return the document with what the model and OCR together read on the pages of the pictures.

    The pictures are JPEG files by page number.

    Raises:
        AgentError: The model failed; the document stays as OCR has read it.
    """
    pages = {page.number: page for page in document.pages}
    async with open_conversation(settings) as conversation:
        for number, picture in pictures.items():
            seen = await _read(picture, conversation)
            pages[number] = _agree(pages[number], seen)
    return document.model_copy(update={"pages": tuple(pages.values())})


async def _read(picture: bytes, conversation: Conversation) -> list[str]:
    """Return the words that the model sees on a page."""
    prompt = Prompt(
        instruction=read_prompt("transcriber").template,
        task=read_prompt("transcribe").template,
        schema=LINES_SCHEMA,
        picture=picture,
    )
    try:
        lines = read_lines(await conversation.ask(prompt))
    except Unusable as unusable:
        raise AgentError(
            AgentErrorCode.AI_OUTPUT_INVALID, "The language model could not read the page."
        ) from unusable
    return [word for line in lines for word in line.split()]


def _is_unsure(page: Page) -> bool:
    """Tell whether OCR has read a page with low confidence."""
    sure = [word.confidence for word in page.words if word.confidence is not None]
    return page.reader == "ocr" and bool(sure) and fmean(sure) < UNSURE_PAGE


def _agree(page: Page, seen: Sequence[str]) -> Page:
    """Return the page with the words of the second reading where both readings nearly agree."""
    words = list(page.words)
    if len(seen) > len(words) * MOST_WORDS:
        return page  # that is no reading of this page
    for index, text in _pair(words, seen):
        if _is_better(words[index], text):
            words[index] = words[index].model_copy(update={"text": text})
    return page.model_copy(update={"words": tuple(words)})


def _pair(words: Sequence[Word], seen: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the positions of words that were seen differently, and how they were seen."""
    matcher = SequenceMatcher(None, [word.text for word in words], seen, autojunk=False)
    for tag, start, end, seen_start, seen_end in matcher.get_opcodes():
        if tag == "replace" and end - start == seen_end - seen_start:
            yield from zip(range(start, end), seen[seen_start:seen_end], strict=True)


def _is_better(word: Word, text: str) -> bool:
    """Tell whether another reading may stand in for a word of OCR."""
    if word.confidence is None or word.confidence >= UNSURE_WORD:
        return False
    if EXACT.search(word.text) or EXACT.search(text):
        return False
    return fuzz.ratio(word.text.casefold(), text.casefold()) >= NEARLY
