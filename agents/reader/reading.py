"""A document's facts: layout, then sections, then each section by its kind."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from agents.document import Document
from agents.facts import Certificate, Fact, Facts, Notice, SkillGroup, SpokenLanguage
from agents.reader.contact import (
    find_email,
    find_headline,
    find_location,
    find_name,
    find_phone,
    is_contact,
)
from agents.reader.education import read_education
from agents.reader.entries import is_text
from agents.reader.honours import (
    read_awards,
    read_certificates,
    read_interests,
    read_publications,
    read_references,
)
from agents.reader.language import find_language
from agents.reader.layout import read_lines
from agents.reader.lines import Line, Style
from agents.reader.links import LinkedText, list_linked_texts
from agents.reader.passages import join
from agents.reader.profiles import find_links
from agents.reader.projects import read_projects
from agents.reader.sections import Section, find_body_style, lift_head, split_sections
from agents.reader.skills import read_skills
from agents.reader.spoken import is_language, is_language_list, read_languages
from agents.reader.titles import Kind, find_kind
from agents.reader.work import read_work

_UNSURE = 0.6
"""Confidence of OCR below which a word is often wrong."""
_Context = tuple[list[Line], Style, list[LinkedText]]


@dataclass
class _Resume:
    """The sections of one document, and what reading any of them takes."""

    sections: list[Section]
    body: Style
    linked: list[LinkedText]

    def list_lines(self, *kinds: Kind | None) -> list[Line]:
        """The lines of all sections of these kinds."""
        return [line for s in self.sections if s.kind in kinds for line in s.lines]

    def open(self, *kinds: Kind) -> Iterator[_Context]:
        """What reading the entries takes, for each section of these kinds."""
        for section in self.sections:
            if section.kind in kinds and section.lines:
                yield section.lines, self.body, self.linked


def read_facts(document: Document) -> Facts:
    """Read what a resume says, every value with the place it stands at."""
    lines = read_lines(document)
    resume = _Resume(
        lift_head(split_sections(lines)) if lines else [],
        find_body_style(lines),
        list_linked_texts(document),
    )
    facts = _read_person(resume, lines)
    skills, languages = _read_abilities(resume)
    return facts.model_copy(
        update={
            "work": tuple(w for s in resume.open(Kind.WORK) for w in read_work(*s)),
            "certificates": _read_certificates(resume),
            "education": tuple(e for s in resume.open(Kind.EDUCATION) for e in read_education(*s)),
            "projects": tuple(p for s in resume.open(Kind.PROJECTS) for p in read_projects(*s)),
            "skills": skills,
            "languages": languages,
            "volunteering": tuple(w for s in resume.open(Kind.VOLUNTEERING) for w in read_work(*s)),
            **_read_honours(resume),
            "notices": tuple(_list_notices(document)),
        }
    )


def _read_person(resume: _Resume, lines: Sequence[Line]) -> Facts:
    """Who the person is and how to reach them."""
    language = find_language(line.text for line in lines)
    personal = resume.list_lines(None, Kind.CONTACT, Kind.PROFILES)
    name = find_name(personal) or find_name(lines)
    headline = find_headline(personal, name) if name else None
    return Facts(
        language=language,
        name=name.to_fact() if name else None,
        headline=headline.to_fact() if headline else None,
        email=find_email(personal) or find_email(lines),
        phone=find_phone(personal, language),
        location=find_location(personal),
        links=tuple(find_links(personal, resume.linked)),
        summary=_read_summary(resume),
    )


def _read_summary(resume: _Resume) -> Fact | None:
    """The summary under its title, or else the running text between name and first section."""
    lines = resume.list_lines(Kind.SUMMARY)
    if not lines:
        lines = [
            line
            for line in resume.list_lines(None)
            if is_text(line, resume.body) and not is_contact(line.text)
        ]
        lines = _keep_together(resume.list_lines(None), lines)
    passage = join([line.passage for line in lines]).strip(" ")
    return passage.to_fact() if passage else None


def _keep_together(lines: Sequence[Line], texts: Sequence[Line]) -> list[Line]:
    """The lines from the first text to the last; the end of a text may be a short line."""
    if not texts:
        return []
    numbers = [i for i, line in enumerate(lines) if any(line is t for t in texts)]
    first, last = numbers[0], numbers[-1]
    following = lines[last + 1 : last + 2]
    if following and following[0].style == lines[last].style and following[0].gap < 1:
        last += 1
    return list(lines[first : last + 1])


def _read_abilities(
    resume: _Resume,
) -> tuple[tuple[SkillGroup, ...], tuple[SpokenLanguage, ...]]:
    """Skills and languages, also where the languages are listed among the skills."""
    groups = _read_skill_groups([s for s in resume.sections if s.kind is Kind.SKILLS])
    languages = read_languages(resume.list_lines(Kind.LANGUAGES))
    spoken = [g for g in groups if _is_spoken(g)]
    if not languages:
        listed = [
            line for line in resume.list_lines(None, Kind.SKILLS) if _names_languages(line, spoken)
        ]
        languages = read_languages(listed)
    skills = tuple(g for g in groups if g not in spoken)
    return skills, tuple(languages)


def _read_skill_groups(sections: Sequence[Section]) -> list[SkillGroup]:
    """The groups of all skill sections; a further section's title names its group."""
    groups: list[SkillGroup] = []
    for number, section in enumerate(sections):
        found = read_skills(section.lines)
        if number and section.title and found and found[0].name is None:
            name = section.title.passage.to_fact()
            found[0] = found[0].model_copy(update={"name": name})
        groups += found
    return groups


def _is_spoken(group: SkillGroup) -> bool:
    """Whether a group of skills lists languages that people speak."""
    titled = group.name is not None and find_kind(group.name.value) is Kind.LANGUAGES
    return titled and any(is_language(k.value) for k in group.keywords)


def _names_languages(line: Line, spoken: Sequence[SkillGroup]) -> bool:
    words = {source.text for g in spoken for k in g.keywords for source in k.sources}
    return is_language_list(line.text) or any(w in line.text for w in words)


def _read_certificates(resume: _Resume) -> tuple[Certificate, ...]:
    """Certificates, and dated courses."""
    certificates = [c for s in resume.open(Kind.CERTIFICATES) for c in read_certificates(*s)]
    courses = [c for s in resume.open(Kind.COURSES) for c in read_certificates(*s)]
    return (*certificates, *(c for c in courses if c.date))


def _read_honours(resume: _Resume) -> dict[str, object]:
    """The sections that few resumes have."""
    return {
        "awards": tuple(a for s in resume.open(Kind.AWARDS) for a in read_awards(*s)),
        "publications": tuple(
            p for s in resume.open(Kind.PUBLICATIONS) for p in read_publications(*s)
        ),
        "interests": tuple(read_interests(resume.list_lines(Kind.INTERESTS))),
        "references": tuple(r for s in resume.open(Kind.REFERENCES) for r in read_references(*s)),
    }


def _list_notices(document: Document) -> Iterator[Notice]:
    """What the owner should know about the file."""
    for page in document.pages:
        if page.hidden:
            message = f"Page {page.number} has text that nobody can see; it was not read."
            yield Notice(code="HIDDEN_TEXT", message=message, page=page.number)
        unsure = [w for w in page.words if w.confidence is not None and w.confidence < _UNSURE]
        if page.words and len(unsure) > 0.2 * len(page.words):
            message = f"Page {page.number} is hard to read; please check what was read from it."
            yield Notice(code="LOW_CONFIDENCE", message=message, page=page.number)
