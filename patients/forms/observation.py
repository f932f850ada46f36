"""The form of one reading, made to measure for its type."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients import moments, shown_units, units
from patients.entries import Entry, decimal_of
from patients.figures import COMPARATOR_SIGNS
from patients.forms.compound import compound_of, sent_as
from patients.forms.fields import EntryIdField
from patients.forms.focus import FocusedForm
from patients.forms.observation_fields import (
    PULSE,
    counts_by_day,
    detail_fields,
    value_fields,
    when_field,
)
from patients.models import Observation
from patients.moments import Moment
from patients.observation_types import ObservationType, Problem
from patients.patient_facts import facts_of
from patients.services import measuring
from patients.unit_choices import suggested
from patients.written import FEET, HEIGHT, written


class ObservationForm(FocusedForm):
    """One reading as typed; `entries` holds what it says once valid.

    An unusual value comes back as an error with `asks` set; sending the same value with
    `confirmed` equal to `token` accepts it.
    """

    def __init__(
        self,
        data: Any = None,
        *,
        kind: ObservationType,
        patient: User,
        row: Observation | None = None,
        last: Observation | None = None,
        unit: str = "",
    ) -> None:
        """Args: last: the newest reading, to start from. unit: to start with, if another one."""
        self.kind, self.patient, self.row = kind, patient, row
        self.unit = _start_unit(kind, patient, row, last, unit)
        self.zone = ZoneInfo(row.tz) if row else patient.zone
        self.entries: list[Entry] = []
        self.asks: list[Problem] = []
        self.moment: Moment | None = None
        super().__init__(data, initial=_initial(row, self.zone, kind, last, self.unit))
        self.compound = compound_of(kind, self.unit) if data is None else sent_as(kind, data)
        if data is None and row is not None and self.compound and self.compound.unit != row.unit:
            self.compound = None  # what was typed is changed in the unit it was typed in
        self.fields.update(value_fields(kind, row, self.compound))
        self.fields["when"] = when_field(kind)
        self.fields.update(detail_fields(kind))
        self.fields["entry_id"] = EntryIdField(required=row is None)

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """Fields everybody fills in, side by side where they belong together."""
        groups = (("code",), ("value", "value2", "pulse"), ("when", "context"))
        shown = [[self[name] for name in group if name in self.fields] for group in groups]
        return [group for group in shown if group]

    @property
    def details(self) -> list[forms.BoundField]:
        """Fields behind "More"."""
        names = ("comparator", "body_site", "device", "tags", "notes")
        return [self[name] for name in names if name in self.fields]

    @property
    def details_open(self) -> bool:
        """Whether "More" holds something to see."""
        return any(field.errors or (self.row and field.value()) for field in self.details)

    @property
    def token(self) -> str:
        """What exactly is to be confirmed; another value needs another confirmation."""
        return "; ".join(f"{e.comparator}{e.value}/{e.value2} {e.unit}" for e in self.entries)

    @property
    def asked_value(self) -> str:
        """The value to confirm as people read it: "235/140 mmHg"."""
        entry, part = self.entries[0], self.kind.first
        first, second = (decimal_of(text) for text in (entry.value, entry.value2))
        if first is None or second is not None:
            pair = "/".join(units.number(value) for value in (first, second) if value is not None)
            return units.with_unit(pair, entry.unit)
        sign = COMPARATOR_SIGNS.get(entry.comparator, "")
        return f"{sign}{written(part, first, entry.unit).text}"

    @property
    def other_units(self) -> list[tuple[str, Any]]:
        """Units in which the number can be written instead of in two boxes: (UCUM, label)."""
        if self.compound is None:
            may_split = self.kind.first.key == HEIGHT and (not self.row or self.row.unit == FEET)
            return [(FEET, _("feet and inches"))] if may_split else []
        return [(c.ucum, c.label) for c in self.kind.first.units if c.ucum in ("cm", "kg")]

    def clean(self) -> dict[str, Any]:
        """Work out what is meant, and ask the registry whether it can be."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.moment = self._moment(cleaned["when"])
        except ValidationError as error:
            self.add_error("when", error)
            return cleaned
        self.entries = list(self._entries(cleaned))
        self._judge()
        return cleaned

    def _moment(self, spoken: moments.Spoken) -> Moment:
        """The instant meant; an untouched time keeps the seconds the form does not show."""
        row = self.row
        if row is not None and "when" not in self.changed_data:
            return Moment(row.effective_at, row.precision)
        if counts_by_day(self.kind):
            spoken = moments.Spoken(spoken.day, None)
        return moments.meant(spoken, self.zone)

    def _entries(self, cleaned: dict[str, Any]) -> Iterator[Entry]:
        moment = self.moment
        if moment is None:
            return
        number, unit = _number_and_unit(self.kind, cleaned)
        row = self.row
        common: dict[str, Any] = {
            "effective_at": moment.at,
            "precision": moment.precision,
            "tz": self.zone.key,
        }
        said: dict[str, Any] = {
            name: cleaned.get(name) or "" for name in ("context", "body_site", "device")
        }
        yield Entry(
            **common,
            **said,
            **_kept(row, moment),
            type=self.kind.key,
            value=number,
            value2=cleaned["value2"][0] if "value2" in self.fields else "",
            unit=unit,
            comparator=cleaned.get("comparator") or "",
            code=cleaned.get("code") or "",
            notes=cleaned["notes"],
            tags=cleaned["tags"],
        )
        if cleaned.get("pulse"):
            yield Entry(**common, type=PULSE, value=cleaned["pulse"], unit="/min")

    def _judge(self) -> None:
        for index, entry in enumerate(self.entries):
            found = measuring.problems(entry, patient=self.patient, row=self.row)
            for problem in found:
                if problem.tier == "hard":
                    self.add_error(self._field_of(problem, index), str(problem.message))
                elif self.data.get("confirmed") != self.token:
                    self.asks.append(problem)
        if not self.errors:
            self._judge_time()
        if not self.errors and self.asks:
            self.add_error(None, _("Please check this value."))

    def _judge_time(self) -> None:
        try:
            measuring.check_time(self.entries[0], born=facts_of(self.patient).born)
        except ValidationError as error:
            self.add_error("when", error.messages)

    def _field_of(self, problem: Problem, index: int) -> str | None:
        if index:
            return "pulse"
        if problem.field == "unit":
            return "value2" if "value2" in self.fields else "value"
        if self.kind.kind == "coded" and problem.field == "value":
            return "code"
        return problem.field if problem.field in self.fields else None


