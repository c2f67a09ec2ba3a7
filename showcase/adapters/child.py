"""The process in which strangers' files are opened.

`python -m showcase.adapters.child BYTES FOLDER` limits its memory to BYTES and keeps its temporary
files in FOLDER, which is its own. It reads requests from stdin and answers on stdout, each a line
of JSON with `size` and then that many bytes. When stdin ends, because the parent is gone, it
removes FOLDER and ends itself together with whatever it has started.
"""

import json
import os
import queue
import shutil
import signal
import sys
import tempfile
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, BinaryIO

from pydantic import RootModel

from showcase.adapters.confinement import confine, limit_cpu
from showcase.adapters.ocr import read_picture
from showcase.adapters.pdf import read_pdf
from showcase.adapters.pictures import (
    compress,
    list_pictures,
    open_picture,
    paint_page,
    points_per_pixel,
)
from showcase.adapters.views import draw_view
from showcase.errors import JobFailureCode, StepFailed
from showcase.models.document import Page

Pages = RootModel[list[Page]]
Requests = queue.SimpleQueue[tuple[dict[str, Any], bytes]]


def recognise_pdf_page(data: bytes, *, number: int, max_pixels: int) -> list[Page]:
    """Paint a page of a PDF and read it by OCR."""
    image, scale = paint_page(data, number=number, max_pixels=max_pixels)
    return [read_picture(image, number=number, points_per_pixel=scale)]


def recognise_picture(data: bytes, *, media_type: str, number: int, max_pixels: int) -> list[Page]:
    """Read a picture of a page by OCR."""
    image = open_picture(data, media_type=media_type, number=number, max_pixels=max_pixels)
    return [read_picture(image, number=number, points_per_pixel=points_per_pixel(image.size))]


def draw_pdf_page(data: bytes, *, number: int, max_pixels: int) -> bytes:
    """Give a picture of a page of a PDF."""
    return compress(paint_page(data, number=number, max_pixels=max_pixels)[0])


def draw_picture(data: bytes, *, media_type: str, number: int, max_pixels: int) -> bytes:
    """Give a picture of a page that is a picture."""
    image = open_picture(data, media_type=media_type, number=number, max_pixels=max_pixels)
    return compress(image)


TASKS: dict[str, Callable[..., list[Page] | bytes]] = {
    "read_pdf": read_pdf,
    "list_pictures": list_pictures,
    "recognise_pdf_page": recognise_pdf_page,
    "recognise_picture": recognise_picture,
    "draw_pdf_page": draw_pdf_page,
    "draw_picture": draw_picture,
    "draw_view": draw_view,
}
"""Everything that a child can be asked for."""


def main() -> None:
    """Serve requests until stdin ends."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # a library that prints spoils no answer
    confine(Path(sys.argv[2]), memory_bytes=int(sys.argv[1]))
    os.chdir(sys.argv[2])
    tempfile.tempdir = sys.argv[2]
    requests: Requests = queue.SimpleQueue()
    arguments = (sys.stdin.buffer, requests, Path(sys.argv[2]))
    threading.Thread(target=receive, args=arguments, daemon=True).start()
    while True:
        header, body = perform(*requests.get())
        answers.write(json.dumps({**header, "size": len(body)}).encode() + b"\n" + body)
        answers.flush()


def receive(source: BinaryIO, requests: Requests, folder: Path) -> None:
    """Pass requests on as they come; at the end of the source, end the whole process group."""
    while line := source.readline():
        request = json.loads(line)
        requests.put((request, source.read(request["size"])))
    shutil.rmtree(folder, ignore_errors=True)
    with suppress(OSError):  # others are still in the pool's folder: the last one removes it
        folder.parent.rmdir()
    os.killpg(0, signal.SIGKILL)


def perform(request: dict[str, Any], data: bytes) -> tuple[dict[str, Any], bytes]:
    """Give the answer to a request: pages as JSON, a picture, or the code of a failure."""
    limit_cpu(request["cpu_seconds"])
    try:
        found = TASKS[request["task"]](data, **request["arguments"])
        return {"code": None}, pack(found, most=request["most_bytes"])
    except StepFailed as failure:
        return {"code": failure.code, "detail": failure.detail}, b""
    except MemoryError:
        return {"code": JobFailureCode.FILE_TOO_COMPLEX, "detail": "memory"}, b""
    except Exception as error:  # noqa: BLE001 (the border of the process)
        return {"code": JobFailureCode.INTERNAL, "detail": type(error).__name__}, b""


def pack(found: list[Page] | bytes, *, most: int) -> bytes:
    """Give an answer's body.

    Raises:
        StepFailed: FILE_TOO_COMPLEX for more bytes than the parent takes.
    """
    body = found if isinstance(found, bytes) else Pages(found).model_dump_json().encode()
    if len(body) > most:
        raise StepFailed(JobFailureCode.FILE_TOO_COMPLEX, "too much on its pages")
    return body


if __name__ == "__main__":
    main()
