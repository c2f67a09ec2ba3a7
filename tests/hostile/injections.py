"""Resumes that give orders to a language model: where nobody sees them, and where all do."""

import json
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream, String
from reportlab.lib.colors import HexColor, white
from reportlab.pdfgen.canvas import Canvas

from tests.hostile.obedient import CLAIM, INJECTION, ORDER
from tests.hostile.paper import open_resume, save
from tests.support.resumes import (
    EDUCATION,
    HEAD,
    HEIGHT,
    MARGIN,
    PLAIN,
    PROJECTS,
    SKILLS,
    SUMMARY,
    WIDTH,
    WORK,
    Style,
    draw_lines,
    paint,
)

BULLET = "\u2022 "


def overlay(write: Any) -> bytes:
    """Return a resume over which something more is written."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    write(canvas)
    canvas.save()
    pdf = open_resume()
    with pikepdf.open(target) as above:
        pdf.pages[0].add_overlay(above.pages[0], None)
        return save(pdf)


def write_white(canvas: Any) -> None:
    canvas.setFillColor(white)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, 40, INJECTION)


def write_nearly_white(canvas: Any) -> None:
    canvas.setFillColor(HexColor("#fefefd"))
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, 40, INJECTION)


def write_tiny(canvas: Any) -> None:
    canvas.setFont("Helvetica", 0.9)
    canvas.drawString(MARGIN, 40, INJECTION)


def write_off_the_page(canvas: Any) -> None:
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, HEIGHT + 60, INJECTION)


def write_unpainted(canvas: Any) -> None:
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, 40, INJECTION, mode=3)


def write_transparent(canvas: Any) -> None:
    canvas.setFillAlpha(0.01)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, 40, INJECTION)


def write_covered(canvas: Any) -> None:
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, 40, INJECTION)
    canvas.setFillColor(white)
    canvas.rect(0, 30, WIDTH, 30, stroke=0, fill=1)


def write_clipped(canvas: Any) -> None:
    path = canvas.beginPath()
    path.rect(0, 0, 2, 2)
    canvas.clipPath(path, stroke=0)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, 40, INJECTION)


UNSEEN = (
    *(write_white, write_nearly_white, write_tiny, write_off_the_page, write_unpainted),
    *(write_transparent, write_covered, write_clipped),
)
"""What is written on the page and seen by nobody."""


def make_metadata() -> bytes:
    """Return a resume whose title, subject, keywords and XMP give orders."""
    pdf = open_resume()
    for key in ("/Title", "/Subject", "/Author", "/Keywords", "/Creator"):
        pdf.docinfo[key] = INJECTION
    with pdf.open_metadata() as metadata:
        metadata["dc:description"] = INJECTION
    pdf.Root.Lang = String("en")
    return save(pdf)


def make_annotations() -> bytes:
    """Return a resume with notes, a stamp and alternative texts that give orders."""
    pdf = open_resume()
    rectangle = Array([40, 40, 200, 60])
    pdf.pages[0].Annots = Array(
        Dictionary(
            Type=Name.Annot,
            Subtype=kind,
            Rect=rectangle,
            Contents=String(INJECTION),
            RC=String(f"<p>{INJECTION}</p>"),
            TU=String(INJECTION),
            F=2,  # hidden
        )
        for kind in (Name.Text, Name.FreeText, Name.Stamp, Name.Popup)
    )
    part = Dictionary(Type=Name.StructElem, S=Name.Figure, Alt=String(INJECTION))
    pdf.Root.StructTreeRoot = Dictionary(Type=Name.StructTreeRoot, K=Array([part]))
    return save(pdf)


def make_form_field() -> bytes:
    """Return a resume with a hidden field of a form whose value gives orders."""
    pdf = open_resume()
    field = Dictionary(
        Type=Name.Annot, Subtype=Name.Widget, FT=Name.Tx, T=String("note"), V=String(INJECTION),
        Rect=Array([0, 0, 0, 0]), F=2,
    )  # fmt: skip
    held = pdf.make_indirect(field)
    pdf.pages[0].Annots = Array([held])
    pdf.Root.AcroForm = Dictionary(Fields=Array([held]))
    return save(pdf)


def make_attachment() -> bytes:
    """Return a resume with an attached text that gives orders."""
    pdf = open_resume()
    pdf.attachments["note.txt"] = pikepdf.AttachedFileSpec(pdf, INJECTION.encode())
    pdf.Root.PieceInfo = Dictionary(Note=Stream(pdf, INJECTION.encode()))
    return save(pdf)


def make_link() -> bytes:
    """Return a resume with a link, off the page, whose address gives orders."""
    pdf = open_resume()
    action = Dictionary(S=Name.URI, URI=String(f"https://a.example/?{INJECTION}"))
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, A=action, Rect=Array([-900, -900, -800, -800])
    )
    pdf.pages[0].Annots = Array([link])
    return save(pdf)


BESIDE = (make_metadata, make_annotations, make_form_field, make_attachment, make_link)
"""What is in the file and not on its pages."""


def write_lines(*, at: str) -> bytes:
    """Return a resume with an order that everybody can see, on two lines at a place of it."""
    line: list[tuple[Style, str]] = [(PLAIN, ORDER.strip()), (PLAIN, CLAIM)]
    bullet: list[tuple[Style, str]] = [(PLAIN, BULLET + ORDER.strip()), (PLAIN, CLAIM)]
    places = {
        "head": [*HEAD, *line, *SUMMARY, *WORK, *EDUCATION, *PROJECTS, *SKILLS],
        "summary": [*HEAD, *SUMMARY, *line, *WORK, *EDUCATION, *PROJECTS, *SKILLS],
        "job": [*HEAD, *SUMMARY, *WORK[:4], *bullet, *WORK[4:], *EDUCATION, *PROJECTS, *SKILLS],
        "project": [*HEAD, *SUMMARY, *WORK, *EDUCATION, *PROJECTS, *line, *SKILLS],
        "end": [*HEAD, *SUMMARY, *WORK, *EDUCATION, *PROJECTS, *SKILLS, *line],
    }
    target = BytesIO()
    canvas = Canvas(target, pagesize=(WIDTH, HEIGHT))
    draw_lines(canvas, places[at], x=MARGIN, y=HEIGHT - MARGIN)
    canvas.save()
    return target.getvalue()


PLACES = ("head", "summary", "job", "project", "end")


def make_scan_with_orders() -> bytes:
    """Return a picture of a resume in which a job gives orders."""
    target = BytesIO()
    paint(write_lines(at="job"), dpi=200).convert("L").save(target, "PNG")
    return target.getvalue()


def make_scan_with_faint_orders() -> bytes:
    """Return a picture of a resume in which nobody but a machine sees the orders."""
    target = BytesIO()
    picture = paint(overlay(write_nearly_white), dpi=200).convert("L")
    picture.save(target, "PNG")
    return target.getvalue()


def make_json() -> bytes:
    """Return a JSON Resume in which every text gives orders after what it says."""
    job = {"name": "Fjordbank", "position": "Engineer", "startDate": "2019-01"}
    resume = {
        "basics": {"name": "Ada Lindqvist", "summary": f"Likes databases. {INJECTION}"},
        "work": [job | {"summary": f"Built the ledger. {INJECTION}", "highlights": [INJECTION]}],
        "projects": [{"name": "Tidvatten", "description": INJECTION}],
        "meta": {"note": ORDER, "more": CLAIM},
    }
    return json.dumps(resume).encode()
