from agents.reader.layout import read_lines
from agents.reader.sections import Section, split_sections
from agents.reader.titles import Kind
from tests.agents.reader.typesetting import Sheet, bind


def split(sheet: Sheet) -> list[Section]:
    return split_sections(read_lines(bind(sheet)))


def resume(*titles: str, leap: float = 1.2) -> Sheet:
    sheet = Sheet()
    sheet.put("Gwen Pritchard", size=22, bold=True)
    sheet.skip(14)
    for index, title in enumerate(titles):
        sheet.put(title, size=12, bold=True, leap=leap)
        if index + 1 == len(titles) or titles[index + 1] in {"Education", "Languages"}:
            sheet.put("Something that fills the section with plain words.")
            sheet.skip(10)
    return sheet


def test_title_of_two_lines_is_one_title() -> None:
    kinds = [s.kind for s in split(resume("Education", "Compétences", "linguistiques"))]

    assert kinds == [None, Kind.EDUCATION, Kind.LANGUAGES]


def test_words_before_a_known_title_do_not_hide_it() -> None:
    kinds = [s.kind for s in split(resume("Principais projetos", "Education"))]

    assert kinds == [None, Kind.PROJECTS, Kind.EDUCATION]


def test_contact_is_known_by_its_address_whatever_its_title() -> None:
    sheet = resume("Education", "Languages")
    sheet.put("Get in Touch", size=12, bold=True)
    sheet.put("gwen.pritchard@example.org")

    assert split(sheet)[-1].kind is Kind.CONTACT
