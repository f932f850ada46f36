"""What a column of a foreign file can hold: a time, words, or one value of a type in one unit."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from patients.kinds import all_kinds
from patients.observation_types import ObservationType, UnitChoice

NOT_READ = ""
WHEN, DAY, CLOCK = "when", "day", "clock"
NOTES, TAGS, DEVICE = "notes", "tags", "device"
PLAIN = (
    (NOT_READ, _("Not read")),
    (WHEN, _("Day and time, or only the day")),
    (DAY, _("Day, with the time in another column")),
    (CLOCK, _("Time of day")),
    (NOTES, _("Notes")),
    (TAGS, _("Tags")),
    (DEVICE, _("Device")),
)
BOTH = "both"  # two parts in one cell, such as 128/82
NUMERIC = frozenset({"quantity", "panel", "scale"})


@dataclass(frozen=True)
class ValueRole:
    """A column with values of a type.

    Attributes: part: "1", "2" or `BOTH`. unit: UCUM.
    """

    kind: ObservationType
    part: str
    unit: str

    @property
    def key(self) -> str:
        """As stored and as posted."""
        return f"{self.kind.key}|{self.part}|{self.unit}"

    @property
    def names(self) -> tuple[str, str]:
        """The unit's code and what people call it."""
        found = self.kind.first.unit(self.unit)
        return self.unit, str(found.label) if found else ""


def value_roles(owner_id: int) -> dict[str, ValueRole]:
    """Every value column there can be, by key, in the order people meet the types."""
    found = (
        ValueRole(kind, part, unit.ucum)
        for kind in all_kinds(owner_id)
        if kind.kind in NUMERIC and not kind.computed
        for part in _parts(kind)
        for unit in kind.first.units or (UnitChoice("", "", 0),)
    )
    return {role.key: role for role in found}


def label(role: ValueRole) -> str:
    """ "Blood pressure: Systolic (mmHg)"."""
    kind = role.kind
    name = str(kind.label)
    if role.part == BOTH:
        name += ": " + "/".join(str(part.label) for part in kind.components[:2])
    elif len(kind.components) > 1:
        name += f": {kind.components[int(role.part) - 1].label}"
    unit = role.names[1]
    return f"{name} ({unit})" if unit else name


def _parts(kind: ObservationType) -> Iterable[str]:
    return ("1", "2", BOTH) if len(kind.components) > 1 else ("1",)
