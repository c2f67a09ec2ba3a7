"""Pages as HTML, for Chromium to print."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from benchmarks.made_up.layout import Layout
from benchmarks.made_up.sheet import Sheet
from benchmarks.made_up.vocabulary import read_words

_ICONS = {
    "mail": "M0 2h10v6H0z",
    "phone": "M2 0h6v10H2z",
    "web": "M5 0a5 5 0 1 0 .1 0z",
    "place": "M5 0a3.5 3.5 0 0 0-3.5 3.5L5 10l3.500-6.500A3.500 3.500 0 0 0 5 0z",
}
"""Outlines of pictograms, ten units high."""


@cache
def _read_template() -> Template:
    folder = FileSystemLoader(Path(__file__).parent / "templates")
    environment = Environment(loader=folder, autoescape=True, undefined=StrictUndefined)
    return environment.get_template("resume.html.jinja")


def make_html(sheet: Sheet, layout: Layout) -> str:
    """The sheet as one HTML page."""
    levels = read_words(sheet.language)["levels"]
    return _read_template().render(sheet=sheet, layout=layout, icons=_ICONS, levels=levels)
