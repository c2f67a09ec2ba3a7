"""What a person should put right or look at, with its place in the resume and in the portfolio."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from agents.review.rules import Rules
from agents.review.values import Json, list_items, name_item

EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+")
SEVERITIES = ("ERROR", "WARNING", "INFO")
DATED = ("EXPERIENCE", "VOLUNTEERING", "EDUCATION")
WORKED = ("EXPERIENCE", "VOLUNTEERING")


def list_findings(
    sections: Sequence[Json], *, seen: Sequence[Json], rules: Rules, today: date
) -> list[Json]:
    """Return the findings, gravest first.

    `seen` is what was found in the file itself; what the person has corrected since is left out.
    """
    found = [
        *_place_seen(sections, seen, rules),
        *(
            finding
            for section in sections
            for finding in (*_check_dates(section, rules, today), *_check_address(section, rules))
        ),
    ]
    return sorted(found, key=lambda finding: SEVERITIES.index(finding["severity"]))


def _place_seen(sections: Sequence[Json], seen: Sequence[Json], rules: Rules) -> Iterator[Json]:
    """Yield what was found in the file, with the value of the portfolio that stands there."""
    values: dict[Any, tuple[str, str]] = {
        (source["page"], tuple(source["box"])): (section["kind"], source["path"])
        for section in sections
        for source in section["sources"]
        if source.get("box")
    }
    has_email = any(section["content"].get("email") for section in sections)
    for finding in seen:
        box = tuple(finding["box"]) if finding["box"] else None
        kind, path = values.get((finding["page"], box)) or (None, None)
        if finding["code"] == "LOW_CONFIDENCE" and kind is None:
            continue
        if finding["code"] == "EMAIL_INVALID":
            if has_email:
                continue
            kind, path = "CONTACT", "/email"
        yield _make(finding["code"], rules, kind=kind, path=path, source=finding)


def _check_dates(section: Json, rules: Rules, today: date) -> Iterator[Json]:
    """Yield what is wrong with the dates of jobs and schools."""
    kind = section["kind"]
    if kind not in DATED:
        return
    for path, item in list_items(section["content"]):
        start, end, current = item.get("start_date"), item.get("end_date"), item.get("current")
        code, field = _judge_dates(start, end, current=bool(current))
        late = next((day for day in (start, end) if day and _is_after(day, today)), None)
        if code is None and late and kind in WORKED:
            code, field = "DATES_IN_FUTURE", "start_date" if late == start else "end_date"
        if code is not None:
            details = {"text": name_item(item), "start": start, "end": end, "date": late}
            source = _find_source(section, (f"{path}/{field}", path))
            place = f"{path}/{field}"
            yield _make(code, rules, kind=kind, path=place, source=source, details=details)


def _judge_dates(start: str | None, end: str | None, *, current: bool) -> tuple[str | None, str]:
    """Return what is wrong with dates, and the field to correct."""
    if not (start or end or current):
        return "DATES_MISSING", "start_date"
    if current and end:
        return "ENDED_AND_CURRENT", "end_date"
    if start and end and _ends_before(start, end):
        return "DATES_REVERSED", "end_date"
    return None, ""


def _ends_before(start: str, end: str) -> bool:
    """Tell whether an end is earlier than a start, as precise as both are."""
    shared = min(len(start), len(end))
    return end[:shared] < start[:shared]


def _is_after(day: str, today: date) -> bool:
    """Tell whether a date, as precise as it is, is later than today."""
    return day > today.isoformat()[: len(day)]


def _check_address(section: Json, rules: Rules) -> Iterator[Json]:
    """Yield that the e-mail address is none."""
    address = section["content"].get("email")
    if address and not EMAIL.fullmatch(address):
        source = _find_source(section, ("/email",))
        details = {"text": address}
        yield _make(
            "EMAIL_INVALID", rules, kind="CONTACT", path="/email", source=source, details=details
        )


def _find_source(section: Json, prefixes: tuple[str, ...]) -> Json:
    """Return the first place in the resume of what stands under one of the pointers."""
    placed: list[Json] = [source for source in section["sources"] if source.get("page") is not None]
    for prefix in prefixes:
        for source in placed:
            if source["path"] == prefix or source["path"].startswith(f"{prefix}/"):
                return source
    return {"page": None, "box": None, "text": None}


def _make(
    code: str,
    rules: Rules,
    *,
    kind: str | None,
    path: str | None,
    source: Json,
    details: Json | None = None,
) -> Json:
    """Return a finding in words."""
    rule = rules.findings[code]
    return {
        "code": code,
        "severity": rule.severity,
        "message": rule.message.format(**{**source, **(details or {})}),
        "kind": kind,
        "path": path,
        "page": source["page"],
        "box": source["box"],
    }
