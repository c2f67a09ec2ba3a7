from typing import Any

import pytest

from agents.errors import AgentError, AgentErrorCode
from agents.facts import Education, Fact, Facts, Link, Location, SkillGroup, Work
from agents.json_resume import to_json_resume
from agents.json_resume_import import check_json_resume, from_json_resume


def fact(value: str) -> Fact:
    return Fact(value=value)


FACTS = Facts(
    name=fact("Ida Novak"),
    headline=fact("Weaver"),
    email=fact("ida@example.org"),
    location=Location(text=fact("Oslo, NO"), city=fact("Oslo"), country=fact("NO")),
    links=(
        Link(url=fact("https://novak.example")),
        Link(url=fact("https://github.com/ida"), network=fact("GitHub"), username=fact("ida")),
    ),
    work=(
        Work(
            organization=fact("Loom House"),
            position=fact("Weaver"),
            start_date=fact("2019-04"),
            current=True,
            highlights=(fact("Wove the curtain of the opera"),),
        ),
    ),
    education=(Education(institution=fact("Art School"), end_date=fact("2018")),),
    skills=(SkillGroup(name=fact("Craft"), level=fact("Master"), keywords=(fact("Dyeing"),)),),
)


def test_what_is_written_reads_back_the_same() -> None:
    assert from_json_resume(to_json_resume(FACTS)) == FACTS


def test_running_job_has_no_end_date() -> None:
    (job,) = to_json_resume(FACTS)["work"]
    assert job["startDate"] == "2019-04"
    assert "endDate" not in job


def test_what_is_not_known_is_left_out() -> None:
    assert set(to_json_resume(Facts())) == {"$schema"}


def test_malformed_values_are_left_out() -> None:
    broken = {
        "basics": ["not an object"],
        "work": {"name": "not a list"},
        "skills": [None, {"name": 7, "keywords": ["Felting", None, 3]}],
        "awards": [{"awarder": "without a title"}],
    }
    facts = from_json_resume(broken)
    assert facts.name is None
    assert facts.work == ()
    assert facts.awards == ()
    assert [k.value for k in facts.skills[0].keywords] == ["Felting"]


def test_what_is_written_keeps_to_the_schema() -> None:
    check_json_resume(to_json_resume(FACTS))


@pytest.mark.parametrize(
    ("resume", "place"),
    [
        ({"basics": []}, "basics"),
        ({"work": [{"startDate": "soon"}]}, "work/0/startDate"),
        ({"work": [{"endDate": "2019-13"}]}, "work/0/endDate"),
        ({"skills": [{}, {"keywords": "dyeing"}]}, "skills/1/keywords"),
        ({"education": [{"score": 1.3}]}, "education/0/score"),
    ],
)
def test_a_broken_resume_is_refused_by_its_places(resume: dict[str, Any], place: str) -> None:
    with pytest.raises(AgentError, match=f"^{place}: ") as refusal:
        check_json_resume(resume)

    assert refusal.value.code is AgentErrorCode.JSON_RESUME_INVALID


def test_further_keys_are_allowed() -> None:
    check_json_resume({"basics": {"name": "Ida Novak", "x-pronouns": "she"}, "meta": {"theme": 1}})


def test_a_street_alone_is_not_the_location() -> None:
    location = {"address": "12 Loom Road", "city": "Oslo", "countryCode": "NO"}

    read = from_json_resume({"basics": {"location": location}}).location

    assert read is not None
    assert read.text.value == "Oslo, NO"
