"""The words and lists that a resume has to offer for sentences about the person."""

import re
import string
from collections.abc import Iterable, Sequence
from typing import Any

from agents.drafts import Wording, newest_first
from agents.facts import Education, Fact, Facts, Work
from agents.phrases import format_month, join_list, read_phrases

SKILLS, MORE_SKILLS = 3, 6
MAX_SKILL_WORDS = 3
EARLIER_POSTS, PROJECTS, CERTIFICATES, AWARDS, INTERESTS = 2, 3, 3, 3, 6
MAX_SPOKEN = 70  # characters; longer values do not fit into a sentence
MIN_CONFIDENCE = 0.5
UNSPOKEN = re.compile(r"[{}<>@|•·]|https?:|mailto:|[^\W\d_]\W*\n")
DEGREE = re.compile(
    r"^(b|m|ph)\.?\s?(a|s|sc|eng|d|tech|ed)\b|\bdegree\b|\b(bachelor|master)", re.IGNORECASE
)
NO_ARTICLE = re.compile(r"(head|chief|vice|c[a-z]o|[se]?vp)\b|.*\b(of staff)\b", re.IGNORECASE)
VOWEL_SOUND = re.compile(r"[aeio]|u(?!ni|s[eai]|ti)|hour|honou?r|heir", re.IGNORECASE)
VOWEL_LETTERS = "AEFHILMNORSX"
"""Letters whose names begin with a vowel: an MP, an HR manager."""
NEEDS_THE = re.compile(r"(university|college|institute|school|academy|faculty) of ", re.IGNORECASE)
LETTER_BY_LETTER = re.compile(r"[A-Z][A-Z\d.&]+\b")

Vocabulary = dict[str, Wording]


def make_vocabulary(facts: Facts) -> Vocabulary:
    """Return what can stand in for each {placeholder}; what the resume lacks is left out."""
    language = facts.language
    words: Vocabulary = {}
    _add_facts(words, name=facts.name, headline=facts.headline)
    _add_facts(words, place=facts.location.text if facts.location else None)
    if facts.headline and "headline" in words:
        words["a_headline"] = _with_article(facts.headline, language)
    _add_posts(words, facts)
    _add_study(words, facts)
    skills = [fact for group in facts.skills for fact in group.keywords]
    skills = _distinct(fact for fact in skills if len(fact.value.split()) <= MAX_SKILL_WORDS)
    _add_list(words, "skills", skills[:SKILLS], language)
    _add_list(words, "more_skills", skills[:MORE_SKILLS], language)
    projects = _distinct(item.name for item in facts.projects)
    _add_list(words, "projects", projects[:PROJECTS], language)
    certificates = _distinct(item.name for item in facts.certificates)
    _add_list(words, "certificates", certificates[:CERTIFICATES], language)
    awards = _distinct(item.title for item in facts.awards)
    _add_list(words, "awards", awards[:AWARDS], language)
    _add_list(words, "interests", _list_interests(facts)[:INTERESTS], language)
    spoken = [
        fill(read_phrases(language)["language"], _of(language=item.language, fluency=item.fluency))
        for item in facts.languages
    ]
    _add_joined(words, "languages", [item for item in spoken if item], language)
    return words


def fill(
    candidates: Sequence[str], words: Vocabulary, *, limit: int | None = None
) -> Wording | None:
    """Return the first candidate that the vocabulary can fill, within `limit` characters."""
    for candidate in candidates:
        names = [name for _, name, _, _ in string.Formatter().parse(candidate) if name]
        if not all(name in words for name in names):
            continue
        text = candidate.format(**{name: words[name].text for name in names})
        if limit is None or len(text) <= limit:
            facts = tuple(fact for name in names for fact in words[name].facts)
            return Wording(_tidy(text), facts)
    return None


def _tidy(text: str) -> str:
    """Drop the doubled full stop behind a value that ends in one, as in 'at Acme Inc..'."""
    return re.sub(r"([.!?])\.$", r"\1", text)


def _of(**facts: Fact | None) -> Vocabulary:
    """Return a vocabulary of single facts."""
    return {
        name: Wording(fact.value, (fact,))
        for name, fact in facts.items()
        if fact and is_speakable(fact)
    }


def is_speakable(fact: Fact) -> bool:
    """Tell whether a value can stand in a sentence: read with confidence, short, of whole words."""
    value = fact.value
    return (
        fact.confidence >= MIN_CONFIDENCE
        and len(value) <= MAX_SPOKEN
        and sum(char.isalpha() for char in value) * 2 >= len(value)
        and value.count("(") == value.count(")")
        and not value.startswith("(")
        and not UNSPOKEN.search(value)
    )


