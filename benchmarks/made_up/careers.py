"""Careers and schooling of made-up persons: dates that fit each other, posts that rise."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from benchmarks.made_up.person import Month, Period, Post, School
from benchmarks.made_up.vocabulary import read_words

THIS_YEAR = 2026
_PROMOTED = 0.25
"""Share of posts held with the same employer as the next one."""


@dataclass
class Setting:
    """A seed's random numbers, and the words of a language and a profession."""

    random: Random
    language: str
    words: dict[str, Any]
    profession: dict[str, Any]
    used: set[str] = field(default_factory=set)

    def given(self) -> str:
        """A given name."""
        return str(self.random.choice(read_words("names")["given"][self.language]))

    def family(self) -> str:
        """A family name."""
        return str(self.random.choice(read_words("names")["family"][self.language]))

    def city(self) -> str:
        """A city somebody might have worked in."""
        return str(self.random.choice(read_words("names")["other_cities"][self.language]))

    def fill(self, pattern: str) -> str:
        """A pattern with names and numbers in its places; {years} stays."""
        values = {
            "{stem}": self.random.choice(read_words("names")["stems"]),
            "{given}": self.given().split("-")[0].split()[0],
            "{family}": self.family(),
            "{family2}": self.family(),
            "{city}": self.city(),
            "{n}": str(self.random.randint(8, 60)),
            "{m}": str(self.random.randint(2, 7)),
            "{p}": str(self.random.randint(5, 45)),
            "{k}": str(self.random.randint(80, 900)),
        }
        for place, value in values.items():
            pattern = pattern.replace(place, value)
        return pattern

    def choose_new(self, pool: list[str], count: int) -> list[str]:
        """Up to `count` of a pool that this person has not used yet."""
        fresh = [line for line in pool if line not in self.used]
        chosen = self.random.sample(fresh, min(count, len(fresh)))
        self.used.update(chosen)
        return chosen


def make_work(setting: Setting, count: int) -> tuple[Post, ...]:
    """Posts, latest first; the first may still go on."""
    random, titles = setting.random, setting.profession["titles"]
    posts: list[Post] = []
    end: Month | None = None if random.random() < 0.75 else _before((THIS_YEAR, 11), 6, random)
    for index in range(count):
        start = _before(end or (THIS_YEAR, 10), random.randint(14, 70), random)
        rank = _rank(count - 1 - index, count, len(titles))
        stays = posts and random.random() < _PROMOTED
        employer = posts[-1].employer if stays else _employer(setting)
        city = posts[-1].city if stays else setting.city()
        posts.append(_make_post(setting, titles[rank], employer, city, Period(start, end)))
        end = _before(start, random.choice([0, 0, 1, 3, 14]), random)
    return tuple(posts)


def _rank(position: int, count: int, titles: int) -> int:
    """The title held in the so-manieth of all posts: short careers do not reach the last."""
    top = min(count, titles) - 1
    return round(position * top / max(count - 1, 1))


def _employer(setting: Setting) -> str:
    return setting.fill(setting.random.choice(setting.profession["employers"]))


def _before(month: Month, months: int, random: Random) -> Month:
    """The month so many months earlier."""
    total = month[0] * 12 + (month[1] or 1) - 1 - months
    return total // 12, total % 12 + 1


def _make_post(setting: Setting, title: str, employer: str, city: str, period: Period) -> Post:
    random = setting.random
    pool = [*setting.profession["highlights"], *setting.words["highlights"]]
    highlights = setting.choose_new(pool, random.randint(2, 4))
    duty = setting.choose_new(setting.words["duties"], 1) if random.random() < 0.35 else []
    return Post(
        employer=employer,
        position=title,
        city=city,
        period=period,
        summary=" ".join(setting.fill(line) for line in duty),
        highlights=tuple(setting.fill(line) for line in highlights),
    )


def make_schools(
    setting: Setting, work: tuple[Post, ...], *, is_student: bool
) -> tuple[School, ...]:
    """Schooling that ends before the first post; a student's goes on."""
    random = setting.random
    first = next((p.period.start for p in reversed(work) if p.period.start), None)
    year = first[0] if first else THIS_YEAR - 1
    end: Month | None = None if is_student else (year, random.choice([2, 6, 7, 9]))
    pool = setting.profession["study"]
    schools = []
    for degree, area in random.sample(pool, random.randint(1, min(2, len(pool)))):
        length = random.randint(2, 4)
        start = ((end[0] if end else THIS_YEAR + 1) - length, random.choice([9, 10]))
        institution = setting.fill(random.choice(read_words("names")["schools"][setting.language]))
        score = random.choice(setting.words["scores"]) if random.random() < 0.25 else ""
        schools.append(School(institution, degree, area, setting.city(), Period(start, end), score))
        end = (start[0], 7)
    return tuple(schools)
