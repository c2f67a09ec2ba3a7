"""Facts of a made-up person, each standing on a page, and settings for a made-up model."""

from typing import Any

from agents.drafts import Draftsman
from agents.engines import EngineSettings
from agents.engines.offline import compose_profile
from agents.facts import (
    Award,
    Certificate,
    Education,
    Fact,
    Facts,
    Interest,
    Link,
    Location,
    Project,
    SkillGroup,
    Source,
    SpokenLanguage,
    Work,
)
from agents.grounding import Evidence
from agents.phrases import read_phrases
from agents.planner import make_plan
from agents.provenance import iterate_facts
from agents.sections import Section, Tone
from tests.support.gemini import API_KEY, FakeGemini


def say(value: str, *, as_text: str | None = None) -> Fact:
    """A fact that stands on page 1."""
    return Fact(
        value=value, sources=(Source(page=1, box=(72, 72, 200, 84), text=as_text or value),)
    )


def make_facts(**changes: Any) -> Facts:
    """A data engineer with a bit of everything."""
    facts = Facts(
        name=say("Mara Lindqvist"),
        headline=say("Data Engineer"),
        email=say("mara@lindqvist.example"),
        phone=say("+47 55 01 23 45"),
        location=Location(text=say("Bergen, Norway")),
        links=(
            Link(
                url=say("https://github.com/maralind"),
                network=say("GitHub"),
                username=say("maralind"),
            ),
            Link(url=say("lindqvist.example")),
        ),
        work=(
            Work(
                organization=say("Nordlys Bank"),
                position=say("Analyst"),
                start_date=say("2018-01", as_text="Jan 2018"),
                end_date=say("2021-02", as_text="Feb 2021"),
                highlights=(say("Wrote the monthly risk report for 12 branches."),),
            ),
            Work(
                organization=say("Fjordline Analytics"),
                position=say("Senior Data Engineer"),
                start_date=say("2021-03", as_text="March 2021"),
                current=True,
                highlights=(
                    say("Cut the nightly load from 6 hours to 40 minutes with Airflow."),
                    say("Moved 1,200 tables to Snowflake."),
                    say("Runs the on-call rota."),
                    say("Teaches SQL to new colleagues."),
                ),
                technologies=(say("Airflow"), say("Snowflake")),
            ),
        ),
        education=(
            Education(
                institution=say("University of Bergen"),
                area=say("Computer Science"),
                study_type=say("MSc"),
                end_date=say("2017"),
                courses=(say("Databases"), say("Statistics")),
            ),
        ),
        projects=(
            Project(
                name=say("Tidewatch"),
                description=say("A tide table for 80 harbours, written in Rust."),
                url=say("https://tidewatch.example"),
                technologies=(say("Rust"),),
            ),
        ),
        skills=(
            SkillGroup(
                name=say("Data"),
                keywords=(say("Python"), say("SQL"), say("Spark"), say("Airflow")),
            ),
            SkillGroup(keywords=(say("Git"),)),
        ),
        languages=(
            SpokenLanguage(language=say("Norwegian"), fluency=say("native")),
            SpokenLanguage(language=say("English")),
        ),
        certificates=(Certificate(name=say("SnowPro Core"), date=say("2022")),),
        awards=(Award(title=say("Hackathon Prize"), awarder=say("NDC Oslo")),),
        interests=(Interest(name=say("hiking")), Interest(name=say("chess"))),
    )
    return facts.model_copy(update=changes)


def make_evidence(facts: Facts) -> Evidence:
    """All that the facts' page says, under its headings; the newest job is said to go on."""
    said = [source.text for fact in iterate_facts(facts) for source in fact.sources]
    headings = read_phrases(facts.language)["headings"].values()
    newest = [
        f"{fact.value} \u2013 present"
        for post in facts.work[:1]
        for fact in (post.position, post.organization)
        if fact
    ]
    return Evidence([*said, *headings, "present", *newest])


def make_section(kind: str, *, facts: Facts | None = None, tone: Tone = "PROFESSIONAL") -> Section:
    """A section of a made-up person, as the offline engine words it."""
    facts = facts or make_facts()
    return next(draft for draft in make_sections(facts, tone=tone) if draft["kind"] == kind)


def make_sections(facts: Facts, *, tone: Tone = "PROFESSIONAL") -> list[Section]:
    """All sections of a made-up person, as the offline engine words and orders them."""
    plan = make_plan(facts)
    profile = compose_profile(facts, tone=tone, plan=plan)
    return Draftsman(facts, profile=profile, order=plan.order).draft_sections()


def make_settings(gemini: FakeGemini, **changes: Any) -> EngineSettings:
    """Settings that lead to the model of the tests."""
    values: dict[str, Any] = {
        "name": "gemini",
        "api_key": API_KEY,
        "model": "gemini-3.5-flash-lite",
        "base_url": gemini.url,
        "timeout_seconds": 10,
    }
    return EngineSettings(**(values | changes))
