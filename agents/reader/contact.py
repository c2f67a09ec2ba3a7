"""The person: name, headline, e-mail, phone and place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import zip_longest

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from agents.facts import Fact, Location
from agents.reader.dates import find_periods, is_only_dates
from agents.reader.lines import Line, make_style
from agents.reader.links import URL
from agents.reader.passages import Passage, join
from agents.reader.places import (
    is_city_like,
    is_country,
    is_pair,
    is_place,
    is_region,
    strip_label,
)
from agents.reader.roles import count_employer_words, count_job_words
from agents.reader.titles import find_kind

EMAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_DIGITS = re.compile(r"(?<![\w/.-])\+?[(\d][\d\s().\-–/]{6,}\d(?![\w/])")
_REGIONS = {
    "en": ("US", "GB", "AU", "IN"),
    "de": ("DE", "AT", "CH"),
    "fr": ("FR", "CH", "BE", "CA"),
    "es": ("ES", "MX", "AR", "CO", "CL", "PE"),
    "pt": ("BR", "PT"),
}
"""Countries a number without a country's code may be of, by the resume's language."""
_POSTCODE = re.compile(r"\d{4,5}-\d{3,4}")
_BROKEN_WORD = ("-", ".", "@", "_")
_NAME_WORD = re.compile(r"[^\W\d_][\w.'’-]*|\([^)]*\)")
_PARTS = re.compile(r"\s{2,}|\s*[|•·∙]\s*|\s+[–—-]\s+")
_HEADLINE_WORDS = 9
_NAME_WORDS = 6
_ADDRESS_WORDS = 14
_POSTCODE_LAST = re.compile(r",\s+(?:\d{4,5}|[A-Z]\d[A-Z] ?\d[A-Z]\d)$")
_CODE = re.compile(r"[A-Z]{2,3}")
_POSTCODE_END = re.compile(r"(?:\s*\d[\d-]{3,})?$")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
"""Of a telephone number; the most are E.164's."""
_TIGHT = 0.6
"""Space between the lines of one heading is below this, in font sizes."""
_ALIGNED = 4.0
"""Lines that begin within this many points begin at the same place."""
_LARGE = 12.0
"""Text above this size, in points, is a heading."""
_POSTCODE_CITY = re.compile(
    r"(?:^|[,–-]\s*)(?:[A-Z]{1,2}-)?"
    r"(?:\d{4,5}(?:-\d{3,4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? [A-Z\d]{3,4})"
    r"\s+(?P<city>[^\W\d_a-z][^\d,]+)(?:$|,\s*[^\d,]+$)"
)
"""A city after its postcode: digits, or letters and digits as in Canada and Britain."""


def find_email(lines: Sequence[Line]) -> Fact | None:
    """The first valid e-mail address, also one that runs over two lines."""
    for passage in _list_with_broken(lines):
        for match in EMAIL.finditer(passage.text):
            address = match[0].replace(" ", "").rstrip(".")
            try:
                validate_email(address, check_deliverability=False, test_environment=True)
            except EmailNotValidError:
                continue
            return passage.cut(*match.span()).to_fact(address, confidence=0.99)
    return None


def _list_with_broken(lines: Sequence[Line]) -> Iterator[Passage]:
    """The text of every line, with the next where a word is broken at its end."""
    for line, following in zip_longest(lines, lines[1:]):
        if following and line.text.endswith(_BROKEN_WORD) and following.gap < _TIGHT:
            yield join([line.passage, following.cells[0]], "")
        yield line.passage


def find_phone(lines: Sequence[Line], language: str) -> Fact | None:
    """The first telephone number: a valid one, or else any number that has the form of one."""
    for region in _REGIONS[language]:
        for line in lines:
            for number in phonenumbers.PhoneNumberMatcher(line.passage.text, region):
                if not is_only_dates(number.raw_string):
                    return line.passage.cut(number.start, number.end).to_fact(confidence=0.98)
    for line in lines:
        for match in _DIGITS.finditer(line.passage.text):
            digits = sum(c.isdigit() for c in match[0])
            told = find_periods(match[0]) or _POSTCODE.fullmatch(match[0])
            if _FEWEST_DIGITS <= digits <= _MOST_DIGITS and not told:
                return line.passage.cut(*match.span()).strip().to_fact(confidence=0.7)
    return None


