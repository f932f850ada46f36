"""Statistics of readings, worked out in the database in the canonical unit of each type."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, Max, Min
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from patients import units
from patients.models import ObservationQuerySet
from patients.observation_types import ObservationType


@dataclass(frozen=True)
class Spread:
    """Least, greatest and mean of one component, in the canonical unit."""

    low: Decimal
    high: Decimal
    mean: Decimal


@dataclass(frozen=True)
class Statistics:
    """What a set of readings of one type amounts to.

    Attributes: count: all readings. first, last: days. spreads: one per component that has exact
    values; readings such as "<40" are counted but left out of them.
    """

    type: str
    count: int
    first: date
    last: date
    spreads: tuple[Spread, ...]


def statistics(rows: ObservationQuerySet) -> dict[str, Statistics]:
    """Type key -> statistics of a scoped queryset, in two queries however many rows there are."""
    plain = rows.order_by().values("type")
    counted = plain.annotate(n=Count("id"), first=Min("local_day"), last=Max("local_day"))
    exact = plain.filter(comparator="").annotate(
        low=Min("canonical"), high=Max("canonical"), mean=Avg("canonical"),
        low2=Min("canonical2"), high2=Max("canonical2"), mean2=Avg("canonical2"),
    )  # fmt: skip
    spreads = {found["type"]: found for found in exact}
    return {
        found["type"]: Statistics(
            type=found["type"],
            count=found["n"],
            first=found["first"],
            last=found["last"],
            spreads=_spreads(spreads.get(found["type"], {})),
        )
        for found in counted
    }


def _spreads(found: Mapping[str, Any]) -> tuple[Spread, ...]:
    return tuple(
        Spread(Decimal(low), Decimal(high), Decimal(mean))
        for low, high, mean in (
            (found.get(f"low{part}"), found.get(f"high{part}"), found.get(f"mean{part}"))
            for part in ("", "2")
        )
        if low is not None and high is not None and mean is not None
    )


def in_unit(kind: ObservationType, unit: str, values: Iterable[Decimal]) -> str:
    """Canonical values of a type's components, in `unit`, as "128/82" in the active language."""
    texts = []
    for component, value in zip(kind.components, values, strict=False):
        target = unit if units.converts(component, component.canonical_unit, unit) else ""
        choice = component.unit(target) or component.unit(component.canonical_unit)
        if choice is None:
            continue
        shown = units.convert(value, component, component.canonical_unit, choice.ucum)
        texts.append(units.number(shown, choice.decimals))
    return "/".join(texts)


def phrase(kind: ObservationType, unit: str, found: Statistics | None) -> str:
    """The same in one phrase: "66 readings, mean 129/82, from 118/74 to 139/89"."""
    if found is None:
        return ""
    text = ngettext("%(count)d reading", "%(count)d readings", found.count) % {"count": found.count}
    if not found.spreads:
        return text
    low, high, mean = (
        in_unit(kind, unit, [getattr(spread, name) for spread in found.spreads])
        for name in ("low", "high", "mean")
    )
    more = _("mean %(mean)s, from %(low)s to %(high)s") % {"mean": mean, "low": low, "high": high}
    return f"{text}, {more}"


def shown(
    kind: ObservationType, unit: str, found: Statistics | None
) -> list[tuple[str | Promise, str]]:
    """(label, text) of the statistics line under a chart; empty where there is nothing to say."""
    if found is None:
        return []
    line: list[tuple[str | Promise, str]] = [(_("Readings"), str(found.count))]
    if not found.spreads:
        return line
    name = units.label(unit)
    for label, values in (
        (_("Mean"), [spread.mean for spread in found.spreads]),
        (_("Lowest"), [spread.low for spread in found.spreads]),
        (_("Highest"), [spread.high for spread in found.spreads]),
    ):
        line.append((label, f"{in_unit(kind, unit, values)} {name}".rstrip()))
    return line
