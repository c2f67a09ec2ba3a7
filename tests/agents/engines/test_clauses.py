"""How lines of a resume are told in the first person."""

import pytest

from agents.engines.clauses import make_clause


@pytest.mark.parametrize(
    ("language", "line", "clause"),
    [
        ("en", "Cut costs by 40 %.", "cut costs by 40 %"),
        ("en", "Led a team of 3", "led a team of 3"),
        ("de", "Kosten um 12 % gesenkt", "Kosten um 12 % gesenkt"),
        ("de", "Zwölf Auszubildende begleitet.", "zwölf Auszubildende begleitet"),
        ("fr", "Réduit les coûts de 40 %", "réduit les coûts de 40 %"),
        ("es", "Reduje los costes un 40 %.", "reduje los costes un 40 %"),
        ("pt", "Reduzi os custos em 40 %.", "reduzi os custos em 40 %"),
    ],
)
def test_line_that_begins_with_a_verb_is_told(language: str, line: str, clause: str) -> None:
    assert make_clause(line, language=language) == clause


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Embedded Linux on 3 boards"),
        ("en", "Responsible for 3 boards"),
        ("en", "Runs the on-call rota"),
        ("en", "Cut costs. Then cut them again."),
        ("en", "Led his team of 3 to Rome"),
        ("en", "Cut costs"),
        ("de", "Senkung der Kosten um 12 %"),
        ("fr", "Diplômé de l'école de Nantes"),
        ("es", "Reducción de costes del 40 %"),
        ("pt", "Redução de custos de 40 %"),
    ],
)
def test_line_whose_grammar_is_not_certain_is_not(language: str, line: str) -> None:
    assert make_clause(line, language=language) is None
