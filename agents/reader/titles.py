"""Section titles in English, German, French, Spanish and Portuguese."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rapidfuzz import fuzz, process

from agents.reader.spelling import close_letters, fold


class Kind(StrEnum):
    """What a section is about."""

    SUMMARY = "summary"
    WORK = "work"
    EDUCATION = "education"
    PROJECTS = "projects"
    SKILLS = "skills"
    LANGUAGES = "languages"
    CERTIFICATES = "certificates"
    AWARDS = "awards"
    PUBLICATIONS = "publications"
    VOLUNTEERING = "volunteering"
    INTERESTS = "interests"
    REFERENCES = "references"
    CONTACT = "contact"
    PROFILES = "profiles"
    COURSES = "courses"
    OTHER = "other"


_TITLES: dict[Kind, str] = {
    Kind.SUMMARY: """
        summary|professional summary|executive summary|career summary|profile summary|about|
        about me|
        profile|professional profile|personal profile|personal statement|objective|
        career objective|
        professional objective|overview|introduction|bio|biography|who i am|background summary|
        summary of qualifications|in brief|career profile|personal summary|
        profil|kurzprofil|über mich|uber mich|zusammenfassung|übersicht|berufliches profil|
        persönliches profil|persönliche zusammenfassung|ziel|berufsziel|
        profil professionnel|à propos|à propos de moi|résumé|présentation|objectif|
        objectif professionnel|sommaire|en bref|qui suis je|
        resumen|perfil|perfil profesional|sobre mí|sobre mi|acerca de mí|acerca de|extracto|
        resumen profesional|objetivo|objetivo profesional|presentación|
        resumo|resumo profissional|sobre|sobre mim|perfil profissional|objetivo profissional|
        apresentação|síntese""",
    Kind.WORK: """
        experience|work experience|professional experience|employment|employment history|
        work history|career history|career|work|relevant experience|industry experience|
        professional background|job experience|positions|positions held|employment experience|
        teaching experience|clinical experience|nursing experience|sales experience|
        internships|internship experience|internship|research experience|
        military experience|military service|other experience|additional experience|
        work and experience|
        experience and employment|career experience|practical experience|selected experience|
        appointments|
        academic appointments|professional appointments|positions and appointments|
        professional history|related experience|earlier career|previous experience|
        technical experience|management experience|academic experience|work placements|
        berufserfahrung|arbeitserfahrung|beruflicher werdegang|werdegang|berufspraxis|
        praktische erfahrung|erfahrung|erfahrungen|berufliche erfahrung|berufstätigkeit|
        beruflicher hintergrund|praktika|berufliche stationen|karriere|tätigkeiten|anstellungen|
        expérience|expériences|expérience professionnelle|expériences professionnelles|
        parcours professionnel|emplois|stages|stages et expériences|parcours|
        expériences et stages|carrière|
        experiencia|experiencia laboral|experiencia profesional|experiencias|historial laboral|
        trayectoria profesional|trayectoria|empleo|experiencia de trabajo|trabajo|prácticas|
        experiência|experiência profissional|experiências profissionais|experiências|
        histórico profissional|percurso profissional|carreira|atuação profissional|estágios|
        trajetória profissional""",
    Kind.EDUCATION: """
        education|academic background|academic history|education and training|
        educational background|
        qualifications|academic qualifications|studies|schooling|degrees|education history|
        academics|training and education|education and qualifications|
        education and certifications|
        educational qualifications|formal education|academic education|education and courses|
        education and honors|education and awards|academic training|university education|
        ausbildung|bildung|bildungsweg|studium|schulbildung|akademischer werdegang|
        aus und weiterbildung|schulische ausbildung|hochschulbildung|ausbildung und studium|
        bildungsgang|schule|aus und weiterbildungen|akademische ausbildung|schulischer werdegang|
        formation|formations|éducation|études|diplômes|parcours académique|formation académique|
        parcours scolaire|diplômes et formations|formation et diplômes|cursus|scolarité|
        cursus universitaire|formations et diplômes|
        educación|formación|formación académica|estudios|formación y estudios|
        educación y formación|historial académico|titulación|estudios realizados|
        educação|formação|formação acadêmica|formação académica|escolaridade|estudos|
        habilitações|habilitações literárias|formação profissional|educação e formação""",
    Kind.PROJECTS: """
        projects|project|personal projects|side projects|selected projects|academic projects|
        key projects|notable projects|project experience|projects experience|open source|
        open source projects|portfolio|open source contributions|technical projects|
        relevant projects|
        university projects|class projects|course projects|major projects|research projects|
        featured projects|own projects|software projects|freelance projects|recent projects|
        projects and contributions|things i built|
        projekte|eigene projekte|persönliche projekte|ausgewählte projekte|projekterfahrung|
        private projekte|
        projets|projets personnels|projets académiques|réalisations|projets réalisés|
        proyectos|proyectos personales|proyectos destacados|proyectos académicos|portafolio|
        projetos|projetos pessoais|projetos acadêmicos|portfólio|projetos de destaque""",
    Kind.SKILLS: """
        skills|technical skills|core skills|key skills|professional skills|skills and tools|
        skills and abilities|technologies|technical proficiencies|competencies|core competencies|
        key competencies|expertise|areas of expertise|strengths|tools|programming skills|
        technical expertise|computer skills|it skills|hard skills|soft skills|abilities|
        skills summary|tech stack|technology|tools and technologies|technical knowledge|
        skills and expertise|relevant skills|clinical skills|other skills|additional skills|
        specialties|skills and competencies|technologies and tools|programming languages|
        technical competencies|skill set|skillset|my skills|skills and technologies|proficiencies|
        capabilities|technical summary|software|software skills|languages and technologies|
        knowledge|areas of knowledge|personal skills|digital skills|transferable skills|
        key strengths|
        skills and interests|skills interests|specialized skills|teaching skills|
        kenntnisse|fähigkeiten|fertigkeiten|kompetenzen|it kenntnisse|edv kenntnisse|
        technische kenntnisse|fachkenntnisse|kenntnisse und fähigkeiten|stärken|fachkompetenzen|
        technologien|software kenntnisse|kernkompetenzen|besondere kenntnisse|weitere kenntnisse|
        qualifikationen|computerkenntnisse|edv|persönliche fähigkeiten|fähigkeiten und kenntnisse|
        compétences|compétences techniques|compétences clés|savoir faire|savoir être|aptitudes|
        compétences informatiques|outils|informatique|compétences professionnelles|atouts|
        connaissances|technologies et outils|qualités|
        habilidades|competencias|aptitudes|conocimientos|habilidades técnicas|destrezas|
        competencias técnicas|conocimientos técnicos|tecnologías|herramientas|capacidades|
        conocimientos informáticos|habilidades y competencias|competencias personales|
        competencias digitales|
        habilidades y conocimientos|fortalezas|informática|
        competências|habilidades e competências|competências técnicas|conhecimentos|tecnologias|
        ferramentas|aptidões|conhecimentos técnicos|qualificações|habilidades técnicas""",
    Kind.LANGUAGES: """
        languages|language|language skills|spoken languages|foreign languages|
        language proficiency|
        languages spoken|
        sprachen|sprachkenntnisse|fremdsprachen|
        langues|langue|langues étrangères|compétences linguistiques|langues parlées|
        idiomas|idioma|lenguas|línguas|competências linguísticas|
        competencias lingüísticas|linguas""",
    Kind.CERTIFICATES: """
        certifications|certification|certificates|certificate|licenses|
        licenses and certifications|
        certifications and licenses|licensure|licenses certifications|professional certifications|
        certifications and training|training and certifications|licences|accreditations|
        credentials|
        certifications and courses|certificates and courses|licensure and certifications|
        zertifikate|zertifizierungen|zertifizierung|lizenzen|bescheinigungen|
        zertifikate und weiterbildungen|
        certifications et formations|certificats|certificat|habilitations|permis|
        certificaciones|certificados|certificación|licencias|certificaciones y cursos|
        cursos y certificaciones|certificados y cursos|
        certificações|certificação|licenças|cursos e certificações|certificados e cursos|
        certificações e cursos""",
    Kind.AWARDS: """
        awards|award|honors|honours|honors and awards|awards and honors|achievements|
        accomplishments|honors awards|awards and recognition|recognition|scholarships|
        awards and scholarships|awards and achievements|key achievements|scholarships and awards|
        honours and awards|distinctions|awards and recognitions|prizes|grants|fellowships|
        fellowships and awards|academic achievements|most proud of|
        auszeichnungen|preise|ehrungen|auszeichnungen und preise|stipendien|erfolge|
        preise und auszeichnungen|
        prix|récompenses|distinctions et prix|prix et distinctions|bourses|
        premios|reconocimientos|logros|premios y reconocimientos|distinciones|becas|
        prêmios|reconhecimentos|conquistas|prêmios e reconhecimentos|prémios|distinções|bolsas""",
    Kind.PUBLICATIONS: """
        publications|publication|papers|articles|research publications|selected publications|
        books|presentations|publications and presentations|conference papers|patents|talks|
        journal articles|publications and patents|conferences|
        veröffentlichungen|publikationen|artikel|vorträge|
        publications scientifiques|conférences|
        publicaciones|artículos|ponencias|
        publicações|artigos|palestras""",
    Kind.VOLUNTEERING: """
        volunteering|volunteer|volunteer experience|volunteer work|community service|
        community involvement|volunteer activities|volunteer and community|voluntary work|
        leadership and volunteering|volunteering experience|civic engagement|
        activities|extracurricular activities|extracurriculars|extra curricular activities|
        leadership|leadership experience|leadership and activities|campus involvement|
        on campus involvement|involvement|clubs and organizations|student activities|
        voluntary experience|community engagement|voluntary roles|board roles|board memberships|
        board and voluntary roles|boards|volunteering and leadership|volunteer service|
        ehrenamt|ehrenamtliche tätigkeit|ehrenamtliches engagement|freiwilligenarbeit|engagement|
        soziales engagement|ehrenamtliche tätigkeiten|aktivitäten|
        bénévolat|volontariat|engagements|engagement associatif|expérience associative|
        expériences associatives|vie associative|engagement bénévole|
        voluntariado|experiencia voluntaria|experiencia de voluntariado|
        trabalho voluntário|voluntariado e liderança|experiência voluntária""",
    Kind.INTERESTS: """
        interests|hobbies|hobbies and interests|interests and hobbies|personal interests|
        activities and interests|other interests|passions|life philosophy|leisure|
        interests and activities|
        interessen|freizeit|hobbys|interessen und hobbys|hobbys und interessen|
        intérêts|loisirs|centres d intérêt|centre d intérêt|hobbies et intérêts|
        intereses|aficiones|pasatiempos|intereses y aficiones|intereses personales|
        interesses|passatempos|interesses pessoais""",
    Kind.REFERENCES: """
        references|reference|referees|recommendations|testimonials|professional references|
        referenzen|empfehlungen|références|recommandations|referencias|recomendaciones|
        referências|recomendações""",
    Kind.CONTACT: """
        contact|contacts|contact me|contact information|personal details|personal information|
        contact details|personal data|details|personal info|contact info|address|
        kontakt|kontaktdaten|persönliche daten|persönliche angaben|zur person|angaben zur person|
        coordonnées|informations personnelles|état civil|
        contacto|datos personales|información personal|datos de contacto|información de contacto|
        contato|dados pessoais|informações pessoais|informações de contato|contactos""",
    Kind.PROFILES: """
        profiles|links|social|social media|online|online profiles|web|social networks|websites|
        find me online|online presence|on the web|social profiles|connect|
        profile im netz|netzwerke|profile|soziale netzwerke|
        réseaux|réseaux sociaux|liens|profils|
        perfiles|redes|redes sociales|enlaces|
        redes sociais|perfis|links úteis""",
    Kind.COURSES: """
        courses|coursework|relevant coursework|training|trainings|professional development|
        courses and training|continuing education|workshops|training and courses|
        professional training|online courses|trainings and courses|
        weiterbildung|weiterbildungen|kurse|fortbildungen|fortbildung|lehrgänge|schulungen|
        formations complémentaires|formation continue|cours|
        cursos|cursos y talleres|formación complementaria|cursos complementarios|
        cursos complementares|formação complementar|cursos e workshops""",
    Kind.OTHER: """
        memberships|affiliations|professional affiliations|professional memberships|
        additional information|miscellaneous|organizations|background|
        professional associations|associations|other information|
        mitgliedschaften|sonstiges|weiteres|verschiedenes|zusätzliche informationen|
        divers|autres|informations complémentaires|associations et activités|
        otros|otros datos|información adicional|datos adicionales|
        outros|informações adicionais|informações complementares""",
}


def _list_titles() -> dict[str, Kind]:
    """Every folded title and its kind; the first kind that claims a title keeps it."""
    table: dict[str, Kind] = {}
    for kind, titles in _TITLES.items():
        for title in titles.split("|"):
            table.setdefault(fold(title), kind)
    return table


TITLES = _list_titles()
_JOINER_WORDS = """
    and und et y e i of de & the der die das la les des du my meine mes mis"""
_QUALIFYING_WORDS = """
    my main principal key selected relevant recent further additional other own personal
    meine wichtige wichtigste ausgewahlte weitere eigene relevante aktuelle
    mes principaux principales principale autres recents personnels personnelles
    mis principales principal otros otras recientes destacados destacadas propios
    meus minhas principais outros outras recentes selecionados selecionadas proprios"""
_QUALIFIERS = frozenset(_QUALIFYING_WORDS.split())
_JOINERS = frozenset(_JOINER_WORDS.split())
_MAX_WORDS = 6
_COMPARABLE = 7
"""Shorter words are too much alike to guess a misspelt one."""
_COUNT = re.compile(r"\s*[(\[{|]?\s*\d{1,2}\s*[)\]}|]?\s*$")


@lru_cache(maxsize=5_000)
def find_kind(text: str) -> Kind | None:
    """The kind of section a title announces, or None if the text is no title we know."""
    return _find_kind(_COUNT.sub("", close_letters(text.strip())))


def _find_kind(text: str) -> Kind | None:
    folded = fold(text.replace("&", " and ") if "&" in text else text)
    words = folded.split()
    if not 1 <= len(words) <= _MAX_WORDS:
        return None
    if kind := TITLES.get(folded) or TITLES.get(folded.replace(" ", "")):
        return kind
    plain = " ".join(word for word in words if word not in _QUALIFIERS)
    return TITLES.get(plain) or _find_combined(words) or _find_misspelt(folded)


def _find_combined(words: list[str]) -> Kind | None:
    """The first kind of a title made of known titles, such as 'Education and Awards'."""
    parts = [" ".join(p.split()) for p in _split_joined(words)]
    kinds = [TITLES.get(part) for part in parts]
    return kinds[0] if len(parts) > 1 and all(kinds) else None


def _split_joined(words: list[str]) -> list[str]:
    parts = [""]
    for word in words:
        if word in _JOINERS:
            parts.append("")
        else:
            parts[-1] += f" {word}"
    return [part for part in parts if part]


def _find_misspelt(folded: str) -> Kind | None:
    """The kind of a title that OCR got a letter of wrong."""
    if len(folded) < _COMPARABLE:
        return None
    best = process.extractOne(folded, TITLES.keys(), scorer=fuzz.ratio, score_cutoff=91)
    return TITLES[best[0]] if best else None
