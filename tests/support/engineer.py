"""A made-up engineer with everything: every kind of section, every field of it."""

from showcase.models.content import (
    AwardItem,
    AwardsContent,
    CertificationItem,
    CertificationsContent,
    ContactContent,
    EducationContent,
    EducationItem,
    ExperienceContent,
    ExperienceItem,
    HeroContent,
    LanguageItem,
    LanguagesContent,
    Link,
    ProjectItem,
    ProjectsContent,
    PublicationItem,
    PublicationsContent,
    SectionKind,
    SkillGroup,
    SkillsContent,
    SummaryContent,
)
from showcase.models.draft import Seo, SiteContent
from tests.support.sites import Parts, make_site

LINKS = [
    Link(label="GitHub", url="https://github.com/elinor-vass", network="GitHub"),
    Link(label="LinkedIn", url="https://linkedin.com/in/elinor-vass", network="LinkedIn"),
    Link(label="elinorvass.example", url="https://elinorvass.example/"),
    Link(label="Write to me", url="mailto:elinor@vass.example"),
]


def make_engineer() -> SiteContent:
    """Every kind of section, every field of it."""
    parts: Parts = [
        (SectionKind.HERO, "", _hero()),
        (SectionKind.ABOUT, "About", _about()),
        (SectionKind.EXPERIENCE, "Experience", ExperienceContent(items=_jobs())),
        (SectionKind.PROJECTS, "Projects", ProjectsContent(items=_projects())),
        (SectionKind.SKILLS, "Skills", SkillsContent(groups=_skills())),
        (SectionKind.EDUCATION, "Education", EducationContent(items=_schools())),
        (SectionKind.CERTIFICATIONS, "Certifications", _certificates()),
        (SectionKind.LANGUAGES, "Languages", _languages()),
        (SectionKind.AWARDS, "Awards", _awards()),
        (SectionKind.PUBLICATIONS, "Publications", _publications()),
        (SectionKind.VOLUNTEERING, "Volunteering", _volunteering()),
        (SectionKind.CONTACT, "Contact", _contact()),
    ]
    seo = Seo(
        title="Elinor Vass, Staff Software Engineer",
        description="Staff Software Engineer in Lisbon. Payment systems, ledgers, migrations.",
    )
    return make_site(parts, seo=seo)


def _hero() -> HeroContent:
    return HeroContent(
        name="Elinor Vass",
        headline="Staff Software Engineer",
        tagline="Builds payment systems that settle forty million transfers a day and let the "
        "people who run them sleep.",
        location="Lisbon, Portugal",
        links=LINKS[:2],
    )


def _about() -> SummaryContent:
    return SummaryContent(
        text="I have spent **eleven years** on the unglamorous half of finance: ledgers, "
        "reconciliation, and the long tail of *what happens when the other bank does not "
        "answer*.\n\nI like systems that can be explained on one whiteboard, migrations "
        "nobody notices, and teams where the newest person deploys on their first day."
    )


def _certificates() -> CertificationsContent:
    return CertificationsContent(
        items=[
            CertificationItem(
                name="Certified Kubernetes Administrator",
                issuer="Cloud Native Computing Foundation",
                date="2023-05-11",
                url="https://certificates.example/cka",
            ),
            CertificationItem(name="Professional Scrum Master I", date="2018"),
        ]
    )


def _languages() -> LanguagesContent:
    return LanguagesContent(
        items=[
            LanguageItem(language="English", fluency="Native"),
            LanguageItem(language="Portuguese", fluency="Fluent (C1)"),
            LanguageItem(language="Hungarian"),
        ]
    )


def _awards() -> AwardsContent:
    return AwardsContent(
        items=[
            AwardItem(
                title="Engineering Prize",
                awarder="Tideway Bank",
                date="2022-12",
                summary="For the ledger migration without a minute of downtime.",
            )
        ]
    )


