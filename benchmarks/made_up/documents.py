"""Whole documents: a seed's person in the seed's layout, as a file with its truth."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from benchmarks.made_up.html import make_html
from benchmarks.made_up.layout import make_layout
from benchmarks.made_up.people import make_person
from benchmarks.made_up.scans import scan
from benchmarks.made_up.sheet import make_sheet
from benchmarks.made_up.typeset import Typesetter
from benchmarks.made_up.visible import show, to_truth

_SCANNED = 5
"""Every so many seeds there is a scan too."""


@dataclass(frozen=True)
class MadeUp:
    """A document and what can be read in it."""

    document_id: str
    kind: str
    language: str
    layout: str
    data: bytes
    suffix: str
    truth: dict[str, Any]


def make_documents(
    seeds: Iterable[int], print_html: Callable[[str], bytes], *, scans: bool
) -> Iterator[MadeUp]:
    """A document of each seed, and of some a scan."""
    for seed in seeds:
        yield make_document(seed, print_html)
        if scans and seed % _SCANNED == 0:
            yield make_document(seed, print_html, is_scan=True)


def make_document(
    seed: int, print_html: Callable[[str], bytes], *, is_scan: bool = False
) -> MadeUp:
    """The document of a seed."""
    person = make_person(seed)
    layout = make_layout(seed, person.language)
    seen = show(person, layout, is_scan=is_scan)
    sheet = make_sheet(seen, layout)
    if layout.engine == "typeset":
        data = Typesetter(sheet, layout).print()
    else:
        data = print_html(make_html(sheet, layout))
    suffix = "pdf"
    if is_scan:
        data, suffix = scan(data, seed)
    return MadeUp(
        document_id=f"{seed:04}-scan" if is_scan else f"{seed:04}",
        kind="image" if is_scan else layout.kind,
        language=person.language,
        layout=layout.label,
        data=data,
        suffix=suffix,
        truth=to_truth(seen, layout),
    )
