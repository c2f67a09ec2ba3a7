"""The score of a section: 100, less what each broken rule costs; with the reasons."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from agents.review.rules import Rules
from agents.review.texts import Breach, list_text_breaches
from agents.review.values import WORD, Json, iterate_values, list_items

FULL = 100
SHORT_WORD = 3


def score_section(
    section: Json, *, tone: str, facts: Sequence[Json], rules: Rules, repeated: Counter[str]
) -> Json:
    """Return {kind, score, reasons}; the score is None for a section with nothing in it.

    `facts` are what the resume has for this section.
    """
    kind = section["kind"]
    if not any(iterate_values(section["content"])):
        return {"kind": kind, "score": None, "reasons": []}
    breaches = [
        *_list_missing(section, rules),
        *_list_untold(section, facts, rules),
        *list_text_breaches(section, tone=tone, rules=rules, repeated=repeated),
    ]
    reasons = list(_charge(breaches, rules))
    lost = sum(reason["points"] for reason in reasons)
    return {"kind": kind, "score": max(0, FULL - lost), "reasons": reasons}


def _charge(breaches: Iterable[Breach], rules: Rules) -> Iterator[Json]:
    """Yield each breach with what it costs; a rule costs no more than its most."""
    paid: Counter[str] = Counter()
    for breach in breaches:
        rule = rules.rules[breach.code]
        wanted = rule.points if breach.points is None else breach.points
        points = min(wanted, rule.most - paid[breach.code])
        paid[breach.code] += points
        message = rule.message.format(**breach.details)
        yield {"code": breach.code, "message": message, "points": points, "path": breach.path}


def _list_missing(section: Json, rules: Rules) -> Iterator[Breach]:
    """Yield the fields that readers look for and do not find."""
    for path, item in list_items(section["content"]):
        for need in rules.needs.get(section["kind"], ()):
            if not any(item.get(name) for name in need.field.split()):
                place = f"{path}/{need.field.split()[0]}"
                yield Breach("INCOMPLETE", place, {"what": need.what}, need.points)


def _list_untold(section: Json, facts: Sequence[Json], rules: Rules) -> Iterator[Breach]:
    """Yield that facts of the resume are not told in their section."""
    told = _list_words(text for _, text in iterate_values(section["content"]))
    places = {_place(source) for source in section["sources"] if source.get("page") is not None}
    lost = [
        fact
        for fact in facts
        if _place(fact) not in places and not _is_told(fact["value"], told, rules)
    ]
    if lost:
        details = {"count": len(lost), "total": len(facts), "example": lost[0]["value"]}
        points = max(1, round(rules.rules["UNTOLD"].points * len(lost) / len(facts)))
        yield Breach("UNTOLD", "", details, points)


def _is_told(value: str, told: set[str], rules: Rules) -> bool:
    """Tell whether most of a fact's words are among those of the section."""
    words = _list_words([value])
    return len(words & told) >= rules.limits["kept_words"] * len(words)


def _list_words(texts: Iterable[str]) -> set[str]:
    """Return the words of texts that tell something: numbers, and words that are not tiny."""
    return {
        word
        for text in texts
        for word in WORD.findall(text.casefold())
        if len(word) >= SHORT_WORD or word.isdigit()
    }


def _place(source: Json) -> tuple[Any, ...]:
    """Return where something stands in the resume."""
    return (source.get("page"), *(source.get("box") or ()))
