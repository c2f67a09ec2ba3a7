"""Facts become sections: contents in the portfolio's shapes, with the source of every value.

Content shapes, by kind (a missing value is null, a missing list empty):
HERO {name, headline, tagline, location, picture_url, links}; ABOUT {text};
EXPERIENCE and VOLUNTEERING {items: [{organization, position, location, url, start_date, end_date,
current, summary, highlights}]}; PROJECTS {items: [{name, description, url, start_date, end_date,
technologies, highlights}]}; SKILLS {groups: [{name, level, keywords}]}; EDUCATION {items:
[{institution, area, study_type, location, url, start_date, end_date, current, score, highlights}]};
CERTIFICATIONS {items: [{name, issuer, date, url}]}; LANGUAGES {items: [{language, fluency}]};
AWARDS {items: [{title, awarder, date, summary}]}; PUBLICATIONS {items: [{name, publisher, date,
url, summary}]}; CONTACT {email, phone, location, links}.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from agents.chronology import newest_first
from agents.facts import Education, Fact, Facts, Link, Project, Work
from agents.ledger import MAX_ITEMS, MAX_LINE, Ledger, clip
from agents.phrases import join_list, read_phrases
from agents.sections import KINDS, Section
from agents.wordings import Profile, Wording

PUBLICATION_FIELDS = "name publisher date url summary"


class Draftsman:
    """Draws up the sections of one resume, in the order that the plan wants."""

    def __init__(self, facts: Facts, *, profile: Profile, order: tuple[str, ...] = KINDS) -> None:
        self.facts = facts
        self.profile = profile
        self.order = order
        self.phrases = read_phrases(facts.language)

    def draft_sections(self) -> list[Section]:
        """Return the sections that the resume has something for, in order.

        HERO, PROJECTS and SKILLS are always there, with empty lists if need be.
        """
        facts = self.facts
        drafts = [
            self.draft_hero(),
            self.draft_about() if self.profile.about else None,
            self._draft_posts("EXPERIENCE", facts.work) if facts.work else None,
            self._draft_projects(),
            self._draft_skills(),
            self._draft_education() if facts.education else None,
            self._draft_items("CERTIFICATIONS", facts.certificates, "name issuer date url"),
            self._draft_items("LANGUAGES", facts.languages, "language fluency"),
            self._draft_items("AWARDS", facts.awards, "title awarder date summary"),
            self._draft_items("PUBLICATIONS", facts.publications, PUBLICATION_FIELDS),
            self._draft_posts("VOLUNTEERING", facts.volunteering) if facts.volunteering else None,
            self._draft_contact(),
        ]
        present = [draft for draft in drafts if draft]
        return sorted(present, key=lambda draft: self.order.index(draft["kind"]))

    def draft_hero(self) -> Section:
        """Return name, headline, tagline, place and links."""
        ledger, facts = Ledger(), self.facts
        own = Wording(facts.headline.value, (facts.headline,)) if facts.headline else None
        content = {
            "name": ledger.line("/name", facts.name) or "",
            "headline": self._write(ledger, "/headline", self.profile.headline or own),
            "tagline": self._write(ledger, "/tagline", self.profile.tagline),
            "location": ledger.line("/location", facts.location.text if facts.location else None),
            "picture_url": None,
            "links": self._take_links(ledger, facts.links),
        }
        return self._section("HERO", content, ledger)

    def draft_about(self) -> Section:
        """Return the portrait; the profile must have one."""
        about = self.profile.about or Wording("")
        ledger = Ledger()
        content = {"text": ledger.prose("/text", about.text, about.facts)}
        return self._section("ABOUT", content, ledger)

    def _draft_posts(self, kind: str, posts: tuple[Work, ...]) -> Section:
        """Return jobs or volunteer's posts, newest first."""
        ledger = Ledger()
        items = [
            self._take_post(ledger, kind, f"/items/{index}", post)
            for index, post in enumerate(newest_first(posts)[:MAX_ITEMS])
        ]
        return self._section(kind, {"items": items}, ledger)

    def _take_post(self, ledger: Ledger, kind: str, path: str, post: Work) -> dict[str, Any]:
        """Return one post; technologies that its opening does not tell close the highlights."""
        item = {
            "organization": ledger.line(f"{path}/organization", post.organization) or "",
            "position": ledger.line(f"{path}/position", post.position) or "",
            **ledger.take(path, post, "location url start_date end_date"),
            "current": ledger.flag(f"{path}/current", post.current, post.start_date),
            "summary": self._open(ledger, f"{kind}{path}/summary", post.summary),
            "highlights": ledger.texts(f"{path}/highlights", post.highlights),
        }
        if not self._is_told(f"{kind}{path}", post.technologies):
            tools = ("technologies", post.technologies)
            self._append_labelled(ledger, path, item["highlights"], tools)
        return item

    def _open(self, ledger: Ledger, place: str, own: Fact | None) -> str | None:
        """Return what opens an item: a composed sentence, then what the resume says itself."""
        item, _, _ = place.rpartition("/")
        opening = self.profile.introductions.get(item)
        texts = [opening.text if opening else "", own.value.strip() if own else ""]
        facts = (*(opening.facts if opening else ()), *((own,) if own else ()))
        text = " ".join(text for text in texts if text)
        return ledger.prose(place[place.index("/") :], text, facts) if text else None

    def _is_told(self, item: str, facts: tuple[Fact, ...]) -> bool:
        """Tell whether an item's opening has all of these facts."""
        opening = self.profile.introductions.get(item)
        return opening is not None and set(facts) <= set(opening.facts)

    def _write(self, ledger: Ledger, path: str, wording: Wording | None) -> str | None:
        """Take a written text of one line."""
        if wording is None or not (text := clip(wording.text, MAX_LINE)):
            return None
        return ledger.prose(path, text, wording.facts)

    def _draft_education(self) -> Section:
        """Return schools, newest first."""
        ledger = Ledger()
        items = [
            self._take_school(ledger, f"/items/{index}", school)
            for index, school in enumerate(newest_first(self.facts.education)[:MAX_ITEMS])
        ]
        return self._section("EDUCATION", {"items": items}, ledger)

    def _take_school(self, ledger: Ledger, path: str, school: Education) -> dict[str, Any]:
        """Return one school; its courses, for which there is no field, close the highlights."""
        item = {
            "institution": ledger.line(f"{path}/institution", school.institution) or "",
            **ledger.take(path, school, "area study_type location url start_date end_date score"),
            "current": ledger.flag(f"{path}/current", school.current, school.start_date),
            "highlights": ledger.texts(f"{path}/highlights", school.highlights),
        }
        self._append_labelled(ledger, path, item["highlights"], ("courses", school.courses))
        return item

    def _append_labelled(
        self, ledger: Ledger, path: str, lines: list[str], named: tuple[str, tuple[Fact, ...]]
    ) -> None:
        """Add 'Label: a, b and c' to the lines, if there is anything to list."""
        name, facts = named
        if not facts or len(lines) >= MAX_ITEMS:
            return
        values = join_list([fact.value for fact in facts], language=self.facts.language)
        text = f"{self.phrases['labels'][name]}: {values}"
        lines.append(ledger.prose(f"{path}/highlights/{len(lines)}", text, facts))

    def _draft_projects(self) -> Section:
        """Return works, in the resume's order."""
        ledger = Ledger()
        items = [
            self._take_project(ledger, f"/items/{index}", project)
            for index, project in enumerate(self.facts.projects[:MAX_ITEMS])
        ]
        return self._section("PROJECTS", {"items": items}, ledger)

    def _take_project(self, ledger: Ledger, path: str, project: Project) -> dict[str, Any]:
        """Return one work."""
        opened = self._open(ledger, f"PROJECTS{path}/description", project.description)
        return {
            "name": ledger.line(f"{path}/name", project.name) or "",
            "description": opened or "",
            **ledger.take(path, project, "url start_date end_date"),
            "technologies": ledger.lines(f"{path}/technologies", project.technologies),
            "highlights": ledger.texts(f"{path}/highlights", project.highlights),
        }

    def _draft_skills(self) -> Section:
        """Return abilities in the resume's groups; a group it does not name has an empty name."""
        ledger = Ledger()
        groups = [
            {
                "name": ledger.line(f"/groups/{index}/name", group.name) or "",
                "level": ledger.line(f"/groups/{index}/level", group.level),
                "keywords": ledger.lines(f"/groups/{index}/keywords", group.keywords),
            }
            for index, group in enumerate(self.facts.skills[:MAX_ITEMS])
        ]
        return self._section("SKILLS", {"groups": groups}, ledger)

    def _draft_items(self, kind: str, items: Sequence[object], fields: str) -> Section | None:
        """Return a list of plain items, the first of whose fields is required; None if empty."""
        ledger = Ledger()
        first, *_ = fields.split()
        named = [item for item in items if getattr(item, first).value.strip()]
        taken = [
            ledger.take(f"/items/{index}", item, fields)
            for index, item in enumerate(named[:MAX_ITEMS])
        ]
        return self._section(kind, {"items": taken}, ledger) if taken else None

    def _draft_contact(self) -> Section | None:
        """Return how to reach the person; None if the resume does not say."""
        ledger, facts = Ledger(), self.facts
        content = {
            "email": ledger.line("/email", facts.email),
            "phone": ledger.line("/phone", facts.phone),
            "location": ledger.line("/location", facts.location.text if facts.location else None),
            "links": self._take_links(ledger, facts.links),
        }
        return self._section("CONTACT", content, ledger) if any(content.values()) else None

    def _take_links(self, ledger: Ledger, links: Iterable[Link]) -> list[dict[str, Any]]:
        """Return the links whose target a page may link to."""
        taken: list[dict[str, Any]] = []
        for link in links:
            path = f"/links/{len(taken)}"
            if len(taken) < MAX_ITEMS and (entry := ledger.link(path, link)):
                taken.append(entry)
        return taken

    def _section(self, kind: str, content: dict[str, Any], ledger: Ledger) -> Section:
        """Return a section under its heading in the resume's language."""
        heading = self.phrases["headings"][kind]
        return {"kind": kind, "heading": heading, "content": content, "sources": ledger.sources}
