import io
import json
import re
import zipfile

from markdown_it import MarkdownIt

from showcase.site.export import to_json_resume, to_markdown, to_zip
from showcase.site.render import render_site
from tests.support.engineer import make_engineer
from tests.support.hostile import PAYLOAD, make_hostile
from tests.support.people import make_right_to_left


def test_json_resume_names_everything_as_version_1_does() -> None:
    resume = to_json_resume(make_engineer())

    assert resume["basics"]["name"] == "Elinor Vass"
    assert resume["basics"]["label"] == "Staff Software Engineer"
    assert resume["basics"]["email"] == "elinor@vass.example"
    assert resume["basics"]["url"] == "https://elinorvass.example/"
    assert [profile["network"] for profile in resume["basics"]["profiles"]] == [
        "GitHub",
        "LinkedIn",
    ]
    assert resume["work"][0]["name"] == "Tideway Bank"
    assert resume["work"][0]["startDate"] == "2021-03"
    assert "endDate" not in resume["work"][0]
    assert resume["work"][1]["endDate"] == "2021-02"
    assert resume["volunteer"][0]["organization"] == "Code Club Lisboa"
    assert resume["education"][0]["studyType"] == "MSc"
    assert resume["projects"][0]["keywords"] == ["Rust", "PostgreSQL", "TLA+"]
    assert resume["skills"][0] == {
        "name": "Languages",
        "level": "Expert",
        "keywords": ["Go", "Rust", "Python", "SQL"],
    }
    assert resume["languages"][0] == {"language": "English", "fluency": "Native"}
    assert resume["certificates"][0]["issuer"] == "Cloud Native Computing Foundation"
    assert resume["publications"][0]["releaseDate"] == "2024-02"
    assert resume["awards"][0]["awarder"] == "Tideway Bank"


def test_json_resume_is_json() -> None:
    assert json.loads(json.dumps(to_json_resume(make_right_to_left())))["basics"]["name"]


def test_markdown_tells_all() -> None:
    text = to_markdown(make_engineer())

    assert text.startswith("# Elinor Vass\n\n**Staff Software Engineer**\n")
    assert "## Experience\n\n### Staff Software Engineer\n" in text
    assert "[Tideway Bank](<https://tideway.example>) · Lisbon · Mar 2021 – Present" in text
    assert "- **Languages** (Expert): Go, Rust, Python, SQL" in text
    assert "**eleven years**" in text
    assert "elinor@vass.example" in text


def test_hostile_text_in_markdown_makes_no_markup() -> None:
    html = MarkdownIt("commonmark", {"html": True}).render(to_markdown(make_hostile()))
    tags = re.findall(r"<(\w+)", html)
    targets = re.findall(r'href="([^"]*)"', html)

    assert set(tags) <= {"h1", "h2", "h3", "p", "ul", "li", "strong", "em", "a", "code"}
    assert {target.partition(":")[0] for target in targets} == {"https", "mailto"}
    assert html.startswith(f"<h1>{_as_html(PAYLOAD)}</h1>")


def test_same_site_gives_same_zip() -> None:
    files = render_site(make_engineer(), url="")
    shuffled = dict(reversed(files.items()))

    assert to_zip(files) == to_zip(shuffled)


def test_zip_holds_the_files_readable_by_all() -> None:
    files = render_site(make_engineer(), url="")
    with zipfile.ZipFile(io.BytesIO(to_zip(files))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
        assert {entry.external_attr >> 16 for entry in archive.infolist()} == {0o644}


def _as_html(text: str) -> str:
    for sign, reference in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(sign, reference)
    return text
