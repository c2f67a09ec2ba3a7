"""The words and lists that a resume has to offer for sentences about the person."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from agents.chronology import newest_first
from agents.engines.articles import with_article, with_the
from agents.engines.employers import at_employer, title_inside
from agents.engines.filling import (
    Vocabulary,
    fill,
    is_speakable,
    list_facts,
    list_wordings,
    name_facts,
)
from agents.facts import Education, Fact, Facts, Work
from agents.phrases import format_month, read_phrases
from agents.planner import Plan
from agents.wordings import Wording

SKILLS, MORE_SKILLS = 3, 6
MAX_SKILL_WORDS = 3
EARLIER_POSTS, CERTIFICATES, AWARDS, INTERESTS = 2, 3, 3, 6
DEGREE = re.compile(
    r"^(b|m|ph)\.?\s?(a|s|sc|eng|d|tech|ed)\b|\bdegree\b|\b(bachelor|master)", re.IGNORECASE
)


def make_vocabulary(facts: Facts, plan: Plan) -> Vocabulary:
    """Return what can stand in for each {placeholder}; what the resume lacks is left out."""
    place = facts.location.text if facts.location else None
    words = name_facts(name=facts.name, headline=facts.headline, place=place)
    if facts.headline and "headline" in words:
        words["headline"] = title_inside(facts.headline, language=facts.language)
        words["a_headline"] = with_article(facts.headline, language=facts.language)
    _add_posts(words, facts)
    _add_study(words, facts)
    _add_skills(words, facts)
    _add_honours(words, facts)
    projects = _distinct(project.name for project in plan.projects)
    _add_counted(words, "project", projects, facts.language)
    _add_list(words, "interests", _list_interests(facts)[:INTERESTS], facts.language)
    spoken = [
        fill(
            read_phrases(facts.language)["language"],
            name_facts(language=item.language, fluency=item.fluency),
        )
        for item in facts.languages
    ]
    _add_joined(words, "languages", [item for item in spoken if item], facts.language)
    return words


def _add_skills(words: Vocabulary, facts: Facts) -> None:
    """Add the first skills, a few and some more."""
    skills = [fact for group in facts.skills for fact in group.keywords]
    skills = _distinct(fact for fact in skills if len(fact.value.split()) <= MAX_SKILL_WORDS)
    _add_list(words, "skills", skills[:SKILLS], facts.language)
    _add_list(words, "more_skills", skills[:MORE_SKILLS], facts.language)
    if len(skills) == 1:
        _add_list(words, "one_skill", skills, facts.language)


def _add_honours(words: Vocabulary, facts: Facts) -> None:
    """Add certificates and awards."""
    certificates = _distinct(item.name for item in facts.certificates)
    _add_counted(words, "certificate", certificates[:CERTIFICATES], facts.language)
    awards = _distinct(item.title for item in facts.awards)
    _add_counted(words, "award", awards[:AWARDS], facts.language)


def _add_counted(words: Vocabulary, name: str, facts: Sequence[Fact], language: str) -> None:
    """Add a list, and by another name one that is all alone, since grammar tells them apart."""
    _add_list(words, f"{name}s", facts, language)
    if len(facts) == 1:
        _add_list(words, f"one_{name}", facts, language)


def _add_list(words: Vocabulary, name: str, facts: Sequence[Fact], language: str) -> None:
    """Add a list of facts in words, unless it is empty."""
    if facts:
        words[name] = list_facts(facts, language=language)


def _add_joined(words: Vocabulary, name: str, items: Sequence[Wording], language: str) -> None:
    """Add a list of wordings in words, unless it is empty."""
    if items:
        words[name] = list_wordings(items, language=language)


def _add_posts(words: Vocabulary, facts: Facts) -> None:
    """Add the present or last post, the ones before it, and since when."""
    posts = [post for post in newest_first(facts.work) if _is_titled(post)]
    if not posts:
        return
    first, *others = posts
    others = [post for post in others if _is_before(post, first)]
    phrases, language = read_phrases(facts.language), facts.language
    named = name_post(first, language)
    if first.current or first.end_date:
        role = "current" if first.current else "latest"
        _add_filled(words, f"{role}_post", phrases["post"], named)
        _add_filled(words, f"bare_{role}", phrases["bare_post"], named)
    if first.current:
        words["position"] = named["position"]
    if first.current and first.start_date:
        since = format_month(first.start_date.value, language=language)
        words["since"] = Wording(since, (first.start_date,))
    for key, candidates in (("earlier_posts", "post"), ("bare_earlier", "bare_post")):
        told = [fill(phrases[candidates], name_post(post, language)) for post in others]
        _add_joined(words, key, [item for item in told if item][:EARLIER_POSTS], language)


def _is_titled(post: Work) -> bool:
    """Tell whether a post has a title to speak of; lower case is a piece of another sentence."""
    title = post.position
    return title is not None and is_speakable(title) and not title.value[0].islower()


def _is_before(post: Work, other: Work) -> bool:
    """Tell whether the resume's dates say that a post came before another."""
    start, other_start = post.start_date, other.start_date
    return bool(start and other_start and not post.current and start.value < other_start.value)


