import math
from io import BytesIO

import pytest
from PIL import Image, ImageChops
from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

from showcase.adapters.ocr import read_picture
from showcase.adapters.pdf import read_pdf
from showcase.adapters.posture import find_tilt
from showcase.models.document import Page
from tests.support import resumes

POINTS = 72 / 150
TYPED = resumes.make_one_column()


@pytest.fixture(autouse=True)
def _one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a child: with several threads Tesseract is 7 times slower."""
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")


def read(image: Image.Image) -> Page:
    return read_picture(image.convert("L"), number=1, points_per_pixel=POINTS)


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def share_found(page: Page) -> float:
    [typed] = read_pdf(TYPED, max_pages=1)
    wanted = [word.text for word in typed.words if len(word.text) > 2]
    return sum(text in texts(page) for text in wanted) / len(wanted)


def test_words_have_place_size_and_confidence() -> None:
    page = read(resumes.paint(TYPED))

    [typed] = read_pdf(TYPED, max_pages=1)
    assert share_found(page) > 0.95
    assert resumes.EMAIL in texts(page)
    name, truth = page.words[0], typed.words[0]
    assert name.text == truth.text
    assert math.dist(name.box[:2], truth.box[:2]) < 8
    assert math.dist(name.box[2:], truth.box[2:]) < 8
    assert 0.8 < (name.confidence or 0) <= 1
    smallest = min(word.size or 0 for word in page.words)
    assert (name.size or 0) > 1.5 * smallest


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_on_its_side_or_head_is_read(turn: int) -> None:
    page = read(resumes.paint(TYPED).rotate(turn, expand=True))

    assert share_found(page) > 0.95
    assert page.width < page.height
    assert texts(page)[:2] == resumes.NAME.split()


@pytest.mark.parametrize("tilt", [-2.5, 1.5])
def test_a_tilted_page_is_straightened(tilt: float) -> None:
    image = (
        resumes.paint(TYPED)
        .convert("L")
        .rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
    )

    page = read(image)

    assert find_tilt(image) == pytest.approx(tilt, abs=0.15)
    assert share_found(page) > 0.95
    last = page.words[-5:]
    assert max(word.box[3] for word in last) - min(word.box[3] for word in last) < 6


@pytest.mark.parametrize("dpi", [80, 450])
def test_small_and_large_pictures_are_read(dpi: int) -> None:
    assert share_found(read(resumes.paint(TYPED, dpi=dpi))) > 0.9


def test_white_words_on_coloured_labels_are_read() -> None:
    skills = ["Python", "Kafka", "Terraform", "PostgreSQL", "Ansible", "Grafana", "Django"]
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 740, "Skills that were of use in most of the projects below")
    for number, skill in enumerate(skills):
        left, bottom = 72 + number % 4 * 80, 700 - number // 4 * 20
        canvas.setFillColor(HexColor("#6fa8dc"))
        canvas.roundRect(left, bottom - 4, 70, 14, 3, fill=1)
        canvas.setFillColor(white)
        canvas.setFont("Helvetica-Bold", 9)
        canvas.drawCentredString(left + 35, bottom, skill)
    canvas.save()

    page = read(resumes.paint(target.getvalue()))

    assert set(skills) <= set(texts(page))

    assert len(page.areas) == len(skills)


def test_a_pale_title_is_read_and_comes_before_its_text() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.setFillColor(HexColor("#d0d0d0"))
    canvas.drawString(72, 760, "WORK EXPERIENCE")
    canvas.setFillColor(HexColor("#000000"))
    for number in range(12):
        canvas.drawString(72, 735 - number * 18, f"Line {number} of the work that was done there")
    canvas.save()

    page = read(resumes.paint(target.getvalue()))

    assert texts(page)[:3] == ["WORK", "EXPERIENCE", "Line"]


def test_a_shadow_over_the_page_takes_no_words() -> None:
    plain = resumes.paint(TYPED).convert("L")
    shadow = Image.linear_gradient("L").resize(plain.size).point(lambda level: 130 + level * 0.4)

    assert share_found(read(ImageChops.multiply(plain, shadow))) > 0.95


def test_an_empty_page_has_no_words() -> None:
    assert read(Image.new("L", (1240, 1754), 255)).words == ()


def test_german_is_read_with_its_own_letters() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    lines = [
        "Prüfung von Geräten für die Brücken und Straßen der Stadt",
        "Leitung der Abteilung mit zwölf Beschäftigten und einem Büro",
        "Übersetzung der Verträge für das Gericht und die Behörde",
    ]
    for number, line in enumerate(lines):
        canvas.setFont("Helvetica", 12)
        canvas.drawString(72, 700 - number * 20, line)
    canvas.save()

    page = read(resumes.paint(target.getvalue()))

    assert {"Prüfung", "Brücken", "Straßen", "Übersetzung"} <= set(texts(page))
