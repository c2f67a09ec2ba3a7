"""What crosses the door: documents in, portfolios out."""

import json
import subprocess
import sys
from typing import Any

import pytest

from agents.errors import AgentError, AgentErrorCode
from agents.integration import (
    AGENTS_VERSION,
    EngineSettings,
    generate_portfolio,
    read_resume,
    regenerate_section,
)
from showcase.models.draft import PortfolioDraft, SectionDraft

OFFLINE = EngineSettings(name="offline")
RESUME = """
# Mara Lindqvist
Data Engineer
mara@lindqvist.example

## Experience
Senior Data Engineer, Fjordline Analytics
March 2021 - Present
- Cut the nightly load from 6 hours to 40 minutes with Airflow.
- Moved 1,200 tables to Snowflake.

## Education
MSc Computer Science, University of Bergen
2015 - 2017

## Skills
Python, SQL, Spark, Airflow
"""


def make_document(text: str) -> dict[str, Any]:
    """A page with the text on it, line by line; '#' lines are larger and bold."""
    words = []
    top = 60.0
    for line in text.splitlines():
        marks = len(line) - len(line.lstrip("#"))
        size = {0: 11.0, 1: 24.0, 2: 15.0}[marks]
        left = 60.0
        for word in line.lstrip("# ").split():
            right = left + len(word) * size * 0.5
            box = [left, top, right, top + size]
            words.append({"text": word, "box": box, "size": size, "bold": marks > 0})
            left = right + size * 0.28
        top += size * 1.5
    page = {"number": 1, "width": 595, "height": 842, "reader": "text", "words": words}
    return {"media_type": "application/pdf", "pages": [page]}


async def ignore(section: dict[str, Any]) -> None:
    """Take a section and do nothing with it."""


async def test_resume_becomes_a_portfolio_that_the_backend_takes() -> None:
    arrived: list[dict[str, Any]] = []

    async def take(section: dict[str, Any]) -> None:
        arrived.append(section)

    result = await generate_portfolio(
        make_document(RESUME), tone="PROFESSIONAL", engine=OFFLINE, on_section=take
    )
    draft = PortfolioDraft.model_validate_json(json.dumps(result.draft))
    assert draft.engine == "offline"
    assert draft.language == "en"
    assert result.draft["sections"] == arrived
    hero = arrived[0]["content"]
    assert hero["name"] == "Mara Lindqvist"
    assert "Fjordline Analytics" in hero["tagline"]
    assert {"EXPERIENCE", "EDUCATION", "SKILLS", "PROJECTS"} <= {s["kind"] for s in arrived}
    assert result.resume["basics"]["name"] == "Mara Lindqvist"
    assert result.usage["requests"] == 0


async def test_section_is_worded_anew() -> None:
    document = make_document(RESUME)
    result = await generate_portfolio(
        document, tone="PROFESSIONAL", engine=OFFLINE, on_section=ignore
    )
    hero = result.draft["sections"][0]
    again = await regenerate_section(
        document, section=hero, tone="CONCISE", instructions="", engine=OFFLINE
    )
    SectionDraft.model_validate_json(json.dumps(again))
    assert again["content"]["tagline"] != hero["content"]["tagline"]
    assert again["content"]["name"] == hero["content"]["name"]


def test_resume_is_read_without_writing() -> None:
    assert read_resume(make_document(RESUME))["basics"]["email"] == "mara@lindqvist.example"


async def test_unknown_tone_means_the_usual_one() -> None:
    document = make_document(RESUME)
    drafts = [
        (await generate_portfolio(document, tone=t, engine=OFFLINE, on_section=ignore)).draft
        for t in ("GRUMPY", "PROFESSIONAL")
    ]
    assert drafts[0] == drafts[1]


@pytest.mark.parametrize("text", ["", "   \n \n"])
async def test_page_without_words_has_no_text(text: str) -> None:
    with pytest.raises(AgentError) as caught:
        await generate_portfolio(
            make_document(text), tone="CONCISE", engine=OFFLINE, on_section=ignore
        )
    assert caught.value.code is AgentErrorCode.NO_TEXT


@pytest.mark.parametrize(
    "text",
    [
        "12.50\n3.20\n15.70",
        "stir the flour into the milk, then wait for an hour\nand bake it until it is brown",
        "# Chocolate cake\n200 g flour\n3 eggs\nStir, wait, and bake until brown.",
    ],
    ids=["numbers", "prose", "recipe"],
)
async def test_other_papers_are_no_resumes(text: str) -> None:
    with pytest.raises(AgentError) as caught:
        read_resume(make_document(text))
    assert caught.value.code is AgentErrorCode.NOT_A_RESUME


@pytest.mark.parametrize(
    "text",
    [
        "# Mara Lindqvist\nmara@lindqvist.example",
        "# Mara Lindqvist\n\n## Skills\nPython, SQL",
        "## Education\nMSc Computer Science, University of Bergen\n2015 - 2017",
    ],
    ids=["contact only", "skills only", "no name"],
)
def test_thin_resumes_are_taken(text: str) -> None:
    assert read_resume(make_document(text))


def test_version_is_a_short_hash() -> None:
    assert len(AGENTS_VERSION) == 16
    assert int(AGENTS_VERSION, 16) >= 0


def test_offline_work_does_not_load_the_client_of_a_model() -> None:
    script = "import sys, agents.integration; sys.exit('google.genai' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
