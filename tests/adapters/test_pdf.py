from io import BytesIO

import pikepdf
import pytest
from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from showcase.adapters.pdf import read_pdf
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page
from tests.support import bad_files, resumes


def read_one(data: bytes) -> Page:
    [page] = read_pdf(data, max_pages=1)
    return page


def texts(page: Page) -> list[str]:
    return [word.text for word in page.words]


def turn_pages(data: bytes, degrees: int) -> bytes:
    target = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.pages[0].rotate(degrees, relative=False)
        pdf.save(target)
    return target.getvalue()


def draw(text: str, *, font: str = "Helvetica", size: float = 10, spacing: float = 0) -> bytes:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.setFont(font, size)
    canvas.drawString(72, 700, text, charSpace=spacing)
    canvas.save()
    return target.getvalue()


def test_words_come_in_the_order_of_the_content() -> None:
    words = texts(read_one(resumes.make_one_column()))

    assert words[:4] == ["Ada", "Lindqvist", "Backend", "Engineer"]
    assert resumes.EMAIL in words
    assert words[-5:] == ["Python,", "Go,", "PostgreSQL,", "Kafka,", "Terraform"]


def test_a_word_lies_where_it_is_drawn() -> None:
    page = read_one(resumes.make_one_column())
    left, top, right, bottom = page.words[0].box

    assert (page.width, page.height) == (595.28, 841.89)
    baseline = resumes.MARGIN + resumes.TITLE[2]
    assert left == pytest.approx(resumes.MARGIN, abs=1)
    assert right == pytest.approx(resumes.MARGIN + 42, abs=3)
    assert top < baseline - 10
    assert baseline < bottom < baseline + 8


def test_a_word_has_size_weight_slant_and_colour() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.setFillColor(HexColor("#aa3300"))
    for y, font in ((700, "Helvetica-Bold"), (600, "Times-Italic"), (500, "Courier")):
        canvas.setFont(font, 17)
        canvas.drawString(72, y, "word")
    canvas.save()

    bold, italic, plain = read_one(target.getvalue()).words

    assert (bold.bold, bold.italic, bold.size, bold.color) == (True, False, 17, "#aa3300")
    assert (italic.bold, italic.italic) == (False, True)
    assert (plain.bold, plain.italic) == (False, False)
    assert plain.confidence is None


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_as_it_is_shown(degrees: int) -> None:
    data = resumes.make_one_column()
    straight = read_one(data)
    sheet = turn_pages(data, degrees)

    page = read_one(sheet)

    expected = (straight.width, straight.height)
    assert (page.width, page.height) == (expected if degrees == 180 else expected[::-1])
    left, top, right, bottom = page.words[0].box
    painted = resumes.paint(sheet, dpi=72).convert("L")
    ink = painted.crop((int(left), int(top), int(right) + 1, int(bottom) + 1))
    assert min(ink.tobytes()) < 128, "the box is where the picture shows the word"
    assert sorted("".join(texts(page))) == sorted("".join(texts(straight)))


def test_a_cropped_page_begins_at_its_crop_box() -> None:
    target = BytesIO()
    with pikepdf.open(BytesIO(resumes.make_one_column())) as pdf:
        pdf.pages[0].cropbox = pikepdf.Rectangle(50, 400, 500, 800)
        pdf.save(target)

    page = read_one(target.getvalue())

    whole = read_one(resumes.make_one_column())
    assert (page.width, page.height) == (450, 400)
    assert page.words[0].box[0] == pytest.approx(whole.words[0].box[0] - 50, abs=0.1)
    assert page.words[0].box[1] == pytest.approx(whole.words[0].box[1] - 41.89, abs=0.1)
    assert "Terraform" not in texts(page)
    assert "Terraform" in [word.text for word in page.hidden]


@pytest.mark.parametrize(
    ("spacing", "text"), [(0, "E X P E R I E N C E"), (6, "EXPERIENCE"), (1.5, "EXPERIENCE")]
)
def test_a_letter_spaced_title_is_one_word(spacing: float, text: str) -> None:
    assert texts(read_one(draw(text, spacing=spacing))) == ["EXPERIENCE"]


def test_letter_spaced_words_stay_apart() -> None:
    words = texts(read_one(draw("W O R K   H I S T O R Y")))

    assert words == ["WORK", "HISTORY"]


def test_letter_spacing_keeps_spaces() -> None:
    assert texts(read_one(draw("WORK HISTORY", spacing=3))) == ["WORK", "HISTORY"]


def test_three_single_letters_are_three_words() -> None:
    assert texts(read_one(draw("C R D"))) == ["C", "R", "D"]


def test_links_have_their_target_and_place() -> None:
    [link] = read_one(resumes.make_one_column()).links

    assert link.url == "https://ada.example/"
    assert link.box[0] == pytest.approx(resumes.MARGIN, abs=0.1)
    assert link.box[2] - link.box[0] == pytest.approx(100, abs=0.1)


def test_a_side_bar_is_an_area_and_its_white_words_are_seen() -> None:
    page = read_one(resumes.make_two_column())

    [area] = page.areas
    assert area.box == pytest.approx((0, 0, 190, 841.89), abs=0.01)
    assert area.color == "#1d3557"
    assert {"Contact", "Python", "Terraform"} <= set(texts(page))
    assert page.hidden == ()


def test_a_ruled_line_is_an_area() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.drawString(72, 720, "Education")
    canvas.line(72, 700, 500, 700)
    canvas.save()

    [rule] = read_one(target.getvalue()).areas

    assert rule.box[2] - rule.box[0] == pytest.approx(428, abs=2)
    assert rule.box[3] - rule.box[1] < 3


def test_a_scan_is_left_to_ocr() -> None:
    page = read_one(resumes.make_scan())

    assert (page.reader, page.words) == ("ocr", ())


def test_an_empty_page_is_not_left_to_ocr() -> None:
    target = BytesIO()
    canvas = Canvas(target)
    canvas.showPage()
    canvas.save()

    page = read_one(target.getvalue())

    assert (page.reader, page.words) == ("text", ())


def test_a_file_locked_against_changes_is_read() -> None:
    assert "Lindqvist" in texts(read_one(bad_files.make_restricted_pdf()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (bad_files.make_encrypted_pdf(), JobFailureCode.FILE_ENCRYPTED),
        (bad_files.make_truncated_pdf(), JobFailureCode.FILE_DAMAGED),
        (bad_files.make_pdf_without_pages(), JobFailureCode.FILE_DAMAGED),
        (bad_files.make_cyclic_pdf(), JobFailureCode.FILE_DAMAGED),
        (b"", JobFailureCode.FILE_DAMAGED),
        (resumes.make_pages(2), JobFailureCode.FILE_TOO_COMPLEX),
    ],
    ids=["encrypted", "truncated", "no pages", "cyclic", "empty", "too many pages"],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, code: JobFailureCode) -> None:
    with pytest.raises(StepFailed) as failure:
        read_pdf(data, max_pages=1)

    assert failure.value.code is code
