from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
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


@pytest.mark.parametrize(
    "write",
    [
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
