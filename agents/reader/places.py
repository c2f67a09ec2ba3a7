"""Places as resumes write them: 'City, ST', 'City, Country', a country, 'Remote'."""

from __future__ import annotations

import re

from agents.reader.roles import count_employer_words, count_job_words
from agents.reader.spelling import fold

_COUNTRIES = """
    united states|united states of america|usa|us|u s|u s a|united kingdom|uk|england|scotland|
    wales|
    northern ireland|ireland|canada|australia|new zealand|india|china|japan|singapore|hong kong|
    germany|deutschland|allemagne|alemania|alemanha|france|frankreich|francia|franca|spain|spanien|
    espagne|espana|espanha|portugal|brazil|brasil|bresil|brasilien|mexico|mexiko|mexique|argentina|
    argentinien|chile|colombia|kolumbien|peru|venezuela|uruguay|ecuador|bolivia|paraguay|costa rica|
    austria|osterreich|autriche|switzerland|schweiz|suisse|suiza|suica|svizzera|italy|italia|
    italien|
    italie|netherlands|niederlande|pays bas|paises bajos|holanda|the netherlands|belgium|belgien|
    belgique|belgica|luxembourg|luxemburg|luxemburgo|denmark|danemark|dinamarca|danmark|sweden|
    schweden|suede|suecia|sverige|norway|norwegen|norvege|noruega|norge|finland|finnland|finlande|
    finlandia|poland|polen|pologne|polonia|polska|czech republic|czechia|tschechien|hungary|ungarn|
    romania|rumanien|greece|griechenland|turkey|turkei|turquie|russia|russland|ukraine|israel|egypt|
    south africa|sudafrika|nigeria|kenya|morocco|maroc|marokko|marruecos|tunisia|tunisie|algeria|
    algerie|united arab emirates|uae|saudi arabia|qatar|pakistan|bangladesh|sri lanka|nepal|
    indonesia|malaysia|philippines|thailand|vietnam|south korea|korea|taiwan|angola|mozambique|
    mocambique|dominican republic|puerto rico|cuba|guatemala|honduras|panama|el salvador|croatia|
    kroatien|serbia|slovakia|slovenia|bulgaria|estonia|latvia|lithuania|iceland|malta|cyprus|
    ghana"""
_REGIONS = """
    alabama|alaska|arizona|arkansas|california|colorado|connecticut|delaware|florida|georgia|hawaii|
    idaho|illinois|indiana|iowa|kansas|kentucky|louisiana|maine|maryland|massachusetts|michigan|
    minnesota|mississippi|missouri|montana|nebraska|nevada|new hampshire|new jersey|new mexico|
    new york|north carolina|north dakota|ohio|oklahoma|oregon|pennsylvania|rhode island|
    south carolina|south dakota|tennessee|texas|utah|vermont|virginia|washington|west virginia|
    wisconsin|wyoming|ontario|quebec|british columbia|alberta|manitoba|nova scotia|saskatchewan|
    new south wales|victoria|queensland|bayern|hessen|sachsen|baden wurttemberg|nordrhein westfalen|
    niedersachsen|ile de france|occitanie|nouvelle aquitaine|bretagne|cataluna|catalunya|andalucia|
    bay area|sao paulo|rio de janeiro|minas gerais"""
_STATE_CODES = """
    AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM
    NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY DC ON QC BC AB MB NS SK NB NL NSW
    VIC QLD TAS ACT SP RJ MG RS PR BA CE PE DF CDMX"""
_COUNTRY_CODES = """
    UK US USA FR ES PT IT CH AT BE NL IE MX BR CL UY VE CN JP SG AU NZ PL SE NO FI DK CZ HU RO GR TR
    RU UA EG ZA AE DE AR CO PE IN IL"""
_STATES = frozenset(_STATE_CODES.split())
_CODES = _STATES | frozenset(_COUNTRY_CODES.split())
_REMOTE_WORDS = """
    remote remoto remota fernarbeit homeoffice home office teletravail a distance hybrid on site
    worldwide online fully remote a distancia en ligne"""
_ANYWHERE = frozenset(_REMOTE_WORDS.split())
_CAPITALISED = re.compile(
    r"(?:[^\W\d_a-zß-öø-ÿ][\w.'’-]*|d[eo]s?|da|la|le|am|an|der|sur|of|del|los|las)"
)
_POSTCODE = re.compile(
    r"\b(?:\d{4,5}(?:-\d{3,4})?|[A-Z]\d[A-Z] ?\d[A-Z]\d|[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2})\b"
)
_LABEL = re.compile(
    r"^(?:location|address|adresse|lieu|wohnort|ort|anschrift|ubicación|dirección|domicilio|local|"
    r"localização|morada|endereço|city|ville|stadt|ciudad|cidade)\s*:\s*",
    re.IGNORECASE,
)
_MAX_CITY_WORDS = 5
_PAIR = (2, 3)
"""City and region, perhaps with a country."""
_MAX_NAME_WORDS = 4
_MAX_PARTS = 4
"""District, city, state, country."""

COUNTRIES = frozenset(" ".join(name.split()) for name in _COUNTRIES.split("|"))
REGIONS = frozenset(" ".join(name.split()) for name in _REGIONS.split("|"))
_NAMED = COUNTRIES | REGIONS


def is_region(text: str) -> bool:
    """Whether a text names a country or a state, in full or by its code."""
    bare = text.strip(" .,()")
    return bare in _CODES or fold(bare) in COUNTRIES or fold(bare) in REGIONS


def is_country(text: str) -> bool:
    """Whether a text names a country; a code that is also a state's is taken for the state."""
    bare = text.strip(" .,()")
    return fold(bare) in COUNTRIES or (bare in _CODES and bare not in _STATES)


def is_place(text: str) -> bool:
    """Whether a text is surely a place: a region, or a city with its region after a comma."""
    bare = _POSTCODE.sub("", _LABEL.sub("", text)).strip(" .,;()")
    words = fold(bare).split()
    if words and all(word in _ANYWHERE for word in words):
        return True
    parts = [part.strip() for part in re.split(r",|\s[-–/]\s", bare) if part.strip()]
    if not parts or len(parts) > _MAX_PARTS:
        return False
    if len(parts) == 1:
        return fold(parts[0]) in _NAMED
    if count_employer_words(bare):
        return False
    return is_region(parts[-1]) and all(is_city_like(part) for part in parts[:-1])


def is_city_like(text: str) -> bool:
    """Whether a text has the form of a city's name: a few capitalised words."""
    words = text.strip(" .,()").split()
    return (
        1 <= len(words) <= _MAX_CITY_WORDS
        and all(_CAPITALISED.fullmatch(word.strip(".,()")) for word in words)
        and words[0][0].isupper()
    )


def is_pair(text: str) -> bool:
    """Whether a text could be a city and its region, known or not: 'Braga, Minho'."""
    parts = [part.strip() for part in text.split(",")]
    return (
        len(parts) in _PAIR
        and all(is_city_like(part) and len(part.split()) <= _MAX_NAME_WORDS for part in parts)
        and not count_employer_words(text)
        and not count_job_words(text)
    )


def strip_label(text: str) -> int:
    """How many characters a label such as 'Location:' takes at the start of a text."""
    match = _LABEL.match(text)
    return match.end() if match else 0
