"""What sentences rest on."""

from typing import Any

from agents.review import list_statements


def place(path: str, text: str, page: int | None = 1) -> dict[str, Any]:
    box = [float(len(text)), 0.0, 1.0, 1.0] if page else None
    return {"path": path, "page": page, "box": box, "text": text if page else None}


def trace(kind: str, content: dict[str, Any], *sources: dict[str, Any]) -> list[tuple[Any, ...]]:
    section = {"kind": kind, "content": content, "sources": list(sources)}
    return [
        (found["path"], found["text"], [source["text"] for source in found["sources"]])
        for found in list_statements(section)
    ]


def test_a_sentence_of_several_facts_has_them_all() -> None:
    text = "I have been an Analyst at Nordlys Bank since March 2018. I speak Norwegian."
    sources = ["Analyst", "Nordlys Bank", "March 2018 - Present", "Norwegian (native)"]

    found = trace("ABOUT", {"text": text}, *(place("/text", source) for source in sources))

    assert found == [
        (
            "/text",
            "I have been an Analyst at Nordlys Bank since March 2018.",
            ["Analyst", "Nordlys Bank", "March 2018 - Present"],
        ),
        ("/text", "I speak Norwegian.", ["Norwegian (native)"]),
    ]


def test_no_source_is_lost() -> None:
    found = trace(
        "ABOUT",
        {"text": "I build bridges. I like rivers."},
        place("/text", "Bridges"),
        place("/text", "Brückenbau"),
    )

    assert found[0][2] == ["Bridges", "Brückenbau"]
    assert found[1][2] == ["Brückenbau"]


def test_a_sentence_is_found_in_its_value() -> None:
    text = "I build bridges, e.g. of stone.\n\nThey stand."

    found = list_statements({"kind": "ABOUT", "content": {"text": text}, "sources": []})

    assert [text[part["start"] : part["end"]] for part in found] == [
        "I build bridges, e.g. of stone.",
        "They stand.",
    ]
    assert [part["text"] for part in found] == [
        "I build bridges, e.g. of stone.",
        "They stand.",
    ]


def test_names_are_not_split() -> None:
    item = {"organization": "Dr. Nord Inc. Bergen", "position": "Head. Of. All.", "highlights": []}

    found = trace("EXPERIENCE", {"items": [item]}, place("/items/0", "Dr. Nord Inc. Bergen"))

    assert [text for _, text, _ in found] == ["Dr. Nord Inc. Bergen", "Head. Of. All."]
    assert [sources for *_, sources in found] == [["Dr. Nord Inc. Bergen"]] * 2


def test_what_the_owner_wrote_has_no_source() -> None:
    found = trace("HERO", {"name": "Mara", "tagline": "I paint."}, place("/tagline", "", page=None))

    assert found == [("/name", "Mara", []), ("/tagline", "I paint.", [])]
