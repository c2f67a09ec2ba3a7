"""What the critic lets through."""

import pytest

from agents.critic import Critic
from agents.grounding import Evidence
from agents.sections import Piece

CRITIC = Critic(
    resume=Evidence(
        ["Moved 1,200 tables to Snowflake. Cut costs by 40 %. Acme, Bergen. A passionate baker."]
    ),
    language="en",
)
PIECE = Piece(
    id="EXPERIENCE/items/0/highlights/0",
    form="highlight",
    text="Moved 1,200 tables to Snowflake.",
    scope="Acme\nMoved 1,200 tables to Snowflake.",
)


def test_honest_wording_passes() -> None:
    assert CRITIC.judge(PIECE, "Brought 1,200 tables over to Snowflake.") == ()


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        (" ", "empty"),
        ("Moved 1,200 tables to Snowflake and Redshift.", "Redshift"),
        ("Moved tables to Snowflake.", "leaves out: “1200”"),
        ("**Moved** 1,200 tables to Snowflake.", "markup"),
        ("Here is the text: moved 1,200 tables to Snowflake.", "about the task"),
        ("Moved 1,200 tables to Snowflake for [Company].", "placeholder"),
        ("A results-driven move of 1,200 tables to Snowflake.", "cliché"),
        ("Moved 1,200 tables to Snowflake.\nAnd more.", "paragraph"),
        ("Moved 1,200 tables to Snowflake. " + "And again. " * 100, "longer than"),
    ],
)
def test_wording_is_refused_with_the_reason(text: str, complaint: str) -> None:
    assert complaint in " ".join(CRITIC.judge(PIECE, text))


@pytest.mark.parametrize("text", ["Did some work.", "At work.", "Hello and welcome!"])
def test_words_that_say_nothing_are_refused(text: str) -> None:
    piece = Piece(id="HERO/tagline", form="tagline", text="Mover of tables at Acme.")
    assert CRITIC.judge(piece, text)


def test_highlight_may_not_become_about_something_else() -> None:
    piece = Piece(id="X/0", form="highlight", text="Sorts the post of the whole house.", scope="x")
    evidence = Critic(resume=CRITIC.resume, language="en")
    assert "leaves out" in " ".join(evidence.judge(piece, "Did some work."))


def test_item_may_not_borrow_from_another_item() -> None:
    assert CRITIC.judge(PIECE, "Moved 1,200 tables to Snowflake, cutting costs by 40 %.")


def test_words_of_the_resume_itself_are_no_fault() -> None:
    piece = Piece(id="ABOUT/text", form="about", text="A passionate baker from Bergen.")
    assert CRITIC.judge(piece, "A passionate baker in Bergen.") == ()


def test_details_may_go_when_less_is_asked_for() -> None:
    critic = Critic(resume=CRITIC.resume, language="en", may_shorten=True)
    assert critic.judge(PIECE, "Moved tables to Snowflake.") == ()
