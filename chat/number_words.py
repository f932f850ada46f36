"""How numbers and dates are written in English and Spanish: the one pattern that finds them."""

import re

MONTHS = {
    name: number
    for number, names in enumerate(
        (
            *("january jan enero ene", "february feb febrero", "march mar marzo"),
            *("april apr abril abr", "may mayo", "june jun junio", "july jul julio"),
            *("august aug agosto ago", "september sep sept septiembre setiembre set"),
            *("october oct octubre", "november nov noviembre", "december dec diciembre dic"),
        ),
        start=1,
    )
    for name in names.split()
}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS, key=len, reverse=True))})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|º|ro)?"
# "12", "12-27", "3, 9 and 15": several days share the name of their month.
_DAYS = rf"{_DAY}(?:(?: ?[-–] ?|, | and | y | to | al? ){_DAY}){{0,6}}"
_YEAR = r"(?:19|20)\d\d(?!\w)"

# Not inside a word, nor after a letter and a hyphen: B12, v2.31, rs429358, COVID-19 and PHQ-9 are
# names.
_FROM_DIGITS = (
    r"(?P<iso>\d{4}-\d\d-\d\d)(?!\d)",
    r"(?P<clock>(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)(?![\d:])",
    r"(?P<slashed>\d{1,2}(?P<by>[/.-])\d{1,2}(?P=by)(?:(?:19|20)\d\d|\d\d))(?![\d/])",
    rf"(?P<days>{_DAYS})(?: of| de)? (?P<month>{_MONTH})(?:,? (?:del? )?(?P<year>{_YEAR}))?",
    r"(?P<spaced>\d{1,3}(?: \d{3})+)(?![\d.,]*\d)",
    r"(?P<number>\d+(?:[.,'’\u00a0\u202f\u2009]\d+)*)",
)
_FROM_MONTHS = (
    rf"(?P<month2>{_MONTH}) (?P<days2>{_DAYS})(?!\w)(?:,? (?P<year2>{_YEAR}))?",
    rf"(?P<month3>{_MONTH})(?:,| del?)? (?P<year3>{_YEAR})",
)
# The letters that names of months begin with: most words are passed over at their first.
FIND = re.compile(
    rf"(?<!\w)(?:(?=\d)(?<![^\W\d_]-)(?<!\d[.,])(?:{'|'.join(_FROM_DIGITS)})"
    rf"|(?=[adefjmnos])(?:{'|'.join(_FROM_MONTHS)}))",
    re.IGNORECASE,
)
DAY = re.compile(r"\d+")

_UNITS = """
    % ° mm mg g kg mcg µg μg ug ng pg ml l dl cl mmol µmol μmol umol nmol pmol mol iu ui u mu meq
    lb lbs oz kcal cal kj km cm mi ft inches beats bpm lpm rpm breaths latidos steps pasos
    percent per_cent por_ciento hours hour hrs hr h horas hora minutes minute mins min minutos
    minuto units unit unidades unidad tablets tablet pills pill capsules capsule drops puffs doses
    dose tabletas pastillas comprimidos cápsulas gotas dosis drinks cigarettes copas
"""
_NAMES = "|".join(
    re.escape(unit).replace("_", " ") for unit in sorted(_UNITS.split(), key=len, reverse=True)
)
UNIT = re.compile(rf"[ \u00a0\u202f-]?(?:{_NAMES})(?![^\W\d_])", re.IGNORECASE)
# Spans of prose, not values of a record: "the last 90 days", "within 24 hours".
SPAN = re.compile(
    r"[ \u00a0-](?:days?|weeks?|months?|d[ií]as?|semanas?|mes(?:es)?)(?!\w)", re.IGNORECASE
)
HOURS = re.compile(r"[ \u00a0-](?:hours?|hrs?|h|horas?)(?!\w)", re.IGNORECASE)
ROUND_HOURS = {12, 24, 36, 48, 72}
# "Call 911" is not a value; "112 mg/dL" is.
CALL = re.compile(
    r"\b(?:call|dial|text|phone|ring|reach|llam[ae]r?|marc[ae]r?|tel[eé]fono|emergency|emergencias?"
    r"|line|línea)\b[^.\n]{0,24}\Z",
    re.IGNORECASE,
)
LINES = {"000", "024", "061", "080", "091", "100", "101", "102", "103", "106", "107", "111", "112"}
LINES |= {"113", "116", "117", "119", "123", "131", "132", "133", "135", "141", "911", "988", "999"}
