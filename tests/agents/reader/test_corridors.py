from agents.facts import Facts
from agents.reader import read_facts
from tests.agents.reader.typesetting import Sheet, bind

JOBS = [
    ("05/2020 – 03/2024", "Site Supervisor", "Halden Shipyard"),
    ("01/2016 – 04/2020", "Electrician", "Corvid Transit"),
    ("08/2011 – 12/2015", "Apprentice Electrician", "Bennett Electrical"),
]
SKILLS = ["Fault finding", "Switchgear", "First aid", "Conduit bending", "Drawing"]


def head() -> Sheet:
    sheet = Sheet()
    sheet.put("Gwen Pritchard", size=22, bold=True)
    sheet.skip(10)
    sheet.put("Employment", size=13, bold=True)
    return sheet


def list_work(facts: Facts) -> list[tuple[str, str, str]]:
    return [
        (w.position.value, w.organization.value, w.start_date.value)
        for w in facts.work
        if w.position and w.organization and w.start_date
    ]


WORK = [
    ("Site Supervisor", "Halden Shipyard", "2020-05"),
    ("Electrician", "Corvid Transit", "2016-01"),
    ("Apprentice Electrician", "Bennett Electrical", "2011-08"),
]


def test_dates_in_a_left_margin_stay_with_their_jobs_above_short_lists() -> None:
    sheet = head()
    for dates, position, employer in JOBS:
        sheet.put_at(dates, left=50, top=sheet.top)
        sheet.put(position, left=190, bold=True)
        sheet.put(employer, left=190)
        sheet.skip()
    sheet.put("Skills", size=13, bold=True)
    for skill in SKILLS:
        sheet.put(skill)

    assert list_work(read_facts(bind(sheet))) == WORK


def test_dates_and_places_at_the_right_margin_are_no_column() -> None:
    sheet = head()
    places = ("Cork", "Galway", "Londonderry")
    for (dates, position, employer), place in zip(JOBS, places, strict=True):
        sheet.put(f"{position} |-> {dates}", bold=True)
        sheet.put(f"{employer} |-> {place}")
        sheet.put("Kept the machines of a whole yard running")
        sheet.skip()

    assert list_work(read_facts(bind(sheet))) == WORK


def test_range_broken_in_a_narrow_margin_is_one_range() -> None:
    sheet = head()
    sheet.put_at("August 2019 – December", left=50, top=sheet.top)
    sheet.put("Site Supervisor", left=230, bold=True)
    sheet.put_at("2020", left=50, top=sheet.top)
    sheet.put("Halden Shipyard", left=230)

    (work,) = read_facts(bind(sheet)).work
    assert work.start_date is not None
    assert work.end_date is not None
    assert (work.start_date.value, work.end_date.value) == ("2019-08", "2020-12")


def test_dates_in_brackets_broken_over_two_lines_are_one_range() -> None:
    sheet = head()
    sheet.put("Site Supervisor, Halden Shipyard (January", bold=True, leap=1.2)
    sheet.put("2019 – May 2021)", bold=True)
    sheet.put("Kept the machines of a whole yard running without a break for years.")

    (work,) = read_facts(bind(sheet)).work
    assert work.start_date is not None
    assert work.start_date.value == "2019-01"


def test_name_on_two_lines_is_one_name() -> None:
    sheet = Sheet()
    sheet.put("Gwen", size=22, bold=True, leap=1.2)
    sheet.put("Pritchard", size=22, bold=True)
    sheet.put("Electrician", size=12)
    sheet.skip()
    sheet.put("Skills", size=13, bold=True)
    sheet.put("Fault finding, Switchgear, First aid")

    facts = read_facts(bind(sheet))
    assert facts.name is not None
    assert facts.name.value == "Gwen Pritchard"
