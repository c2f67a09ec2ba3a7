"""Words that tell a job title from an employer and a school from a degree, in five languages."""

from __future__ import annotations

import re

from agents.reader.spelling import fold

_JOBS = """
    engineer developer programmer architect analyst scientist consultant manager director officer
    president vice chief ceo cto cfo coo cio vp founder cofounder owner lead leader head
    supervisor
    coordinator administrator assistant associate intern internship trainee apprentice student
    teacher tutor lecturer professor instructor educator principal nurse midwife physician doctor
    surgeon therapist pharmacist dentist technician technologist mechanic electrician plumber
    carpenter welder driver operator specialist expert advisor adviser representative agent
    salesperson seller cashier clerk receptionist secretary accountant auditor bookkeeper
    controller economist lawyer attorney paralegal judge counsel designer artist illustrator
    photographer animator writer editor journalist author translator interpreter producer
    researcher fellow postdoc scholar librarian archivist chef cook baker waiter waitress barista
    bartender server host hostess cleaner housekeeper guard officer inspector planner buyer
    merchandiser strategist marketer recruiter trainer coach mentor volunteer member contractor
    freelancer freelance partner executive superintendent foreman worker caregiver nanny social
    worker counselor counsellor psychologist scrum master product tester pentester qa sre devops
    webmaster
    sysadmin ambassador captain sergeant soldier pilot attendant steward stylist hairdresser
    gardener farmer fisher judge pastor chaplain deputy senior junior staff graduate retail
    stocker dispatcher aide paraeducator substitute practitioner hygienist sonographer
    entwickler entwicklerin ingenieur ingenieurin informatiker informatikerin berater beraterin
    leiter leiterin geschaftsfuhrer geschaftsfuhrerin mitarbeiter mitarbeiterin sachbearbeiter
    sachbearbeiterin assistentin praktikant praktikantin praktikum werkstudent werkstudentin
    auszubildende auszubildender lehrling azubi lehrer lehrerin dozent pfleger pflegerin
    krankenschwester krankenpfleger krankenpflegerin arzt arztin verkaufer verkauferin kaufmann
    kauffrau techniker technikerin mechaniker elektriker schlosser fahrer koch kellner kellnerin
    erzieher erzieherin trainerin redakteur redakteurin softwareentwickler referent referentin
    verantwortlicher vorstand inhaber grunder projektleiter teamleiter abteilungsleiter
    gestalter gestalterin wissenschaftlicher hilfskraft zivildienst softwareentwicklerin
    ingenieur ingenieure developpeur developpeuse architecte analyste consultante directeur
    directrice responsable chef cheffe gerant gerante technicien technicienne charge chargee
    conseiller conseillere vendeur vendeuse commercial commerciale comptable infirmier infirmiere
    medecin enseignant enseignante professeur professeure formateur formatrice stagiaire stage
    apprenti apprentie alternant alternante alternance assistante secretaire serveur serveuse
    cuisinier redacteur redactrice graphiste chercheur chercheuse fondateur fondatrice benevole
    employe employee ouvrier ouvriere aide soignant soignante animateur animatrice concepteur
    ingeniero ingeniera desarrollador desarrolladora programador programadora analista arquitecto
    arquitecta consultor consultora director directora gerente jefe jefa lider coordinador
    coordinadora administrador administradora asistente auxiliar becario becaria practicante
    profesor profesora maestro maestra docente enfermero enfermera medico medica tecnico tecnica
    vendedor vendedora dependiente dependienta contador contadora abogado abogada disenador
    disenadora redactor redactora investigador investigadora fundador fundadora ejecutivo
    ejecutiva encargado encargada operario operaria cocinero camarero camarera supervisora
    engenheiro engenheira desenvolvedor desenvolvedora arquiteto arquiteta diretor diretora
    gestor gestora lider coordenador coordenadora assistente estagiario estagiaria estagio
    enfermeiro enfermeira tecnico vendedora contabilista advogado advogada pesquisador
    pesquisadora fundadora socio socia especialista operador operadora cozinheiro motorista
    labourer laborer roofer bricklayer joiner
    affreteur affreteuse cariste preparateur preparatrice magasinier magasiniere chauffeur livreur
    menuisier electricien electricienne plombier macon soudeur boulanger boulangere patissier
    patissiere coiffeur coiffeuse avocat avocate juriste notaire traducteur traductrice educateur
    educatrice pflegehelfer pflegehelferin tischler schreiner maurer dachdecker elektroniker
    elektronikerin meister geselle jurist juristin delineante aprendiz electricista eletricista
    fontanero albanil soldador conductor conductora jurista encarregado encarregada
    trabajador autonomo formador formadora tutora mentora voluntario voluntaria"""