def _number_and_unit(kind: ObservationType, cleaned: dict[str, Any]) -> tuple[str, str]:
    if kind.kind == "coded":
        return "", ""
    if kind.kind == "panel":
        return cleaned["value"], cleaned["value2"][1]
    if isinstance(cleaned["value"], tuple):
        return cleaned["value"]
    return cleaned["value"], kind.first.canonical_unit


def _kept(row: Observation | None, moment: Moment) -> dict[str, Any]:
    """What the form does not show and an edit must not lose."""
    if row is None:
        return {}
    names = ("method", "source", "source_id", "group_id", "status")
    kept = {name: getattr(row, name) for name in names}
    if row.effective_end and moment.at == row.effective_at:
        kept["effective_end"] = row.effective_end
    return kept


def _start_unit(
    kind: ObservationType,
    patient: User,
    row: Observation | None,
    last: Observation | None,
    asked: str,
) -> str:
    """The unit a form starts with: the one asked for, the one typed, the reader's, their country's.

    Somebody who has chosen nothing and logged nothing starts as people in their country mostly do.
    """
    if kind.first.unit(asked) is not None:
        return asked
    if row is not None:
        return row.unit
    if last is not None or shown_units.chosen_for(kind.first) or len(kind.first.units) < 2:
        return shown_units.unit_to_type(kind, last.unit if last else "")
    usual = suggested(facts_of(patient).country).get(kind.first.quantity, "")
    return shown_units.unit_to_type(kind, usual)


def _initial(
    row: Observation | None,
    zone: ZoneInfo,
    kind: ObservationType,
    last: Observation | None,
    unit: str,
) -> dict[str, Any]:
    by_day = counts_by_day(kind)
    if row is None:
        now = timezone.now().astimezone(zone)
        when = f"{now:%Y-%m-%d}" if by_day else f"{now:%Y-%m-%dT%H:%M}"
        context = last.context if last and last.context != "cycle_start" else ""
        site = last.body_site if last else ""
        return {
            "entry_id": uuid4(), "when": when, "value": _pair(kind, "", unit),
            "value2": ("", unit), "context": context, "body_site": site,
        }  # fmt: skip
    local = row.effective_at.astimezone(zone)
    names = ("code", "context", "body_site", "comparator", "device", "tags", "notes")
    return {
        **{name: getattr(row, name) for name in names},
        "when": f"{local:%Y-%m-%d}" if row.precision == "day" else f"{local:%Y-%m-%dT%H:%M}",
        "value": _pair(kind, _shown(row.value_text), row.unit),
        "value2": (_shown(row.value2_text), row.unit),
    }


def _pair(kind: ObservationType, number: str, unit: str) -> Any:
    alone = kind.kind == "panel" or len(kind.first.units) < 2
    return number if alone else (number, unit)


def _shown(text: str) -> str:
    """The stored number as the reader's language writes it, every digit kept."""
    value = decimal_of(text)
    return "" if value is None else units.number(value)
