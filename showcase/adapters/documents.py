"""What kind of file this is, told from its content, and how large a picture it holds.

Light enough for the web process: of a picture only the header is read, never its pixels.
"""

import re
import struct
from io import BytesIO

from PIL.Image import DecompressionBombError
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.TiffImagePlugin import TiffImageFile
from PIL.WebPImagePlugin import WebPImageFile

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
WEBP = "image/webp"
TIFF = "image/tiff"
JSON = "application/json"
ACCEPTED_TYPES = (PDF, PNG, JPEG, WEBP, TIFF, JSON)
"""The media types we take, in the order in which we name them."""
PICTURES: dict[str, type[ImageFile]] = {
    PNG: PngImageFile,
    JPEG: JpegImageFile,
    WEBP: WebPImageFile,
    TIFF: TiffImageFile,
}
"""Pillow's readers by media type; its many others are never run."""
DAMAGE = (
    *(OSError, SyntaxError, ValueError, EOFError, RuntimeError),
    *(ArithmeticError, AttributeError, LookupError, TypeError, struct.error),
)
"""What they raise for a file that is not what it claims to be."""
MAX_JSON_BYTES = 1024 * 1024
"""Of a JSON Resume: some twenty times a long one. It is text to the last byte, and all is read."""

PDF_HEADER_WITHIN = 1024
"""Readers accept that much before '%PDF-', so files with it are about (ISO 32000-1, annex H)."""
JSON_OBJECT = re.compile(rb"(?:\xef\xbb\xbf)?\s*\{\s*[\"}]")
"""How a JSON object begins, perhaps after a byte order mark."""
SIGNATURES = {
    b"\x89PNG\r\n\x1a\n": PNG,
    b"\xff\xd8\xff": JPEG,
    b"II*\x00": TIFF,
    b"MM\x00*": TIFF,
}


def sniff_media_type(head: bytes) -> str | None:
    """Give the media type that the first bytes of a file show; None if we do not take it."""
    for signature, media_type in SIGNATURES.items():
        if head.startswith(signature):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if b"%PDF-" in head[:PDF_HEADER_WITHIN]:
        return PDF
    return JSON if JSON_OBJECT.match(head) else None


def picture_pixels(head: bytes) -> tuple[int, int] | None:
    """Give the width and height that a picture's header states.

    Returns None when the header is damaged or not whole in these bytes: decoding will tell.
    """
    picture = PICTURES.get(sniff_media_type(head) or "")
    try:
        return picture(BytesIO(head)).size if picture else None
    except (*DAMAGE, DecompressionBombError):
        return None
