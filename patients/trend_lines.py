"""The statistics line under a chart, in words: how much, between what, how often within limits."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients.observation_types import ObservationType
from patients.trends import Statistics, change, in_unit, unit_name
from patients.units import NARROW_SPACE

ENOUGH = Decimal("0.5")  # of the exact readings must have limits before a share is told


@dataclass(frozen=True)
class Fact:
    """One number under the chart. `note` is the small print below it."""

    label: str | Promise
    text: str
    note: str = ""


def facts(
    kind: ObservationType, unit: str, now: Statistics | None, before: Statistics | None = None
) -> list[Fact]:
    """What is told of a period, and of the change since the one before; empty without readings."""
    if now is None:
        return []
    return [_count(now), *_values(kind, unit, now), *_share(now), *_change(kind, unit, now, before)]


def _count(now: Statistics) -> Fact:
    left_out = now.count - now.exact if now.spreads else 0
    note = ""
    if left_out:
        text = ngettext(
            "%(count)d only known as below or above, left out of the other numbers",
            "%(count)d only known as below or above, left out of the other numbers",
            left_out,
        )
        note = text % {"count": left_out}
    return Fact(_("Readings"), _whole(now.count), note)


def _values(kind: ObservationType, unit: str, now: Statistics) -> Iterator[Fact]:
    if not now.spreads:
        return
    name = unit_name(kind, unit)

    def written(values: Sequence[Decimal], *, mean: bool = False) -> str:
        return f"{in_unit(kind, unit, values, mean=mean)} {name}".rstrip()

    yield Fact(_("Mean"), written([spread.mean for spread in now.spreads], mean=True))
    yield Fact(_("Lowest"), written([spread.low for spread in now.spreads]))
    yield Fact(_("Highest"), written([spread.high for spread in now.spreads]))
    # One half of the day alone says no more than the mean.
    if now.morning and now.evening:
        yield Fact(_("Mornings"), written(now.morning, mean=True), _("mean before 12:00"))
        yield Fact(_("Evenings"), written(now.evening, mean=True), _("mean from 17:00"))


def _share(now: Statistics) -> Iterator[Fact]:
    if not now.judged or now.judged < now.exact * ENOUGH:
        return
    inside = now.judged - now.below - now.above
    parts = [
        _("%(share)s below") % {"share": _percent(now.below, now.judged)} if now.below else "",
        _("%(share)s above") % {"share": _percent(now.above, now.judged)} if now.above else "",
    ]
    note = ", ".join(part for part in parts if part)
    yield Fact(_("In range"), _percent(inside, now.judged), note)


def _change(
    kind: ObservationType, unit: str, now: Statistics, before: Statistics | None
) -> Iterator[Fact]:
    if before is None or len(before.spreads) != len(now.spreads) or not now.spreads:
        return
    old, new = ([spread.mean for spread in each.spreads] for each in (before, now))
    name = unit_name(kind, unit)
    mean = f"{in_unit(kind, unit, old, mean=True)} {name}".rstrip()
    text = f"{change(kind, unit, old, new)} {name}".rstrip()
    yield Fact(_("Change"), text, _("the period before: mean %(mean)s") % {"mean": mean})


def _percent(part: int, whole: int) -> str:
    """Whole percent, but never 0 % of something and never 100 % of not everything."""
    share = 100 * part / whole
    if 0 < share < 1:
        return _("under %(number)s %%") % {"number": 1}
    if 99 < share < 100:
        return _("over %(number)s %%") % {"number": 99}
    return f"{number_format(round(share))}{NARROW_SPACE}%"


def _whole(number: int) -> str:
    return number_format(number, force_grouping=True)
