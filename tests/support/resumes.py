"""Resumes of people who do not exist, as files of every kind that we take."""

from io import BytesIO
from typing import Any

import pypdfium2
from PIL import Image
from reportlab.lib.colors import HexColor, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

NAME = "Ada Lindqvist"
EMAIL = "ada.lindqvist@mail.example"
PROJECT = "Tidvatten"
WIDTH, HEIGHT = A4
MARGIN = 56
DARK = HexColor("#1d3557")

Style = tuple[str, float, float]
TITLE: Style = ("Helvetica-Bold", 22, 30)
HEADING: Style = ("Helvetica-Bold", 13, 26)
STRONG: Style = ("Helvetica-Bold", 10.5, 17)
PLAIN: Style = ("Helvetica", 10, 14)
"""Font, size and distance from the line above, in points."""

HEAD: list[tuple[Style, str]] = [
    (TITLE, NAME),
    (PLAIN, "Backend Engineer"),
    (PLAIN, f"{EMAIL} | +46 8 555 0142 | Uppsala, Sweden"),
]
SUMMARY: list[tuple[Style, str]] = [
    (HEADING, "Summary"),
    (PLAIN, "Engineer with nine years of experience in payment systems. Likes small services,"),
    (PLAIN, "clear contracts and databases that keep their promises."),
]
WORK: list[tuple[Style, str]] = [
    (HEADING, "Experience"),
    (STRONG, "Senior Backend Engineer, Nordlys Payments"),
    (PLAIN, "March 2019 - Present, Stockholm"),
    (PLAIN, "\u2022 Moved 41 services from nightly batches to events without an hour of downtime"),
    (PLAIN, "\u2022 Reduced the cost of a settlement run by 38 percent"),
    (STRONG, "Software Engineer, Fjordbank"),
    (PLAIN, "August 2015 - February 2019, Oslo"),
    (PLAIN, "\u2022 Built the ledger that books 2 million transfers a day"),
]
EDUCATION: list[tuple[Style, str]] = [
    (HEADING, "Education"),
    (STRONG, "MSc in Computer Science, Uppsala University"),
    (PLAIN, "2010 - 2015"),
]
PROJECTS: list[tuple[Style, str]] = [
    (HEADING, "Projects"),
    (STRONG, PROJECT),
    (PLAIN, "A tide calendar for 300 harbours, written in Python and PostgreSQL."),
]
SKILLS: list[tuple[Style, str]] = [
    (HEADING, "Skills"),
    (PLAIN, "Python, Go, PostgreSQL, Kafka, Terraform"),
]
LINES = [*HEAD, *SUMMARY, *WORK, *EDUCATION, *PROJECTS, *SKILLS]


def make_one_column(*, project: str = PROJECT) -> bytes:
    """Return a PDF of one page with a text layer, a project's name and a link on the address."""
    canvas, target = _open_canvas()
    lines = [(style, text.replace(PROJECT, project)) for style, text in LINES]
    below = draw_lines(canvas, lines, x=MARGIN, y=HEIGHT - MARGIN)
    canvas.linkURL("https://ada.example/", (MARGIN, below, MARGIN + 100, below + 20))
    return _close(canvas, target)


def write_pages(text: str) -> bytes:
    """Return a PDF of one page that says this: `#` begins a name, `##` a title, `-` a line."""
    styles = {"#": TITLE, "##": HEADING}
    lines = []
    for line in text.strip().splitlines():
        mark, _, rest = line.partition(" ")
        bullet = f"\u2022 {rest}" if mark == "-" else line
        lines.append((styles[mark], rest) if mark in styles else (PLAIN, bullet))
    canvas, target = _open_canvas()
    draw_lines(canvas, lines, x=MARGIN, y=HEIGHT - MARGIN)
    return _close(canvas, target)


