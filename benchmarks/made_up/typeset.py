"""Pages set by ReportLab, as word processors and LaTeX set them."""

from collections.abc import Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from subprocess import check_output
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    HRFlowable,
    NextPageTemplate,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.rows import Row
from benchmarks.made_up.sheet import Block, Entry, Sheet
from benchmarks.made_up.visible import ALONE
from benchmarks.made_up.vocabulary import read_words

_MARGIN = 48.0
_TOGETHER = 3
"""Lines beside a label that are kept on its page, so that the label may have as many."""
_SMALLEST = 6.5
"""Size of letters, in points, below which nobody goes."""
_BAR = 0.31
"""Share of the page's width that a side bar takes."""
_FLUSH = [("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
          ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
          ("VALIGN", (0, 0), (-1, -1), "TOP")]  # fmt: skip


@cache
def _register(family: str) -> str:
    """The name under which ReportLab knows a family of this machine's fonts."""
    name = family.replace(" ", "")
    for style, suffix in (("", ""), ("bold", "-b"), ("italic", "-i")):
        pattern = f"{family}:{style}" if style else family
        path = check_output(["fc-match", "-f", "%{file}", pattern], text=True)
        pdfmetrics.registerFont(TTFont(name + suffix, Path(path)))
    pdfmetrics.registerFontFamily(name, name, f"{name}-b", f"{name}-i", f"{name}-b")
    return name


def _set_beside(
    label: Flowable, content: list[Flowable], widths: tuple[float, float, float]
) -> Iterator[Flowable]:
    """What is said beside a label; in several tables, so that it may run over pages."""
    yield Table([[label, "", content[:_TOGETHER]]], colWidths=widths, style=_FLUSH)
    for flowable in content[_TOGETHER:]:
        if isinstance(flowable, Spacer):
            yield flowable
        else:
            yield Table([["", "", flowable]], colWidths=widths, style=_FLUSH)


class Typesetter:
    """Sets one sheet in one layout."""

    def __init__(self, sheet: Sheet, layout: Layout) -> None:
        self.sheet, self.layout = sheet, layout
        self.font = _register(layout.font)
        self.page = LETTER if sheet.language == "en" else A4
        self.ink = "#222222"
        size = layout.size
        self.text = ParagraphStyle("text", fontName=self.font, fontSize=size, leading=1.3 * size)

    def print(self) -> bytes:
        """The PDF."""
        file = BytesIO()
        width, height = self.page
        document = BaseDocTemplate(file, pagesize=self.page, title=self.sheet.name)
        inner = width - 2 * _MARGIN
        main = Frame(_MARGIN, _MARGIN, inner, height - 2 * _MARGIN, 0, 0, 0, 0, id="main")
        story: list[Flowable] = []
        if self.sheet.side:
            bar = _BAR * width
            side = Frame(18, 36, bar - 36, height - 72, 0, 0, 0, 0, id="side")
            beside = Frame(bar + 18, 36, width - bar - 54, height - 72, 0, 0, 0, 0, id="main")
            template = PageTemplate("two", [side, beside], onPage=self._paint_bar)
            document.addPageTemplates([template, PageTemplate("rest", [beside])])
            self.ink = "#ffffff" if self.layout.bar in {"dark", "colour"} else "#222222"
            story += self._set_all(self.sheet.side, bar - 36)
            self.ink = "#222222"
            story += [NextPageTemplate("rest"), FrameBreak()]
            inner = width - bar - 54
        else:
            document.addPageTemplates([PageTemplate("one", [main])])
        story += [*self._set_head(inner), *self._set_all(self.sheet.main, inner)]
        document.build(story)
        return file.getvalue()

    def _paint_bar(self, canvas: Any, _document: object) -> None:  # noqa: ANN401 - untyped library
        if self.layout.bar in {"dark", "colour"}:
            canvas.setFillColor(
                HexColor("#2b2f36" if self.layout.bar == "dark" else self.layout.accent)
            )
            canvas.rect(0, 0, _BAR * self.page[0], self.page[1], stroke=0, fill=1)

    def _paragraph(self, markup: str, **changes: Any) -> Paragraph:  # noqa: ANN401 - style's fields
        style = ParagraphStyle("own", parent=self.text, textColor=HexColor(self.ink), **changes)
        return Paragraph(markup, style)

    def _set_head(self, width: float) -> Iterator[Flowable]:
        align = 1 if self.layout.banner == "centre" else 0
        size = 2.2 * self.layout.size
        name = f"<b>{escape(self.sheet.name)}</b>"
        accent = HexColor(self.layout.accent)
        style = ParagraphStyle(
            "name", parent=self.text, fontSize=size, leading=1.2 * size, alignment=align,
            textColor=accent,
        )  # fmt: skip
        yield Paragraph(name, style)
        yield self._paragraph(
            escape(self.sheet.label),
            alignment=align,
            fontSize=1.2 * self.layout.size,
            leading=1.6 * self.layout.size,
        )
        joint = {"plain": " | ", "dots": " · ", "lines": "<br/>"}.get(
            self.layout.contact, " \u00a0 \u00a0 "
        )
        items = [self._set_item(item.label, item.text, item.url) for item in self.sheet.items]
        if items:
            yield self._paragraph(joint.join(items), alignment=align)

    def _set_item(self, label: str, text: str, url: str) -> str:
        shown = f'<a href="{escape(url)}">{escape(text)}</a>' if url else escape(text)
        return f"{label}: {shown}" if self.layout.contact == "labels" else shown

    def _set_all(self, blocks: tuple[Block, ...], width: float) -> Iterator[Flowable]:
        for block in blocks:
            yield Spacer(1, 8)
            if self.layout.frame == "rail":
                title = self._set_title(block.title)[0]
                content = list(self._set_block(block, 0.76 * width - 12))
                yield from _set_beside(title, content, (0.24 * width, 12, 0.76 * width - 12))
                continue
            yield from self._set_title(block.title)
            yield from self._set_block(block, width)

    def _set_title(self, title: str) -> list[Flowable]:
        size = 1.2 * self.layout.size
        spaced = self.layout.heading == "spaced"
        shown = title.upper() if self.layout.heading in {"upper", "small-caps", "spaced"} else title
        room = 0.2 * self.page[0] if self.layout.frame in {"rail", "left"} else self.page[0]
        wide = 1.6 * pdfmetrics.stringWidth(max(shown.split(), key=len), self.font, size)
        if spaced and wide < room:
            shown = " \u00a0".join("\u00a0".join(word) for word in shown.split())
        heading = self._paragraph(
            f"<b>{escape(shown)}</b>" if self.layout.heading != "thin" else escape(shown),
            fontSize=size, leading=1.3 * size, keepWithNext=1,
        )  # fmt: skip
        if self.layout.heading not in {"ruled", "boxed"}:
            return [heading]
        color = white if self.ink == "#ffffff" else HexColor(self.layout.accent)
        return [heading, HRFlowable(width="100%", thickness=0.7, color=color, spaceAfter=3)]

    def _set_block(self, block: Block, width: float) -> Iterator[Flowable]:
        if block.text:
            yield self._paragraph(escape(block.text))
        for entry in block.entries:
            yield from self._set_entry(entry, width)
            yield Spacer(1, 2 if block.key in {"certificates", "awards", "publications"} else 6)
        if block.skills:
            yield from self._set_skills(block)
        for word, level in block.pairs:
            yield self._paragraph(f"{escape(word)} ({escape(level)})")
        if block.lines:
            yield self._paragraph(escape(", ".join(block.lines)))
        for item in block.items:
            yield self._set_narrow(
                self._set_item(item.label, item.text, item.url), item.text, width
            )

    def _set_narrow(self, markup: str, longest: str, width: float) -> Paragraph:
        """A line of contact in letters so small that its address is not broken."""
        size = self.layout.size
        while size > _SMALLEST and pdfmetrics.stringWidth(longest, self.font, size) > width:
            size -= 0.5
        return self._paragraph(markup, fontSize=size, spaceAfter=3)

    def _set_skills(self, block: Block) -> Iterator[Flowable]:
        words = [word for group in block.skills for word in group.words]
        levels = read_words(self.sheet.language)["levels"]
        if self.layout.skills == "groups":
            for group in block.skills:
                yield self._paragraph(
                    f"<b>{escape(group.name)}:</b> {escape(', '.join(group.words))}"
                )
        elif self.layout.skills in ALONE:
            for index, word in enumerate(words):
                level = levels[(len(word) + index) % 4]
                yield self._paragraph(
                    escape(f"{word} – {level}" if self.layout.skills == "words" else word)
                )
        elif self.layout.skills in {"list", "bullets"}:
            yield from (self._bullet(word) for word in words)
        else:
            yield self._paragraph(escape(", ".join(words)))

    def _set_entry(self, entry: Entry, width: float) -> Iterator[Flowable]:
        inner = width - 0.24 * width if entry.margin else width
        flowables: list[Flowable] = [self._set_row(row, inner) for row in entry.rows]
        if entry.text:
            flowables.append(self._paragraph(escape(entry.text)))
        flowables += [self._bullet(line) for line in entry.bullets]
        if entry.note:
            flowables.append(self._paragraph(escape(entry.note)))
        if entry.url:
            shown = "Link" if self.layout.links == "word" else entry.url.removeprefix("https://")
            flowables.append(self._paragraph(f'<a href="{escape(entry.url)}">{escape(shown)}</a>'))
        if not entry.margin:
            yield from flowables
            return
        beside = self._paragraph(escape(entry.margin))
        yield from _set_beside(beside, flowables, (0.22 * width, 0.02 * width, inner))

    def _set_row(self, row: Row, width: float) -> Flowable:
        tags = {"strong": "b", "em": "i"}
        left = "".join(
            f"<{tags[role]}>{escape(text)}</{tags[role]}>" if role in tags else escape(text)
            for text, role in row.left
        )
        if not row.right:
            return self._paragraph(left, keepWithNext=1)
        beside = pdfmetrics.stringWidth(row.right, self.font, self.layout.size) + 4
        right = self._paragraph(escape(row.right), alignment=2)
        cells = [[self._paragraph(left), right]]
        return Table(cells, colWidths=[width - beside, beside], style=_FLUSH)

    def _bullet(self, text: str) -> Paragraph:
        glyph = self.layout.bullet or "•"
        if self.layout.font.startswith("Liberation") and glyph == "‣":
            glyph = "•"
        return self._paragraph(
            f"<bullet>{glyph}</bullet>{escape(text)}", leftIndent=12, bulletIndent=2
        )
