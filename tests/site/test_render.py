import json
import re

import pytest

from showcase.models.content import (
    ContactContent,
    HeroContent,
    Link,
    ProjectsContent,
    SectionKind,
    SkillsContent,
    SummaryContent,
)
from showcase.models.draft import SectionDraft, SiteContent
from showcase.site.card import CARD
from showcase.site.render import render_site
from showcase.site.themes import DEFAULT_THEME, list_themes
from tests.support.engineer import make_engineer
from tests.support.people import PEOPLE, make_student, make_veteran
from tests.support.sites import make_site

URL = "https://people.example/p/elinor/"
THEMES = [theme.key for theme in list_themes()]


def page_of(content: SiteContent, *, url: str = URL) -> str:
    return render_site(content, url=url)["index.html"].decode()


def with_about(text: str) -> SiteContent:
    content = make_student()
    content.sections.append(
        SectionDraft(kind=SectionKind.ABOUT, heading="About", content=SummaryContent(text=text))
    )
    return content


def test_site_has_page_style_icon_robots_and_site_map() -> None:
    files = render_site(make_engineer(), url=URL)

    assert set(files) == {
        "index.html",
        "style.css",
        "favicon.svg",
        "robots.txt",
        "sitemap.xml",
        "card.png",
    }


def test_site_without_address_says_none_and_has_no_site_map() -> None:
    files = render_site(make_engineer(), url="")

    assert "sitemap.xml" not in files
    assert b"canonical" not in files["index.html"]
    assert b"Sitemap" not in files["robots.txt"]


def test_address_ends_with_slash_in_site_map_and_canonical_link() -> None:
    files = render_site(make_engineer(), url=URL.rstrip("/"))

    assert f'<link rel="canonical" href="{URL}">'.encode() in files["index.html"]
    assert f"<loc>{URL}</loc>".encode() in files["sitemap.xml"]
    assert f"Sitemap: {URL}sitemap.xml".encode() in files["robots.txt"]


def test_same_content_gives_same_bytes() -> None:
    assert render_site(make_engineer(), url=URL) == render_site(make_engineer(), url=URL)


def test_all_of_a_person_is_on_the_page() -> None:
    html = page_of(make_engineer())

    for text in (
        "Elinor Vass",
        "Staff Software Engineer",
        "<strong>eleven years</strong>",
        "Tideway Bank",
        "Bright &amp; Oak Ltd.",
        "TLA+",
        "OpenTelemetry",
        "Public speaking",
        "Grade: 4.9 / 5",
        "Certified Kubernetes Administrator",
        "Fluent (C1)",
        "Engineering Prize",
        "Idempotency Is a Promise",
        "Code Club Lisboa",
        'href="https://github.com/elinor-vass/tally"',
    ):
        assert text in html


def test_empty_sections_leave_no_heading() -> None:
    html = page_of(make_student())

    assert 'id="projects"' in html
    assert 'id="skills"' not in html
    assert 'id="experience"' not in html


@pytest.mark.parametrize("theme", THEMES)
def test_portfolio_with_nothing_but_a_title_is_a_page(theme: str) -> None:
    empty = make_site(
        [
            (SectionKind.PROJECTS, "Projects", ProjectsContent(items=[])),
            (SectionKind.SKILLS, "Skills", SkillsContent(groups=[])),
        ],
        seo=make_student().seo,
        theme=theme,
    )
    html = page_of(empty)

    assert ">Mina Okafor</h1>" in html
    assert "<h2" not in html


def test_section_without_heading_gets_the_usual_one_in_its_language() -> None:
    assert ">Über mich</h2>" in page_of(make_veteran())


@pytest.mark.parametrize(
    ("language", "direction", "words"),
    [
        ("en", "ltr", ["Mar 2021", "Present", "Skip to content", "May 11, 2023"]),
        ("de", "ltr", ["März 2021", "heute", "Zum Inhalt springen", "11. Mai 2023"]),
        ("fr", "ltr", ["mars 2021", "aujourd’hui", "Aller au contenu", "11 mai 2023"]),
        ("es", "ltr", ["mar 2021", "actualidad", "Ir al contenido", "11 may 2023"]),
        ("pt", "ltr", ["mar. de 2021", "atual", "Ir para o conteúdo", "11 de mai. de 2023"]),
        ("ar", "rtl", ["مارس 2021", "حتى الآن", "انتقل إلى المحتوى", "11 مايو 2023"]),
        ("fi", "ltr", ["Mar 2021", "Present", "Skip to content", "May 11, 2023"]),
    ],
)
def test_page_speaks_the_language_of_its_content(
    language: str, direction: str, words: list[str]
) -> None:
    html = page_of(make_engineer().model_copy(update={"language": language}))

    assert f'<html lang="{language}" dir="{direction}"' in html
    assert [word for word in words if word not in html] == []


def test_email_and_phone_are_nowhere_unless_shown() -> None:
    content = make_engineer()
    content.seo.description = "Write to elinor@vass.example or call +351 910 000 123."
    hero = content.sections[0].content
    assert isinstance(hero, HeroContent)
    hero.links.append(Link(label="elinor@vass.example", url="MAILTO:elinor@vass.example"))
    hero.links.append(Link(label="Call", url="tel:+351910000123"))
    site = b"".join(render_site(content, url=URL).values()).lower()

    for secret in (b"elinor@vass.example", b"910 000 123", b"910000123", b"mailto:", b"tel:"):
        assert secret not in site