def find_name(lines: Sequence[Line]) -> Passage | None:
    """The largest text of the first page that has the form of a name."""
    best: tuple[float, Passage] | None = None
    for index, (line, following) in enumerate(zip_longest(lines, lines[1:])):
        if line.page != lines[0].page or line.bullet:
            continue
        for cell in (*line.cells, *_stack(line, following)):
            size = make_style([t.word for t in cell.tokens]).size - 0.02 * index
            if is_name_like(cell.text) and (best is None or size > best[0]):
                best = (size, cell)
    return _complete_name(best[1].strip(), lines) if best else None


def _stack(line: Line, following: Line | None) -> list[Passage]:
    """Given name and family name as one, where one large word stands under the other."""
    if following is None or line.style != following.style or line.style.size <= _LARGE:
        return []
    alone = len(line.text.split()) == len(following.text.split()) == 1
    return [join([line.passage, following.passage])] if alone and following.gap < _TIGHT else []


def _complete_name(name: Passage, lines: Sequence[Line]) -> Passage:
    """The name with its last part from the line below, where that is set like it."""
    style = make_style([t.word for t in name.tokens])
    box = name.tokens[0].word.box
    for line in lines:
        same = line.style.size == style.size and line.style.color == style.color
        below = 0 < line.box[1] - box[1] < 2.5 * style.size and abs(line.box[0] - box[0]) < _ALIGNED
        fresh = not any(t.word is line.cells[0].tokens[0].word for t in name.tokens)
        if same and below and fresh and line.page == name.tokens[0].page and style.size > _LARGE:
            whole = join([name, line.cells[0]])
            return whole if is_name_like(whole.text) else name
    return name


def is_name_like(text: str) -> bool:
    """Whether a text has the form of a person's name: two to five words of letters."""
    words = text.strip(" ,.|").split()
    if not 1 < len(words) <= _NAME_WORDS or find_kind(text) or count_employer_words(text):
        return False
    if count_job_words(text) or is_place(text) or "@" in text:
        return False
    return all(_NAME_WORD.fullmatch(w.strip(",")) for w in words) and (
        sum(w[0].isupper() for w in words) >= min(2, len(words))
    )


def find_headline(lines: Sequence[Line], name: Passage) -> Passage | None:
    """The job title under the name, which may run over two lines."""
    if any(name.tokens[0] in cell.tokens for line in lines for cell in line.cells[1:]):
        return None  # the name is the value of a table's row
    after = _list_after(lines, name)
    for index, line in enumerate(after[:3]):
        cell = _first_part(line.cells[0])
        if is_pair(cell.text) and _is_beside_address(after, index):
            continue
        if not _is_headline(cell):
            if index == 0 and is_contact(cell.text):
                continue
            return None
        following = after[index + 1] if index + 1 < len(after) else None
        if following and _goes_on(line, following):
            return join([cell, following.cells[0]]).strip()
        return cell.strip()
    return None


def _first_part(cell: Passage) -> Passage:
    """The cell, or its first part if that is a job title and the rest is not."""
    parts = cell.split(_PARTS)
    rest = parts[1:]
    if count_job_words(cell.text) and any(is_contact(part.text) for part in rest):
        return parts[0]
    return cell


def _list_after(lines: Sequence[Line], name: Passage) -> list[Line]:
    """The lines under the name, in its column."""
    box = name.tokens[-1].word.box
    size = box[3] - box[1]
    left, right = min(t.word.box[0] for t in name.tokens), max(t.word.box[2] for t in name.tokens)
    below = [
        line
        for line in lines
        if line.page == name.tokens[0].page
        and box[3] - 0.3 * size <= line.box[1] < box[3] + 6 * size
        and line.box[0] < right + size
        and line.box[2] > left - size
    ]
    return sorted(below, key=lambda line: line.box[1])


def _goes_on(line: Line, following: Line) -> bool:
    return (
        len(following.cells) == 1
        and following.style == line.style
        and following.gap < _TIGHT
        and not is_contact(following.text)
        and len(following.text.split()) <= _HEADLINE_WORDS
        and following.style.size > _LARGE - 1
    )


