import pytest

from showcase.adapters.letters import measure_letters

LINE = 100
"""The height of a line with ascenders and descenders."""


@pytest.mark.parametrize(
    ("text", "share"),
    [("some", 0.56), ("Some", 0.77), ("SOME", 0.77), ("gaps", 0.79), ("Soupy", 1.0), ("Été", 0.97)],
)
def test_the_height_of_a_word_tells_that_of_its_letters(text: str, share: float) -> None:
    assert measure_letters([(text, round(LINE * share))], height=7) == [LINE]


def test_words_of_one_size_agree() -> None:
    words = [("some", 56), ("Words", 75), ("apart", 84)]

    assert len(set(measure_letters(words, height=100))) == 1


def test_words_of_another_size_on_the_same_line_keep_theirs() -> None:
    large, small = measure_letters([("Ada", 154), ("analyst", 100)], height=154)

    assert (large, small) == (200, 100)


def test_signs_have_the_height_of_their_line() -> None:
    assert measure_letters([("–", 4), ("•", 9)], height=42) == [42, 42]
