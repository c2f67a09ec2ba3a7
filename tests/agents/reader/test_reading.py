from collections.abc import Iterator
from random import Random

import pytest
from pydantic import BaseModel

from agents.facts import Fact, Facts
from agents.reader import read_facts
from agents.reader.spelling import fold
from tests.agents.reader.typesetting import Sheet, bind


def list_facts(value: object) -> Iterator[Fact]:
    """Every fact in a model, however deep."""
    if isinstance(value, Fact):
        yield value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from list_facts(getattr(value, name))
    elif isinstance(value, tuple):
        for item in value:
            yield from list_facts(item)


def texts(facts: tuple[Fact, ...]) -> list[str]:
    return [fact.value for fact in facts]


def sales_resume() -> Sheet:
    sheet = Sheet()
    sheet.put("Marcus T. Holloway", size=20, bold=True, left=200)
    sheet.put("Regional Sales Manager", size=12, left=210)
    sheet.put("Columbus, OH  (614) 555-0182  m.holloway@example.org  linkedin.com/in/mtholloway")
    sheet.skip(14)
    sheet.put("Summary", size=13, bold=True)
    sheet.put("Sales leader with 18 years in medical devices who built teams in three states.")
    sheet.skip(10)
    sheet.put("Experience", size=13, bold=True)
    sheet.put("BrightPath Medical, Inc., Columbus, OH |-> March 2016 - Present", bold=True)
    sheet.put("Regional Sales Manager")
    sheet.put(
        "• Lead 14 account executives covering three states and exceed the quota in nine", left=60
    )
    sheet.put("of ten years.", left=68)
    sheet.put("• Negotiated the largest contract in company history.", left=60)
    sheet.skip(8)
    sheet.put("Keller Office Supply, Dayton, OH |-> June 2006 - Dec 2015", bold=True)
    sheet.put("Sales Representative")
    sheet.put("• Sold furniture and supplies to small businesses.", left=60)
    sheet.skip(10)
    sheet.put("Education", size=13, bold=True)
    sheet.put("Ohio University, Athens, OH |-> 2006", bold=True)
    sheet.put("Bachelor of Business Administration, Marketing")
    sheet.skip(10)
    sheet.put("Skills", size=13, bold=True)
    sheet.put("Sales: territory planning, contract negotiation, consultative selling")
    sheet.put("Software: Salesforce, HubSpot, Excel (advanced)")
    sheet.skip(10)
    sheet.put("Languages", size=13, bold=True)
    sheet.put("English (native), Spanish (B2)")
    return sheet


@pytest.fixture(scope="module")
def sales() -> Facts:
    return read_facts(bind(sales_resume()))


def test_person_is_read_from_the_head(sales: Facts) -> None:
    assert sales.name is not None
    assert sales.headline is not None
    assert sales.email is not None
    assert sales.phone is not None
    assert sales.location is not None
    assert sales.name.value == "Marcus T. Holloway"
    assert sales.headline.value == "Regional Sales Manager"
    assert sales.email.value == "m.holloway@example.org"
    assert sales.phone.value == "(614) 555-0182"
    assert sales.location.text.value == "Columbus, OH"
    assert [
        (x.network.value, x.username.value) for x in sales.links if x.network and x.username
    ] == [("LinkedIn", "mtholloway")]


def test_jobs_have_employer_position_place_and_dates(sales: Facts) -> None:
    found = [
        [fact.value if fact else None for fact in (w.organization, w.position, w.location)]
        for w in sales.work
    ]
    assert found == [
        ["BrightPath Medical, Inc.", "Regional Sales Manager", "Columbus, OH"],
        ["Keller Office Supply", "Sales Representative", "Dayton, OH"],
    ]
    first, second = sales.work
    assert first.start_date
    assert first.start_date.value == "2016-03"
    assert first.current
    assert first.end_date is None
    assert second.end_date
    assert second.end_date.value == "2015-12"
    assert not second.current


def test_bullet_over_two_lines_is_one_highlight(sales: Facts) -> None:
    assert texts(sales.work[0].highlights) == [
        (
            "Lead 14 account executives covering three states and exceed the quota in nine "
            "of ten years."
        ),
        "Negotiated the largest contract in company history.",
    ]


