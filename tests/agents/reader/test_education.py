from agents.facts import Facts
from agents.reader import read_facts
from agents.reader.roles import count_degree_words
from tests.agents.reader.typesetting import Sheet, bind


def start() -> Sheet:
    sheet = Sheet()
    sheet.put("Inês Carvalho", size=20, bold=True)
    sheet.put("ines@example.org")
    sheet.skip(12)
    sheet.put("Profile", size=13, bold=True)
    sheet.put("Teacher of mathematics with nine years at secondary schools in two countries.")
    sheet.skip(12)
    sheet.put("Education", size=13, bold=True)
    return sheet


def list_schools(facts: Facts) -> list[tuple[str | None, str | None, str | None]]:
    return [
        (
            school.institution.value if school.institution else None,
            school.study_type.value if school.study_type else None,
            school.area.value if school.area else None,
        )
        for school in facts.education
    ]


def test_field_may_stand_before_the_degree() -> None:
    sheet = start()
    sheet.put("Pure Mathematics, Bachelor of Science, University of Porto", bold=True)
    sheet.put("Sep 2008 - Jun 2012", size=9)
    assert list_schools(read_facts(bind(sheet))) == [
        ("University of Porto", "Bachelor of Science", "Pure Mathematics")
    ]


def test_school_we_do_not_know_stands_where_the_others_stand() -> None:
    sheet = start()
    for studied, name in (
        ("Pure Mathematics, Master,", "University of Porto"),
        ("Didactics, Certified,", "Colégio Moderno"),
        ("First Aid, Training,", "Novabraga"),
    ):
        sheet.put_at(studied, left=50, top=sheet.top, bold=True)
        sheet.put(name, left=50 + 5 * len(studied) + 3, bold=True, color="#0044aa")
        sheet.put("Sep 2008 - Jun 2012", size=9)
        sheet.skip(8)
    assert [school[0] for school in list_schools(read_facts(bind(sheet)))] == [
        "University of Porto",
        "Colégio Moderno",
        "Novabraga",
    ]


def test_name_without_room_on_its_line_goes_on_below() -> None:
    sheet = start()
    sheet.put("Diploma in Teaching      2010 - 2012", bold=True)
    sheet.put(
        "Escola Superior de Educação e Comunicação da Universidade de Lisboa e Vale do", leap=1.2
    )
    sheet.put("Tejo")
    assert list_schools(read_facts(bind(sheet))) == [
        (
            "Escola Superior de Educação e Comunicação da Universidade de Lisboa e Vale do Tejo",
            "Diploma",
            "Teaching",
        )
    ]


def test_courses_under_a_school_are_no_school() -> None:
    sheet = start()
    sheet.put("University of Porto |-> 2008 - 2012", size=11, bold=True)
    sheet.put("Bachelor")
    sheet.put("Courses", size=11)
    sheet.put("MA2011 - Algebra", left=70)
    sheet.put("MA2012 - Geometry", left=70)
    facts = read_facts(bind(sheet))
    assert [school[0] for school in list_schools(facts)] == ["University of Porto"]
    assert [course.value for course in facts.education[0].courses] == [
        "MA2011 - Algebra",
        "MA2012 - Geometry",
    ]


def test_dotted_degree_is_told_from_the_words_after_it() -> None:
    assert count_degree_words("M.S. in Computer Science") == 1
    assert count_degree_words("B. Sc. Nursing") == 1
    assert count_degree_words("Ph.D. Chemistry") == 1
    assert count_degree_words("working as a nurse") == 0
    assert count_degree_words("Georgia Tech") == 0


def test_french_certificate_names_its_field_and_school() -> None:
    sheet = start()
    sheet.put("Certificat de capacité en mécanique |-> 2004 - 2008", bold=True)
    sheet.put("Centre professionnel du Nord", color="#555555")
    assert list_schools(read_facts(bind(sheet))) == [
        ("Centre professionnel du Nord", "Certificat de capacité", "mécanique")
    ]
