"""Plans a portfolio from facts: field of work, how far the person is, what to show, in what order.

The plan is what writers and draftsman agree on. It rests on facts alone and never on the day, so
that the same resume always gives the same plan.
"""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from agents.chronology import count_months, newest_first
from agents.facts import Fact, Facts, Project, Work
from agents.patterns import Patterns, compile_patterns, fold
from agents.sections import KINDS
from agents.wordings import Wording

Domain = Literal[
    "SOFTWARE",
    "DATA",
    "DESIGN",
    "RESEARCH",
    "HEALTH",
    "TEACHING",
    "MARKETING",
    "BUSINESS",
    "LEGAL",
    "ENGINEERING",
    "TRADES",
    "HOSPITALITY",
    "ARTS",
    "GENERAL",
]
Seniority = Literal["STUDENT", "EARLY", "EXPERIENCED", "SENIOR"]

EARLY_MONTHS, SENIOR_MONTHS = 36, 120
HEADLINE, TITLE, SUBJECT, SKILL = 5, 3, 2, 1
"""How much a word tells of the field of work, by where it stands."""
ENOUGH = 3
RECENT_POSTS, RESULTS, PROJECTS, HEADLINES = 2, 5, 3, 3
WORD = re.compile(r"[^\W_][\w+#-]*")
NUMBER = re.compile(r"\d")

FIRST = ("HERO", "ABOUT")
LAST = ("LANGUAGES", "VOLUNTEERING", "CONTACT")
LEARNER = ("EDUCATION", "PROJECTS", "EXPERIENCE", "SKILLS", "AWARDS", "CERTIFICATIONS")
MAKER = ("PROJECTS", "EXPERIENCE", "SKILLS", "AWARDS", "EDUCATION", "CERTIFICATIONS")
SCHOLAR = ("EXPERIENCE", "PUBLICATIONS", "EDUCATION", "PROJECTS", "AWARDS", "SKILLS")
LICENSED = ("EXPERIENCE", "CERTIFICATIONS", "EDUCATION", "SKILLS", "PROJECTS", "AWARDS")
USUAL = ("EXPERIENCE", "PROJECTS", "SKILLS", "EDUCATION", "CERTIFICATIONS", "AWARDS")
MAKERS: tuple[Domain, ...] = ("DESIGN", "ARTS")
LICENSEES: tuple[Domain, ...] = ("HEALTH", "TEACHING", "LEGAL", "TRADES", "HOSPITALITY")


@dataclass(frozen=True)
class Result:
    """A line of a job worth telling early."""

    post: Work
    line: Fact
    place: str
    """The line's id: EXPERIENCE/items/0/highlights/2."""


@dataclass(frozen=True)
class Plan:
    """What a portfolio is to be like."""

    domain: Domain
    seniority: Seniority
    order: tuple[str, ...]
    """All kinds of section in the order of the page, whether the resume fills them or not."""
    results: tuple[Result, ...]
    """Lines of the latest jobs, the most telling first."""
    projects: tuple[Project, ...]
    """The projects that there is most to say about."""
    featured: tuple[str, ...]
    """Ids of the items and lines above."""
    headlines: tuple[Wording, ...]
    """What may stand under the name, best first; the first one does."""

    def list_featured(self) -> list[str]:
        """Return what matters most in the resume's own words, for writers."""
        lines = [result.line.value for result in self.results[:RECENT_POSTS]]
        return [*lines, *(project.name.value for project in self.projects)]

    def to_json(self) -> dict[str, Any]:
        """Return the plan as part of a draft; the order is that of the draft's sections."""
        return {
            "domain": self.domain,
            "seniority": self.seniority,
            "featured": list(self.featured),
            "headlines": [headline.text for headline in self.headlines],
        }


def make_plan(facts: Facts) -> Plan:
    """Return the plan for a resume."""
    domain, seniority = _find_domain(facts), _find_seniority(facts)
    results = _rank_results(facts)
    projects = sorted(facts.projects, key=_weigh_project, reverse=True)[:PROJECTS]
    places = [f"PROJECTS/items/{facts.projects.index(project)}" for project in projects]
    return Plan(
        domain=domain,
        seniority=seniority,
        order=_order_sections(facts, domain, seniority),
        results=results,
        projects=tuple(projects),
        featured=(*(result.place for result in results[:1]), *places),
        headlines=tuple(_list_headlines(facts))[:HEADLINES],
    )


@cache
def _read_words(table: str) -> dict[str, Patterns]:
    """Return the word lists of `planner.toml` by name."""
    text = files(__package__).joinpath("planner.toml").read_text("utf-8")
    return {name: compile_patterns(words) for name, words in tomllib.loads(text)[table].items()}


