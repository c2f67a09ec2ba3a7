from agents.document import Word
from agents.reader.passages import from_words, join


def words(text: str, top: float) -> list[Word]:
    return [
        Word(text=part, box=(10.0 * place, top, 10.0 * place + 8, top + 10))
        for place, part in enumerate(text.split())
    ]


def test_fact_of_a_part_has_only_the_words_of_that_part_as_source() -> None:
    passage = from_words(words("Nurse at Mercy Hospital", 5), page=2, row=1)
    fact = passage.cut(9).to_fact()
    assert fact.value == "Mercy Hospital"
    assert [(s.page, s.text, s.box) for s in fact.sources] == [
        (2, "Mercy Hospital", (20.0, 5.0, 38.0, 15.0))
    ]


def test_text_over_two_lines_has_one_source_per_line() -> None:
    first = from_words(words("Cared for", 5), page=1, row=1)
    second = from_words(words("thirty patients", 20), page=1, row=2)
    fact = join([first, second]).to_fact()
    assert fact.value == "Cared for thirty patients"
    assert [source.text for source in fact.sources] == ["Cared for", "thirty patients"]


def test_soft_hyphen_at_a_line_end_closes_the_word() -> None:
    first = from_words(words("Pflege\xad", 5), page=1, row=1)
    second = from_words(words("dokumentation", 20), page=1, row=2)
    assert join([first, second]).text == "Pflegedokumentation"


def test_unsure_words_make_an_unsure_fact() -> None:
    unsure = Word(text="Nurse", box=(0, 0, 9, 9), confidence=0.2)
    sure = Word(text="Nurse", box=(0, 0, 9, 9))
    confidences = [from_words([w], page=1, row=1).to_fact().confidence for w in (unsure, sure)]
    assert confidences[0] < confidences[1]
