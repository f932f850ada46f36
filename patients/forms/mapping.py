"""How an uploaded file is to be read: what its columns hold, its dates, its numbers, its zone."""

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import zone_choices
from patients.importing import dates, guessing, numbers
from patients.importing.apple.format import APPLE, RAW_HEART_RATE
from patients.importing.known import TEXT, WORKBOOK
from patients.importing.roles import CLOCK, DAY, PLAIN, WHEN, ValueRole, label, value_roles
from patients.models import ImportBatch, MappingPreset

SAMPLES = 3
ORDERS = (
    ("ymd", _("Year, month, day: 2026-07-02")),
    ("dmy", _("Day, month, year: 02/07/2026")),
    ("mdy", _("Month, day, year: 07/02/2026")),
    ("seconds", _("Seconds since 1970")),
    ("milliseconds", _("Milliseconds since 1970")),
)
CHOOSE = ("", _("Please choose"))
SIGNS = ((".", _("A dot: 72.5")), (",", _("A comma: 72,5")))
WHOLE = (numbers.UNSEEN, _("There are only whole numbers"))


class HowForm(forms.Form):
    """Options for reading one file; `options` holds them once valid."""

    is_mapping = False

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        self.batch = batch
        self.found: dict[str, Any] = batch.findings or {}
        self.before: dict[str, Any] = batch.options or {}
        super().__init__(data)

    @property
    def options(self) -> dict[str, Any]:
        """What was chosen."""
        return dict(self.cleaned_data)

    @property
    def preset_name(self) -> str:
        """The name under which to keep it, "" for not at all."""
        return ""


class AppleForm(HowForm):
    """Apple Health: how much of the heart rate."""

    raw_heart_rate = forms.BooleanField(
        label=_("Bring in every heart rate, not one mean an hour (many more readings)"),
        required=False,
    )

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        super().__init__(data, batch=batch)
        self.initial = {RAW_HEART_RATE: self.before.get(RAW_HEART_RATE, False)}


class OrderForm(HowForm):
    """A device whose dates could be read both ways."""

    order = forms.ChoiceField(
        label=_("Dates are written"), choices=ORDERS, widget=forms.RadioSelect
    )

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        super().__init__(data, batch=batch)
        self.initial = {"order": self.before.get("order")}


class MappingForm(HowForm):
    """What each column of a foreign file holds, guessed at first."""

    is_mapping = True
    order = forms.ChoiceField(label=_("Dates are written"), choices=[CHOOSE, *ORDERS])
    decimal = forms.ChoiceField(
        label=_("The decimal sign is"), choices=SIGNS, widget=forms.RadioSelect
    )
    zone = forms.ChoiceField(label=_("Time zone of the times"), choices=zone_choices)
    remember = forms.BooleanField(
        label=_("Remember this for the next file with the same headings"), required=False
    )
    name = forms.CharField(
        label=_("Name to remember it by"), required=False,
        max_length=MappingPreset._meta.get_field("name").max_length,
    )  # fmt: skip

    def __init__(self, data: Any, *, batch: ImportBatch) -> None:
        super().__init__(data, batch=batch)
        self.headings: list[str] = self.found.get("headings", [])
        self.rows: list[list[str]] = self.found.get("rows", [])
        self.roles = value_roles(batch.owner_id)
        guess = guessing.guess(self.headings, self.rows, batch.owner_id)
        start = {**guess, **self.before} if self.before.get("columns") else guess
        choices = _choices(self.roles)
        for place, heading in enumerate(self.headings):
            field = forms.ChoiceField(label=heading, choices=choices, required=False)
            self.fields[f"column{place}"] = field
            self.initial[f"column{place}"] = start["columns"][place]
        self._start(start)

    def _start(self, start: Mapping[str, Any]) -> None:
        order, decimal = start["order"], start["decimal"]
        self.initial.update(
            order=order if order in dates.ORDERS else None,
            decimal=None if decimal == numbers.UNCLEAR else decimal,
            zone=start.get("zone") or self.batch.owner.time_zone,
            remember=True,
            name=(self.batch.name or "").rpartition(".")[0][:80],
        )
        if decimal == numbers.UNSEEN or self.is_bound:
            self.fields["decimal"].choices = [*SIGNS, WHOLE]  # type: ignore[attr-defined]
            self.fields["decimal"].required = False
        if decimal == numbers.UNCLEAR:
            self.fields["decimal"].help_text = _("Numbers such as 1,234 could be read both ways.")
        if order == dates.UNCLEAR:
            self.fields["order"].help_text = _("The dates could be read both ways.")

    @property
    def columns(self) -> Iterator[tuple[Any, list[str]]]:
        """Each column's field with examples of what stands in it."""
        for place in range(len(self.headings)):
            cells = (row[place].strip() for row in self.rows if place < len(row))
            yield self[f"column{place}"], list(dict.fromkeys(filter(None, cells)))[:SAMPLES]

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError: no time, no value, a role twice, an unclear decimal sign."""
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = [cleaned.get(f"column{place}", "") for place in range(len(self.headings))]
        self._check_times(chosen)
        if not any(role in self.roles for role in chosen):
            raise ValidationError(_("Choose at least one column that holds values."))
        self._check_once(chosen)
        seen = guessing.signs(chosen, self.rows, self.roles)["decimal"]
        if seen != numbers.UNSEEN and not cleaned.get("decimal") and "decimal" not in self.errors:
            self.add_error(
                "decimal", _("Some numbers have a sign: say whether it is the decimal one.")
            )
        if cleaned.get("remember") and not cleaned.get("name"):
            self.add_error("name", _("Give it a name, or do not have it remembered."))
        return cleaned | {"columns": chosen}

    def _check_times(self, chosen: list[str]) -> None:
        if WHEN not in chosen and DAY not in chosen:
            raise ValidationError(_("Choose the column that says when: a day, or a day and time."))
        if (CLOCK in chosen) != (DAY in chosen):
            raise ValidationError(
                _("A time of day needs a column “Day, with the time in another column”.")
            )

    def _check_once(self, chosen: list[str]) -> None:
        names = Counter(_what(role, self.roles) for role in chosen if role)
        for place, role in enumerate(chosen):
            if role and names[_what(role, self.roles)] > 1:
                self.add_error(f"column{place}", _("Another column holds this already."))

    @property
    def options(self) -> dict[str, Any]:
        """For `MappedTable`."""
        return {key: self.cleaned_data[key] for key in ("columns", "order", "decimal", "zone")}

    @property
    def preset_name(self) -> str:
        return str(self.cleaned_data["name"]) if self.cleaned_data["remember"] else ""


def how_form(batch: ImportBatch, data: Any = None) -> HowForm | None:
    """The questions that a file's format leaves open, or None."""
    if batch.format == APPLE.key:
        return AppleForm(data, batch=batch)
    if not (batch.findings or {}).get("headings"):
        return None
    is_table = batch.format in {TEXT.key, WORKBOOK.key}
    return (MappingForm if is_table else OrderForm)(data, batch=batch)


def _what(role: str, roles: Mapping[str, ValueRole]) -> str:
    return f"{roles[role].kind.key}|{roles[role].part}" if role in roles else role


def _choices(roles: Mapping[str, ValueRole]) -> list[Any]:
    grouped = groupby(roles.values(), key=lambda role: str(role.kind.label))
    return [*PLAIN, *((name, [(r.key, label(r)) for r in found]) for name, found in grouped)]