def test_street_and_postcode_are_nowhere_unless_shown() -> None:
    content = make_engineer()
    for section in content.sections:
        if isinstance(section.content, HeroContent | ContactContent):
            section.content.location = "7 Rua das Flores, 1200-195 Lisboa, Portugal"
    content.seo.description = "Lives at 7 rua das flores, 1200-195 Lisboa, Portugal."

    site = b"".join(render_site(content, url="").values()).decode().lower()
    shown = page_of(content.model_copy(update={"show_address": True}))

    assert "lisboa, portugal" in site
    assert '"address": "lisboa, portugal"' in site
    assert [text for text in ("flores", "1200-195") if text in site] == []
    assert "7 Rua das Flores, 1200-195 Lisboa, Portugal" in shown


def test_odd_telephone_number_takes_nothing_else_away() -> None:
    content = make_engineer()
    contact = content.sections[-1].content
    assert isinstance(contact, ContactContent)
    contact.phone = "2021-03"

    assert "Mar 2021" in page_of(content)


def test_mention_of_withheld_email_in_a_text_becomes_an_ellipsis() -> None:
    content = make_engineer()
    about = content.sections[1].content
    assert isinstance(about, SummaryContent)
    about.text = "Write to Elinor@Vass.example today."

    assert "Write to … today." in page_of(content)


def test_custom_mail_link_is_the_wish_to_show_it() -> None:
    content = make_engineer()
    content.custom_links = [Link(label="Mail", url="mailto:hello@vass.example")]

    assert 'href="mailto:hello@vass.example"' in page_of(content)


def test_shown_email_and_phone_are_links() -> None:
    content = make_engineer()
    content.show_email = content.show_phone = True
    html = page_of(content)

    assert 'href="mailto:elinor@vass.example"' in html
    assert 'href="tel:+351910000123"' in html
    assert '"email": "elinor@vass.example"' in html


def test_custom_links_are_shown_once() -> None:
    content = make_student()
    content.custom_links = [
        Link(label="My blog", url="https://blog.example/"),
        Link(label="Blog again", url="https://blog.example"),
    ]
    html = page_of(content)

    assert "My blog" in html
    assert "Blog again" not in html


def test_search_engines_learn_who_this_is() -> None:
    html = page_of(make_engineer())
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', html)
    assert found
    person = json.loads(found[1])

    assert person["@type"] == "Person"
    assert person["name"] == "Elinor Vass"
    assert person["jobTitle"] == "Staff Software Engineer"
    assert person["worksFor"] == [{"@type": "Organization", "name": "Tideway Bank"}]
    assert "https://github.com/elinor-vass" in person["sameAs"]
    assert 'property="og:title" content="Elinor Vass, Staff Software Engineer"' in html
    assert '<meta name="description" content="Staff Software Engineer in Lisbon.' in html


def test_job_without_title_is_named_by_its_employer() -> None:
    content = make_engineer()
    for job in content.sections[2].content.items:  # type: ignore[union-attr]  # EXPERIENCE
        job.position = ""  # type: ignore[union-attr]  # same
    html = page_of(content)

    assert ">Parcelwise</h3>" in html
    assert "<h3></h3>" not in html


def test_markdown_links_in_prose_open_only_web_pages() -> None:
    html = page_of(with_about("[good](https://good.example) [bad](javascript:alert(1)) [up](/up)"))

    assert '<a href="https://good.example" rel="noopener noreferrer">good</a>' in html
    assert 'href="javascript' not in html
    assert 'href="/up"' not in html


def test_signs_at_line_starts_of_a_resume_stay_signs() -> None:
    html = page_of(
        with_about("# 1 in sales\n\n> 50 clients\n\n---\n\n![x](https://x.example/y.png)")
    )

    assert "# 1 in sales" in html
    assert "&gt; 50 clients" in html
    assert "<img" not in html


def test_theme_that_is_gone_gives_way_to_the_default_one() -> None:
    html = page_of(make_engineer().model_copy(update={"theme": "gone"}))

    assert f'class="{DEFAULT_THEME}"' in html


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("person", PEOPLE)
def test_site_is_small(theme: str, person: str) -> None:
    content = PEOPLE[person]().model_copy(update={"theme": theme})
    files = render_site(content, url=URL)

    assert sum(len(data) for path, data in files.items() if path != CARD) < 60_000
    assert len(files.get(CARD, b"")) < 40_000


@pytest.mark.parametrize("theme", THEMES)
def test_page_has_no_inline_style_and_no_program(theme: str) -> None:
    html = page_of(make_engineer().model_copy(update={"theme": theme}))
    tags = re.findall(r"<(\w+)([^>]*)>", html)

    assert [tag for tag in tags if tag[0] == "style" or " style=" in tag[1]] == []
    assert [tag for tag in tags if tag[0] == "script" and "ld+json" not in tag[1]] == []
    assert [tag for tag in tags if re.search(r"\son\w+=", tag[1])] == []
