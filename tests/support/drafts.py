"""Portfolio drafts of a made-up person, as the agents would deliver them."""

from typing import Any

from showcase.models.document import Document, Page, Word


def make_document() -> Document:
    """A page with a name on it."""
    words = tuple(
        Word(text=text, box=(72.0 + 50 * index, 72.0, 110.0 + 50 * index, 90.0), size=18.0)
        for index, text in enumerate(("Ada", "Example"))
    )
    page = Page(number=1, width=595, height=842, reader="text", words=words)
    return Document(media_type="application/pdf", pages=(page,))


def make_source(path: str) -> dict[str, Any]:
    """A source on the page of `make_document`."""
    return {"path": path, "page": 1, "box": [72, 72, 160, 90], "text": "Ada Example"}


def make_section(kind: str, content: dict[str, Any]) -> dict[str, Any]:
    """A section whose every fact has a source."""
    return {
        "kind": kind,
        "heading": kind.title(),
        "content": content,
        "sources": [make_source(f"/{name}") for name in content],
    }


def make_draft(**changes: Any) -> dict[str, Any]:
    """The smallest portfolio: a name, no projects, one skill."""
    draft = {
        "language": "en",
        "engine": "offline",
        "seo": {"title": "Ada Example", "description": "Ada Example"},
        "notices": [],
        "sections": [
            make_section("HERO", {"name": "Ada Example"}),
            make_section("PROJECTS", {"items": []}),
            make_section("SKILLS", {"groups": [{"name": "Tools", "keywords": ["Lathe"]}]}),
        ],
    }
    return draft | changes
