"""Tells lines of a resume in the first person: 'Cut costs by 40 %.' → 'I cut costs by 40 %'.

Only lines whose grammar is certain are told: those that begin with a verb that is listed, or in
German end with a participle that is. The words stay those of the resume.
"""

import re

from agents.engines.employers import at_employer
from agents.engines.filling import Vocabulary, is_speakable, say
from agents.facts import Fact
from agents.patterns import fold
from agents.phrases import read_phrases
from agents.planner import Result
from agents.sections import Tone
from agents.wordings import Wording

MAX_CLAUSE = 180
UNSUITED = re.compile(
    r"[.!?:;•|\n]\s?\S|\b(he|she|his|her|er|sie|il|elle|él|ella|ele|ela)\b", re.IGNORECASE
)


def tell_result(
    results: tuple[Result, ...], *, told: tuple[Fact, ...], language: str, tone: Tone
) -> Wording | None:
    """Return a sentence about the first of the lines that can be told.

    `told` is what the sentence before it rests on; an employer named there is 'there'.
    """
    for result in results:
        employer = result.post.organization
        clause = make_clause(result.line.value, language=language)
        if clause is None or employer is None or not is_speakable(employer):
            continue
        words: Vocabulary = {
            "organization": Wording(employer.value, (employer,)),
            "at_organization": at_employer(employer, language=language),
            "clause": Wording(clause, (result.line,)),
        }
        slot = "result_there" if employer in told else "result"
        candidates = read_phrases(language)["about"][slot]
        return say(candidates.get(tone, candidates["default"]), words)
    return None


def make_clause(line: str, *, language: str) -> str | None:
    """Return a line as what follows 'I'; None if its grammar is not certain."""
    text = line.strip().rstrip(".")
    words = text.split()
    if len(words) < 3 or len(text) > MAX_CLAUSE or UNSUITED.search(text):  # noqa: PLR2004 (verb, object, more)
        return None
    rules = read_phrases(language)["clause"]
    if "ends" in rules:
        fits = fold(words[-1]) in fold(rules["ends"]).split()
    else:
        fits = fold(words[0]) in fold(rules["starts"]).split()
    if not fits:
        return None
    begins_small = rules["lower"] or fold(words[0]) in fold(rules.get("small", "")).split()
    return f"{text[0].lower()}{text[1:]}" if begins_small else text
