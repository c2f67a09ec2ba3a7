"""Finds what stands in the resume, but not where or how a text says it.

A number of one thing said of another, a change told backwards, 'more' for 'less', a denial, and one
fact made the cause of another.
"""

import re
from collections.abc import Iterator
from itertools import pairwise

from agents.grounding.evidence import Evidence, Line
from agents.grounding.lexicon import find_role, list_opposites, list_words, read_claims
from agents.grounding.numbers import Quantity
from agents.grounding.statements import Statement
from agents.grounding.words import Word
from agents.patterns import fold

MAX_STRAY = 1
"""Words of a number's clause that may come from other lines than the number."""
BESIDE = 40
"""Letters from a number within which a word speaks of it."""
FROM = {"from", "von", "de", "desde"}
TO = {"to", "auf", "a", "para", "zu", "hasta", "ate"}
EXCUSED = (
    *("not only", "not just", "nicht nur", "pas seulement", "no solo", "nao so"),
    *("not working", "not at work", "wenn ich nicht arbeite", "quand je ne travaille pas"),
    *("cuando no trabajo", "quando nao trabalho"),
)
"""Denials that deny nothing of the resume."""
OF = {"of", "de", "d", "du", "des", "da", "do", "for", "fur"}
AND = {"and", "und", "et", "y", "e"}
MEANS = {"by", "through", "with", "using", "durch", "mit", "par", "avec", "por", "con", "com"}
"""Words that name a means, and so a cause."""


def find_misplaced(statement: Statement, evidence: Evidence) -> Iterator[str]:
    """Yield what a statement puts where the resume does not."""
    for quantity in statement.quantities:
        homes = [line for line in evidence.lines if line.has_number(quantity.value)]
        if homes and _is_stray(statement, quantity, homes, evidence):
            yield quantity.said
        yield from _find_opposites(statement, quantity, homes)
    yield from _find_reversed(statement, evidence)
    yield from _find_denials(statement, evidence)
    yield from _find_causes(statement, evidence)


def _is_stray(
    statement: Statement, quantity: Quantity, homes: list[Line], evidence: Evidence
) -> bool:
    """Tell whether a number is said of something else than in the resume."""
    clause = statement.find_clause(quantity)
    if any(line.is_bare for line in homes):
        return False
    backed = [word for word in clause if evidence.vocabulary.has_word(word.folded)]
    stray = [word for word in backed if not any(line.is_about(word.folded) for line in homes)]
    counted = next((word for word in clause if word.start >= quantity.end), None)
    is_other_thing = counted in stray and not _stands_apart(statement, quantity, counted)
    return is_other_thing or len(stray) > MAX_STRAY or (bool(stray) and len(stray) == len(backed))


def _stands_apart(statement: Statement, quantity: Quantity, counted: Word | None) -> bool:
    """Tell whether another word stands between a number and what seems to be counted."""
    if counted is None:
        return True
    between = statement.text[quantity.end : counted.start].split()
    return len(between) > 1


def _find_opposites(statement: Statement, quantity: Quantity, homes: list[Line]) -> Iterator[str]:
    """Yield 'more' beside a number that the resume has beside 'less'."""
    near = [word for word in statement.words if _is_near(word, quantity)]
    for one, other in list_opposites():
        said = next((word for word in near if one.fits(word.folded)), None)
        denied = any(line.has_like(other) and not line.has_like(one) for line in homes)
        if said and denied and not any(other.fits(word.folded) for word in near):
            yield said.text


def _is_near(word: Word, quantity: Quantity) -> bool:
    """Tell whether a word stands beside a number."""
    return abs(word.start - quantity.end) <= BESIDE


def _list_changes(text: str, quantities: list[Quantity]) -> Iterator[tuple[str, str]]:
    """Yield the two numbers of each 'from … to …'."""
    for one, other in pairwise(quantities):
        before = fold(text[: one.start]).split()[-1:]
        between = set(fold(text[one.end : other.start]).split())
        if between & TO:
            yield one.value, other.value
        elif between & FROM and set(before) & TO:
            yield other.value, one.value


def _find_reversed(statement: Statement, evidence: Evidence) -> Iterator[str]:
    """Yield a change that is told backwards."""
    changes = {
        change for line in evidence.lines for change in _list_changes(line.text, line.quantities)
    }
    for one, other in _list_changes(statement.text, statement.quantities):
        if (other, one) in changes and (one, other) not in changes:
            yield f"{one} – {other}"


def _find_homes(statement: Statement, evidence: Evidence) -> list[Line]:
    """Return the lines that have most of a statement's words."""
    shared = [
        (sum(line.has_kin(word.folded) for word in statement.content), line)
        for line in evidence.lines
    ]
    most = max((count for count, _ in shared), default=0)
    return [line for count, line in shared if count and count == most]


def _find_denials(statement: Statement, evidence: Evidence) -> Iterator[str]:
    """Yield a denial of what the resume says, or a claim to what it denies."""
    negations = list_words("negations", statement.language)
    said = " ".join(word.folded for word in statement.words)
    if any(phrase in said for phrase in EXCUSED):
        return
    denial = next((word for word in statement.words if negations.fits(word.folded)), None)
    denied = [line for line in evidence.lines if negations.fits(line.words[0].folded)]
    if not denial and not denied:
        return
    homes = _find_homes(statement, evidence)
    if denial and not any(line.has_like(negations) for line in homes):
        yield denial.text
    if not denial and homes and all(line in denied for line in homes):
        yield homes[0].words[0].text


def _find_causes(statement: Statement, evidence: Evidence) -> Iterator[str]:
    """Yield words that make one thing the cause of another, where the resume does not."""
    said = "-".join(word.folded for word in statement.words)
    causes = read_claims()["causes"][statement.language].split()
    found = [cause for cause in causes if f"-{cause}-" in f"{said}-"]  # never the first word
    if not found:
        return
    homes = _find_homes(statement, evidence)
    joined = ["-".join(word.folded for word in line.words) for line in homes]
    if not any(f"-{cause}-" in f"-{line}-" for cause in causes for line in joined) and not any(
        MEANS & {word.folded for word in line.words} for line in homes
    ):
        yield found[0]


def find_wrong_titles(statement: Statement, evidence: Evidence) -> Iterator[Word]:
    """Yield what a title has beside the occupation and the resume has not: 'chef de cuisine'."""
    words = statement.words
    for index, word in enumerate(words):
        if not find_role(word.folded, statement.language):
            continue
        before, after = words[max(0, index - 1) : index], words[index + 1 : index + 3]
        if statement.language == "en" and before and before[0].end + 1 == word.start:
            yield from _list_unknown(before, statement, evidence)
        if len(after) > 1 and after[0].folded in OF:
            yield from _list_unknown(after[1:], statement, evidence)


def _list_unknown(words: list[Word], statement: Statement, evidence: Evidence) -> Iterator[Word]:
    """Yield those of the words that say something and are not in the resume."""
    said = evidence.vocabulary
    yield from (
        word for word in words if word in statement.content and not said.has_kin(word.folded)
    )


def find_added(statement: Statement, new: list[Word]) -> list[Word]:
    """Return the new words that stand at the end of a list whose other words are known."""
    added = []
    for word in new:
        index = statement.words.index(word)
        before = statement.words[max(0, index - 2) : index]
        joined = len(before) > 1 and before[1].folded in AND and before[0] in statement.content
        ends = not re.match(r"\s*[^\W\d_]", statement.text[word.end :])
        noun = statement.language == "de" and word.text[0].isupper()
        if joined and before[0] not in new and (ends or noun):
            added.append(word)
    return added
