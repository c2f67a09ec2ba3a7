from agents.facts import Facts
from agents.reader import read_facts
from tests.agents.reader.typesetting import Sheet, bind


def start() -> Sheet:
    sheet = Sheet()
    sheet.put("Rosa Lindqvist", size=20, bold=True)
    sheet.put("Head Chef", size=12)
    sheet.put("rosa@example.org")
    sheet.skip(12)
    sheet.put("Profile", size=13, bold=True)
    sheet.put("Chef with twelve years in hotel kitchens who trains apprentices and plans menus.")
    sheet.skip(12)
    sheet.put("Skills", size=13, bold=True)
    return sheet


def list_groups(facts: Facts) -> list[tuple[str | None, list[str]]]:
    return [
        (group.name.value if group.name else None, [fact.value for fact in group.keywords])
        for group in facts.skills
    ]


def test_groups_side_by_side_are_read_one_after_the_other() -> None:
    sheet = start()
    top = sheet.top
    columns = {
        60.0: ("Kitchen", "Pastry", "Sauces", "Butchery"),
        300.0: ("Office", "Word", "Excel"),
    }
    for left, (name, *items) in columns.items():
        sheet.put_at(name, left=left, top=top, size=11, bold=True)
        for row, item in enumerate(items, start=1):
            sheet.put_at(item, left=left, top=top + 15 * row)
    assert list_groups(read_facts(bind(sheet))) == [
        ("Kitchen", ["Pastry", "Sauces", "Butchery"]),
        ("Office", ["Word", "Excel"]),
    ]


def test_group_name_of_two_lines_is_one_name() -> None:
    sheet = start()
    sheet.put("Planning and", size=12, bold=True, leap=1.1)
    sheet.put("purchasing", size=12, bold=True)
    for item in ("Menus", "Suppliers", "Budgets"):
        sheet.put(item)
    assert list_groups(read_facts(bind(sheet))) == [
        ("Planning and purchasing", ["Menus", "Suppliers", "Budgets"])
    ]


def test_comma_in_one_of_many_boxes_belongs_to_the_item() -> None:
    sheet = start()
    sheet.put("Pastry      Bread, rolls and buns      Sauces      Butchery")
    sheet.put("Catering      Stock control      Wine      Menus")
    assert list_groups(read_facts(bind(sheet))) == [
        (
            None,
            [
                "Pastry",
                "Bread, rolls and buns",
                "Sauces",
                "Butchery",
                "Catering",
                "Stock control",
                "Wine",
                "Menus",
            ],
        )
    ]


def test_row_of_name_and_list_is_a_group() -> None:
    sheet = start()
    for name, items in (
        ("Cold", "Salads, Terrines, Oysters"),
        ("Hot", "Sauces, Roasts, Soups"),
    ):
        sheet.put_at(name, left=50, top=sheet.top, bold=True)
        sheet.put_at(items, left=140, top=sheet.top)
        sheet.top += 15
    assert list_groups(read_facts(bind(sheet))) == [
        ("Cold", ["Salads", "Terrines", "Oysters"]),
        ("Hot", ["Sauces", "Roasts", "Soups"]),
    ]


def test_sentence_of_abilities_is_its_items() -> None:
    sheet = start()
    sheet.put("Office: Proficient in Word and Outlook, Excel, and PowerPoint")
    sheet.put("Sprachen: Gute Kenntnisse in Warenkunde, Kalkulation")
    assert list_groups(read_facts(bind(sheet))) == [
        ("Office", ["Word", "Outlook", "Excel", "PowerPoint"]),
        ("Sprachen", ["Warenkunde", "Kalkulation"]),
    ]


def test_brackets_keep_their_commas() -> None:
    sheet = start()
    sheet.put("Baking (bread, pastry, cakes), Grilling, Hygiene (HACCP)")
    assert list_groups(read_facts(bind(sheet))) == [
        (None, ["Baking (bread, pastry, cakes)", "Grilling", "Hygiene (HACCP)"])
    ]


def test_level_after_a_group_name_is_its_level() -> None:
    sheet = start()
    sheet.put("Kitchen — Expert", bold=True)
    sheet.put("Pastry      Sauces      Butchery")
    sheet.put("Office — Basic", bold=True)
    sheet.put("Word      Excel")
    facts = read_facts(bind(sheet))
    assert [group.level.value for group in facts.skills if group.level] == ["Expert", "Basic"]
    assert list_groups(facts) == [
        ("Kitchen", ["Pastry", "Sauces", "Butchery"]),
        ("Office", ["Word", "Excel"]),
    ]


def test_lower_case_item_is_joined_only_where_the_line_above_was_full() -> None:
    sheet = start()
    for item in ("Baking", "pastry", "Ordering of wine and", "spirits"):
        sheet.put(item)
    assert list_groups(read_facts(bind(sheet))) == [
        (None, ["Baking", "pastry", "Ordering of wine and spirits"])
    ]