def _add_facts(words: Vocabulary, **facts: Fact | None) -> None:
    """Add single facts under their names."""
    words.update(_of(**facts))


def _add_list(words: Vocabulary, name: str, facts: Sequence[Fact], language: str) -> None:
    """Add a list of facts in words, unless it is empty."""
    _add_joined(words, name, [Wording(fact.value, (fact,)) for fact in facts], language)


def _add_joined(words: Vocabulary, name: str, items: Sequence[Wording], language: str) -> None:
    """Add a list of wordings in words, unless it is empty."""
    if items:
        text = join_list([item.text for item in items], language=language)
        words[name] = Wording(text, tuple(fact for item in items for fact in item.facts))


def _add_posts(words: Vocabulary, facts: Facts) -> None:
    """Add the present or last post, the ones before it, and since when."""
    posts = [post for post in newest_first(facts.work) if _is_titled(post)]
    if not posts:
        return
    first, *others = posts
    others = [post for post in others if _is_before(post, first)]
    phrases, language = read_phrases(facts.language), facts.language
    named = _name_post(first, language)
    if first.current or first.end_date:
        role = "current" if first.current else "latest"
        _add_filled(words, f"{role}_post", phrases["post"], named)
        _add_filled(words, f"bare_{role}", phrases["bare_post"], named)
    words["position"] = named["position"]
    if first.current and first.start_date:
        since = format_month(first.start_date.value, language=language)
        words["since"] = Wording(since, (first.start_date,))
    for key, candidates in (("earlier_posts", "post"), ("bare_earlier", "bare_post")):
        told = [fill(phrases[candidates], _name_post(post, language)) for post in others]
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


def _name_post(post: Work, language: str) -> Vocabulary:
    """Return the words for one post."""
    words = _of(position=post.position, organization=post.organization)
    if post.position and "position" in words:
        words["a_position"] = _with_article(post.position, language)
    return words


def _with_article(title: Fact, language: str) -> Wording:
    """Return 'a Nurse', 'an Editor', 'Head of Sales'; the bare title where no article belongs."""
    text = title.value
    if not read_phrases(language)["articles"] or NO_ARTICLE.match(text):
        return Wording(text, (title,))
    return Wording(f"{'an' if _sounds_like_vowel(text) else 'a'} {text}", (title,))


def _sounds_like_vowel(text: str) -> bool:
    """Tell whether English says 'an' before the text."""
    if LETTER_BY_LETTER.match(text):
        return text[0] in VOWEL_LETTERS
    return bool(VOWEL_SOUND.match(text))


def _add_study(words: Vocabulary, facts: Facts) -> None:
    """Add the latest school, as finished or as going on."""
    schools = newest_first(facts.education)
    if not schools:
        return
    phrases: dict[str, Any] = read_phrases(facts.language)
    school = _name_school(schools[0])
    told = school if _is_plain(school) else {}
    if wording := fill(phrases["study"], _with_the(told, facts.language)):
        words["current_study" if schools[0].current else "study"] = wording
    order = [name for name in ("study_type", "area", "institution") if name in school]
    if order:
        words["bare_study"] = Wording(
            ", ".join(school[name].text for name in order),
            tuple(fact for name in order for fact in school[name].facts),
        )


def _name_school(school: Education) -> Vocabulary:
    """Return the words for one school."""
    return _of(institution=school.institution, area=school.area, study_type=school.study_type)


def _is_plain(school: Vocabulary) -> bool:
    """Tell whether a school's subject is one that 'I studied …' can be said of."""
    area = school.get("area")
    return area is None or not (DEGREE.search(area.text) or set(area.text) & set("(),;:"))


def _with_the(school: Vocabulary, language: str) -> Vocabulary:
    """Return the words for a school with the article that English wants in 'the University of'."""
    name = school.get("institution")
    if name and read_phrases(language)["articles"] and NEEDS_THE.match(name.text):
        return {**school, "institution": Wording(f"the {name.text}", name.facts)}
    return school


def _list_interests(facts: Facts) -> list[Fact]:
    """Return the pastimes, each by its keywords where it has some."""
    return _distinct(
        fact for item in facts.interests for fact in (item.keywords or (item.name,)) if fact.value
    )


def _distinct(facts: Iterable[Fact]) -> list[Fact]:
    """Return the facts, each value once."""
    return list({fact.value.casefold(): fact for fact in facts if is_speakable(fact)}.values())
