"""The shape of an observation type: components, units, bounds, codes and ranges, all frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from patients import units

Text = str | Promise
Kind = Literal["quantity", "panel", "coded", "scale", "episode", "intake"]
Category = Literal["vitals", "body", "metabolic", "activity", "wellbeing", "own"]
Level = Literal["low", "in_range", "watch", "high", "critical_low", "critical_high", "none"]
Sex = Literal["", "female", "male"]

ADULT_AGE = 18
ADULTS = _("adults at rest, not pregnant")
OUR_LINE = _("Health Tracker's own line")


@dataclass(frozen=True, slots=True)
class Bounds:
    """Inclusive limits in the canonical unit; None is open. `by_unit` replaces them for a unit."""

    low: Decimal | None = None
    high: Decimal | None = None
    by_unit: Mapping[str, tuple[Decimal | None, Decimal | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class UnitChoice:
    """A unit people may type: UCUM code and how many digits after the point people read it with."""

    ucum: str
    label: Text
    decimals: int


@dataclass(frozen=True, slots=True)
class Choice:
    """A named alternative: a context, a body site, or the value of a coded component."""

    key: str
    label: Text


@dataclass(frozen=True, slots=True)
class Coding:
    """LOINC codes that hold for one unit and one context; empty means any.

    `evidence`: F fixed in FHIR R4, H HealthKitOnFHIR, P Physical Activity IG, V HL7 value set or
    example, I several implementation guides agree, M recalled and to be re-checked.
    """

    loinc: tuple[str, ...]
    unit: str = ""
    context: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Component:
    """One measured part of a type; `quantity` names its family in `patients.units`.

    `typed_unit`: the unit people type it in at first, where that is not the canonical one.
    """

    key: str
    label: Text
    quantity: str
    units: tuple[UnitChoice, ...] = ()
    hard: Bounds = Bounds()
    confirm: Bounds = Bounds()
    codings: tuple[Coding, ...] = ()
    choices: tuple[Choice, ...] = ()
    fhir_units: frozenset[str] = frozenset()
    whole: bool = False
    typed_unit: str = ""

    @property
    def canonical_unit(self) -> str:
        """UCUM code values are compared and charted in; empty for coded components."""
        return self.units[0].ucum if self.units else ""

    @property
    def usual_unit(self) -> str:
        """The unit to offer somebody who has chosen none."""
        return self.typed_unit or self.canonical_unit

    @property
    def decimals(self) -> int:
        """Digits after the point in the canonical unit."""
        return self.units[0].decimals if self.units else 0

    def unit(self, ucum: str) -> UnitChoice | None:
        """The accepted unit with this UCUM code, or None."""
        return next((choice for choice in self.units if choice.ucum == ucum), None)


@dataclass(frozen=True, slots=True)
class Band:
    """One step of a range: holds below `below` (up to and including it when `inclusive`).

    `source` is set only where this step is not from the source of its range.
    """

    level: Level
    label: Text
    below: Decimal | None = None
    inclusive: bool = False
    source: Text = ""


@dataclass(frozen=True, slots=True)
class UsualRange:
    """An ascending ladder of bands for one component, with whose rule it is and for whom.

    `contexts` and `sex` empty hold for all. `percent_of_best` ranges read the value as a percentage
    of the person's own best. `checked` False: recalled from memory, re-check before relying on it.
    """

    component: str
    bands: tuple[Band, ...]
    source: Text
    population: Text
    version: str
    contexts: tuple[str, ...] = ()
    sex: Sex = ""
    percent_of_best: bool = False
    checked: bool = True


@dataclass(frozen=True, slots=True)
class Change:
    """A jump that is asked about, against the last entry (for `times`: against the usual dose).

    `share` 0.1 means 10 %; `amount` is in the canonical unit; `within_days` limits how old the last
    entry may be; `days_between` are the fewest and most days expected since the last one.
    """

    share: Decimal | None = None
    amount: Decimal | None = None
    times: Decimal | None = None
    within_days: int | None = None
    days_between: tuple[int, int] | None = None
    adults_only: bool = False


@dataclass(frozen=True, slots=True)
class ObservationType:
    """Everything known about one thing a person can log."""

    key: str
    label: Text
    kind: Kind
    category: Category
    icon: str
    components: tuple[Component, ...]
    aliases: Mapping[str, tuple[str, ...]]
    contexts: tuple[Choice, ...] = ()
    body_sites: tuple[Choice, ...] = ()
    usual_ranges: tuple[UsualRange, ...] = ()
    panel_loinc: str = ""
    computed: bool = False
    change: Change | None = None

    @property
    def first(self) -> Component:
        """The component `value` belongs to; `value2` belongs to the second, if there is one."""
        return self.components[0]

    def component(self, key: str) -> Component:
        """Raises: KeyError: no such component."""
        for component in self.components:
            if component.key == key:
                return component
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Flag:
    """What a value means against the usual range; "none" says nothing and has no label."""

    level: Level
    label: Text = ""
    source: Text = ""


NO_FLAG = Flag("none")


def unit(ucum: str, decimals: int) -> UnitChoice:
    """A unit choice under the name `patients.units` gives it."""
    return UnitChoice(ucum, units.label(ucum), decimals)


def bounds(low: str | None = None, high: str | None = None) -> Bounds:
    """Bounds from literals in the canonical unit."""
    return Bounds(
        None if low is None else Decimal(low),
        None if high is None else Decimal(high),
    )


def band(level: Level, label: Text, below: str | None = None) -> Band:
    """A step that ends just below `below`."""
    return Band(level, label, None if below is None else Decimal(below))


def up_to(level: Level, label: Text, last: str) -> Band:
    """A step that still holds at `last`."""
    return Band(level, label, Decimal(last), inclusive=True)


def our_line(step: Band) -> Band:
    """A step drawn by this app, mostly at a confirm bound, not by the source of its range."""
    return replace(step, source=OUR_LINE)
