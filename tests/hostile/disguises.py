"""Files that are not what their names say, or two things at once."""

import json
import struct
import zipfile
from io import BytesIO

from PIL import Image

from tests.support.resumes import make_one_column, make_picture

MARKUP = b"<html><body><script>alert(document.domain)</script></body></html>"
DRAWING = (
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(2)</script></svg>'
)
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol">'
    b'<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">'
    b'<!ENTITY d SYSTEM "file:///etc/passwd">]><svg>&c;&d;</svg>'
)


def make_zip(name: str = "../../../evil.sh") -> bytes:
    """Return an archive with a file that wants out of it."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr(name, b"#!/bin/sh\necho pwned\n")
    return target.getvalue()


def make_document() -> bytes:
    """Return a text processor's file, which is an archive of XML."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", LAUGHS)
        archive.writestr("word/document.xml", LAUGHS)
    return target.getvalue()


def make_pdf_and_zip() -> bytes:
    """Return a resume that is an archive as well, read from its end."""
    return make_one_column() + make_zip()


def make_html_and_pdf() -> bytes:
    """Return a page with a script that is a resume as well."""
    return MARKUP + b"<!--" + make_one_column() + b"-->" + MARKUP


def make_png_and_html() -> bytes:
    """Return a picture of a resume that is a page with a script and an archive as well."""
    return make_picture("PNG") + MARKUP + make_zip()


def make_jpeg_and_pdf() -> bytes:
    """Return a picture of a resume that is a PDF as well."""
    data, pdf = make_picture("JPEG"), make_one_column()
    return data[:2] + b"\xff\xfe" + struct.pack(">H", len(pdf) + 2) + pdf + data[2:]


def make_gifar() -> bytes:
    """Return a picture that is a Java archive as well."""
    return make_foreign("GIF") + make_zip("META-INF/MANIFEST.MF")


def make_foreign(form: str) -> bytes:
    """Return a picture of a kind that Pillow could open and we do not take."""
    target = BytesIO()
    Image.new("RGB", (32, 32), "white").save(target, form)
    return target.getvalue()


def make_deep_json(depth: int = 100_000) -> bytes:
    """Return a JSON Resume with an entry nested a hundred thousand times."""
    return b'{"basics":{"name":"Ada"},"meta":' + b"[" * depth + b"]" * depth + b"}"


def make_shallow_enough_json(depth: int = 900) -> bytes:
    """Return a JSON Resume with an entry nested as deep as the parser of JSON lets pass."""
    return make_deep_json(depth)


def make_wide_json(count: int) -> bytes:
    """Return a JSON Resume with so many jobs, each with a sentence."""
    job = {
        "name": "Acme", "position": "Clerk", "startDate": "2019-01",
        "summary": "Kept the books of forty branches and moved them to one ledger.",
        "highlights": ["Closed the year in four days instead of twelve."],
    }  # fmt: skip
    jobs = [job | {"name": f"Acme {number}"} for number in range(count)]
    return json.dumps({"basics": {"name": "Ada Lindqvist"}, "work": jobs}).encode()
