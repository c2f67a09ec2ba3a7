"""Judges a wording before it may stand on the page: is it backed, complete, and plain text?"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from agents.grounding import Claim, Evidence, find_lost, find_unsupported, says_something
from agents.ledger import MAX_TEXT
from agents.review.rules import read_rules
from agents.sections import Form, Piece

MAX_LENGTHS: dict[Form, int] = {
    "tagline": 200,
    "about": 3_000,
    "summary": 1_500,
    "highlight": 600,
    "description": 1_500,
    "seo": 200,
}
"""In characters; the wording of a longer resume text may be about as long as that."""
GROWTH = 1.2

PREAMBLE = re.compile(r"^(sure|certainly|of course|here('s| is| are)|as an ai)\b", re.IGNORECASE)
MARKUP = re.compile(r"```|</?[a-z][^>]*>|^#{1,6} |\*\*", re.IGNORECASE | re.MULTILINE)
WHOLE = ("about", "summary", "highlight", "description")
"""Forms that may leave out no number, name or link of the text they stand in for."""


@dataclass(frozen=True)
class Critic:
    """Judges wordings against what can be seen in the resume.

    `may_shorten` is set where the person asked for less; details may go then.
    """

    resume: Evidence
    language: str
    may_shorten: bool = False
    _scopes: dict[str, Evidence] = field(default_factory=dict)

    def judge(self, piece: Piece, text: str) -> tuple[str, ...]:
        """Return why a wording may not stand in for a piece; empty if it may."""
        if not text.strip():
            return ("it is empty",)
        complaints = [*self._judge_form(piece, text)]
        evidence = self._find_evidence(piece)
        unsupported = find_unsupported(text, evidence, language=self.language)
        if unsupported:
            complaints.append(f"the resume does not say this here: {_quote(unsupported)}")
        elif not says_something(text, evidence, language=self.language):
            complaints.append("it says nothing of the resume")
        if piece.form in WHOLE and not self.may_shorten:
            lost = find_lost(piece.text, text, language=self.language)
            if lost:
                complaints.append(f"it leaves out: {_quote(lost)}")
        return tuple(complaints)

    def judge_all(
        self, pieces: Sequence[Piece], texts: Mapping[str, str]
    ) -> tuple[dict[str, str], list[Piece]]:
        """Split texts into those that may stand, by id, and pieces to send back with the reasons.

        A piece without a text is neither: it keeps the wording it has.
        """
        accepted: dict[str, str] = {}
        refused: list[Piece] = []
        for piece in pieces:
            if piece.id not in texts:
                continue
            text = texts[piece.id].strip()
            if complaints := self.judge(piece, text):
                refused.append(piece.refused(complaints))
            else:
                accepted[piece.id] = text
        return accepted, refused

    def _find_evidence(self, piece: Piece) -> Evidence:
        """Return what a piece may say: its own item, or the whole resume if it has none."""
        if not piece.scope:
            return self.resume
        return self._scopes.setdefault(piece.scope, Evidence([piece.scope]))

    def _judge_form(self, piece: Piece, text: str) -> list[str]:
        """Return what is wrong with a text apart from its truth."""
        longest = max(MAX_LENGTHS[piece.form], min(MAX_TEXT, int(len(piece.text) * GROWTH)))
        rules = read_rules()
        complaints = [
            (len(text) > longest, f"it is longer than {longest} characters"),
            (_is_new(MARKUP, text, piece.text), "it has markup; plain text is wanted"),
            (bool(PREAMBLE.search(text)), "it talks about the task"),
            (_is_new(rules.placeholder, text, piece.text), "it has a placeholder"),
            (_is_new(rules.cliche, text, piece.text), "it has a cliché"),
            (piece.form != "about" and "\n" in text.strip(), "it has more than one paragraph"),
        ]
        return [complaint for applies, complaint in complaints if applies]


def _is_new(pattern: re.Pattern[str], text: str, original: str) -> bool:
    """Tell whether a text has something that the original had not."""
    return any(match[0].casefold() not in original.casefold() for match in pattern.finditer(text))


def _quote(claims: Sequence[Claim]) -> str:
    """Return claims as a quoted list."""
    return ", ".join(f"“{claim.text}”" for claim in claims)
