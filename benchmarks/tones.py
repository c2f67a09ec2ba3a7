"""What the offline engine writes about people who do not exist, to be read aloud.

uv run python -m benchmarks.tones --write          # docs/tones.md, all six tones in English
uv run python -m benchmarks.tones --language de    # another language, to the terminal
"""

import argparse
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from agents.drafts import Draftsman
from agents.engines.offline import compose_profile
from agents.facts import Facts
from agents.planner import make_plan
from agents.sections import PROSE_KINDS, TONES, Section, Tone

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "tones.md"
INTRODUCTION = """# Six tones

The same made-up resume in each tone, as the offline engine writes it: no key, no network, no
chance. The facts are the same in all six; only the words around them differ, and nothing is said
that the resume does not say. What it says in sentences of its own stays word for word.

`uv run python -m benchmarks.tones --write` makes this page, `--language de` shows another language.
"""
PLAIN = {"language", "current"}


def read_people() -> dict[str, Facts]:
    """Return the made-up people by language."""
    text = Path(__file__).with_suffix(".toml").read_text("utf-8")
    people = tomllib.loads(text)["people"]
    return {
        person["language"]: Facts.model_validate(
            {key: value if key == "language" else _wrap(value) for key, value in person.items()}
        )
        for person in people
    }


def _wrap(value: Any) -> Any:  # noqa: ANN401 (any TOML)
    """Turn every text into a fact."""
    if isinstance(value, str):
        return {"value": value}
    if isinstance(value, dict):
        return {key: _wrap(inner) for key, inner in value.items()}
    return tuple(_wrap(inner) for inner in value) if isinstance(value, list) else value


def write_sections(facts: Facts, tone: Tone) -> list[Section]:
    """Return the sections of a person in a tone."""
    plan = make_plan(facts)
    profile = compose_profile(facts, tone=tone, plan=plan)
    return Draftsman(facts, profile=profile, order=plan.order).draft_sections()


def format_tone(facts: Facts, tone: Tone) -> str:
    """Return all prose of a person in a tone, as Markdown."""
    sections = [s for s in write_sections(facts, tone) if s["kind"] in PROSE_KINDS]
    return "\n".join([f"## {tone.capitalize()}\n", *(_format(section) for section in sections)])


def _format(section: Section) -> str:
    """Return a section as Markdown."""
    content = section["content"]
    if section["kind"] == "HERO":
        return f"**{content['name']}**, {content['headline']}\n\n> {content['tagline']}\n"
    if section["kind"] == "ABOUT":
        return f"### {section['heading']}\n\n{content['text']}\n"
    items = "\n".join(_format_item(item) for item in content["items"])
    return f"### {section['heading']}\n\n{items}" if items else ""


def _format_item(item: dict[str, Any]) -> str:
    """Return a job or a project as Markdown."""
    title = ", ".join(
        filter(None, (item.get("position"), item.get("organization"), item.get("name")))
    )
    prose = item.get("summary") or item.get("description") or ""
    lines = [f"**{title}**", "", prose, "", *(f"- {text}" for text in item["highlights"])]
    return "\n".join(_squeeze(lines)) + "\n"


def _squeeze(lines: list[str]) -> Iterator[str]:
    """Yield lines without empty ones side by side."""
    last = ""
    for line in lines:
        if line or last:
            yield line
        last = line


def make_page() -> str:
    """Return the page of all tones."""
    facts = read_people()["en"]
    return "\n".join([INTRODUCTION, *(format_tone(facts, tone) for tone in TONES)])


def main() -> None:
    """Print or write what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--language", default="en")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    wanted = parser.parse_args()
    if wanted.write:
        PAGE.parent.mkdir(exist_ok=True)
        PAGE.write_text(make_page(), encoding="utf-8")
        return
    facts = read_people()[wanted.language]
    print("\n".join(format_tone(facts, tone) for tone in TONES))


if __name__ == "__main__":
    main()