_EMPLOYERS = """
    inc llc ltd limited corp corporation company co gmbh ag kg ohg ug se sa sas sarl srl sl slu
    spa
    bv nv plc pty lda ltda eurl group gruppe groupe grupo holding holdings technologies technology
    solutions systems services software labs lab studio studios agency agentur agence agencia bank
    banco banque university universitat universite universidad universidade college school schule
    schulen ecole escuela escola hochschule institute institution institut instituto akademie
    academy hospital
    klinik klinikum clinic clinica hopital hospital ministry ministerium ministere ministerio
    ministerio foundation stiftung fondation fundacion association verein asociacion center centre
    zentrum centro department council museum restaurant hotel cafe store shop consulting partners
    industries insurance networks media international global ventures capital energy pharma
    airlines motors foods church district county city stadt ville government army navy"""
_SCHOOLS = """
    university universitat universite universidad universidade universita college school schule
    schools ecole escuela escola hochschule fachhochschule institute institut instituto akademie
    academy academie academia lycee colegio liceo gymnasium realschule sekundarschule gesamtschule
    berufsschule polytechnic politecnico politecnica polytechnique politecnico faculty faculte
    facultad faculdade seminary conservatory conservatoire conservatorio bootcamp udemy coursera
    iut insa esc mit eth epfl ucla caltech eton tu fh uni sena ifsp usp unicamp zhaw fhnw
    cegep senai senac etec fatec vhs
    kantonsschule volksschule grundschule mittelschule weiterbildungszentrum berufs
    weiterbildungszentrum instituto iti iit nit iiit"""
_DEGREES = """
    bachelor bachelors master masters doctorate doctor phd mba bsc msc ba bs ma ms
    bba bfa mfa beng meng btech mtech bed med be me jd md llb llm
    associate
    associates diploma diplom certificate degree ged minor major honours honors aa as aas bsn
    msn rn postgraduate undergraduate graduate high diplome licence maitrise baccalaureat bac dut
    bts deug cap bep ingenieur doctorat master mastere licenciatura licenciado licenciada grado
    maestria ingenieria ingeniero tecnico tecnica tecnologo bachillerato doctorado diplomado
    especializacion posgrado bacharelado bacharel mestrado mestre doutorado doutoramento
    tecnologo engenharia pos graduacao graduacao especializacao abitur matura staatsexamen
    magister ausbildung lehre fachabitur promotion mittlere reife vordiplom bms pgce hnd gcse
    level abiturs matric hsc ssc cbse certificat certificado certified zertifikat brevet cfc efz
    titulo training apprenticeship fachweiterbildung meisterbrief gesellenbrief curso"""

JOB_WORDS = frozenset(_JOBS.split())
EMPLOYER_WORDS = frozenset(_EMPLOYERS.split())
SCHOOL_WORDS = frozenset(_SCHOOLS.split())
DEGREE_WORDS = frozenset(_DEGREES.split())
_JOB_ENDINGS = (
    "entwickler", "entwicklerin", "ingenieur", "ingenieurin", "leiter", "leiterin", "berater",
    "beraterin", "techniker", "pfleger", "pflegerin", "lehrer", "lehrerin", "assistent",
    "assistentin", "verkaufer", "mechaniker", "fachfrau", "fachmann", "angestellter", "kraft",
)  # fmt: skip
_SCHOOL_ENDINGS = (
    "schule",
    "universitat",
    "gymnasium",
    "akademie",
    "institut",
    "college",
    "kolleg",
)
_PREPOSITION = 2
"""Letters of words such as 'as' and 'me', which are degrees only in capitals."""
_DOTTED = re.compile(
    r"\bPh\.\s?D\b\.?|"
    r"\b(?:[A-Z]\.\s?){1,3}(?:(?:Sc|Eng|Tech|Ed|Phil|Arch|Com|Arts?|[A-Z])\b\.?)?"
)


def count_job_words(text: str) -> int:
    """How many words of a text name an occupation."""
    return sum(w in JOB_WORDS or w.endswith(_JOB_ENDINGS) for w in fold(text).split())


def count_employer_words(text: str) -> int:
    """How many words of a text are typical of the names of companies and institutions."""
    return sum(w in EMPLOYER_WORDS or w.endswith(_SCHOOL_ENDINGS) for w in fold(text).split())


def count_school_words(text: str) -> int:
    """How many words of a text are typical of the names of schools."""
    return sum(w in SCHOOL_WORDS or w.endswith(_SCHOOL_ENDINGS) for w in fold(text).split())


def count_degree_words(text: str) -> int:
    """How many words of a text name a degree; 'B.Sc.' counts as one."""
    closed = _DOTTED.sub(lambda match: match[0].replace(".", "").replace(" ", "") + " ", text)
    words = closed.replace("'s", "").replace("’s", "").split()
    return sum(
        part in DEGREE_WORDS and (len(part) > _PREPOSITION or word != word.lower())
        for word in words
        for part in fold(word).split()
    )
