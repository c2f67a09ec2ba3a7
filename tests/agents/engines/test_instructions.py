"""What plain wishes mean."""

import pytest

from agents.engines.instructions import Wish, understand


@pytest.mark.parametrize(
    ("instructions", "wish"),
    [
        ("", Wish()),
        ("Mention my garden", Wish()),
        ("shorter please", Wish(length="short")),
        ("Fewer bullets!", Wish(length="short")),
        ("only 2 bullets per job", Wish(max_highlights=2)),
        ("three highlights", Wish(max_highlights=3)),
        ("Make it longer", Wish(length="long")),
        ("more friendly", Wish(tone="FRIENDLY")),
        ("kürzer und freundlicher", Wish(length="short", tone="FRIENDLY")),
        ("plus court", Wish(length="short")),
        ("más largo", Wish(length="long")),
        ("mais curto", Wish(length="short")),
        ("a more formal voice", Wish(tone="PROFESSIONAL")),
    ],
)
def test_plain_wish_is_understood(instructions: str, wish: Wish) -> None:
    assert understand(instructions) == wish
