"""Every hostile file, and the ends that it may come to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from showcase.errors import ErrorCode, JobFailureCode
from showcase.models import JobStatus
from tests.hostile import active, bombs, disguises, knots, pictures, toil
from tests.support import bad_files

NOWHERE = "http://127.0.0.1:9/"
"""An address at which nobody listens; what asks it is caught by the tests of requests."""

DONE = JobStatus.COMPLETED
COMPLEX, DAMAGED = JobFailureCode.FILE_TOO_COMPLEX, JobFailureCode.FILE_DAMAGED
ENCRYPTED, NO_TEXT = JobFailureCode.FILE_ENCRYPTED, JobFailureCode.NO_TEXT
NO_RESUME, BAD_JSON = JobFailureCode.NOT_A_RESUME, JobFailureCode.JSON_RESUME_INVALID
EMPTY, LARGE = ErrorCode.FILE_EMPTY, ErrorCode.FILE_TOO_LARGE
UNSUPPORTED = ErrorCode.FILE_TYPE_UNSUPPORTED


@dataclass(frozen=True)
class Hostile:
    """A file, how it is made, and what may come of it: success, a failed job, or a refusal."""

    name: str
    make: Callable[[], bytes]
    ends: tuple[str, ...]


def _hostile(name: str, make: Callable[[], bytes], *ends: str) -> Hostile:
    return Hostile(name, make, ends)


BOMBS = [
    _hostile("content of two gigabytes", bad_files.make_flate_bomb, COMPLEX),
    _hostile("content deflated five times", bombs.make_nested_flate, COMPLEX),
    _hostile("content by run lengths", bombs.make_run_length_bomb, COMPLEX, NO_TEXT),
    _hostile("forms in forms", bombs.make_form_bomb, COMPLEX),
    _hostile("picture of 3.6 gigapixels", bombs.make_picture_bomb, COMPLEX, NO_TEXT, DAMAGED),
    _hostile("bitmap of 900 megapixels", bombs.make_wide_bitmap, COMPLEX, NO_TEXT),
    _hostile("broken JBIG2", bombs.make_broken_jbig2, COMPLEX, NO_TEXT),
    _hostile("broken JPEG 2000", bombs.make_broken_jpx, COMPLEX, NO_TEXT),
    _hostile("object stream of a gigabyte", bombs.make_object_stream_bomb, COMPLEX, DAMAGED),
    _hostile("ten thousand pages", bombs.make_many_pages, COMPLEX),
    _hostile(
        "two thousand million pages", partial(bombs.make_false_count, 2**31 - 1), COMPLEX, DONE
    ),
    _hostile("fewer than no pages", partial(bombs.make_false_count, -1), DONE, DAMAGED),
    _hostile("page of a mile", partial(bombs.make_huge_page, b"[0 0 1e9 1e9]"), COMPLEX, DONE),
    _hostile("page of a line", partial(bombs.make_huge_page, b"[0 0 1e9 1]"), COMPLEX, DONE),
    _hostile("page of no size", partial(bombs.make_huge_page, b"[9 9 9 9]"), DONE, DAMAGED),
    _hostile(
        "page of no number", partial(bombs.make_huge_page, b"[nan -inf (a) null]"), DONE, DAMAGED
    ),
    _hostile("links and lines on all pages", bombs.make_many_marks, COMPLEX),
    _hostile("two million words", partial(bombs.make_words, 100_000, pages=20), COMPLEX),
]
KNOTS = [
    _hostile("xref after itself", knots.make_xref_cycle, DONE, DAMAGED),
    _hostile("xref 20,000 times", knots.make_xref_chain, DONE, DAMAGED, COMPLEX),
    _hostile("xref of two thousand million", knots.make_huge_xref_stream, COMPLEX, DAMAGED),
    _hostile("page tree in itself", bad_files.make_cyclic_pdf, DAMAGED),
    _hostile("page tree beside a page", knots.make_page_tree_cycle, DONE, DAMAGED),
    _hostile("page under 50,000 branches", knots.make_deep_page_tree, COMPLEX, DAMAGED),
    _hostile("outline in itself", knots.make_outline_cycle, DONE),
    _hostile("object stream in itself", knots.make_object_stream_cycle, DAMAGED),
    _hostile("references in a circle", knots.make_reference_cycle, DONE, DAMAGED),
    _hostile("forms that draw each other", knots.make_form_cycle, DONE, COMPLEX),
    _hostile("letter that draws itself", knots.make_type3_cycle, DONE, COMPLEX),
    _hostile("a million q", partial(knots.make_deep_nesting, b"q "), DONE, COMPLEX),
    _hostile("a million arrays", partial(knots.make_deep_nesting, b"["), DONE, COMPLEX),
    _hostile("a million dictionaries", partial(knots.make_deep_nesting, b"<</A"), DONE, COMPLEX),
    _hostile("a million texts", partial(knots.make_deep_nesting, b"("), DONE, COMPLEX),
    _hostile("catalogue of arrays", partial(knots.make_deep_object, b"["), DONE, DAMAGED, COMPLEX),
    _hostile(
        "catalogue of dictionaries",
        partial(knots.make_deep_object, b"<</A"),
        *(DONE, DAMAGED, COMPLEX),
    ),
]
TOIL = [
    _hostile("two million letters", bad_files.make_operator_bomb, COMPLEX),
    _hostile("a million q and Q", partial(toil.make_operators, b"q Q ", 1_000_000), DONE, COMPLEX),
    _hostile("curves", partial(toil.make_operators, b"0 0 9 9 5 5 c ", 1_000_000), DONE, COMPLEX),
    _hostile("marks", partial(toil.make_operators, b"/A BMC EMC ", 1_000_000), DONE, COMPLEX),
    _hostile(
        "inline pictures",
        partial(toil.make_operators, b"BI /W 9 /H 9 /BPC 8 /CS /G ID x EI ", 300_000),
        *(DONE, COMPLEX, NO_TEXT),
    ),
    _hostile("clips", partial(toil.make_operators, b"q 0 0 9 9 re W n Q ", 300_000), DONE, COMPLEX),
    _hostile("array of three million", toil.make_huge_array, COMPLEX, DONE),
    _hostile("codes by the thousand million", toil.make_wide_code_map, COMPLEX, NO_RESUME, NO_TEXT),
    _hostile("pattern of next to nothing", toil.make_dense_pattern, COMPLEX, NO_TEXT),
    _hostile("colours by program", toil.make_slow_shading, COMPLEX, NO_TEXT),
    _hostile("masks through masks", toil.make_soft_masks, COMPLEX, NO_TEXT),
]
PICTURES = [
    _hostile("PNG of 900 megapixels", partial(bad_files.make_pixel_bomb, 30_000), LARGE),
    _hostile("PNG that claims more", partial(pictures.make_false_png, 2**31 - 1), LARGE),
    _hostile("PNG of a column", partial(pictures.make_strip, 3, 13_000_000), COMPLEX, NO_TEXT),
    _hostile("PNG of a row", partial(pictures.make_strip, 13_000_000, 3), COMPLEX, NO_TEXT),
    _hostile("PNG with a thousand comments", pictures.make_png_texts, DAMAGED),
    _hostile("PNG with a gigabyte of profile", pictures.make_png_profile, DAMAGED, DONE),
    _hostile("PNG that moves", partial(pictures.make_many_frames, "PNG"), NO_TEXT),
    _hostile("JPEG that claims more", partial(pictures.make_false_jpeg, 65_500), LARGE),
    _hostile(
        "JPEG that claims more, late", partial(pictures.make_false_jpeg, 65_500, behind=3), COMPLEX
    ),
    _hostile("JPEG without end", pictures.make_endless_jpeg, COMPLEX),
    _hostile("JPEG broken off", bad_files.make_truncated_picture, DAMAGED),
    _hostile("WebP of 268 megapixels", pictures.make_webp_bomb, LARGE, COMPLEX),
    _hostile("WebP that moves", partial(pictures.make_many_frames, "WEBP"), NO_TEXT),
    _hostile("TIFF after itself", pictures.make_tiff_cycle, DONE, DAMAGED, COMPLEX),
    _hostile("TIFF of 1,500 pages", partial(pictures.make_many_frames, "TIFF"), COMPLEX),
    _hostile("TIFF of one long strip", pictures.make_tiff_strip, DAMAGED, NO_TEXT),
    _hostile("TIFF of vast tiles", pictures.make_tiff_tile, DAMAGED, COMPLEX),
]
DISGUISES = [
    _hostile("nothing", bytes, EMPTY),
    _hostile("text", partial(bytes, b"Dear sir or madam"), UNSUPPORTED),
    _hostile("HTML", partial(bytes, disguises.MARKUP), UNSUPPORTED),
    _hostile("SVG", partial(bytes, disguises.DRAWING), UNSUPPORTED),
    _hostile("XML that laughs", partial(bytes, disguises.LAUGHS), UNSUPPORTED),
    _hostile("archive", disguises.make_zip, UNSUPPORTED),
    _hostile("text processor's file", disguises.make_document, UNSUPPORTED),
    _hostile("program", partial(bytes, b"MZ" + bytes(2_000)), UNSUPPORTED),
    _hostile("PostScript", partial(bytes, b"%!PS-Adobe-3.0 EPSF-3.0\n(%pipe%id) r"), UNSUPPORTED),
    _hostile("GIF and Java archive", disguises.make_gifar, UNSUPPORTED),
    *(
        _hostile(form, partial(disguises.make_foreign, form), UNSUPPORTED)
        for form in ("GIF", "BMP", "ICO", "PCX", "EPS", "JPEG2000")
    ),
    _hostile("junk before a PDF", partial(bytes, b"\0" * 2_000 + b"%PDF-1.7"), UNSUPPORTED),
    _hostile("PDF in name", partial(bytes, b"%PDF-1.7\n" + b"rubbish" * 900), DAMAGED),
    _hostile("PDF cut off", bad_files.make_truncated_pdf, DAMAGED),
    _hostile("PDF without pages", bad_files.make_pdf_without_pages, DAMAGED),
    _hostile("PDF and archive", disguises.make_pdf_and_zip, DONE),
    _hostile("HTML and PDF", disguises.make_html_and_pdf, DONE),
    _hostile("PNG, HTML and archive", disguises.make_png_and_html, DONE),
    _hostile("JPEG and PDF", disguises.make_jpeg_and_pdf, DONE),
]
ACTIVE = [
    _hostile("PDF that runs programs", active.make_script, DONE),
    _hostile("PDF that starts and sends", partial(active.make_launch, NOWHERE), DONE),
    _hostile("PDF with attachments", active.make_attachments, DONE),
    _hostile("PDF that is a form", partial(active.make_form, NOWHERE), DONE),
    _hostile("PDF that is a bundle", active.make_collection, DONE),
    _hostile("PDF with parts elsewhere", partial(active.make_remote_parts, NOWHERE), DONE),
    _hostile("locked with a password", partial(active.lock, user="secret"), ENCRYPTED),
    _hostile("locked long ago", partial(active.lock, user="secret", revision=3), ENCRYPTED),
    _hostile("locked against changes", active.lock, DONE),
    _hostile("locked against changes long ago", partial(active.lock, revision=3), DONE),
    _hostile("locked by nobody knows what", active.make_unknown_lock, ENCRYPTED, DAMAGED),
]
RESUMES = [
    _hostile("JSON without end", partial(bytes, b'{"basics": {'), BAD_JSON),
    _hostile("JSON of 100,000 levels", disguises.make_deep_json, BAD_JSON),
    _hostile("JSON of 900 levels", disguises.make_shallow_enough_json, BAD_JSON),
    _hostile("JSON of ten megabytes", partial(disguises.make_wide_json, 45_000), LARGE),
    _hostile("JSON of 4,000 jobs", partial(disguises.make_wide_json, 4_000), BAD_JSON, DONE),
    _hostile("JSON of vast numbers", partial(bytes, b'{"basics":{},"meta":1e999}'), BAD_JSON),
    _hostile("JSON of no number", partial(bytes, b'{"basics":{},"meta":NaN}'), BAD_JSON),
    _hostile("JSON of half letters", partial(bytes, rb'{"basics":{"name":"\ud800"}}'), BAD_JSON),
    _hostile("JSON of other kinds", partial(bytes, b'{"basics":[1],"work":{}}'), BAD_JSON),
]
FILES = [*BOMBS, *KNOTS, *TOIL, *PICTURES, *DISGUISES, *ACTIVE, *RESUMES]
