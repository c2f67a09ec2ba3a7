"""Made-up resumes with their truth, for measuring how well resumes are read.

    python -m benchmarks.made_up --seeds 0-99 --out DIR [--scans]

Writes DIR/docs/<id>.pdf or .jpg, DIR/truth/<id>.json (JSON Resume of what can be seen) and
DIR/manifest.csv. A seed gives the same person in the same layout on every machine that has the
same fonts.
"""

import argparse
import csv
from pathlib import Path

import orjson

from benchmarks.made_up.documents import MadeUp, make_documents
from benchmarks.made_up.printing import open_printer

_COLUMNS = ("id", "kind", "language", "layout", "file")


def _parse_seeds(text: str) -> range:
    """The seeds of 'FIRST-LAST', both included."""
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def _write(made: MadeUp, out: Path) -> tuple[str, ...]:
    """Write a document and its truth; its row of the manifest."""
    file = out / "docs" / f"{made.document_id}.{made.suffix}"
    file.write_bytes(made.data)
    truth = orjson.dumps(made.truth, option=orjson.OPT_INDENT_2)
    (out / "truth" / f"{made.document_id}.json").write_bytes(truth)
    path = file.relative_to(out).as_posix()
    return made.document_id, made.kind, made.language, made.layout, path


def main() -> None:
    """Make the documents."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=_parse_seeds, required=True, help="FIRST-LAST")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scans", action="store_true", help="add a scan of every fifth seed")
    arguments = parser.parse_args()
    for folder in ("docs", "truth"):
        (arguments.out / folder).mkdir(parents=True, exist_ok=True)
    with open_printer() as print_html:
        made = make_documents(arguments.seeds, print_html, scans=arguments.scans)
        rows = [_write(document, arguments.out) for document in made]
    with (arguments.out / "manifest.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([_COLUMNS, *rows])
    print(f"{len(rows)} documents in {arguments.out}")


if __name__ == "__main__":
    main()
