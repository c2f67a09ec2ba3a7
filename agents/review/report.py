"""The whole report: the score of each section, of all of them, and the findings."""

from collections.abc import Sequence
from datetime import date

from agents.review.findings import list_findings
from agents.review.rules import read_rules
from agents.review.scores import score_section
from agents.review.texts import count_repeated
from agents.review.values import Json


def review_portfolio(
    sections: Sequence[Json], *, tone: str, reading: Json | None, today: date
) -> Json:
    """Return {score, sections: [{kind, score, reasons}], findings}.

    A reason is {code, message, points, path}, a finding {code, severity, message, kind, path, page,
    box}. The score is None where no section has anything in it.

    Args:
        sections: Those that show, each {kind, content, sources}.
        tone: How they should sound.
        reading: What was read in the resume (see `agents.reading`); None if nobody remembers.
        today: The day from which on a date is in the future.
    """
    rules = read_rules()
    facts = reading["facts"] if reading else []
    repeated = count_repeated(list(sections))
    scored = [
        score_section(
            section,
            tone=tone,
            facts=[fact for fact in facts if fact["kind"] == section["kind"]],
            rules=rules,
            repeated=repeated,
        )
        for section in sections
    ]
    seen = reading["findings"] if reading else []
    return {
        "score": _weigh(scored, rules.weights),
        "sections": scored,
        "findings": list_findings(sections, seen=seen, rules=rules, today=today),
    }


def _weigh(scored: Sequence[Json], weights: dict[str, int]) -> int | None:
    """Return the mean of the sections' scores, each by its weight."""
    counted = [part for part in scored if part["score"] is not None]
    total = sum(weights[part["kind"]] for part in counted)
    points = sum(part["score"] * weights[part["kind"]] for part in counted)
    return round(points / total) if total else None
