"""What a text may say, given what the resume says."""

import pytest

from agents.grounding import Evidence, find_lost, find_unsupported

RESUME = Evidence(
    [
        "Mara Lindqvist. Senior Data Engineer at Fjordline Analytics, Bergen, since 03/2021.",
        "Cut storage costs by 40 % and moved 1,200 tables for 2.5 million users; team of three.",
        "Python, Node.js, C++, Kubernetes, PostgreSQL, CI/CD. Managed the on-call rota.",
        "MSc Computer Science, Université de Genève, 2017. github.com/maralind",
    ]
)

FAIR = [
    "I have been a Senior Data Engineer at Fjordline Analytics since March 2021.",
    "Cut storage costs by 40% across 1200 tables.",
    "Cut storage costs by 40 percent with 3 people.",
    "Served 2,500,000 users with Kubernetes and NodeJS.",
    "Worked in Python, PostgreSQL and C++ from Bergen.",
    "Built Python-based services and managed a rota.",
    "Studied at the Universite de Geneve.",
    "See https://www.github.com/maralind/ for more.",
    "Managing the rota was part of the work; CI and CD as well.",
    "Fjordline’s engineer in Bergen.",
]
LIES = [
    ("Cut storage costs by 45 %.", "45%"),
    ("Moved 12,000 tables.", "12000"),
    ("Led the rota.", "Led"),
    ("Worked at Google.", "Google"),
    ("Google hired me.", "Google"),
    ("Served 2.5 billion users.", "2500000000"),
    ("With four people.", "4"),
    ("Since April 2021 in Bergen.", "2021-04"),
    ("Since March 2020 in Bergen.", "2020-03"),
    ("A certified engineer.", "certified"),
    ("Holds a PhD.", "PhD"),
    ("Deploys with docker.", "docker"),
    ("Runs PostgreSQL on AWS.", "AWS"),
    ("More at maralind.example/blog.", "maralind.example/blog"),
    ("Doubled the speed.", "Doubled"),
    ("Chief Data Engineer.", "Chief"),
    ("Award-winning work.", "Award-winning"),
]


@pytest.mark.parametrize("text", FAIR)
def test_fair_paraphrase_passes(text: str) -> None:
    assert find_unsupported(text, RESUME, language="en") == []


@pytest.mark.parametrize(("text", "claim"), LIES)
def test_lie_is_found(text: str, claim: str) -> None:
    assert claim in [found.text for found in find_unsupported(text, RESUME, language="en")]


@pytest.mark.parametrize(
    ("language", "resume", "fair", "lie"),
    [
        (
            "de",
            "Entwicklerin bei Nordwind GmbH seit 03/2021, Kosten um 12,5 % gesenkt",
            "Seit März 2021 arbeite ich bei der Nordwind GmbH an der Senkung der Kosten um 12,5 %.",
            "Seit März 2021 arbeite ich bei Siemens.",
        ),
        (
            "fr",
            "Développeuse chez Brume SARL depuis mars 2021, équipe de trois personnes",
            "Je travaille chez Brume SARL depuis mars 2021 avec 3 personnes.",
            "Je travaille chez Airbus depuis avril 2021.",
        ),
        (
            "es",
            "Desarrolladora en Niebla SL desde marzo de 2021, 1.200 usuarios",
            "Desde marzo de 2021 trabajo en Niebla SL para 1200 usuarios.",
            "Trabajo en Telefónica para 1300 usuarios.",
        ),
        (
            "pt",
            "Desenvolvedora na Bruma Lda desde março de 2021, 1.200 usuários",
            "Desde março de 2021 trabalho na Bruma Lda para 1200 usuários.",
            "Trabalho na Petrobras.",
        ),
    ],
)
def test_claims_are_found_in_each_language(language: str, resume: str, fair: str, lie: str) -> None:
    evidence = Evidence([resume])
    assert find_unsupported(fair, evidence, language=language) == []
    assert find_unsupported(lie, evidence, language=language)


def test_words_of_a_name_must_stand_together() -> None:
    evidence = Evidence(
        ["Assistant to the head of sales at Acme. " + "Then many other things. " * 5 + "Director"]
    )
    assert find_unsupported("I was Sales Director.", evidence, language="en")


def test_lost_numbers_names_and_links_are_found() -> None:
    original = "Cut costs by 40 % at Acme with Kafka; see acme.example/report."
    lost = {claim.text for claim in find_lost(original, "Cut costs at Acme.", language="en")}
    assert lost == {"40%", "Kafka", "acme.example/report"}
    kept = "With Kafka, costs at Acme fell by 40% (acme.example/report)."
    assert find_lost(original, kept, language="en") == []