def is_contact(text: str) -> bool:
    """Whether a text holds an address, of mail, web, telephone or place."""
    return bool(EMAIL.search(text) or URL.search(text) or _DIGITS.search(text) or is_place(text))


def _is_headline(cell: Passage) -> bool:
    text = cell.text.strip()
    return (
        1 <= len(text.split()) <= _HEADLINE_WORDS
        and not is_contact(text)
        and not _ends_in_place(text)
        and not text.endswith((".", "!", ":"))
        and find_kind(text) is None
        and any(c.isalpha() for c in text)
    )


def find_location(lines: Sequence[Line]) -> Location | None:
    """Where the person lives."""
    parts = list(_list_parts(lines))
    labelled = [
        part.cut(strip_label(part.text)).strip() for part in parts if strip_label(part.text)
    ]
    for part in (*labelled, *parts):
        if is_place(part.text) or _ends_in_place(part.text):
            return make_location(part)
    beside = [line for i, line in enumerate(lines) if _is_beside_address(lines, i)]
    pairs = (part for part in _list_parts(beside) if is_pair(part.text))
    found = next(pairs, None)
    return make_location(found) if found else None


def _is_beside_address(lines: Sequence[Line], index: int) -> bool:
    """Whether a line, or the one above or below, has a mail address or a telephone number."""
    near = lines[max(index - 1, 0) : index + 2]
    return any(EMAIL.search(line.text) or _DIGITS.search(line.text) for line in near)


def _list_parts(lines: Sequence[Line]) -> Iterator[Passage]:
    """The parts of lines that may be places; an address that runs over two lines is one."""
    for line, following in zip_longest(lines, lines[1:]):
        cells = list(line.cells)
        if following and following.gap < _TIGHT and _is_open(cells[-1].text):
            cells[-1] = join([cells[-1], following.cells[0]])
        for part in (
            part for cell in cells if _may_hold_place(cell) for part in cell.split(_PARTS)
        ):
            if not EMAIL.search(part.text) and not URL.search(part.text):
                yield part


def _is_open(text: str) -> bool:
    """Whether an address goes on: it ends in a comma, or in a postcode with no city."""
    return text.endswith(",") or _POSTCODE_LAST.search(text) is not None


def _may_hold_place(cell: Passage) -> bool:
    """Whether a text is short and not of a time, or is told to be of the person."""
    if EMAIL.search(cell.text) or _DIGITS.search(cell.text) or strip_label(cell.text):
        return True
    return len(cell.text.split()) <= _ADDRESS_WORDS and not find_periods(cell.text)


def _ends_in_place(text: str) -> bool:
    """Whether an address ends in a city and its region."""
    comma = re.compile(r",|\s\(" if "," in text else ",")
    parts = [re.sub(r"[\d-]{4,}", "", p).strip(" )") for p in comma.split(text)]
    parts = [p for p in parts if p]
    if _POSTCODE_CITY.search(text):
        return True
    if len(parts) <= 1 or not is_city_like(parts[-2]):
        return False
    return is_region(parts[-1]) or re.fullmatch(r"[A-Z]{2}", parts[-1]) is not None


def make_location(passage: Passage) -> Location:
    """The location with its city, region and country where they can be told apart."""
    if match := _POSTCODE_CITY.search(passage.text):
        city = passage.cut(*match.span("city")).strip()
        return Location(text=passage.to_fact(), city=city.to_fact())
    parts = passage.split(re.compile(r",\s*|\s+\(|\)"))
    bare = [p.cut(0, len(_POSTCODE_END.sub("", p.text))) for p in parts]
    regions = [p for p in bare[1:] if is_region(p.text) or _CODE.fullmatch(p.text)]
    if not regions and is_pair(passage.text):
        regions = [bare[1]]
    cities = [p for p in bare if p and p not in regions and not any(c.isdigit() for c in p.text)]
    country = regions[-1] if regions and is_country(regions[-1].text) else None
    region = next((p for p in regions if p is not country), None)
    return Location(
        text=passage.to_fact(),
        city=cities[-1].to_fact() if cities else None,
        region=region.to_fact() if region else None,
        country=country.to_fact() if country else None,
    )
