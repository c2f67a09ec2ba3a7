"""What a page costs at least: PDFium and Tesseract alone, without anything that we do around them.

Both read the pages in this process and throw away what they read.
"""

import time
from contextlib import closing

import pypdfium2
import pypdfium2.raw as pdfium
import pytesseract
from PIL import Image

from showcase.adapters.documents import PDF
from showcase.adapters.languages import guess_language
from showcase.adapters.ocr import resize_for_reading
from showcase.adapters.pictures import open_picture, paint_page
from showcase.adapters.tesseract import installed_languages
from showcase.models.document import Document, Page


def time_pdfium(data: bytes) -> float:
    """The seconds PDFium takes per page for every character with its box."""
    begin = time.perf_counter()
    with closing(pypdfium2.PdfDocument(data)) as document:
        for page in document:
            _list_characters(page)
        return (time.perf_counter() - begin) / len(document)


def _list_characters(page: pypdfium2.PdfPage) -> list[tuple[int, float, float, float, float]]:
    rectangle = pdfium.FS_RECTF()
    characters = []
    with closing(page), closing(page.get_textpage()) as text_page:
        for index in range(text_page.count_chars()):
            pdfium.FPDFText_GetLooseCharBox(text_page, index, rectangle)
            code = pdfium.FPDFText_GetUnicode(text_page, index)
            box = (rectangle.left, rectangle.top, rectangle.right, rectangle.bottom)
            characters.append((code, *box))
    return characters


def time_tesseract(data: bytes, document: Document, *, max_pixels: int) -> float:
    """The seconds Tesseract takes per page, told the resolution and the language beforehand."""
    seconds = 0.0
    for page in document.pages:
        image = _open(data, document.media_type, number=page.number, max_pixels=max_pixels)
        language = _language(page)
        begin = time.perf_counter()
        pytesseract.image_to_data(image, lang=language, config="--psm 3 --dpi 300")
        seconds += time.perf_counter() - begin
    return seconds / len(document.pages)


def _open(data: bytes, media_type: str, *, number: int, max_pixels: int) -> Image.Image:
    if media_type == PDF:
        image, _ = paint_page(data, number=number, max_pixels=max_pixels)
    else:
        image = open_picture(data, media_type=media_type, number=number, max_pixels=max_pixels)
    sized, _ = resize_for_reading(image)
    sized.format = "BMP"  # as our own calls do: packing a PNG takes 100 ms
    return sized


def _language(page: Page) -> str:
    return guess_language(" ".join(w.text for w in page.words), among=installed_languages())