def _add_filled(words: Vocabulary, name: str, candidates: Sequence[str], parts: Vocabulary) -> None:
    """Add the first candidate that the parts can fill, if there is one."""
    if wording := fill(candidates, parts):
        words[name] = wording


def name_post(post: Work, language: str) -> Vocabulary:
    """Return the words for one post."""
    words = name_facts(position=post.position, organization=post.organization)
    if post.position and "position" in words:
        words["position"] = title_inside(post.position, language=language)
        words["a_position"] = with_article(post.position, language=language)
    if post.organization and "organization" in words:
        words["at_organization"] = at_employer(post.organization, language=language)
    return words


def _add_study(words: Vocabulary, facts: Facts) -> None:
    """Add the latest school, as finished or as going on."""
    schools = newest_first(facts.education)
    if not schools:
        return
    phrases: dict[str, Any] = read_phrases(facts.language)
    school = _name_school(schools[0])
    state = "current_study" if schools[0].current else "study"
    told = dict(school) if _is_plain(school) else {}
    if "institution" in told:
        told["institution"] = with_the(told["institution"], language=facts.language)
    if wording := fill(phrases["study"], told):
        words[state] = wording
    order = [name for name in ("study_type", "area", "institution") if name in school]
    if "study_type" in order and _is_label(school["study_type"].text, facts.language):
        order.remove("study_type")
    if order:
        text = ", ".join(school[name].text for name in order)
        bare = Wording(text, tuple(fact for name in order for fact in school[name].facts))
        words["bare_study"] = bare
        if schools[0].current:
            words["bare_current_study"] = bare


def _is_label(study_type: str, language: str) -> bool:
    """Tell whether a kind of study only says 'education', as 'Ausbildung' does."""
    heading: str = read_phrases(language)["headings"]["EDUCATION"]
    return study_type.casefold() == heading.casefold()


def _name_school(school: Education) -> Vocabulary:
    """Return the words for one school."""
    return name_facts(
        institution=school.institution, area=school.area, study_type=school.study_type
    )


def _is_plain(school: Vocabulary) -> bool:
    """Tell whether a school's subject is one that 'I studied …' can be said of."""
    area = school.get("area")
    return area is None or not (DEGREE.search(area.text) or set(area.text) & set("(),;:"))


def _list_interests(facts: Facts) -> list[Fact]:
    """Return the pastimes, each by its keywords where it has some."""
    return _distinct(
        fact for item in facts.interests for fact in (item.keywords or (item.name,)) if fact.value
    )


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts, each value once."""
    return list({fact.value.casefold(): fact for fact in facts if is_speakable(fact)}.values())
