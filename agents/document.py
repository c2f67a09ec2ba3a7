"""What can be seen in a resume file: pages of words with boxes.

The shape is the one the extraction step hands over. Boxes are (left, top, right, bottom) in points
(1/72 inch) from the top left of the upright page.
"""

from typing import Literal

from pydantic import BaseModel, ConfigDict, JsonValue

Box = tuple[float, float, float, float]


class Frozen(BaseModel):
    """Values that never change once made."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Word(Frozen):
    """A run of characters without a space, in the order of the file's content."""

    text: str
    box: Box
    size: float | None = None
    """Font size in points; for OCR the height of the line."""
    bold: bool = False
    italic: bool = False
    color: str | None = None
    """#rrggbb, where known."""
    confidence: float | None = None
    """0 to 1 for OCR; null for a text layer, which is certain."""


class Hyperlink(Frozen):
    """A link annotation: its target and where it can be clicked."""

    url: str
    box: Box


class Area(Frozen):
    """A filled rectangle or a ruled line: side bars, chips, separators."""

    box: Box
    color: str | None = None


class Page(Frozen):
    """A page, upright. `hidden` holds words nobody sees: white on white, tiny, off the page."""

    number: int
    width: float
    height: float
    reader: Literal["text", "ocr"]
    words: tuple[Word, ...]
    links: tuple[Hyperlink, ...] = ()
    areas: tuple[Area, ...] = ()
    hidden: tuple[Word, ...] = ()
    turned: Literal[0, 90, 180, 270] = 0
    """Degrees clockwise by which OCR turned the picture to read it; its boxes are of after that."""


class Document(Frozen):
    """All pages of a file."""

    media_type: str
    pages: tuple[Page, ...]
    resume: dict[str, JsonValue] | None = None
    """What a file says that is a JSON Resume instead of pages; nobody has checked it yet."""
