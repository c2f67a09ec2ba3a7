from agents.reader.layout import read_lines
from agents.reader.sections import split_sections
from agents.reader.titles import Kind
from tests.agents.reader.typesetting import Sheet, bind

LEFT = ["Skills", "Wound care", "Triage", "Phlebotomy", "Languages", "English", "Polish", "Welsh"]
RIGHT = [
    "Employment",
    "Ward Sister, Mercy Hospital",
    "Led the night shift of a surgical ward with thirty beds",
    "and trained nine new nurses in the first year.",
    "Staff Nurse, St Jude Clinic",
    "Looked after patients before and after their operations",
    "and kept the records of the whole unit in order.",
]


def two_columns() -> Sheet:
    sheet = Sheet()
    sheet.put("Gwen Pritchard", size=22, bold=True)
    sheet.skip(20)
    for column, left, step in ((LEFT, 50.0, 17.0), (RIGHT, 230.0, 19.5)):
        top = sheet.top
        for text in column:
            title = text in {"Skills", "Languages", "Employment"}
            sheet.put_at(text, left=left, top=top, size=13 if title else 10, bold=title)
            top += step
    return sheet


def test_columns_are_read_one_after_the_other() -> None:
    lines = [line.text for line in read_lines(bind(two_columns()))]
    assert lines == ["Gwen Pritchard", *LEFT, *RIGHT]


def test_column_goes_on_in_the_same_column_of_the_next_page() -> None:
    following = Sheet(number=2)
    for text in ("Care Assistant, Oak House", "Washed and fed twelve residents each morning"):
        following.put(text, left=230)
    lines = [line.text for line in read_lines(bind(two_columns(), following))]
    assert lines.index("Care Assistant, Oak House") > lines.index(RIGHT[-1])


def test_dates_at_the_right_margin_stay_in_their_rows() -> None:
    sheet = Sheet()
    for school, years in (("Leeds College", "2001 - 2003"), ("York School", "1994 - 2001")):
        sheet.put(f"{school} |-> {years}")
        sheet.put("A levels |-> Yorkshire, UK")
    lines = read_lines(bind(sheet))
    assert [len(line.cells) for line in lines] == [2, 2, 2, 2]


def test_titles_in_a_left_rail_come_before_what_stands_beside_them() -> None:
    sheet = Sheet()
    sheet.put("Owen Baptiste", size=22)
    sheet.skip(20)
    for title, texts in (
        ("Employment", ["Welder, Harbour Yard", "Built hulls of steel for nine years"]),
        ("Education", ["City College", "Certificate in metal work"]),
        ("Skills", ["MIG welding, TIG welding", "Reading of drawings"]),
    ):
        sheet.put_at(title, left=50, top=sheet.top, size=13, color="#aa0000")
        for text in texts:
            sheet.put(text, left=190)
        sheet.skip(12)
    sections = split_sections(read_lines(bind(sheet)))
    assert [(s.kind, len(s.lines)) for s in sections] == [
        (None, 1),
        (Kind.WORK, 2),
        (Kind.EDUCATION, 2),
        (Kind.SKILLS, 2),
    ]


def test_running_headers_and_page_numbers_are_left_out() -> None:
    sheets = []
    for number in (1, 2):
        sheet = Sheet(number=number, top=20)
        sheet.put("Gwen Pritchard - Curriculum Vitae", size=8)
        sheet.top = 200
        sheet.put(f"Text of page {number} that differs from the other")
        sheet.top = 820
        sheet.put(f"Page {number} of 2", size=8)
        sheets.append(sheet)
    lines = [line.text for line in read_lines(bind(*sheets))]
    assert lines == [
        "Gwen Pritchard - Curriculum Vitae",
        "Text of page 1 that differs from the other",
        "Text of page 2 that differs from the other",
    ]


def test_subheading_like_a_title_does_not_end_its_section() -> None:
    sheet = Sheet()
    for title, texts in (
        ("EXPERIENCE", ["Potter, Clay House", "Threw bowls and plates for the shop in town."]),
        ("SKILLS", ["Glazing", "Firing"]),
        ("EDUCATION", ["Art School"]),
    ):
        sheet.put(title, size=14, bold=True)
        for text in texts:
            sheet.put(text)
            if text.startswith("Potter"):
                sheet.put("Projects", size=10)
        sheet.skip()
    kinds = [s.kind for s in split_sections(read_lines(bind(sheet)))]
    assert kinds == [None, Kind.WORK, Kind.SKILLS, Kind.EDUCATION]


def test_rail_of_titles_on_two_lines_and_dates_is_read_in_rows() -> None:
    sheet = Sheet()
    sheet.put("Carmen Vidal", left=230, size=16)
    sheet.skip(14)
    for title, rows in (
        (("EXPERIENCIA", "PROFESIONAL"), [("2016 – 2021", "Farmacia Vidal, mostrador")]),
        (("EDUCACIÓN Y", "FORMACIÓN"), [("2007 – 2012", "Universitat de València, Farmacia")]),
    ):
        for part in title:
            sheet.put(part, left=60, bold=True)
        sheet.skip(6)
        for date, text in rows:
            sheet.put_at(date, left=60, top=sheet.top)
            sheet.put(text, left=230)
            sheet.put("Texto de la segunda línea con algo más que decir", left=230)
        sheet.skip(14)
    sections = split_sections(read_lines(bind(sheet)))
    assert [(s.kind, [len(line.cells) for line in s.lines]) for s in sections] == [
        (None, [1]),
        (Kind.WORK, [2, 1]),
        (Kind.EDUCATION, [2, 1]),
    ]
