"""Whom to call where: the emergency number and help lines of the countries where we are sure.

The numbers stand in help_lines.json with where they come from and when they were last compared.
A country or line that is not there is not guessed: people are told of "your local number" then.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from patients import countries
from patients.patient_facts import facts_of

Need = Literal["emergency", "crisis", "poison", "violence"]
NEEDS: dict[Need, Promise] = {
    "emergency": gettext_lazy("Emergency"),
    "crisis": gettext_lazy("Suicide and crisis line"),
    "poison": gettext_lazy("Poison information"),
    "violence": gettext_lazy("Violence and abuse line"),
}
# From a mobile phone the networks of most countries take one or both of these.
ANYWHERE = ("112", "911")


@dataclass(frozen=True)
class HelpLine:
    """A number to call. number: as shown. dial: what a phone is given. note: whose line it is."""

    label: str
    number: str
    dial: str
    note: str = ""


@dataclass(frozen=True)
class Help:
    """Lines for one person. place: the country they hold for, "" where it is not known."""

    lines: tuple[HelpLine, ...]
    place: str = ""


def help_for(user: User, needs: Collection[Need]) -> Help:
    """The lines for `needs` where `user` is: the emergency number, then the others asked for."""
    code = country_of(user)
    known = _numbers().get(code)
    if known is None:
        note = _("from a mobile phone in many countries")
        label = str(NEEDS["emergency"])
        return Help(tuple(HelpLine(label, number, number, note) for number in ANYWHERE))
    lines = [
        HelpLine(str(label), number, dialled(number), name)
        for need, label in NEEDS.items()
        if need == "emergency" or need in needs
        for number, name in known.get(need, ())
    ]
    return Help(tuple(lines), str(countries.NAMES[code]))


def country_of(user: User) -> str:
    """The country in the profile, else that of the time zone, else ""."""
    return facts_of(user).country or _zones().get(user.time_zone, "")


def dialled(number: str) -> str:
    """The number as a phone takes it: digits, "*", "#" and "+" only."""
    return "".join(sign for sign in number if sign.isdigit() or sign in "*#+")


@cache
def _numbers() -> dict[str, dict[Need, list[tuple[str, str]]]]:
    text = Path(__file__).with_suffix(".json").read_text(encoding="utf-8")
    found: dict[str, dict[Need, list[tuple[str, str]]]] = json.loads(text)
    return found


@cache
def _zones() -> dict[str, str]:
    """Time zone -> the one country it lies in, for countries that people may choose."""
    text = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and line[0] != "#")
    return {zone: code for code, _place, zone, *_more in rows if code in countries.NAMES}
