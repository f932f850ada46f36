"""Readings counted by value: exact figures from one grouped query, however many rows there are."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Max, Min

from patients import units
from patients.kinds import kind_named
from patients.models import ObservationQuerySet
from patients.observation_types import NO_FLAG, Flag, ObservationType, classify
from patients.patient_facts import Facts
from patients.shown_units import shown_unit

Values = tuple[Decimal, ...]  # one per component of the kind
_TYPED = ("type", "unit", "value_text", "value2_text", "comparator", "context", "code")


@dataclass(frozen=True, slots=True)
class Group:
    """Readings that say exactly the same. `sample`: key of one of them. `days`: first and last."""

    unit: str
    texts: tuple[str, str]
    comparator: str
    context: str
    code: str
    canonical: tuple[Decimal | None, Decimal | None]
    count: int
    sample: int
    first_at: datetime
    last_at: datetime
    last_day: date

    @property
    def values(self) -> Values:
        """As typed; () for coded readings and for pairs with a part missing."""
        return tuple(Decimal(text) for text in self.texts if text)


@dataclass(frozen=True)
class Tally:
    """All readings of one kind in a period."""

    kind: ObservationType
    groups: tuple[Group, ...]

    @cached_property
    def count(self) -> int:
        """How many readings."""
        return sum(group.count for group in self.groups)

    @cached_property
    def exact(self) -> list[Group]:
        """Groups that figures may be worked out from: whole values without "<" or ">"."""
        return [group for group in self.groups if self.is_exact(group)]

    def is_exact(self, group: Group) -> bool:
        """Whether figures may be worked out from the group."""
        return not group.comparator and len(group.values) == len(self.kind.components)

    @cached_property
    def open(self) -> list[Group]:
        """Groups such as "<40", which no mean may include."""
        return [group for group in self.groups if group.comparator]

    @cached_property
    def unit(self) -> str:
        """The reader's unit, else the one most readings were typed in; of two the later one."""
        used: Counter[str] = Counter()
        for group in self.groups:
            used[group.unit] += group.count
        latest = {group.unit: group.last_at for group in sorted(self.groups, key=_last)}
        typed = max(used, key=lambda unit: (used[unit], latest[unit]), default="")
        return shown_unit(self.kind, typed)

    @cached_property
    def mean(self) -> Values:
        """Exact mean in `unit`, one number per component; () without exact readings."""
        total, count = self.total, sum(group.count for group in self.exact)
        return tuple(part / count for part in total) if count else ()

    @cached_property
    def total(self) -> Values:
        """Exact sum in `unit`, one number per component; () without exact readings."""
        columns = [
            [value * group.count for value in self.in_unit(group.values, group.unit)]
            for group in self.exact
        ]
        return tuple(sum(column, Decimal(0)) for column in zip(*columns, strict=True))

    @cached_property
    def lowest(self) -> Group | None:
        """The least value, "<40" included; of a pair by its first part."""
        below = [group for group in self.open if group.comparator.startswith("<")]
        return min([*self.exact, *below], key=_rank, default=None)

    @cached_property
    def highest(self) -> Group | None:
        """The greatest value, ">400" included; of a pair by its first part."""
        above = [group for group in self.open if group.comparator.startswith(">")]
        return max([*self.exact, *above], key=_rank, default=None)

    @cached_property
    def first(self) -> Group:
        """The values of the earliest reading."""
        return min(self.groups, key=lambda group: group.first_at)

    @cached_property
    def last(self) -> Group:
        """The values of the latest reading."""
        return max(self.groups, key=_last)

    def in_unit(self, values: Values, unit: str) -> Values:
        """`values` typed in `unit`, in the unit of this tally; unrounded."""
        pairs = zip(self.kind.components, values, strict=False)
        return tuple(_converted(value, part, unit, self.unit) for part, value in pairs)

    def flags(self, facts: Facts) -> Counter[Flag]:
        """What the usual ranges say of the readings: flag -> how many; uncovered ones left out."""
        found: Counter[Flag] = Counter()
        for group in self.groups:
            flag = flag_of(self.kind, group, facts)
            if flag.level != NO_FLAG.level:
                found[flag] += group.count
        return found


def _converted(value: Decimal, part: units.Measured, unit: str, target: str) -> Decimal:
    return units.convert(value, part, unit, target) if units.converts(part, unit, target) else value


def _last(group: Group) -> datetime:
    return group.last_at


def _rank(group: Group) -> tuple[Decimal, int, Decimal]:
    first, second = group.canonical
    beside = {"<": -1, ">": 1}.get(group.comparator, 0)
    return first or Decimal(0), beside, second or Decimal(0)


def flag_of(kind: ObservationType, group: Group, facts: Facts) -> Flag:
    """The flag of every reading in the group."""
    pairs = zip(kind.components, group.texts, strict=False)
    values = {part.key: Decimal(text) for part, text in pairs if text}
    if not values:
        return NO_FLAG
    return classify(
        kind,
        values,
        unit=group.unit,
        comparator=group.comparator,
        context=group.context,
        age_years=facts.age_years,
        sex=facts.sex,
    )


def tallied(rows: ObservationQuerySet, owner_id: int) -> dict[str, Tally]:
    """Key of a type -> tally of a scoped queryset, in one query; most logged kinds first."""
    groups: dict[str, list[Group]] = {}
    for key, group in _groups(rows):
        groups.setdefault(key, []).append(group)
    found = [
        Tally(kind, tuple(members))
        for key, members in groups.items()
        if (kind := kind_named(key, owner_id))
    ]
    found.sort(key=lambda tally: (-tally.count, tally.kind.key))
    return {tally.kind.key: tally for tally in found}


def _groups(rows: ObservationQuerySet) -> Iterator[tuple[str, Group]]:
    counted: Iterable[dict[str, object]] = (
        rows.order_by()
        .values(*_TYPED, "canonical", "canonical2")
        .annotate(
            count=Count("id"),
            sample=Max("id"),
            first_at=Min("effective_at"),
            last_at=Max("effective_at"),
            last_day=Max("local_day"),
        )
    )
    for row in counted:
        key = str(row.pop("type"))
        texts = (row.pop("value_text"), row.pop("value2_text"))
        canonical = (row.pop("canonical"), row.pop("canonical2"))
        yield key, Group(texts=texts, canonical=canonical, **row)  # type: ignore[arg-type]
