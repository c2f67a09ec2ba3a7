"""What texts may say: the visible words of the resume, or of a part of it."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

from agents.grounding.dates import Dates, read_dates
from agents.grounding.lexicon import LANGUAGES, find_frequency, find_unit, read_claims
from agents.grounding.numbers import Quantity, list_quantities
from agents.grounding.statements import bare_link, list_links
from agents.grounding.words import CLAUSE_END, Vocabulary, Word, split_sentences
from agents.patterns import compile_patterns

BARE = 3
"""Words of a line that only gives a value."""
EACH = {language: compile_patterns(read_claims()["each"][language]) for language in LANGUAGES}


class Part(NamedTuple):
    """A part of a resume: a job, a school, a project by its name; '' for what belongs to none."""

    name: str
    text: str


class Line(Vocabulary):
    """A sentence or a line of the resume; its part's name and first line speak in it too."""

    def __init__(self, text: str, *, title: Vocabulary) -> None:
        super().__init__(text)
        self._title = title

    def is_about(self, folded: str) -> bool:
        """Tell whether a word belongs to the line, or to the title above it."""
        return self.has_kin(folded) or self._title.has_kin(folded)

    @property
    def is_bare(self) -> bool:
        """Whether it is a mere value, such as a mark, that goes with anything of its part."""
        return len(self.words) <= BARE

    @cached_property
    def quantities(self) -> list[Quantity]:
        """All numbers in it."""
        return list_quantities(self.text)

    def has_unit(self, unit: str) -> bool:
        """Tell whether a unit stands in it."""
        return any(find_unit(word.text) == unit for word in self.words)

    def has_number(self, value: str) -> bool:
        """Tell whether it has a number, in whatever form."""
        return any(quantity.value == value for quantity in self.quantities)


class Evidence:
    """What texts may say; `parts` tell what belongs together, where that is known."""

    def __init__(self, texts: Iterable[str], *, parts: Sequence[Part] = ()) -> None:
        self.parts = tuple(parts)
        self.text = "\n".join([*texts, *(f"{part.name}\n{part.text}" for part in parts)])
        self._splits: dict[tuple[Part, ...], tuple[Evidence, Evidence]] = {}

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All words."""
        return Vocabulary(self.text)

    @cached_property
    def lines(self) -> list[Line]:
        """The lines whose words belong together."""
        lines: list[Line] = []
        for part in self.parts or (Part("", self.text),):
            first, *others = split_sentences(part.text) or [""]
            title = Vocabulary(f"{part.name} {first}" if part.name or not self.parts else "")
            lines += [Line(line, title=title) for line in (first, *others)]
        return [line for line in lines if line.words]

    @cached_property
    def quantities(self) -> list[Quantity]:
        """All numbers."""
        return list_quantities(self.text)

    @cached_property
    def dates(self) -> Dates:
        """All dates and periods."""
        return read_dates(self.text)

    @cached_property
    def links(self) -> set[str]:
        """All addresses, in one form each."""
        return set(list_links(self.text))

    @cached_property
    def frequencies(self) -> set[str]:
        """Units of time that something happens in, such as 'week' for 'weekly'."""
        return {
            unit
            for language in LANGUAGES
            for unit in list_frequencies(self.vocabulary.words, language=language)
        }

    def has_link(self, link: str) -> bool:
        """Tell whether an address stands there."""
        return link in self.links or link in bare_link(self.text)

    def focus(self, sentence: str) -> Iterator[tuple[str, "Evidence", "Evidence | None"]]:
        """Yield a sentence in pieces, each with what it may draw on, and what belongs elsewhere.

        A piece that names an employer, a school or a project may draw on that one, and on what
        belongs to none; a sentence that names none may draw on everything.
        """
        clauses = _cut(sentence)
        named = [self._find_named(clause) for clause in clauses]
        if not any(named):
            yield sentence, self, None
            return
        for text, parts in _join(clauses, named):
            yield text, *self._split(tuple(parts))

    def _split(self, parts: tuple[Part, ...]) -> tuple["Evidence", "Evidence"]:
        """Return what some parts say with what belongs to none, and what the others say."""
        if parts not in self._splits:
            own = [part for part in self.parts if not part.name or part in parts]
            others = [part for part in self.parts if part not in own]
            self._splits[parts] = Evidence([], parts=own), Evidence([], parts=others)
        return self._splits[parts]

    def _find_named(self, text: str) -> list[Part]:
        """Return the parts that a text names."""
        said = Vocabulary(text)
        return [part for part in self.parts if part.name and _names(said, part.name)]


def _names(said: Vocabulary, name: str) -> bool:
    """Tell whether a text has a name: all its words in a row, in whatever form."""
    words = Vocabulary(name).words
    places = [set(said.positions(word.text)) for word in words]
    first, *others = places or [set()]
    return any(all(start + n in place for n, place in enumerate(others, 1)) for start in first)


def _cut(sentence: str) -> list[str]:
    """Return a sentence in clauses, with what stands between them."""
    ends = [match.end() for match in CLAUSE_END.finditer(sentence)]
    bounds = [0, *ends, len(sentence)]
    return [sentence[a:b] for a, b in pairwise(bounds)]


def _join(clauses: list[str], named: list[list[Part]]) -> Iterator[tuple[str, list[Part]]]:
    """Yield runs of clauses about the same parts; what names none goes with what stands before."""
    text, parts = "", list[Part]()
    for clause, found in zip(clauses, named, strict=True):
        if found and parts and found != parts:
            yield text, parts
            text, parts = "", []
        text, parts = text + clause, parts or found
    yield text, parts


def list_frequencies(words: Sequence[Word], *, language: str) -> Iterator[str]:
    """Yield the units of 'weekly', 'per week' and the like."""
    for index, word in enumerate(words):
        if unit := find_frequency(word.folded):
            yield unit
        elif index and EACH[language].fits(words[index - 1].folded):
            unit = find_unit(word.text)
            adjoins = word.start - words[index - 1].end == 1
            if unit in {"day", "week", "month", "year"} and adjoins:
                yield unit
