"""What people may choose about units: one question per quantity, and two answers to all of them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients import units

Label = str | Promise


@dataclass(frozen=True)
class Question:
    """One quantity and the units (UCUM, what people call it) it may be read in."""

    quantity: str
    label: Label
    choices: tuple[tuple[str, Label], ...]


def _question(quantity: str, label: Label, *ucums: str, **named: Label) -> Question:
    chosen = tuple((ucum, named.get(ucum.strip("[]"), units.label(ucum))) for ucum in ucums)
    return Question(quantity, label, chosen)


QUESTIONS = (
    _question("glucose", _("Blood sugar"), "mg/dL", "mmol/L"),
    _question("hba1c", _("HbA1c"), "%", "mmol/mol"),
    _question("mass", _("Weight"), "kg", "[lb_av]", "[stone_av]", stone_av=_("stones and pounds")),
    _question("length", _("Height and lengths"), "cm", "[in_i]", in_i=_("feet and inches")),
    _question("temperature", _("Temperature"), "Cel", "[degF]"),
    _question("pressure", _("Blood pressure"), "mm[Hg]", "kPa"),
    _question("distance", _("Distance"), "km", "[mi_i]", mi_i=_("miles")),
    _question("energy", _("Energy"), "kcal", "kJ"),
    _question("volume", _("Drinks"), "mL", "[foz_us]"),
)
_BODY_METRIC = {
    "mass": "kg", "length": "cm", "temperature": "Cel", "pressure": "mm[Hg]",
    "distance": "km", "energy": "kcal", "volume": "mL",
}  # fmt: skip
_MASS_A_VOLUME = {"glucose": "mg/dL", "hba1c": "%"}
_MOLAR = {"glucose": "mmol/L", "hba1c": "mmol/mol"}
METRIC: Mapping[str, str] = {**_BODY_METRIC, **_MOLAR}
US: Mapping[str, str] = {
    **_MASS_A_VOLUME,
    "mass": "[lb_av]", "length": "[in_i]", "temperature": "[degF]", "pressure": "mm[Hg]",
    "distance": "[mi_i]", "energy": "kcal", "volume": "[foz_us]",
}  # fmt: skip
PRESETS: Mapping[str, Mapping[str, str]] = {"metric": METRIC, "us": US, "typed": {}}

# Where meters and reports mostly give glucose in mmol/L; elsewhere mg/dL. Our own list, to be
# re-checked; it only suggests.
_MOLAR_COUNTRIES = frozenset(
    {
        "AU", "BY", "CA", "CH", "CN", "CZ", "DK", "EE", "FI", "GB", "HK", "IE", "IS", "KZ", "LT",
        "LV", "MY", "NL", "NO", "NZ", "RU", "SE", "SG", "SI", "SK", "UA", "ZA",
    }
)  # fmt: skip
_US_COUNTRIES = frozenset({"US", "PR", "GU", "VI", "AS", "MP"})


def suggested(country: str) -> Mapping[str, str]:
    """What people in a country (ISO code) mostly use; {} where it is not known."""
    if not country:
        return {}
    if country in _US_COUNTRIES:
        return US
    return {**_BODY_METRIC, **(_MOLAR if country in _MOLAR_COUNTRIES else _MASS_A_VOLUME)}


def named(preset: str, country: str) -> Mapping[str, str]:
    """The answers of a preset; metric follows the country where it is known to be metric."""
    own = suggested(country)
    if preset == "metric" and own and own["mass"] == "kg":
        return own
    return PRESETS[preset]
