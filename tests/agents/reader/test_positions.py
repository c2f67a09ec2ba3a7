from agents.reader import read_facts
from tests.agents.reader.typesetting import Sheet, bind


def make_resume() -> Sheet:
    sheet = Sheet()
    sheet.put("Noor Haddad", size=20, bold=True)
    sheet.put("noor@example.org")
    sheet.skip(14)
    sheet.put("Experience", size=13, bold=True)
    sheet.put("Alder Quarries |-> Leeds", bold=True)
    sheet.put("Blaster-in-charge |-> 2018 - Present", color="#555555")
    sheet.put("• Planned 40 blasts without an accident.", left=60)
    sheet.skip(8)
    sheet.put("Shotfirer |-> 2012 - 2018", color="#555555")
    sheet.put("• Kept the books of the magazine.", left=60)
    sheet.skip(8)
    sheet.put("Fenwick Stone, York, UK", bold=True)
    sheet.put("Labourer |-> 2009 - 2012", color="#555555")
    sheet.put("• Cut and stacked slate.", left=60)
    return sheet


def test_positions_under_one_employer_are_all_with_that_employer() -> None:
    work = read_facts(bind(make_resume())).work

    assert [
        (w.organization and w.organization.value, w.position and w.position.value) for w in work
    ] == [
        ("Alder Quarries", "Blaster-in-charge"),
        ("Alder Quarries", "Shotfirer"),
        ("Fenwick Stone", "Labourer"),
    ]
    assert [w.location and w.location.value for w in work] == ["Leeds", "Leeds", "York, UK"]


def test_each_position_keeps_its_own_time_and_text() -> None:
    work = read_facts(bind(make_resume())).work

    assert [w.start_date and w.start_date.value for w in work] == ["2018", "2012", "2009"]
    assert [len(w.highlights) for w in work] == [1, 1, 1]
