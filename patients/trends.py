"""Statistics of readings, from the daily rollups, in the reader's unit where they are written."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, Min, Sum
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients import units
from patients.models import DailyRollupQuerySet
from patients.observation_types import Component, ObservationType, UnitChoice
from patients.shown_units import shown_unit
from patients.written import written

SUMS = (
    "n", "exact", "total", "exact2", "total2", "judged", "below", "above",
    "am", "am_total", "am_total2", "pm", "pm_total", "pm_total2",
)  # fmt: skip


@dataclass(frozen=True)
class Spread:
    """Least, greatest and mean of one component, in the canonical unit."""

    low: Decimal
    high: Decimal
    mean: Decimal


@dataclass(frozen=True)
class Statistics:
    """What a set of readings of one type amounts to.

    Attributes: count: all readings. exact: those with a number and no comparator; readings such as
    "<40" are counted but left out of `spreads` (one per component), `morning` and `evening` (means,
    one per component, before noon and from 17:00 on). judged: exact readings that have limits,
    below, above: those beyond them.
    """

    type: str
    count: int
    first: date
    last: date
    spreads: tuple[Spread, ...]
    exact: int = 0
    judged: int = 0
    below: int = 0
    above: int = 0
    morning: tuple[Decimal, ...] = ()
    evening: tuple[Decimal, ...] = ()


def aggregates() -> dict[str, Any]:
    """What the rollups of several days add up to; names as in the model."""
    sums: dict[str, Any] = {f"s_{name}": Sum(name) for name in SUMS}
    lows = {f"s_low{part}": Min(f"low{part}") for part in ("", "2")}
    highs = {f"s_high{part}": Max(f"high{part}") for part in ("", "2")}
    return {**sums, **lows, **highs}


def statistics(days: DailyRollupQuerySet) -> dict[str, Statistics]:
    """Type key -> statistics of scoped rollups, in one query of which only sums come back."""
    grouped = days.order_by().values("type")
    found = grouped.annotate(first=Min("local_day"), last=Max("local_day"), **aggregates())
    return {sums["type"]: statistics_of(sums) for sums in found}


def statistics_of(sums: Mapping[str, Any]) -> Statistics:
    """The sums that `aggregates` names, with their type and first and last day."""
    return Statistics(
        type=sums["type"],
        count=sums["s_n"],
        first=sums["first"],
        last=sums["last"],
        spreads=spreads(sums),
        exact=sums["s_exact"],
        judged=sums["s_judged"],
        below=sums["s_below"],
        above=sums["s_above"],
        morning=_means(sums, "am"),
        evening=_means(sums, "pm"),
    )


def spreads(sums: Mapping[str, Any]) -> tuple[Spread, ...]:
    """One per component that has exact values."""
    found = []
    for part in ("", "2"):
        count, total = sums[f"s_exact{part}"], sums[f"s_total{part}"]
        if count and total is not None:
            low, high = sums[f"s_low{part}"], sums[f"s_high{part}"]
            found.append(Spread(number(low), number(high), number(total / count)))
    return tuple(found)


def _means(sums: Mapping[str, Any], half: str) -> tuple[Decimal, ...]:
    totals = (sums[f"s_{half}_total"], sums[f"s_{half}_total2"])
    count = sums[f"s_{half}"]
    return tuple(number(total / count) for total in totals if count and total is not None)


def number(value: float | Decimal) -> Decimal:
    """A rollup's number as people would write it: 36.6, not 36.60000000000000142."""
    return Decimal(repr(round(float(value), 6)))


def in_unit(
    kind: ObservationType, unit: str, values: Iterable[Decimal], *, mean: bool = False
) -> str:
    """Canonical values of a type's components as "128/82", in the reader's unit, else in `unit`.

    Args: mean: of a scale of whole steps, which then has one digit after the point.
    """
    texts = []
    for component, value in zip(kind.components, values, strict=False):
        if (found := _converted(component, value, kind, unit)) is None:
            continue
        decimals = _decimals(component, found[0], mean=mean)
        texts.append(written(component, found[1], found[0].ucum, decimals).number)
    return "/".join(texts)


def change(
    kind: ObservationType, unit: str, before: Iterable[Decimal], now: Iterable[Decimal]
) -> str:
    """From one mean (canonical, one per component) to another, as "+2/−1"."""
    texts = []
    for component, old, new in zip(kind.components, before, now, strict=False):
        first, second = (_converted(component, value, kind, unit) for value in (old, new))
        if first is None or second is None:
            continue
        choice, decimals = first[0], _decimals(component, first[0], mean=True)
        step = units.rounded(second[1], decimals) - units.rounded(first[1], decimals)
        sign = "+" if step > 0 else "\u2212" if step < 0 else "±"
        texts.append(f"{sign}{written(component, abs(step), choice.ucum, decimals).number}")
    return "/".join(texts)


def _converted(
    component: Component, value: Decimal, kind: ObservationType, unit: str
) -> tuple[UnitChoice, Decimal] | None:
    """The value in the unit it is shown in, or None where it has none."""
    unit = shown_unit(kind, unit)
    target = unit if units.converts(component, component.canonical_unit, unit) else ""
    choice = component.unit(target) or component.unit(component.canonical_unit)
    if choice is None:
        return None
    return choice, units.convert(value, component, component.canonical_unit, choice.ucum)


def _decimals(component: Component, choice: UnitChoice, *, mean: bool) -> int:
    return 1 if mean and component.quantity == "score" else choice.decimals


def unit_name(kind: ObservationType, unit: str) -> str:
    """What follows the numbers of `in_unit`; "" where they hold their unit."""
    return written(kind.first, Decimal(1), shown_unit(kind, unit), 0).unit


def phrase(kind: ObservationType, unit: str, found: Statistics | None) -> str:
    """The same in one phrase: "66 readings, mean 129/82, from 118/74 to 139/89"."""
    if found is None:
        return ""
    text = ngettext("%(count)d reading", "%(count)d readings", found.count) % {"count": found.count}
    if not found.spreads:
        return text
    low, high = (
        in_unit(kind, unit, [getattr(spread, name) for spread in found.spreads])
        for name in ("low", "high")
    )
    mean = in_unit(kind, unit, [spread.mean for spread in found.spreads], mean=True)
    more = _("mean %(mean)s, from %(low)s to %(high)s") % {"mean": mean, "low": low, "high": high}
    return f"{text}, {more}"
