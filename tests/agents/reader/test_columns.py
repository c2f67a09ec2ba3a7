from agents.facts import Facts
from agents.reader import read_facts
from tests.agents.reader.typesetting import Sheet, bind


def start(*, left: float = 50.0) -> Sheet:
    sheet = Sheet()
    sheet.put("Tomás Herrera", size=20, bold=True, left=left)
    sheet.put("tomas@example.org", left=left)
    sheet.skip(12)
    return sheet


def list_keywords(facts: Facts) -> list[str]:
    return sorted(fact.value for group in facts.skills for fact in group.keywords)


def test_title_below_a_grid_heads_what_follows_and_not_the_longer_column() -> None:
    sheet = start()
    sheet.put("Skills", size=13, bold=True)
    sheet.skip(10)
    top = sheet.top
    for row, (left, right) in enumerate(
        [("Wiring", "Welding"), ("Testing", "Cutting"), ("Safety", "Drilling"), ("", "Milling")]
    ):
        sheet.put_at(left, left=50, top=top + 13.7 * row)
        sheet.put_at(right, left=300, top=top + 13.1 * row)
    for row, item in enumerate(("Turning", "Grinding", "Polishing")):
        sheet.put_at(item, left=300, top=top + 13.1 * (row + 4))
    sheet.top = top + 120
    sheet.put("Experience", size=13, bold=True)
    sheet.put("Electrician, Volta Works |-> 2015 - 2020", bold=True)
    sheet.put("• Wired three hundred houses and two schools in the valley.", left=60)
    facts = read_facts(bind(sheet))
    assert "Turning" in list_keywords(facts)
    assert [work.highlights[0].value for work in facts.work] == [
        "Wired three hundred houses and two schools in the valley."
    ]


def test_place_above_every_title_is_of_the_person() -> None:
    sheet = start()
    sheet.put_at("Toledo, Spain", left=420, top=60)
    sheet.skip(20)
    top = sheet.top
    sheet.put_at("Experience", left=50, top=top, size=13, bold=True)
    sheet.put_at("Skills", left=420, top=top, size=13, bold=True)
    for row in range(8):
        sheet.put_at("Repaired engines of buses and trucks", left=50, top=top + 20 + 14 * row)
        sheet.put_at(f"Ability {'abcdefgh'[row] * 3}", left=420, top=top + 21 + 13 * row)
    facts = read_facts(bind(sheet))
    assert facts.location is not None
    assert facts.location.city is not None
    assert facts.location.city.value == "Toledo"
    assert "Toledo" not in " ".join(list_keywords(facts))
