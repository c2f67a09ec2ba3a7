"""Made-up people, one for each shape that a site must look right in."""

from showcase.models.content import (
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
    SectionKind,
    SkillGroup,
    SkillsContent,
    SummaryContent,
)
from showcase.models.draft import Seo, SiteContent
from tests.support.engineer import make_engineer
from tests.support.sites import Parts, make_site


def make_student() -> SiteContent:
    """Little to show: no job, no link, one school, one project, and empty sections."""
    parts: Parts = [
        (
            SectionKind.HERO,
            "",
            HeroContent(name="Mina Okafor", headline="Computer Science Student", location="Leeds"),
        ),
        (SectionKind.EXPERIENCE, "Experience", ExperienceContent(items=[])),
        (
            SectionKind.PROJECTS,
            "Projects",
            ProjectsContent(
                items=[
                    ProjectItem(
                        name="Bus Stop",
                        description="Shows when the next bus leaves from the stop you stand at.",
                        technologies=["Kotlin", "SQLite"],
                    )
                ]
            ),
        ),
        (SectionKind.SKILLS, "Skills", SkillsContent(groups=[])),
        (
            SectionKind.EDUCATION,
            "Education",
            EducationContent(
                items=[
                    EducationItem(
                        institution="Northfield University",
                        study_type="BSc",
                        area="Computer Science",
                        start_date="2024-09",
                        current=True,
                    )
                ]
            ),
        ),
    ]
    seo = Seo(title="Mina Okafor", description="Computer Science Student in Leeds.")
    return make_site(parts, seo=seo)


def make_veteran() -> SiteContent:
    """Thirty years, thirty jobs, long names, in German."""
    parts: Parts = [
        (
            SectionKind.HERO,
            "",
            HeroContent(
                name="Dr.-Ing. Friederike-Wilhelmine von Hohenstein-Wasserburg",
                headline="Prüfingenieurin für Bautechnik und öffentlich bestellte Sachverständige",
                tagline="Dreißig Jahre Brücken, die stehen.",
                location="Regensburg",
            ),
        ),
        (
            SectionKind.ABOUT,
            "",
            SummaryContent(text="Ich plane Bauwerke, die länger halten als ich."),
        ),
        (SectionKind.EXPERIENCE, "Berufserfahrung", _thirty_jobs()),
        (
            SectionKind.SKILLS,
            "Kenntnisse",
            SkillsContent(
                groups=[
                    SkillGroup(
                        name="Tragwerksplanung",
                        keywords=[
                            "Stahlverbundbrückenbau",
                            "Finite-Elemente-Methode",
                            "Eurocode 2",
                        ],
                    )
                ]
            ),
        ),
        (SectionKind.PROJECTS, "Projekte", ProjectsContent(items=[])),
        (
            SectionKind.CONTACT,
            "Kontakt",
            ContactContent(location="Regensburg", email="friederike@hohenstein.example"),
        ),
    ]
    seo = Seo(title="Dr.-Ing. Hohenstein-Wasserburg", description="Brücken, Tunnel, Gutachten.")
    return make_site(parts, seo=seo, language="de")


def _thirty_jobs() -> ExperienceContent:
    trades = [
        "Projektleiterin",
        "Oberbauleiterin",
        "Statikerin",
        "Gutachterin für Tragwerksplanung",
    ]
    jobs = [
        ExperienceItem(
            organization=f"Ingenieurgesellschaft Hohenstein-Wasserburg & Partner {year} mbB",
            position=trades[year % len(trades)],
            location="Donaudampfschifffahrtshausen",
            start_date=f"{year}-04",
            end_date=f"{year + 1}-03",
            summary="Planung und Überwachung von Brücken, Tunneln und Stützbauwerken.",
            highlights=[
                "Verantwortlich für ein Budget von 14 Mio. Euro und 23 Mitarbeitende.",
                "Termin gehalten, Kosten 6 % unter Plan.",
            ],
        )
        for year in range(2023, 1993, -1)
    ]
    return ExperienceContent(items=jobs)


def make_right_to_left() -> SiteContent:
    """An Arabic page with Latin names inside."""
    parts: Parts = [
        (SectionKind.HERO, "", _designer()),
        (
            SectionKind.ABOUT,
            "نبذة",
            SummaryContent(text="أعمل بين التصميم والبحث منذ **ثماني سنوات**."),
        ),
        (SectionKind.EXPERIENCE, "الخبرة", _design_jobs()),
        (
            SectionKind.PROJECTS,
            "المشاريع",
            ProjectsContent(
                items=[
                    ProjectItem(
                        name="مكتبة الحي",
                        description="تطبيق لتبادل الكتب بين الجيران.",
                        technologies=["Figma", "Swift"],
                    )
                ]
            ),
        ),
        (
            SectionKind.SKILLS,
            "المهارات",
            SkillsContent(
                groups=[
                    SkillGroup(name="التصميم", keywords=["Figma", "بحث المستخدم", "نماذج أولية"])
                ]
            ),
        ),
        (SectionKind.LANGUAGES, "اللغات", _spoken()),
    ]
    seo = Seo(title="ليلى الحداد", description="مصممة تجربة مستخدم في الدار البيضاء.")
    return make_site(parts, seo=seo, language="ar")


def _designer() -> HeroContent:
    return HeroContent(
        name="ليلى بنت منصور الحداد",
        headline="مصممة تجربة مستخدم",
        tagline="أصمم واجهات يفهمها الناس من النظرة الأولى.",
        location="الدار البيضاء",
        links=[Link(label="Behance", url="https://behance.example/layla")],
    )


def _design_jobs() -> ExperienceContent:
    return ExperienceContent(
        items=[
            ExperienceItem(
                organization="Atlas Studio",
                position="مصممة أولى",
                location="الرباط",
                start_date="2020-02",
                current=True,
                highlights=[
                    "إعادة تصميم تطبيق يستخدمه 120 ألف شخص.",
                    "قيادة فريق من أربعة.",
                ],
            ),
            ExperienceItem(
                organization="وكالة النخيل",
                position="مصممة",
                start_date="2016-09",
                end_date="2020-01",
            ),
        ]
    )


def _spoken() -> LanguagesContent:
    return LanguagesContent(
        items=[
            LanguageItem(language="العربية", fluency="اللغة الأم"),
            LanguageItem(language="Français", fluency="C1"),
        ]
    )


PEOPLE = {
    "student": make_student,
    "engineer": make_engineer,
    "veteran": make_veteran,
    "right_to_left": make_right_to_left,
}
