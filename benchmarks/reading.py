"""How well and how fast resumes are read: scores a folder of documents that have a truth.

    python -m benchmarks.reading DOCS --truth TRUTH [--scorer SCORE.py] [--out DIR]

DOCS holds PDF files and pictures, TRUTH one JSON Resume for each (<stem>.json), as
`python -m benchmarks.made_up` makes them. The table is that of benchmarks/made_up/score.py, by kind
and language where a manifest.csv beside TRUTH tells them; or SCORE.py is called with TRUTH and the
folder of predictions, and prints its own. Last comes the time per page, and how many times that of
the bare extractor it is: PDFium's characters with their boxes, or Tesseract told the language, on
the same page in the same run.
"""

import argparse
import asyncio
import csv
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import orjson

from agents.document import Document
from agents.json_resume import to_json_resume
from agents.reader import read_facts
from benchmarks.bare_extractors import time_pdfium, time_tesseract
from benchmarks.made_up.score import Counts, compare, format_table
from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.pipeline.extract import extract


class Reading(NamedTuple):
    """What a document says, and how many seconds each of its pages took, bare and in full."""

    stem: str
    resume: dict[str, Any]
    is_scan: bool
    bare: float
    extraction: float
    reading: float

    @property
    def whole(self) -> float:
        """Seconds from a page of the file to what it says."""
        return self.extraction + self.reading


async def read_file(path: Path, data: bytes, *, pool: ChildPool, settings: Settings) -> Reading:
    """Read a document; how long it took, and what it says."""
    media_type = sniff_media_type(data)
    if media_type is None:
        sys.exit(f"{path.name} is neither a PDF nor a picture")
    begin = time.perf_counter()
    extracted = await extract(data, media_type=media_type, pool=pool, settings=settings)
    middle = time.perf_counter()
    document = Document.model_validate_json(extracted.model_dump_json())
    resume = to_json_resume(read_facts(document))
    end = time.perf_counter()
    pages = len(document.pages)
    is_scan = any(page.reader == "ocr" for page in document.pages)
    return Reading(
        stem=path.stem,
        resume=resume,
        is_scan=is_scan,
        bare=(
            time_tesseract(data, extracted, max_pixels=settings.max_pixels)
            if is_scan
            else time_pdfium(data)
        ),
        extraction=(middle - begin) / pages,
        reading=(end - middle) / pages,
    )


def print_times(readings: Sequence[Reading], *, name: str, extractor: str) -> None:
    """Print the medians of a kind of page, in milliseconds and as a ratio to the extractor's."""
    if not readings:
        return
    bare = 1000 * median(r.bare for r in readings)
    extraction = 1000 * median(r.extraction for r in readings)
    reading = 1000 * median(r.reading for r in readings)
    whole = 1000 * median(r.whole for r in readings)
    ratio = median(r.whole / r.bare for r in readings)
    print(
        f"{name} {len(readings):4} documents, median per page: extraction {extraction:7.1f} ms, "
        f"reading {reading:5.1f} ms, both {whole:7.1f} ms; {extractor} alone {bare:7.1f} ms; "
        f"ratio {ratio:.2f}"
    )


async def read_all(files: Sequence[tuple[Path, bytes]]) -> list[Reading]:
    """Read documents one after the other."""
    settings = Settings()
    async with ChildPool(1, memory_bytes=settings.extract_memory_bytes) as pool:
        return [await read_file(path, data, pool=pool, settings=settings) for path, data in files]


def print_score(readings: Sequence[Reading], truth: Path) -> None:
    """Print our own table, by kind and language where a manifest beside the truth tells them."""
    counts: dict[str, Counts] = {}
    for reading in readings:
        expected = orjson.loads((truth / f"{reading.stem}.json").read_bytes())
        counts[reading.stem] = compare(expected, reading.resume)
    manifest = truth.parent / "manifest.csv"
    rows = []
    if manifest.exists():
        with manifest.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
    groups = {column: {row["id"]: row[column] for row in rows} for column in ("kind", "language")}
    print(format_table(counts, groups))


def main() -> int:
    """Read, score and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("documents", type=Path)
    parser.add_argument("--truth", type=Path, required=True)
    parser.add_argument("--scorer", type=Path, help="a program that scores, instead of ours")
    parser.add_argument("--out", type=Path)
    arguments = parser.parse_args()
    out: Path = arguments.out or Path(tempfile.mkdtemp(prefix="reading-"))
    out.mkdir(parents=True, exist_ok=True)
    os.environ["OMP_THREAD_LIMIT"] = "1"  # as in the children; more threads make Tesseract slower
    files = [(p, p.read_bytes()) for p in sorted(arguments.documents.iterdir()) if p.is_file()]
    readings = asyncio.run(read_all(files))
    for reading in readings:
        text = orjson.dumps(reading.resume, option=orjson.OPT_INDENT_2)
        (out / f"{reading.stem}.json").write_bytes(text)
    failed = 0
    if arguments.scorer is None:
        print_score(readings, arguments.truth)
    else:
        command = [sys.executable, arguments.scorer, arguments.truth, out]
        failed = subprocess.run(command, check=False).returncode
    print()
    print_times([r for r in readings if not r.is_scan], name="text", extractor="PDFium")
    print_times([r for r in readings if r.is_scan], name="scan", extractor="Tesseract")
    return failed


if __name__ == "__main__":
    sys.exit(main())
