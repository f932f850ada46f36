"""The fields a type of reading needs: its values and units, its time, its details."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from healthtracker.web.widgets import NowInput
from patients.forms.compound import Compound, CompoundField
from patients.forms.fields import (
    MomentField,
    PlainTextField,
    QuantityField,
    TagsField,
    TypedDecimalField,
    UnitInput,
)
from patients.models import Observation
from patients.observation_types import Choice, Component, ObservationType, get

MOST_BUTTONS = 11  # a scale of at most so many steps is chosen, not typed
PULSE = "heart_rate"


def counts_by_day(kind: ObservationType) -> bool:
    """Whether a reading of this type belongs to a day rather than to a minute."""
    return kind.key.endswith("_day") or kind.key == "menstruation"


def value_fields(
    kind: ObservationType, row: Observation | None, compound: Compound | None = None
) -> Iterator[tuple[str, forms.Field]]:
    """The fields of the value. Args: compound: how the number is split into two boxes, if it is."""
    first = kind.first
    if kind.kind == "coded":
        choices = [(choice.key, choice.label) for choice in first.choices]
        label: Any = first.label
        yield "code", forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect)
    elif kind.kind == "panel":
        second = kind.components[1]
        # A panel with one part missing may be imported; whoever types one types both.
        both = row is None or bool(row.value_text and row.value2_text)
        yield "value", TypedDecimalField(label=first.label, required=both)
        yield "value2", QuantityField(_units(second), label=second.label, required=both)
        if row is None:
            rate = get(PULSE).first
            widget = UnitInput(rate.units[0].label)
            yield "pulse", TypedDecimalField(label=_("Pulse"), required=False, widget=widget)
    elif (steps := _steps(first)) is not None:
        field = TypedDecimalField(label=first.label, widget=forms.RadioSelect(choices=steps))
        yield "value", field
    elif compound is not None:
        yield "value", CompoundField(compound, label=first.label)
    else:
        yield "value", QuantityField(_units(first), label=first.label)


def _units(component: Component) -> list[tuple[str, Any]]:
    return [(choice.ucum, choice.label) for choice in component.units]


def _steps(component: Component) -> list[tuple[str, str]] | None:
    low, high = component.hard.low, component.hard.high
    if component.quantity != "score" or low is None or high is None or high - low >= MOST_BUTTONS:
        return None
    return [(str(step), str(step)) for step in range(int(low), int(high) + 1)]


def when_field(kind: ObservationType) -> forms.Field:
    if counts_by_day(kind):
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return MomentField(label=_("Day"), widget=widget)
    label = _("Woke up at") if kind.key == "sleep_duration" else _("When")
    return MomentField(label=label, widget=NowInput())


def detail_fields(kind: ObservationType) -> Iterator[tuple[str, forms.Field]]:
    if kind.contexts:
        yield "context", _choice(_("Situation"), kind.contexts)
    if kind.kind == "quantity":
        yield (
            "comparator",
            forms.ChoiceField(
                label=_("Meter showed LO or HI"),
                help_text=_("Some meters only say that a value lies below or above their scale."),
                choices=[("", _("no, an exact value"))]
                + [pair for pair in Observation.Comparator.choices if pair[0]],
                required=False,
            ),
        )
    if kind.body_sites:
        yield "body_site", _choice(_("Where on the body"), kind.body_sites)
    yield "device", PlainTextField(label=_("Device"), max_length=120, required=False)
    yield (
        "tags",
        TagsField(
            label=_("Tags"),
            max_length=400,
            required=False,
            help_text=_("Words separated by commas."),
        ),
    )
    yield (
        "notes",
        PlainTextField(
            label=_("Notes"),
            max_length=4000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 3}),
        ),
    )


def _choice(label: Any, choices: Iterable[Choice]) -> forms.ChoiceField:
    pairs = [("", "—"), *((choice.key, choice.label) for choice in choices)]
    return forms.ChoiceField(label=label, choices=pairs, required=False)