def test_school_has_degree_field_and_year(sales: Facts) -> None:
    (school,) = sales.education
    assert [
        f.value if f else None for f in (school.institution, school.study_type, school.area)
    ] == [
        "Ohio University",
        "Bachelor of Business Administration",
        "Marketing",
    ]
    assert school.end_date
    assert school.end_date.value == "2006"


def test_skills_are_in_groups_without_their_levels(sales: Facts) -> None:
    assert [(g.name.value, texts(g.keywords)) for g in sales.skills if g.name] == [
        ("Sales", ["territory planning", "contract negotiation", "consultative selling"]),
        ("Software", ["Salesforce", "HubSpot", "Excel"]),
    ]


def test_languages_have_their_fluency(sales: Facts) -> None:
    assert [(x.language.value, x.fluency and x.fluency.value) for x in sales.languages] == [
        ("English", "native"),
        ("Spanish", "B2"),
    ]


def test_every_fact_has_a_source_that_contains_it(sales: Facts) -> None:
    facts = list(list_facts(sales))
    assert len(facts) > 30
    for fact in facts:
        assert fact.sources, fact.value
        seen = fold(" ".join(source.text for source in fact.sources))
        known = fold(fact.value)
        if not known[:4].isdigit():  # dates are normalised
            assert known.removeprefix("https ") in seen or known.replace(" ", "") in seen.replace(
                " ", ""
            )


def test_scan_reads_like_the_text() -> None:
    sheet = sales_resume()
    scan = Sheet(reader="ocr")
    scan.words = [
        w.model_copy(update={"bold": False, "color": None, "confidence": 0.9}) for w in sheet.words
    ]
    facts = read_facts(bind(scan))
    assert [w.position.value for w in facts.work if w.position] == [
        "Regional Sales Manager",
        "Sales Representative",
    ]


@pytest.mark.parametrize(
    "header",
    [
        ["Welder at Harbour Yard Ltd |-> 2011 - 2015"],
        ["Welder, Harbour Yard Ltd |-> 2011 - 2015"],
        ["Welder | Harbour Yard Ltd | 2011 - 2015"],
        ["2011 - 2015  Welder", "Harbour Yard Ltd"],
        ["Harbour Yard Ltd |-> 2011 - 2015", "Welder"],
        ["Welder", "Harbour Yard Ltd, 2011 - 2015"],
        ["Harbour Yard Ltd – Welder |-> 2011 – 2015"],
    ],
)
def test_employer_and_position_are_told_apart_in_any_order(header: list[str]) -> None:
    sheet = Sheet()
    sheet.put("Owen Baptiste", size=22, bold=True)
    sheet.skip(10)
    sheet.put("WORK HISTORY", size=12, bold=True)
    for place, line in enumerate(header):
        sheet.put(line, bold=place == 0)
    sheet.put("• Built hulls of steel and repaired the doors of locks.", left=60)
    (job,) = read_facts(bind(sheet)).work
    assert [f.value if f else None for f in (job.position, job.organization)] == [
        "Welder",
        "Harbour Yard Ltd",
    ]
    assert [f.value if f else None for f in (job.start_date, job.end_date)] == ["2011", "2015"]


def test_positions_under_one_employer_all_have_it() -> None:
    sheet = Sheet()
    sheet.put("Experience", size=14, bold=True)
    sheet.put("Northern Bank plc", bold=True)
    sheet.put("Branch Manager |-> 2015 - 2019")
    sheet.put("• Ran a branch of fourteen people.", left=60)
    sheet.put("Cashier |-> 2010 - 2015")
    sheet.put("• Served customers at the counter.", left=60)
    jobs = read_facts(bind(sheet)).work
    assert [
        (j.organization and j.organization.value, j.position and j.position.value) for j in jobs
    ] == [
        ("Northern Bank plc", "Branch Manager"),
        ("Northern Bank plc", "Cashier"),
    ]


def test_drawn_bullets_part_highlights() -> None:
    sheet = Sheet()
    sheet.put("Experience", size=14, bold=True)
    sheet.put("Baker, Mill Street Bakery |-> 2015 - 2019", bold=True)
    for text in ("Baked bread every night for the whole of the town", "Trained two apprentices"):
        sheet.dot(left=55)
        sheet.put(text, left=66)
    (job,) = read_facts(bind(sheet)).work
    assert len(job.highlights) == 2


