"""Plays a model that cannot be trusted: it lies in every way we know, and breaks in between.

What it does is counted out, not drawn: the same requests get the same answers.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.responses import Response

from tests.support.gemini import (
    FakeGemini,
    Texts,
    answer_well,
    block_answer,
    block_prompt,
    break_off,
    fail,
    fence,
    leave_out,
    mistype,
    reword,
    say,
    say_html,
    truncate,
)

Lie = Callable[[str, str], str]
"""Makes an untrue text of a text in the language that an opening tells."""

ADDED: dict[str, dict[str, str]] = {
    "effect": {
        "In short": "This doubled revenue.",
        "Kurz gesagt": "Dadurch verdoppelte sich der Umsatz.",
        "En bref": "Cela a doublé le chiffre d'affaires.",
        "En resumen": "Esto duplicó los ingresos.",
        "Em resumo": "Isso dobrou a receita.",
    },
    "award": {
        "In short": "This work won an award.",
        "Kurz gesagt": "Diese Arbeit wurde ausgezeichnet.",
        "En bref": "Ce travail a été récompensé par un prix.",
        "En resumen": "Este trabajo fue galardonado.",
        "Em resumo": "Este trabalho foi premiado.",
    },
    "scale": {
        "In short": "Used by millions worldwide.",
        "Kurz gesagt": "Weltweit von Millionen genutzt.",
        "En bref": "Utilisé par des millions de personnes dans le monde entier.",
        "En resumen": "Usado por millones en todo el mundo.",
        "Em resumo": "Usado por milhões no mundo inteiro.",
    },
    "role": {
        "In short": "I led a team of 17 here.",
        "Kurz gesagt": "Ich leitete hier ein Team von 17.",
        "En bref": "J'ai dirigé ici une équipe de 17 personnes.",
        "En resumen": "Lideré aquí un equipo de 17.",
        "Em resumo": "Liderei aqui uma equipe de 17.",
    },
    "degree": {
        "In short": "I hold a PhD from Oxford.",
        "Kurz gesagt": "Ich bin in Oxford promoviert worden.",
        "En bref": "J'ai un doctorat d'Oxford.",
        "En resumen": "Tengo un doctorado de Oxford.",
        "Em resumo": "Tenho doutorado de Oxford.",
    },
}


def change_numbers(text: str, opening: str) -> str:
    """Raise every number."""
    return re.sub(r"\d+", lambda match: str(int(match[0]) + 7), text) or opening


def add_technology(text: str, opening: str) -> str:
    """Add tools that nobody used."""
    return f"{text.rstrip('.')} (Kubernetes, COBOL2000)."


def add_link(text: str, opening: str) -> str:
    """Add an address."""
    return f"{text} https://somebody-else.example/work"


def add(kind: str) -> Lie:
    """Add a sentence that is not true, in the language of the resume."""
    return lambda text, opening: f"{text} {ADDED[kind].get(opening, ADDED[kind]['In short'])}"


LIES: tuple[Lie, ...] = (
    change_numbers,
    add("effect"),
    add_technology,
    add("award"),
    add("role"),
    add_link,
    add("scale"),
    add("degree"),
)


@dataclass
class LyingGemini(FakeGemini):
    """Lies, swaps, leaves out, fences, truncates, refuses, breaks and stalls in turns."""

    turn: int = 0
    told: int = 0
    """How many untrue texts it has answered with."""
    breaks: tuple[Callable[[Texts], Response], ...] = field(
        default=(truncate, block_answer, fence, break_off, mistype, say_html, block_prompt)
    )

    def act(self, texts: Texts) -> Response:
        """Do what comes next: mostly lie, now and then break, seldom be honest."""
        self.turn += 1
        if self.turn % 31 == 0:
            return self.hang(texts)
        if self.turn % 5 == 0:
            return self.breaks[self.turn // 5 % len(self.breaks)](texts)
        if self.turn % 7 == 0:
            return fail(503)(texts)
        if self.turn % 4 == 0:
            return self._swap(texts)
        return answer_well(texts) if self.turn % 6 == 0 else self._lie(texts)

    def _lie(self, texts: Texts) -> Response:
        """Answer every other text honestly and the rest with a lie."""
        answers = []
        for number, item in enumerate(texts):
            text = reword(item)
            if (number + self.turn) % 2:
                told = LIES[(number + self.turn) // 2 % len(LIES)](text, item["opening"])
                self.told += told != text
                text = told
            answers.append({"id": item["id"], "text": text})
        return say(answers)

    def _swap(self, texts: Texts) -> Response:
        """Give each text the wording of its neighbour."""
        if len(texts) < 2:
            return leave_out(texts)
        turned = [*texts[1:], texts[0]]
        pairs = zip(texts, turned, strict=True)
        self.told += len(texts)
        return say([{"id": one["id"], "text": reword(other)} for one, other in pairs])
