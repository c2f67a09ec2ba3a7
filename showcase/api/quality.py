"""The quality report on a portfolio: scores by stated rules, and what to look at."""

from typing import Any, Self

import strawberry

from showcase.api.enums import FindingSeverity, SectionKind


@strawberry.type(description="Why a section has lost points.")
class QualityReason:
    code: str = strawberry.field(
        description="The rule; see docs/quality.md. New ones may be added."
    )
    message: str = strawberry.field(description="For people: what is wrong, and what to do.")
    points: int = strawberry.field(
        description="What it costs; 0 where its rule has already cost all that it may."
    )
    path: str = strawberry.field(
        description="JSON pointer into the section's content, as in sources; empty for all of it."
    )


@strawberry.type(description="How good a section is.")
class SectionQuality:
    kind: SectionKind = strawberry.field(description="The section.")
    score: int | None = strawberry.field(
        description="0 to 100; null for a section with nothing in it."
    )
    reasons: list[QualityReason] = strawberry.field(description="Why it is not 100.")

    @classmethod
    def from_report(cls, part: dict[str, Any]) -> Self:
        """Return a part of a report as what it is in the schema."""
        return cls(
            kind=SectionKind(part["kind"]),
            score=part["score"],
            reasons=[QualityReason(**reason) for reason in part["reasons"]],
        )


@strawberry.type(description="Something to put right or to look at.")
class QualityFinding:
    code: str = strawberry.field(description="What it is; see docs/quality.md. More may be added.")
    severity: FindingSeverity = strawberry.field(description="How much it matters.")
    message: str = strawberry.field(description="For people: what is wrong, and what to do.")
    kind: SectionKind | None = strawberry.field(description="The section concerned.")
    path: str | None = strawberry.field(
        description="The value concerned: a JSON pointer into the section's content."
    )
    page: int | None = strawberry.field(description="Page of the resume, from 1.")
    box: list[float] | None = strawberry.field(
        description="Where on that page: left, top, right, bottom, in points from its top left."
    )

    @classmethod
    def from_report(cls, finding: dict[str, Any]) -> Self:
        """Return a finding of a report as what it is in the schema."""
        kind = finding["kind"]
        return cls(
            code=finding["code"],
            severity=FindingSeverity(finding["severity"]),
            message=finding["message"],
            kind=SectionKind(kind) if kind else None,
            path=finding["path"],
            page=finding["page"],
            box=finding["box"],
        )


@strawberry.type(description="How good a portfolio is, by the rules of docs/quality.md.")
class QualityReport:
    score: int | None = strawberry.field(
        description="0 to 100: the mean of its sections by their weight; null if it is empty."
    )
    sections: list[SectionQuality] = strawberry.field(
        description="The sections that show, in order."
    )
    findings: list[QualityFinding] = strawberry.field(description="What to look at, gravest first.")

    @classmethod
    def from_report(cls, report: dict[str, Any]) -> Self:
        """Return a report as what it is in the schema."""
        return cls(
            score=report["score"],
            sections=[SectionQuality.from_report(part) for part in report["sections"]],
            findings=[QualityFinding.from_report(finding) for finding in report["findings"]],
        )