def test_german_resume_is_read_in_german() -> None:
    sheet = Sheet()
    sheet.put("Sabine Bergmann", size=20, bold=True)
    sheet.put("Lindenweg 14, 50674 Köln  0221 4710815  sabine@posteo.example")
    sheet.skip(12)
    sheet.put("Berufserfahrung", size=13, bold=True)
    sheet.put("04/2018 – heute  Stationsleiterin Innere Medizin", bold=True)
    sheet.put("St. Vinzenz Krankenhaus", left=145)
    sheet.put("• Leitung eines Teams von 22 Pflegekräften im Dreischichtbetrieb", left=145)
    sheet.skip(10)
    sheet.put("Ausbildung", size=13, bold=True)
    sheet.put("1996 – 2005  Abitur", bold=True)
    sheet.put("Gymnasium Rodenkirchen", left=145)
    facts = read_facts(bind(sheet))
    assert facts.language == "de"
    assert facts.location
    assert facts.location.city
    assert facts.location.city.value == "Köln"
    (job,) = facts.work
    assert job.position
    assert job.position.value == "Stationsleiterin Innere Medizin"
    assert job.current
    (school,) = facts.education
    assert school.institution
    assert school.institution.value == "Gymnasium Rodenkirchen"


def test_link_that_exists_only_as_an_annotation_is_found() -> None:
    sheet = Sheet()
    sheet.put("Ida Novak", size=20, bold=True)
    sheet.put("GitHub  ida@example.org")
    sheet.link("https://github.com/idanovak", "GitHub")
    sheet.put("Skills", size=13, bold=True)
    sheet.put("Weaving, Dyeing")
    (link,) = read_facts(bind(sheet)).links
    assert link.url.value == "https://github.com/idanovak"
    assert link.username
    assert link.username.value == "idanovak"


def test_hidden_text_is_reported_and_not_read() -> None:
    sheet = Sheet()
    sheet.put("Ida Novak", size=20, bold=True)
    sheet.hidden = [word.model_copy(update={"text": "Genius"}) for word in sheet.words]
    facts = read_facts(bind(sheet))
    assert [notice.code for notice in facts.notices] == ["HIDDEN_TEXT"]
    assert all("Genius" not in fact.value for fact in list_facts(facts))


def test_empty_page_says_nothing() -> None:
    assert read_facts(bind(Sheet())) == Facts()


def test_citations_give_title_journal_and_year() -> None:
    sheet = Sheet()
    sheet.put("Publications", size=14, bold=True)
    sheet.put("Okonkwo A, Lie B (2023). Corals under stress. Marine Ecology, 44(2), 101.")
    sheet.put("Okonkwo A (2020). Kelp and carbon. Nature Seas, 3, 12-19.")
    found = read_facts(bind(sheet)).publications
    assert [(p.name.value, p.date and p.date.value) for p in found] == [
        ("Corals under stress", "2023"),
        ("Kelp and carbon", "2020"),
    ]


def test_jobs_without_a_section_title_are_found() -> None:
    sheet = Sheet()
    sheet.put("Owen Baptiste", size=22, bold=True)
    sheet.put("owen@example.org")
    sheet.skip(20)
    sheet.put("Harbour Yard Ltd", bold=True)
    sheet.put("Welder |-> May 2011 - June 2015")
    sheet.put("• Built hulls of steel and repaired the doors of locks.", left=60)
    (job,) = read_facts(bind(sheet)).work
    assert job.organization
    assert job.organization.value == "Harbour Yard Ltd"


def test_project_after_the_bullets_of_another_is_its_own() -> None:
    sheet = Sheet()
    sheet.put("PROJECTS", size=12, bold=True)
    for name in ("Library Management", "Attendance Bot"):
        sheet.put(name)
        sheet.put("- Records who came and who borrowed what", left=50)
    found = read_facts(bind(sheet)).projects
    assert [(p.name.value, len(p.highlights)) for p in found] == [
        ("Library Management", 1),
        ("Attendance Bot", 1),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_scattered_words_do_no_harm(seed: int) -> None:
    scatter = Random(seed)
    sheet = sales_resume()
    sheet.words = [
        word.model_copy(
            update={
                "text": scatter.choice(sheet.words).text,
                "box": tuple(side + scatter.uniform(-30, 30) for side in word.box),
            }
        )
        for word in sheet.words
    ]
    facts = read_facts(bind(sheet))
    assert all(fact.sources for fact in list_facts(facts))
