"""Words for numbers, months, weekdays and units of time, in folded English and Spanish."""

from collections.abc import Mapping

from patients import moments

NUMBERS: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "fourteen": 14, "thirty": 30,
    "couple of": 2, "a couple of": 2, "couple": 2, "few": 3, "a few": 3, "several": 5,
    "un": 1, "una": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6,
    "siete": 7, "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "catorce": 14,
    "quince": 15, "veinte": 20, "treinta": 30, "sesenta": 60, "noventa": 90, "par de": 2,
    "un par de": 2, "pocos": 3, "pocas": 3, "unos": 3, "unas": 3,
}  # fmt: skip

UNITS: Mapping[str, str] = {
    "hour": "hours", "hours": "hours", "hr": "hours", "hrs": "hours", "h": "hours",
    "day": "days", "days": "days", "d": "days", "week": "weeks", "weeks": "weeks",
    "month": "months", "months": "months", "year": "years", "years": "years",
    "quarter": "quarters", "quarters": "quarters",
    "hora": "hours", "horas": "hours", "dia": "days", "dias": "days", "semana": "weeks",
    "semanas": "weeks", "mes": "months", "meses": "months", "ano": "years", "anos": "years",
    "trimestre": "quarters", "trimestres": "quarters",
}  # fmt: skip

# What "the last days" or "las últimas semanas" amount to.
SOME: Mapping[str, int] = {
    "hours": 24, "days": 7, "weeks": 4, "months": 3, "years": 3, "quarters": 2,
}  # fmt: skip

# As people say them; "setiembre" and "set" are said, but no program writes them into its files.
MONTHS: Mapping[str, int] = {**moments.MONTHS, "setiembre": 9, "set": 9}

# Months whose names are also everyday words: only read as months in company.
SHY_MONTHS = frozenset(("may", "march", "mar", "set", "sep", "dec", "ago", "ene", "jan"))

WEEKDAYS: Mapping[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "monday lunes", "tuesday martes", "wednesday miercoles", "thursday jueves",
            "friday viernes", "saturday sabado", "sunday domingo",
        )
    )
    for name in names.split()
}  # fmt: skip


def either(words: Mapping[str, object]) -> str:
    """A regular expression that matches one of the keys, the longest first."""
    return "(?:" + "|".join(sorted(words, key=lambda word: -len(word))) + ")"