def _publications() -> PublicationsContent:
    return PublicationsContent(
        items=[
            PublicationItem(
                name="Idempotency Is a Promise, Not a Header",
                publisher="Journal of Practical Systems",
                date="2024-02",
                url="https://papers.example/idempotency",
                summary="What exactly-once can mean between two parties that both fail.",
            )
        ]
    )


def _volunteering() -> ExperienceContent:
    return ExperienceContent(
        items=[
            ExperienceItem(
                organization="Code Club Lisboa",
                position="Mentor",
                start_date="2020",
                current=True,
                summary="Saturday mornings with twelve-year-olds and a box of robots.",
            )
        ]
    )


def _contact() -> ContactContent:
    return ContactContent(
        email="elinor@vass.example",
        phone="+351 910 000 123",
        location="Lisbon, Portugal",
        links=list(LINKS),
    )


def _jobs() -> list[ExperienceItem]:
    return [
        ExperienceItem(
            organization="Tideway Bank",
            position="Staff Software Engineer",
            location="Lisbon",
            url="https://tideway.example",
            start_date="2021-03",
            current=True,
            summary="Technical lead of the ledger: four teams, one source of truth.",
            highlights=[
                "Moved 2.1 billion ledger entries to a new store without a minute of downtime.",
                "Cut the p99 of a transfer from 900 ms to 140 ms by removing three services.",
                "Wrote the incident review guide that all forty teams use.",
            ],
        ),
        ExperienceItem(
            organization="Parcelwise",
            position="Senior Backend Engineer",
            location="Porto",
            start_date="2017-06",
            end_date="2021-02",
            highlights=[
                "Designed the routing engine that plans 300,000 deliveries each night.",
                "Introduced contract tests between nine services; broken releases fell by 80%.",
            ],
        ),
        ExperienceItem(
            organization="Bright & Oak Ltd.",
            position="Software Engineer",
            start_date="2014-09",
            end_date="2017-05",
            summary="First engineer of a shop platform for independent book sellers.",
        ),
    ]


def _projects() -> list[ProjectItem]:
    return [
        ProjectItem(
            name="Tally",
            description="A double-entry ledger in 2,000 lines of Rust, with proofs for the parts "
            "that must never be wrong.",
            url="https://github.com/elinor-vass/tally",
            start_date="2022",
            technologies=["Rust", "PostgreSQL", "TLA+"],
        ),
        ProjectItem(
            name="quiet-migrate",
            description="Online schema changes for PostgreSQL that wait their turn.",
            url="https://github.com/elinor-vass/quiet-migrate",
            technologies=["Go", "PostgreSQL"],
            highlights=["1,900 stars", "Used by three banks"],
        ),
        ProjectItem(
            name="Harbour Light",
            description="A tide clock for the kitchen wall.",
            start_date="2019-11",
            end_date="2020-01",
            technologies=["MicroPython", "E-ink"],
        ),
    ]


def _skills() -> list[SkillGroup]:
    return [
        SkillGroup(name="Languages", level="Expert", keywords=["Go", "Rust", "Python", "SQL"]),
        SkillGroup(
            name="Infrastructure",
            keywords=["PostgreSQL", "Kafka", "Kubernetes", "Terraform", "OpenTelemetry"],
        ),
        SkillGroup(name="Practices", keywords=["Domain modelling", "Formal methods", "Mentoring"]),
        SkillGroup(name="Public speaking"),
    ]


def _schools() -> list[EducationItem]:
    return [
        EducationItem(
            institution="Eastgate Institute of Technology",
            study_type="MSc",
            area="Distributed Systems",
            location="Budapest",
            start_date="2012-09",
            end_date="2014-06",
            score="Grade: 4.9 / 5",
            highlights=["Thesis on consensus without clocks"],
        ),
        EducationItem(
            institution="Eastgate Institute of Technology",
            study_type="BSc",
            area="Mathematics",
            start_date="2009",
            end_date="2012",
        ),
    ]
