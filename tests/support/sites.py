"""Making the content of a site for tests."""

from showcase.models.content import SectionContent, SectionKind
from showcase.models.draft import SectionDraft, Seo, SiteContent

Parts = list[tuple[SectionKind, str, SectionContent]]


def make_site(parts: Parts, *, seo: Seo, language: str = "en", theme: str = "folio") -> SiteContent:
    sections = [
        SectionDraft(kind=kind, heading=heading, content=content)
        for kind, heading, content in parts
    ]
    return SiteContent(language=language, theme=theme, seo=seo, sections=sections)