def _list_words(*facts: Fact | None) -> list[str]:
    """Return the words of values, without accents."""
    return [fold(word) for fact in facts if fact for word in WORD.findall(fact.value)]


def _find_domain(facts: Facts) -> Domain:
    """Return the field of work that most words speak of."""
    weights = dict.fromkeys(get_args(Domain), 0)
    for weight, words in _weigh_words(facts):
        for domain, patterns in _read_words("domains").items():
            weights[domain] += weight * sum(patterns.fits(word) for word in words)
    best = max(weights, key=lambda name: weights[name])
    return best if weights[best] >= ENOUGH else "GENERAL"


def _weigh_words(facts: Facts) -> Iterator[tuple[int, list[str]]]:
    """Yield words with how much each tells of the field of work."""
    yield HEADLINE, _list_words(facts.headline)
    yield TITLE, [word for post in facts.work for word in _list_words(post.position)]
    yield SUBJECT, [word for school in facts.education for word in _list_words(school.area)]
    yield SKILL, [word for group in facts.skills for word in _list_words(*group.keywords)]


def _find_seniority(facts: Facts) -> Seniority:
    """Return how far the person is."""
    levels = _read_words("levels")
    posts = [post for post in facts.work if not _has(levels["learning"], post.position)]
    months = count_months(posts)
    if _is_studying(facts) and not posts:
        return "STUDENT"
    newest = newest_first(posts)[:1]
    if months >= SENIOR_MONTHS or any(_has(levels["leading"], post.position) for post in newest):
        return "SENIOR"
    return "EXPERIENCED" if months >= EARLY_MONTHS else "EARLY"


def _has(patterns: Patterns, fact: Fact | None) -> bool:
    """Tell whether a value has one of the words."""
    return any(patterns.fits(word) for word in _list_words(fact))


def _is_studying(facts: Facts) -> bool:
    """Tell whether the newest school goes on, or there is nothing but school."""
    schools = newest_first(facts.education)
    return bool(schools) and (schools[0].current or not facts.work)


def _order_sections(facts: Facts, domain: Domain, seniority: Seniority) -> tuple[str, ...]:
    """Return the kinds in the order that suits the person; what is empty comes late."""
    order = USUAL
    if seniority == "STUDENT":
        order = LEARNER
    elif domain in MAKERS and facts.projects:
        order = MAKER
    elif domain == "RESEARCH" or len(facts.publications) > len(facts.work):
        order = SCHOLAR
    elif domain in LICENSEES:
        order = LICENSED
    empty = [
        kind
        for kind, items in (("PROJECTS", facts.projects), ("SKILLS", facts.skills))
        if not items
    ]
    middle = [kind for kind in order if kind not in empty]
    known = (*FIRST, *middle, *LAST)
    rest = [kind for kind in KINDS if kind not in known]
    return (*FIRST, *middle, *rest, *LAST)


def _rank_results(facts: Facts) -> tuple[Result, ...]:
    """Return lines of the latest jobs: those with numbers first, then in the resume's order."""
    results = [
        Result(post, line, f"EXPERIENCE/items/{index}/highlights/{number}")
        for index, post in enumerate(newest_first(facts.work)[:RECENT_POSTS])
        for number, line in enumerate(post.highlights)
    ]
    return tuple(sorted(results, key=lambda result: not NUMBER.search(result.line.value))[:RESULTS])


def _weigh_project(project: Project) -> int:
    """Return how much there is to say about a project."""
    told = (project.description, project.url, project.technologies, project.highlights)
    return sum(bool(value) for value in told)


def _list_headlines(facts: Facts) -> Iterator[Wording]:
    """Yield what may stand under the name, each once."""
    seen: set[str] = set()
    for options in _list_options(facts):
        wording = _join(options)
        if wording and fold(wording.text) not in seen:
            seen.add(fold(wording.text))
            yield wording


def _list_options(facts: Facts) -> Iterator[Iterable[Fact | None]]:
    """Yield the facts of each headline: the person's own, the latest title, the subject."""
    yield [facts.headline]
    posts = [post for post in newest_first(facts.work) if post.position]
    schools = newest_first(facts.education)
    study = [schools[0].area, schools[0].institution] if schools else []
    if _is_studying(facts):
        yield study
    if posts:
        yield [posts[0].position]
        yield [posts[0].position, posts[0].organization]
    yield study


def _join(facts: Iterable[Fact | None]) -> Wording | None:
    """Return values side by side; None if there are none."""
    present = tuple(fact for fact in facts if fact and fact.value.strip())
    return Wording(", ".join(fact.value.strip() for fact in present), present) if present else None
