"""Made-up persons: the same one for the same seed."""

import unicodedata
from random import Random
from typing import Any

from benchmarks.made_up.careers import THIS_YEAR, Setting, make_schools, make_work
from benchmarks.made_up.person import Contact, Honour, Month, Period, Person, Post, Project, Skills
from benchmarks.made_up.vocabulary import LANGUAGES, read_words

_STAGES = ("student", "junior", "middle", "middle", "senior", "veteran")
_JOBS = {
    "student": (0, 0),
    "junior": (1, 2),
    "middle": (2, 4),
    "senior": (4, 5),
    "veteran": (7, 10),
}
_ENGLISH = 0.4
"""Share of resumes in English; the other languages share the rest."""


def make_person(seed: int) -> Person:
    """The person of a seed."""
    random = Random(f"person {seed}")
    language = "en" if random.random() < _ENGLISH else random.choice(LANGUAGES[1:])
    words = read_words(language)
    setting = Setting(random, language, words, random.choice(words["professions"]))
    stage = random.choice(_STAGES)
    work = make_work(setting, random.randint(*_JOBS[stage]))
    education = make_schools(setting, work, is_student=stage == "student")
    given, family = setting.given(), setting.family()
    years = THIS_YEAR - (_start(work)[0] if work else THIS_YEAR - 2)
    lines: list[str] = setting.profession["summary"]
    summary = [line.replace("{years}", str(max(years, 2))) for line in lines]
    return Person(
        language=language,
        name=f"{given} {family}",
        label=random.choice(setting.profession["label"]),
        contact=_make_contact(setting, given, family),
        summary=" ".join(summary),
        work=work,
        education=education,
        projects=_make_projects(setting, is_student=stage == "student"),
        skills=_make_skills(setting),
        languages=_make_languages(setting),
        **_make_extras(setting),
    )


def _start(work: tuple[Post, ...]) -> Month:
    return next((post.period.start for post in reversed(work) if post.period.start), (THIS_YEAR, 1))


def _make_contact(setting: Setting, given: str, family: str) -> Contact:
    random, names = setting.random, read_words("names")
    city, region, postcode, country, phone = random.choice(names["cities"][setting.language])
    user = random.choice(["{0}.{1}", "{0}{1}", "{0}-{1}", "{2}{1}"]).format(
        _plain(given), _plain(family), _plain(given)[0]
    )
    host = random.choice(
        ["mailbox.example", "post.example.org", "example.com", "gmail.com", "gmx.net"]
    )
    profile = user.replace(".", "-")
    links = [("LinkedIn", f"https://www.linkedin.com/in/{profile}")]
    if setting.profession["key"] in {"software", "research", "engineering"}:
        links.append(("GitHub", f"https://github.com/{profile}"))
    if random.random() < 0.35:
        links.append(("", f"https://{_plain(given)}{_plain(family)}.example.net"))
    return Contact(
        email=f"{user}@{host}",
        phone="".join(str(random.randint(0, 9)) if c == "#" else c for c in phone),
        street=random.choice(names["streets"][setting.language]),
        city=city,
        region=region,
        postcode=postcode,
        country=country,
        links=tuple(random.sample(links, random.randint(0, len(links)))),
    )


def _plain(name: str) -> str:
    folded = unicodedata.normalize("NFKD", name.replace("\u0131", "i").replace("ß", "ss"))
    return "".join(c for c in folded.lower() if c.isascii() and c.isalpha())


def _make_projects(setting: Setting, *, is_student: bool) -> tuple[Project, ...]:
    random, pool = setting.random, setting.profession["projects"]
    if not is_student and random.random() < 0.55:
        return ()
    tools = [word for _, words in setting.profession["skills"] for word in words]
    projects = []
    for name, text in random.sample(pool, random.randint(1, len(pool))):
        year = random.randint(THIS_YEAR - 6, THIS_YEAR - 1)
        projects.append(
            Project(
                name=name,
                text=setting.fill(text),
                url=f"https://{_plain(name)}.example.org" if random.random() < 0.4 else "",
                tools=tuple(random.sample(tools, 3)) if random.random() < 0.5 else (),
                period=Period((year, random.randint(1, 6)), (year, random.randint(7, 12))),
            )
        )
    return tuple(projects)


def _make_skills(setting: Setting) -> tuple[Skills, ...]:
    groups = []
    for name, words in setting.profession["skills"]:
        chosen = setting.random.sample(
            words, setting.random.randint(min(2, len(words)), len(words))
        )
        groups.append(Skills(name, tuple(chosen)))
    return tuple(groups)


def _make_languages(setting: Setting) -> tuple[tuple[str, str], ...]:
    random, words = setting.random, setting.words
    spoken = [(words["own"], random.choice(words["native"]))]
    levels = [*words["fluency"], "B1", "B2", "C1"]
    others = random.sample(words["spoken"], random.randint(1, 3))
    spoken += [(language, random.choice(levels)) for language in others]
    return tuple(spoken) if random.random() < 0.75 else ()


def _make_extras(setting: Setting) -> dict[str, Any]:
    random, words = setting.random, setting.words
    extras: dict[str, Any] = {}
    lists = {
        "certificates": setting.profession["certificates"],
        "awards": words["voluntary"]["awards"],
        "publications": setting.profession.get("publications", []),
    }
    for key, pool in lists.items():
        if pool and random.random() < (0.9 if key == "publications" else 0.45):
            chosen = random.sample(pool, random.randint(1, len(pool)))
            extras[key] = tuple(
                Honour(setting.fill(name), setting.fill(giver), random.randint(2008, THIS_YEAR - 1))
                for name, giver in chosen
            )
    if random.random() < 0.3:
        extras["volunteering"] = (_make_voluntary(setting),)
    if random.random() < 0.4:
        extras["interests"] = tuple(random.sample(words["interests"], random.randint(2, 5)))
    return extras


def _make_voluntary(setting: Setting) -> Post:
    random = setting.random
    organization, position, text = random.choice(setting.words["voluntary"]["posts"])
    start = random.randint(2010, THIS_YEAR - 4)
    period = Period(
        (start, random.randint(1, 12)), (start + random.randint(1, 3), random.randint(1, 12))
    )
    return Post(setting.fill(organization), position, setting.city(), period, setting.fill(text))