def make_two_column() -> bytes:
    """Return a PDF of one page with a white-on-blue side bar."""
    canvas, target = _open_canvas()
    canvas.setFillColor(DARK)
    canvas.rect(0, 0, 190, HEIGHT, stroke=0, fill=1)
    canvas.setFillColor(white)
    side = [(HEADING, "Contact"), (PLAIN, EMAIL), (PLAIN, "Uppsala"), *SKILLS[:1]]
    skills = [(PLAIN, skill) for skill in ("Python", "Go", "PostgreSQL", "Kafka", "Terraform")]
    draw_lines(canvas, [*side, *skills], x=24, y=HEIGHT - MARGIN)
    canvas.setFillColor(HexColor("#000000"))
    main = [HEAD[0], HEAD[1], *WORK, *EDUCATION, *PROJECTS]
    draw_lines(canvas, main, x=214, y=HEIGHT - MARGIN)
    return _close(canvas, target)


def make_pages(count: int) -> bytes:
    """Return a PDF of so many pages, each with a text layer."""
    canvas, target = _open_canvas()
    for number in range(count):
        draw_lines(canvas, LINES if number == 0 else WORK, x=MARGIN, y=HEIGHT - MARGIN)
        canvas.showPage()
    canvas.save()
    return target.getvalue()


def make_scan(*, tilt: float = 1.5, turn: int = 0, pages: int = 1, project: str = PROJECT) -> bytes:
    """Return a PDF without text layer: pictures of pages, tilted, and turned by quarters."""
    page = make_one_column(project=project)
    scanned = [_scan(page, tilt=tilt, turn=turn) for _ in range(pages)]
    target = BytesIO()
    scanned[0].save(target, "PDF", resolution=150, save_all=True, append_images=scanned[1:])
    return target.getvalue()


def make_photo() -> bytes:
    """Return a JPEG of a page."""
    return make_picture("JPEG", quality=70)


def make_picture(form: str, *, orientation: int = 1, dpi: int = 150, **options: Any) -> bytes:
    """Return a page as a picture that its EXIF data say how to turn upright."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    turn = {1: 0, 3: 180, 6: 90, 8: 270}[orientation]  # how the camera was held
    image = _scan(make_one_column(), tilt=0, turn=turn, dpi=dpi)
    return _save(image, form, exif=exif, **options)


def make_tiff(pages: int) -> bytes:
    """Return a TIFF of several pages, as faxes are."""
    image = _scan(make_one_column(), dpi=200).convert("1", dither=Image.Dither.NONE)
    return _save(image, "TIFF", save_all=True, append_images=[image] * (pages - 1))


def make_blank_picture() -> bytes:
    """Return a picture of an empty page."""
    return _save(Image.new("L", (1240, 1754), 255), "PNG")


def paint(pdf: bytes, *, page: int = 1, dpi: int = 150) -> Image.Image:
    """Return a PDF's page as a picture."""
    document = pypdfium2.PdfDocument(pdf)
    image: Image.Image = document[page - 1].render(scale=dpi / 72).to_pil().convert("RGB")
    document.close()
    return image


def _scan(pdf: bytes, *, tilt: float = 0, turn: int = 0, dpi: int = 150) -> Image.Image:
    """Return the first page as a scanner would give it; both angles count counterclockwise."""
    image = paint(pdf, dpi=dpi).convert("L")
    image = image.rotate(tilt, resample=Image.Resampling.BICUBIC, fillcolor=255)
    return image.rotate(turn, expand=True)


def _save(image: Image.Image, form: str, **options: Any) -> bytes:
    target = BytesIO()
    image.save(target, form, **options)
    return target.getvalue()


def _open_canvas() -> tuple[Any, BytesIO]:
    target = BytesIO()
    return Canvas(target, pagesize=A4), target


def _close(canvas: Any, target: BytesIO) -> bytes:
    canvas.save()
    return target.getvalue()


def draw_lines(canvas: Any, lines: list[tuple[Style, str]], *, x: float, y: float) -> float:
    """Draw lines downwards from y and return where they end."""
    for (font, size, leading), text in lines:
        y -= leading
        canvas.setFont(font, size)
        canvas.drawString(x, y, text)
    return y
