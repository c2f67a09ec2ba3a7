"""A resume in German becomes a German site, dates and headings included; so do the others."""

import asyncio
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import httpx2

from tests.journey.person import Person, sign_up
from tests.support.resumes import write_pages

ENGLISH = re.compile(
    r"\b(about|experience|education|skills|projects|contact|present|since|until|january|march|"
    r"the|and|my|held|worked|skip to content|back to top|where)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Case:
    """A resume, and what its site must say beside the resume's own words."""

    language: str
    resume: str
    headings: tuple[str, ...]
    words: tuple[str, ...]
    """Dates, and other words that are ours."""


CASES = [
    Case(
        "de",
        """
# Jana Feldkamp
Maschinenbautechnikerin
jana.feldkamp@post.example
## Berufserfahrung
Technikerin, Walzwerk Ostrau
März 2019 - heute
- Die Laufzeit der Anlage mit drei Kollegen um 12 % erhöht
Monteurin, Ofenbau Lindner
Oktober 2014 - Februar 2019
- Für acht Kunden Öfen montiert und gewartet
## Ausbildung
Staatlich geprüfte Technikerin, Technikerschule Ostrau
2012 - 2014
## Kenntnisse
AutoCAD, Hydraulik, Schweißen
""",
        ("Über mich", "Berufserfahrung", "Ausbildung", "Kenntnisse"),
        ("März 2019 – heute", "Okt. 2014 – Feb. 2019", "seit März 2019", "Zum Inhalt springen"),
    ),
    Case(
        "fr",
        """
# Solène Garrigou
Technicienne de maintenance
solene.garrigou@courrier.example
## Expérience professionnelle
Technicienne, Laminoirs du Nord
mars 2019 - aujourd'hui
- Augmentation de la durée de marche des machines de 12 % avec trois collègues
Monteuse, Fours Delmas
octobre 2014 - février 2019
- Montage et entretien de fours pour huit clients
## Formation
BTS Maintenance, Lycée Ostrau
2012 - 2014
## Compétences
AutoCAD, Hydraulique, Soudure
""",
        ("À propos", "Expérience", "Formation", "Compétences"),
        ("mars 2019 – aujourd’hui", "oct. 2014 – févr. 2019", "depuis mars 2019"),
    ),
    Case(
        "es",
        """
# Irene Casaldero
Técnica de mantenimiento
irene.casaldero@correo.example
## Experiencia laboral
Técnica, Laminados del Norte
marzo de 2019 - actualidad
- Aumento del tiempo de marcha de las máquinas en un 12 % con tres compañeros
Montadora, Hornos Delmas
octubre de 2014 - febrero de 2019
- Montaje y mantenimiento de hornos para ocho clientes
## Formación
Técnico Superior en Mantenimiento, Instituto Ostrau
2012 - 2014
## Habilidades
AutoCAD, Hidráulica, Soldadura
""",
        ("Sobre mí", "Experiencia", "Formación", "Habilidades"),
        ("mar 2019 – actualidad", "oct 2014 – feb 2019", "desde marzo de 2019"),
    ),
    Case(
        "pt",
        """
# Inês Vilaverde
Técnica de manutenção
ines.vilaverde@correio.example
## Experiência profissional
Técnica, Laminados do Norte
março de 2019 - presente
- Aumento do tempo de funcionamento das máquinas em 12 % com três colegas
Montadora, Fornos Delmas
outubro de 2014 - fevereiro de 2019
- Montagem e manutenção de fornos para oito clientes
## Formação
Curso Técnico de Manutenção, Instituto Ostrau
2012 - 2014
## Competências
AutoCAD, Hidráulica, Soldadura
""",
        ("Sobre mim", "Experiência", "Formação", "Competências"),
        ("mar. de 2019 – atual", "out. de 2014 – fev. de 2019", "desde março de 2019"),
    ),
    Case(
        "en",
        """
# Nora Haldane
Maintenance Engineer
nora.haldane@mail.example
## Experience
Engineer, Northern Rolling Mills
March 2019 - Present
- Raised the uptime of the plant by 12 % with three colleagues
Fitter, Delmas Furnaces
October 2014 - February 2019
- Built and serviced furnaces for eight customers
## Education
Diploma in Engineering, Ostrau College
2012 - 2014
## Skills
AutoCAD, Hydraulics, Welding
""",
        ("About me", "Experience", "Education", "Skills"),
        ("Mar 2019 – Present", "Oct 2014 – Feb 2019", "since March 2019"),
    ),
]


async def publish(person: Person, case: Case, folder: Path) -> str:
    """Return the site that becomes of a resume, as HTML."""
    file = folder / f"{case.language}.pdf"
    await asyncio.to_thread(file.write_bytes, write_pages(case.resume))
    payload = await person.upload(file)
    events = await person.watch(payload["job"]["id"])
    assert events[-1]["type"] == "COMPLETED", events[-1]
    portfolio = (await person.get_job(payload["job"]["id"]))["portfolio"]
    async with httpx2.AsyncClient(trust_env=False, follow_redirects=True) as client:
        return str((await client.get(portfolio["publicUrl"])).text)


def read_text(html: str) -> str:
    """Return what people read on a page."""
    visible = re.sub(r"<(script|style).*?</\1>|<head>.*?</head>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", visible)).split())


async def test_a_site_speaks_the_language_of_its_resume(url: str, tmp_path: Path) -> None:
    person = await sign_up(url)
    pages = {case.language: await publish(person, case, tmp_path) for case in CASES}

    for case in CASES:
        html, text = pages[case.language], read_text(pages[case.language])
        headings = [unescape(found) for found in re.findall(r"<h2[^>]*>\s*(.*?)\s*</h2>", html)]
        assert f'<html lang="{case.language}"' in html
        assert set(case.headings) <= set(headings), (case.language, headings)
        for words in case.words:
            assert words in text, (case.language, words, text)
        if case.language != "en":
            strange = {found.lower() for found in ENGLISH.findall(text)}
            assert strange == set(), (case.language, text)
