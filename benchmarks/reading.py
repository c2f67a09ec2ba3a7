"""How well and how fast resumes are read: scores a folder of documents that have a truth.

    python -m benchmarks.reading DOCS --truth TRUTH [--scorer SCORE.py] [--out DIR]

DOCS holds PDF files and pictures, TRUTH one JSON Resume for each (<stem>.json), as
`python -m benchmarks.made_up` makes them. The table is that of benchmarks/made_up/score.py, by kind
and language where a manifest.csv beside TRUTH tells them; or SCORE.py is called with TRUTH and the
folder of predictions, and prints its own. Last comes the time per page: of
extraction (the floor: PDFium or Tesseract alone) and of reading.
"""

import argparse
import asyncio
import csv
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
from benchmarks.made_up.score import Counts, compare, format_table
from showcase.adapters.children import ChildPool
from showcase.adapters.documents import sniff_media_type
from showcase.config import Settings
from showcase.pipeline.extract import extract


class Reading(NamedTuple):
    """What a document says, and how many seconds each of its pages took."""

    stem: str
    resume: dict[str, Any]
    extraction: float
    reading: float
    is_scan: bool


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
    return Reading(path.stem, resume, (middle - begin) / pages, (end - middle) / pages, is_scan)


def print_times(readings: Sequence[Reading], *, name: str) -> None:
    """Print the medians of a kind of page, and reading's share of the extractor's time."""
    if not readings:
        return
    extraction = median(t.extraction for t in readings)
    reading = median(t.reading for t in readings)
    print(
        f"{name:8} {len(readings):4} documents, per page: extraction {1000 * extraction:7.1f} ms, "
        f"reading {1000 * reading:6.1f} ms, both {(extraction + reading) / extraction:.2f} times "
        "the extraction"
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
    print_times([t for t in readings if not t.is_scan], name="text")
    print_times([t for t in readings if t.is_scan], name="scan")
    return failed


if __name__ == "__main__":
    sys.exit(main())
