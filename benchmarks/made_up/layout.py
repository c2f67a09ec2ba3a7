"""How a made-up resume is set: every choice a person makes in a word processor, from the seed."""

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

from benchmarks.made_up.vocabulary import read_words

Frame = Literal["one", "left", "right", "rail", "timeline", "table"]
_FRAMES: tuple[Frame, ...] = (
    "one", "one", "one", "left", "left", "right", "right", "rail", "rail", "timeline", "table",
)  # fmt: skip
_MIDDLE = ["work", "education", "projects", "skills", "volunteer", "publications"]
_END = ["certificates", "awards", "languages", "interests"]
_GROUPED = 0.6
_SIDE = ("contact", "skills", "languages", "certificates", "interests")


@dataclass(frozen=True)
class Layout:
    """The look of a resume. Names of choices are those of the code that sets them."""

    engine: str
    frame: Frame
    bar: str
    banner: str
    heading: str
    font: str
    size: float
    accent: str
    entry: str
    where: str
    """Where an entry's dates stand."""
    dates: str
    dash: str
    present: str
    since: bool
    bullet: str
    skills: str
    contact: str
    links: str
    place: str
    degree: str
    schooling: str
    honour: str
    titles: dict[str, str]
    order: tuple[str, ...]
    side: tuple[str, ...]
    shows_summary: bool
    capitals: bool
    """Names of employers or positions in capitals, whichever comes first."""
    grouped: bool
    """Whether positions held with one employer stand under its name, which is set once."""

    @property
    def kind(self) -> str:
        """One column, two, or titles in a rail."""
        return {"left": "two", "right": "two", "rail": "rail"}.get(self.frame, "one")

    @property
    def label(self) -> str:
        """The choices that make the most difference, for a table."""
        return f"{self.engine}-{self.frame}-{self.banner}-{self.entry}-{self.where}-{self.skills}"


def make_layout(seed: int, language: str) -> Layout:
    """The layout of a seed."""
    random = Random(f"layout {seed}")
    words = read_words(language)
    frame = random.choice(_FRAMES)
    engine = "typeset" if random.random() < 0.3 else "html"
    is_two = frame in {"left", "right"}
    layout = Layout(
        engine=engine,
        frame="one" if engine == "typeset" and frame in {"timeline", "right"} else frame,
        bar=random.choice(["none", "light", "dark", "colour"]),
        banner=random.choice(["left", "centre", "band", "split", "side"]),
        heading=random.choice(["upper", "small-caps", "spaced", "bold", "ruled", "boxed", "thin"]),
        font=random.choice(_FONTS),
        size=random.choice([9, 9.5, 10, 10.5, 11]),
        accent=random.choice(["#1f4e79", "#7a1f3d", "#20603d", "#333333", "#b35c00", "#000000"]),
        entry=random.choice(_ENTRIES),
        where=random.choice(["right", "right", "right", "below", "second", "inline", "above"]),
        dates=random.choice(_DATES),
        dash=random.choice([" – ", " - ", " — ", "–"]),
        present=random.choice(words["present"]),
        since=random.random() < 0.12,
        bullet=random.choice(["•", "•", "–", "▪", "◦", "‣", "·", "*", "-", ""]),
        skills=random.choice(_SKILLS),
        contact=random.choice(["icons", "labels", "plain", "lines", "dots"]),
        links=random.choice(["url", "url", "word", "user"]),
        place=random.choice(["none", "employer", "right", "none"]),
        degree=random.choice([", ", " ", " – ", f" {words['in']} "]),
        schooling=random.choice(["period", "period", "end"]),
        honour=random.choice([", ", " – ", " | ", "right"]),
        titles={key: random.choice(options) for key, options in words["titles"].items()},
        order=_make_order(random),
        side=_SIDE + (("education",) if random.random() < 0.3 else ()) if is_two else (),
        shows_summary=random.random() < 0.75,
        capitals=random.random() < 0.12,
        grouped=Random(f"grouped {seed}").random() < _GROUPED,
    )
    return _make_possible(layout, random)


_FONTS = (
    "Liberation Sans", "Liberation Serif", "Liberation Sans Narrow", "DejaVu Sans",
    "DejaVu Serif", "DejaVu Sans Condensed", "Liberation Mono", "Liberation Sans",
    "Liberation Serif",
)  # fmt: skip
_ENTRIES = (
    "position/employer", "employer/position", "position/employer", "employer/position",
    "at", "comma", "bar", "employer bar", "employer comma", "dash",
)  # fmt: skip
_DATES = (
    "month", "month", "short", "short", "mm/yyyy", "mm/yyyy", "yyyy-mm", "yyyy", "yyyy",
    "mm.yyyy", "season", "short'",
)  # fmt: skip
_SKILLS = (
    "groups",
    "groups",
    "chips",
    "list",
    "commas",
    "words",
    "bars",
    "dots",
    "grid",
    "bullets",
    "table",
)


def _make_order(random: Random) -> tuple[str, ...]:
    """Work or education first, small matters last."""
    middle = _MIDDLE[:]
    chance = random.random()
    if chance < 0.25:
        middle.insert(0, middle.pop(1))
    elif chance < 0.45:
        middle.insert(0, middle.pop(3))
    end = _END[:]
    random.shuffle(end)
    return ("summary", *middle, *end)


def _make_possible(layout: Layout, random: Random) -> Layout:
    """The layout without choices that nobody combines."""
    if layout.frame in {"timeline", "table"} or (layout.frame == "one" and random.random() < 0.12):
        layout = replace(layout, where="margin")
    if layout.where == "inline" and "/" in layout.entry:
        layout = replace(layout, where="right")
    if layout.banner == "side" and (not layout.side or layout.engine == "typeset"):
        layout = replace(layout, banner="left")
    if layout.engine == "typeset":
        if layout.skills in {"chips", "bars", "grid", "table"}:
            layout = replace(layout, skills="groups")
        banner = "centre" if layout.banner in {"band", "split"} else layout.banner
        layout = replace(layout, banner=banner, bar="none" if layout.bar == "light" else layout.bar)
    if layout.font == "Liberation Mono":
        layout = replace(layout, size=9)
    return layout
