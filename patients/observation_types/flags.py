"""What a value means: the band of the usual range it falls in, for adults only."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from patients import units
from patients.observation_types.definitions import (
    ADULT_AGE,
    NO_FLAG,
    Band,
    Flag,
    Level,
    ObservationType,
    Sex,
    UsualRange,
)
from patients.observation_types.limits import Limits, threshold

# Among the parts of a panel the worse class decides; a high one outweighs a low one, because
# ACC/AHA 2017 rates by the higher class of the two.
_WEIGHT: Mapping[Level, int] = {
    "none": 0,
    "in_range": 1,
    "low": 2,
    "critical_low": 3,
    "watch": 4,
    "high": 5,
    "critical_high": 6,
}


class Step(NamedTuple):
    """One step of a ladder: holds below `below` (None: without end), at it when `inclusive`."""

    level: Level
    below: Decimal | None
    inclusive: bool


def classify(
    kind: ObservationType,
    values: Mapping[str, Decimal],
    *,
    unit: str = "",
    comparator: str = "",
    context: str = "",
    age_years: int | None = None,
    sex: Sex = "",
    best: Decimal | None = None,
) -> Flag:
    """The flag of one entry; "none" when no range covers it or the person is under 18.

    Args: values: component key to value in `unit` (canonical when empty); missing parts are left
    out. age_years: None counts as adult. sex: needed by ranges that differ by it. best: the
    person's own best in `unit`, for ranges given in percent of it. comparator: "<40" is flagged
    only where everything below 40 means the same.
    Values are rounded to 0.1 first, thresholds to the decimals of `unit`.
    """
    if age_years is not None and age_years < ADULT_AGE:
        return NO_FLAG
    best_flag, best_rank = NO_FLAG, (0, 0)
    for usual in _ranges(kind, context, sex):
        if (value := values.get(usual.component)) is None:
            continue
        index = _position(kind, usual, value, unit, comparator, best)
        if index is None:
            continue
        band = usual.bands[index]
        rank = (_WEIGHT[band.level], index)
        if rank > best_rank:
            best_flag, best_rank = _flag(usual, band), rank
    return best_flag


def usual_limits(
    kind: ObservationType,
    component: str = "",
    *,
    unit: str = "",
    context: str = "",
    age_years: int | None = None,
    sex: Sex = "",
) -> Limits | None:
    """Edges of the in-range band in `unit`, for charts and range bars; None when there is none."""
    part = kind.component(component) if component else kind.first
    if age_years is not None and age_years < ADULT_AGE:
        return None
    for usual in _ranges(kind, context, sex):
        if usual.component != part.key or usual.percent_of_best:
            continue
        low = None
        for band in usual.bands:
            if band.level == "in_range":
                return Limits(low, _edge(kind, usual, band, unit))
            low = _edge(kind, usual, band, unit)
    return None


def ladders(
    kind: ObservationType,
    component: str,
    *,
    unit: str,
    age_years: int | None = None,
    sex: Sex = "",
) -> Iterator[tuple[tuple[str, ...], list[Step]]]:
    """The steps of every range of a component in `unit`, with the contexts it is for (none: all).

    What `classify` reads for one value, for those who judge many at once.
    """
    if age_years is not None and age_years < ADULT_AGE:
        return
    for usual in kind.usual_ranges:
        if usual.component == component and not usual.percent_of_best and usual.sex in ("", sex):
            steps = [Step(b.level, _edge(kind, usual, b, unit), b.inclusive) for b in usual.bands]
            yield usual.contexts, steps


def _ranges(kind: ObservationType, context: str, sex: Sex) -> list[UsualRange]:
    return [
        usual
        for usual in kind.usual_ranges
        if (not usual.contexts or context in usual.contexts) and usual.sex in ("", sex)
    ]


def _flag(usual: UsualRange, band: Band) -> Flag:
    if band.level == "none":
        return NO_FLAG
    return Flag(band.level, band.label, band.source or usual.source)


def _position(
    kind: ObservationType,
    usual: UsualRange,
    value: Decimal,
    unit: str,
    comparator: str,
    best: Decimal | None,
) -> int | None:
    """Index of the band `value` falls in; None when a comparator or a missing best leaves it open.

    A ladder is read from its lowest step, so "<x" is certain only in the first one and ">x" only
    in the last.
    """
    if usual.percent_of_best:
        if best is None or best <= 0:
            return None
        value = value * 100 / best
    value = units.rounded(value, 1)
    top = len(usual.bands) - 1
    index = next(
        i
        for i, band in enumerate(usual.bands)
        if _holds(band, _edge(kind, usual, band, unit), value, comparator)
    )
    certain = {"<": 0, ">": top}.get(comparator[:1], index)
    return index if index == certain else None


def _holds(band: Band, edge: Decimal | None, value: Decimal, comparator: str) -> bool:
    """Whether `value` (with "<" and ">": what lies just beside it) is still in `band`."""
    if edge is None or value < edge:
        return True
    return value == edge and (comparator == "<" or (band.inclusive and comparator != ">"))


def _edge(kind: ObservationType, usual: UsualRange, band: Band, unit: str) -> Decimal | None:
    if band.below is None or usual.percent_of_best:
        return band.below
    component = kind.component(usual.component)
    return threshold(band.below, component, unit or component.canonical_unit)
