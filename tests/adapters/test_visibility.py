from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from reportlab.lib.colors import HexColor, black, white
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from showcase.adapters.pdf import read_pdf
from showcase.models.document import Page
from tests.support import resumes

BAIT = "hired"


def draw(add: Callable[[Any], None]) -> Page:
    target = BytesIO()
    canvas = Canvas(target)
    for line in range(40):
        canvas.drawString(72, 780 - line * 14, "words that everybody can see")
    add(canvas)
    canvas.save()
    [page] = read_pdf(target.getvalue(), max_pages=1)
    return page


def write_white_on_white(canvas: Any) -> None:
    canvas.setFillColor(white)
    canvas.drawString(72, 100, BAIT)


def write_almost_white(canvas: Any) -> None:
    canvas.setFillColor(HexColor("#fdfdfd"))
    canvas.drawString(72, 100, BAIT)


def write_blue_on_blue(canvas: Any) -> None:
    canvas.setFillColor(HexColor("#1d3557"))
    canvas.rect(50, 80, 200, 60, stroke=0, fill=1)
    canvas.drawString(72, 100, BAIT)


def write_tiny(canvas: Any) -> None:
    canvas.setFont("Helvetica", 1)
    canvas.drawString(72, 100, BAIT)


def write_off_the_page(canvas: Any) -> None:
    canvas.drawString(-300, 100, BAIT)


def write_transparent(canvas: Any) -> None:
    canvas.setFillAlpha(0)
    canvas.drawString(72, 100, BAIT)


def write_unpainted(canvas: Any) -> None:
    canvas.drawString(72, 100, BAIT, mode=3)


def write_unpainted_over_other_words(canvas: Any) -> None:
    canvas.drawString(74, 780 - 14, BAIT, mode=3)


def write_covered(canvas: Any) -> None:
    canvas.drawString(72, 100, BAIT)
    canvas.setFillColor(white)
    canvas.rect(50, 80, 200, 60, stroke=0, fill=1)


def write_clipped(canvas: Any) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 5, 5)
    canvas.clipPath(path, stroke=0)
    canvas.drawString(72, 100, BAIT)


def write_as_a_clip(canvas: Any) -> None:
    canvas.drawString(72, 100, BAIT, mode=7)


def write_in_white_on_the_edge(canvas: Any) -> None:
    canvas.setFillColor(white)
    canvas.drawString(-8, 100, BAIT)


def write_in_a_form_that_is_covered(canvas: Any) -> None:
    canvas.beginForm("note", 0, 0, 600, 800)
    canvas.drawString(72, 100, BAIT)
    canvas.setFillColor(white)
    canvas.rect(50, 80, 200, 60, stroke=0, fill=1)
    canvas.endForm()
    canvas.doForm("note")


@pytest.mark.parametrize(
    "write",
    [
        write_clipped,
        write_as_a_clip,
        write_in_white_on_the_edge,
        write_in_a_form_that_is_covered,
        write_white_on_white,
        write_almost_white,
        write_blue_on_blue,
        write_tiny,
        write_off_the_page,
        write_transparent,
        write_unpainted,
        write_unpainted_over_other_words,
        write_covered,
    ],
)
def test_what_nobody_sees_is_set_apart(write: Callable[[Any], None]) -> None:
    page = draw(write)

    assert [word.text for word in page.hidden] == [BAIT]
    assert BAIT not in [word.text for word in page.words]
    assert len(page.words) == 200


def hide_layer(*, form: bool) -> bytes:
    """Return a page with a word in a layer that is switched off, directly or within a form."""
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 780, "words that everybody can see")
    canvas.save()
    with pikepdf.open(target) as pdf:
        layer = pdf.make_indirect(Dictionary(Type=Name.OCG, Name=String("notes")))
        order = Dictionary(ON=Array([]), OFF=Array([layer]), Order=Array([layer]))
        pdf.Root.OCProperties = Dictionary(OCGs=Array([layer]), D=order)
        page = pdf.pages[0]
        word = f"BT /F1 12 Tf 72 100 Td ({BAIT}) Tj ET"
        if form:
            note = Stream(pdf, word.encode(), Type=Name.XObject, Subtype=Name.Form, OC=layer)
            note.BBox, note.Resources = page.MediaBox, Dictionary(Font=page.Resources.Font)
            page.Resources.XObject = Dictionary(Note=note)
            word = "/Note Do"
        page.Resources.Properties = Dictionary(Notes=layer)
        page.contents_add(f"/OC /Notes BDC {word} EMC".encode())
        hidden = BytesIO()
        pdf.save(hidden)
    return hidden.getvalue()


@pytest.mark.parametrize("form", [False, True])
def test_a_layer_that_is_switched_off_is_set_apart(form: bool) -> None:  # noqa: FBT001
    [page] = read_pdf(hide_layer(form=form), max_pages=1)

    assert BAIT not in [word.text for word in page.words]
    assert [word.text for word in page.words] == ["words", "that", "everybody", "can", "see"]


def test_links_that_nobody_can_click_are_not_read() -> None:
    def link(canvas: Any) -> None:
        for box in ((-90, 0, -10, 20), (700, 0, 800, 20), (72, 100, 72, 100), (72, 700, 99, 720)):
            canvas.linkURL(f"https://a.example/{box[0]}", box)

    assert [link.url for link in draw(link).links] == ["https://a.example/72"]


def write_white_on_blue(canvas: Any) -> None:
    canvas.setFillColor(HexColor("#1d3557"))
    canvas.rect(50, 80, 200, 60, stroke=0, fill=1)
    canvas.setFillColor(white)
    canvas.drawString(72, 100, BAIT)


def write_pale_grey(canvas: Any) -> None:
    canvas.setFillColor(HexColor("#bbbbbb"))
    canvas.drawString(72, 100, BAIT)


def write_under_a_frame(canvas: Any) -> None:
    canvas.setFillColor(black)
    canvas.drawString(72, 100, BAIT)
    canvas.rect(50, 80, 200, 60, stroke=1, fill=0)


@pytest.mark.parametrize("write", [write_white_on_blue, write_pale_grey, write_under_a_frame])
def test_what_can_be_seen_is_read(write: Callable[[Any], None]) -> None:
    page = draw(write)

    assert page.hidden == ()
    assert page.words[-1].text == BAIT


def test_the_layer_that_ocr_put_over_a_scan_is_read() -> None:
    data = resumes.make_one_column()
    [typed] = read_pdf(data, max_pages=1)
    target = BytesIO()
    canvas = Canvas(target, pagesize=(resumes.WIDTH, resumes.HEIGHT))
    canvas.drawImage(ImageReader(resumes.paint(data)), 0, 0, resumes.WIDTH, resumes.HEIGHT)
    for word in typed.words:
        canvas.setFont("Helvetica", word.size or 10)
        canvas.drawString(word.box[0], resumes.HEIGHT - word.box[3] + 2, word.text, mode=3)
    canvas.save()

    [page] = read_pdf(target.getvalue(), max_pages=1)

    assert page.reader == "text"
    assert [word.text for word in page.words] == [word.text for word in typed.words]
    assert page.hidden == ()


def test_letters_turned_into_outlines_are_left_to_ocr() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    for number in range(150):
        path = canvas.beginPath()
        path.moveTo(72 + number, 500)
        path.curveTo(80 + number, 500, 90 + number, 510, 72 + number, 520)
        canvas.drawPath(path, fill=1)
    canvas.save()

    [page] = read_pdf(target.getvalue(), max_pages=1)

    assert (page.reader, page.words) == ("ocr", ())
