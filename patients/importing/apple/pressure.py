"""Blood pressure: the two numbers that belong together as one entry, each of them once."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from patients.importing.apple.cells import (
    Zones,
    entry_id,
    instant,
    iso,
    number,
    offset_minutes,
    row,
    seconds,
    short,
)
from patients.importing.apple.mapping import (
    DIASTOLIC,
    EACH_PULSE,
    PRESSURES,
    PULSE,
    SYSTOLIC,
    unit_of,
)
from patients.importing.apple.reader import Attributes
from patients.importing.sources import SourceRow

KIND = "blood_pressure"
PARTS = frozenset({SYSTOLIC, DIASTOLIC})
MOST_LOOSE = 100_000
_KEPT = ("type", "unit", "value", "startDate", "endDate", "sourceName")
Part = tuple[str, ...]


@dataclass
class Cuff:
    """What one measurement says, as far as it is read."""

    about: Attributes
    number: int
    zone: str = ""
    parts: dict[str, Attributes] = field(default_factory=dict)


class Pressures:
    """Pairs from correlations, and single records that no correlation claims.

    Apple lists the records of a correlation a second time by themselves. Those are left out; ones
    that stand alone are paired with the one of the same time and device, or kept as half a pair.
    """

    def __init__(self) -> None:
        self._loose: dict[Part, int] = {}
        self._claimed: set[Part] = set()

    def take(self, record: Attributes, place: int) -> None:
        """Keep a record that stands by itself, until all correlations are known."""
        if len(self._loose) >= MOST_LOOSE:
            raise ValidationError(_("The export holds more blood pressures than there can be."))
        self._loose.setdefault(_part(record), place)

    def pair(self, cuff: Cuff, zones: Zones) -> Iterator[SourceRow]:
        """The rows of a correlation: the pressure, and the pulse if it holds one."""
        for kind in PARTS & cuff.parts.keys():
            if len(self._claimed) >= MOST_LOOSE:
                raise ValidationError(_("The export holds more blood pressures than there can be."))
            self._claimed.add(_part(cuff.parts[kind]))
        yield from _rows(cuff, zones)

    def rows(self, zones: Zones) -> Iterator[SourceRow]:
        """The rows of records that no correlation claims."""
        cuffs: dict[Part, Cuff] = {}
        for part, place in self._loose.items():
            if part not in self._claimed:
                record = dict(zip(_KEPT, part, strict=True))
                cuff = cuffs.setdefault(part[3:], Cuff(record, place))
                if part[0] in cuff.parts:  # two of the same kind at the same time
                    cuff = cuffs.setdefault((*part[3:], part[2]), Cuff(record, place))
                cuff.parts[part[0]] = record
        for cuff in cuffs.values():
            yield from _rows(cuff, zones)


def _part(record: Attributes) -> Part:
    return tuple(record.get(name, "") for name in _KEPT)


def _rows(cuff: Cuff, zones: Zones) -> Iterator[SourceRow]:
    upper, lower = cuff.parts.get(SYSTOLIC, {}), cuff.parts.get(DIASTOLIC, {})
    (unit, factor), (unit2, factor2) = (
        unit_of(PRESSURES, part.get("unit", "")) for part in (upper or lower, lower or upper)
    )
    start = cuff.about.get("startDate", "")
    named = (KIND, instant(start), cuff.about.get("sourceName", ""))
    value = number(upper.get("value", ""), factor) if upper else ""
    value2 = number(lower.get("value", ""), factor2) if lower else ""
    pulse = cuff.parts.get(PULSE)
    group = entry_id(*named, "group") if pulse else ""
    cells = _place(cuff, start, zones) | {"group_id": group}
    yield row(
        cuff.number, entry_id=entry_id(*named, value, value2), type=KIND, value=value,
        value2=value2, unit=unit if unit == unit2 else f"{unit}, {unit2}", **cells,
    )  # fmt: skip
    if pulse:
        unit, factor = unit_of(EACH_PULSE.units, pulse.get("unit", ""))
        yield row(
            cuff.number, entry_id=entry_id(*named, "pulse"), type=EACH_PULSE.type, unit=unit,
            value=number(pulse.get("value", ""), factor), **cells,
        )  # fmt: skip


def _place(cuff: Cuff, start: str, zones: Zones) -> dict[str, str]:
    try:
        zone = zones.of(seconds(start), offset_minutes(start[20:]), cuff.zone)
    except ValueError:
        zone = zones.home
    device = short(cuff.about.get("sourceName", ""))
    return {"effective_at": iso(start), "tz": zone, "device": device}
