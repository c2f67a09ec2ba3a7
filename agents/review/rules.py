"""The rules of the report, as rules.toml states them."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

DEFAULT_TONE = "PROFESSIONAL"


@dataclass(frozen=True)
class Rule:
    """What breaking a rule costs, and what people are told."""

    points: int
    most: int
    about: str
    message: str


@dataclass(frozen=True)
class Need:
    """A field that readers look for; of several names one will do."""

    field: str
    what: str
    points: int | None = None
    """What it costs instead of the rule's own points."""


@dataclass(frozen=True)
class FindingRule:
    """How grave a finding is, and what people are told."""

    severity: str
    about: str
    message: str


@dataclass(frozen=True)
class Voice:
    """What goes with a tone."""

    sentence: int
    exclamation: bool


@dataclass(frozen=True)
class Rules:
    """All rules."""

    weights: dict[str, int]
    bands: dict[str, tuple[int, int]]
    tones: dict[str, Voice]
    limits: dict[str, float]
    rules: dict[str, Rule]
    needs: dict[str, tuple[Need, ...]]
    findings: dict[str, FindingRule]
    placeholder: re.Pattern[str]
    cliche: re.Pattern[str]

    def get_voice(self, tone: str) -> Voice:
        """Return what goes with a tone; an unknown one is the default."""
        return self.tones.get(tone, self.tones[DEFAULT_TONE])


@cache
def read_stated() -> dict[str, Any]:
    """Return the rules as they are written down."""
    return tomllib.loads(files(__package__).joinpath("rules.toml").read_text("utf-8"))


@cache
def read_rules() -> Rules:
    """Return the rules."""
    stated = read_stated()
    phrases = [phrase for language in stated["words"]["cliches"].values() for phrase in language]
    return Rules(
        weights=stated["weights"],
        bands={form: (low, high) for form, (low, high) in stated["bands"].items()},
        tones={name: Voice(**voice) for name, voice in stated["tones"].items()},
        limits=stated["limits"],
        rules={code: Rule(**rule) for code, rule in stated["rules"].items()},
        needs={kind: _make_needs(needs) for kind, needs in stated["needs"].items()},
        findings={code: FindingRule(**rule) for code, rule in stated["findings"].items()},
        placeholder=re.compile("|".join(stated["words"]["placeholders"]), re.IGNORECASE),
        cliche=re.compile(rf"\b(?:{'|'.join(phrases)})\b", re.IGNORECASE),
    )


def _make_needs(needs: list[dict[str, Any]]) -> tuple[Need, ...]:
    return tuple(Need(**need) for need in needs)
