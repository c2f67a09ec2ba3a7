"""Made-up pages: text set at places of a page, word by word, as extraction hands it over."""

from dataclasses import dataclass, field
from typing import Literal

from agents.document import Area, Document, Hyperlink, Page, Word

WIDTH, HEIGHT = 595.0, 842.0


@dataclass
class Sheet:
    """A page that text is set on; `top` moves down line by line."""

    number: int = 1
    reader: Literal["text", "ocr"] = "text"
    top: float = 40.0
    words: list[Word] = field(default_factory=list)
    links: list[Hyperlink] = field(default_factory=list)
    areas: list[Area] = field(default_factory=list)
    hidden: list[Word] = field(default_factory=list)

    def put(
        self,
        text: str,
        *,
        left: float = 50.0,
        size: float = 10.0,
        bold: bool = False,
        color: str | None = "#000000",
        leap: float = 1.4,
    ) -> None:
        """Set one line; two blanks or more leave a wide gap, and `|->` goes to the right margin."""
        self.put_at(text, left=left, top=self.top, size=size, bold=bold, color=color)
        self.top += leap * size

    def put_at(
        self,
        text: str,
        *,
        left: float,
        top: float,
        size: float = 10.0,
        bold: bool = False,
        color: str | None = "#000000",
    ) -> None:
        """Set a text at a place."""
        before, arrow, after = text.partition("|->")
        self._set(before.strip(), left, top, size, bold=bold, color=color)
        if arrow:
            width = _width(after.strip(), size)
            self._set(after.strip(), WIDTH - 50 - width, top, size, bold=False, color=color)

    def _set(
        self, text: str, left: float, top: float, size: float, *, bold: bool, color: str | None
    ) -> None:
        for part in text.split(" "):
            width = _width(part, size)
            if part:
                box = (left, top, left + width, top + size)
                confidence = 0.95 if self.reader == "ocr" else None
                self.words.append(
                    Word(
                        text=part,
                        box=box,
                        size=size,
                        bold=bold,
                        color=color,
                        confidence=confidence,
                    )
                )
            left += width + 0.3 * size if part else 1.5 * size

    def skip(self, points: float = 8.0) -> None:
        """Leave blank space."""
        self.top += points

    def link(self, url: str, text: str) -> None:
        """Lay a link over a word that has been set."""
        word = next(w for w in self.words if w.text == text)
        self.links.append(Hyperlink(url=url, box=word.box))

    def dot(self, *, left: float) -> None:
        """Draw a bullet before the line that is set next."""
        self.areas.append(Area(box=(left, self.top + 3, left + 3, self.top + 6), color="#000000"))

    def to_page(self) -> Page:
        """The finished page."""
        return Page(
            number=self.number,
            width=WIDTH,
            height=HEIGHT,
            reader=self.reader,
            words=tuple(self.words),
            links=tuple(self.links),
            areas=tuple(self.areas),
            hidden=tuple(self.hidden),
        )


def _width(text: str, size: float) -> float:
    return 0.5 * size * len(text)


def bind(*sheets: Sheet) -> Document:
    """The sheets as a document."""
    return Document(media_type="application/pdf", pages=tuple(s.to_page() for s in sheets))
