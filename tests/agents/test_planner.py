"""What a portfolio is planned to be, from facts alone."""

import pytest

from agents.facts import Education, Facts, Project, Publication, SkillGroup, Work
from agents.planner import Domain, Seniority, make_plan
from agents.sections import KINDS
from tests.agents.samples import make_facts, say

STUDY = Education(institution=say("Academy of Bergen"), area=say("Biology"), current=True)


def hold(title: str, start: str, end: str | None = None) -> Work:
    """A job."""
    return Work(
        organization=say("Acme"),
        position=say(title),
        start_date=say(start),
        end_date=say(end) if end else None,
        current=end is None,
    )


@pytest.mark.parametrize(
    ("headline", "domain"),
    [
        ("Registered Nurse", "HEALTH"),
        ("Bilanzbuchhalterin", "BUSINESS"),
        ("Développeur back-end", "SOFTWARE"),
        ("Abogada laboralista", "LEGAL"),
        ("Chef de partie", "HOSPITALITY"),
        ("Grundschullehrer", "TEACHING"),
        ("Beekeeper", "GENERAL"),
    ],
)
def test_field_of_work_is_read_from_what_the_person_does(headline: str, domain: Domain) -> None:
    assert make_plan(Facts(headline=say(headline))).domain == domain


@pytest.mark.parametrize(
    ("facts", "seniority"),
    [
        (Facts(education=(STUDY,)), "STUDENT"),
        (Facts(education=(STUDY,), work=(hold("Intern", "2023-06", "2023-08"),)), "STUDENT"),
        (Facts(work=(hold("Baker", "2022-01", "2023-06"),)), "EARLY"),
        (Facts(work=(hold("Baker", "2016-01", "2021-06"),)), "EXPERIENCED"),
        (Facts(work=(hold("Baker", "2005-01", "2021-06"),)), "SENIOR"),
        (Facts(work=(hold("Head Baker", "2022-01"),)), "SENIOR"),
    ],
)
def test_seniority_is_computed_from_the_dates_of_the_resume(
    facts: Facts, seniority: Seniority
) -> None:
    assert make_plan(facts).seniority == seniority


def test_jobs_side_by_side_count_once() -> None:
    posts = (hold("Baker", "2020-01", "2021-06"), hold("Brewer", "2020-01", "2021-06"))
    assert make_plan(Facts(work=posts)).seniority == "EARLY"


def test_student_shows_school_and_projects_before_internships() -> None:
    facts = Facts(
        education=(STUDY,),
        projects=(Project(name=say("Moss map")),),
        work=(hold("Intern", "2023-06", "2023-08"),),
    )
    order = make_plan(facts).order
    assert order[:5] == ("HERO", "ABOUT", "EDUCATION", "PROJECTS", "EXPERIENCE")


def test_designer_shows_works_first_and_scholar_publications() -> None:
    designer = Facts(headline=say("Graphic Designer"), projects=(Project(name=say("Moss")),))
    scholar = Facts(
        headline=say("Postdoc Researcher"), publications=(Publication(name=say("On Moss")),)
    )
    assert make_plan(designer).order[2] == "PROJECTS"
    assert make_plan(scholar).order[3] == "PUBLICATIONS"


@pytest.mark.parametrize("facts", [Facts(), make_facts(), Facts(education=(STUDY,))])
def test_every_kind_has_its_place_once(facts: Facts) -> None:
    assert sorted(make_plan(facts).order) == sorted(KINDS)


def test_sections_without_anything_come_late() -> None:
    order = make_plan(Facts(work=(hold("Baker", "2020"),))).order
    assert order.index("EDUCATION") < order.index("PROJECTS")
    assert order.index("EDUCATION") < order.index("SKILLS")


def test_headlines_are_the_own_one_then_the_latest_title() -> None:
    headlines = [wording.text for wording in make_plan(make_facts()).headlines]
    assert headlines == [
        "Data Engineer",
        "Senior Data Engineer",
        "Senior Data Engineer, Fjordline Analytics",
    ]


def test_student_without_a_headline_is_introduced_by_the_subject() -> None:
    facts = Facts(education=(STUDY,), work=(hold("Intern", "2023-06", "2023-08"),))
    assert make_plan(facts).headlines[0].text == "Biology, Academy of Bergen"


def test_lines_with_numbers_of_the_latest_job_are_featured() -> None:
    plan = make_plan(make_facts())
    assert plan.featured == ("EXPERIENCE/items/0/highlights/0", "PROJECTS/items/0")
    assert plan.results[0].line.value.startswith("Cut the nightly load")


def test_plan_does_not_depend_on_chance() -> None:
    facts = make_facts(skills=(SkillGroup(keywords=(say("Nursing"), say("Python"))),))
    assert make_plan(facts) == make_plan(facts)
