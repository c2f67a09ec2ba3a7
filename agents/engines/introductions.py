"""Opens jobs and projects with a sentence of their own facts, in a tone: since when, with what."""

from collections.abc import Iterator

from agents.chronology import newest_first
from agents.engines.filling import Vocabulary, is_speakable, list_facts, name_facts, say
from agents.facts import Fact, Facts, Project, Work
from agents.phrases import format_month, read_phrases
from agents.sections import Tone
from agents.wordings import Wording

MAX_TOOLS = 8
"""More make a list, not a sentence."""


def introduce_all(facts: Facts, *, tone: Tone) -> dict[str, Wording]:
    """Return what opens each item, by its id; items with too few facts of their own have none."""
    posts = [
        *_number("EXPERIENCE", newest_first(facts.work)),
        *_number("VOLUNTEERING", newest_first(facts.volunteering)),
    ]
    opened = {place: introduce_post(post, facts.language, tone) for place, post in posts}
    for index, project in enumerate(facts.projects):
        opened[f"PROJECTS/items/{index}"] = introduce_project(project, facts.language, tone)
    return {place: wording for place, wording in opened.items() if wording}


def _number(kind: str, posts: list[Work]) -> Iterator[tuple[str, Work]]:
    """Yield posts with their ids."""
    yield from ((f"{kind}/items/{index}", post) for index, post in enumerate(posts))


def introduce_post(post: Work, language: str, tone: Tone) -> Wording | None:
    """Return what opens a job; None if the resume says too little of it."""
    words = name_facts(organization=post.organization)
    words |= tell_period(post, language=language)
    words |= _tell_tools(post.technologies, language=language)
    state = "current" if post.current else "past"
    return say(read_phrases(language)["intro"][state][tone], words)


def introduce_project(project: Project, language: str, tone: Tone) -> Wording | None:
    """Return what opens a project; only a project with a description needs one without facts."""
    words = name_facts(name=project.name)
    words |= tell_period(project, language=language)
    words |= _tell_tools(project.technologies, language=language)
    phrases = read_phrases(language)["intro"]
    bare = phrases["bare"].get(tone, ()) if project.description else ()
    return say([*phrases["project"][tone], *bare], words)


def tell_period(item: Work | Project, *, language: str) -> Vocabulary:
    """Return {period} ('from March 2020 to May 2022') and {span} ('March 2020 – May 2022')."""
    start, end = item.start_date, item.end_date
    if start and end:
        form = "same" if start.value == end.value else "both"
    elif start and item.current:
        form = "since"
    elif end:
        form = "until"
    else:
        return {}
    dates = {"from": start, "to": end}
    told = {
        name: format_month(fact.value, language=language) for name, fact in dates.items() if fact
    }
    used = tuple(fact for fact in dates.values() if fact)
    return {
        kind: Wording(_write_period(kind, form, told, language), used)
        for kind in ("period", "span")
    }


def _write_period(kind: str, form: str, told: dict[str, str], language: str) -> str:
    """Return a period in words, with the prepositions that its dates need."""
    phrases = read_phrases(language)
    forms = phrases[kind]
    is_year = all(date.isdigit() for date in told.values())
    text = str(forms.get(f"{form}_year", forms[form]) if is_year else forms[form]).format(**told)
    for long, short in phrases.get("elisions", ()):
        text = text.replace(long, short)
    return text


def _tell_tools(tools: tuple[Fact, ...], *, language: str) -> Vocabulary:
    """Return {technologies}, if they are few enough to be told and can all be spoken."""
    if not 0 < len(tools) <= MAX_TOOLS or not all(is_speakable(fact) for fact in tools):
        return {}
    return {"technologies": list_facts(tools, language=language)}
