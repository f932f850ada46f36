"""Forms of the daily life: what they share, symptoms and notes."""

from datetime import date, datetime
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from healthtracker.web.widgets import NowInput
from patients import moments
from patients.forms.fields import EntryIdField, MomentField, PlainTextField, TagsField
from patients.forms.focus import FocusedForm
from patients.models import JournalNote, RecordEntry, SymptomEpisode
from patients.models.profile import NAME_LENGTH, NOTES_LENGTH
from patients.models.symptom import WORST
from patients.moments import Moment, Spoken

RATINGS = [(str(step), str(step)) for step in range(WORST + 1)]


class LifeForm(FocusedForm):
    """One entry of a model; `values` holds its fields once valid.

    The model itself judges the whole entry, so that pages and imports share one rule.
    """

    model: type[RecordEntry]
    instants: tuple[str, ...] = ()  # fields that are moments in the person's zone

    def __init__(
        self, data: Any = None, *, patient: User, row: Any = None, initial: Any = None
    ) -> None:
        self.patient, self.row = patient, row
        self.zone = ZoneInfo(row.tz) if hasattr(row, "tz") else patient.zone
        self.values: dict[str, Any] = {}
        said = self.said_by(row) if row is not None else {"entry_id": uuid4()}
        super().__init__(data, initial={**said, **(initial or {})})
        if row is None:
            self.fields["entry_id"] = EntryIdField()

    def said_by(self, row: Any) -> dict[str, Any]:
        """What the fields show of an entry."""
        names = {column.name for column in row._meta.concrete_fields} & set(self.base_fields)
        said = {name: getattr(row, name) for name in names}
        return said | {name: self.typed(getattr(row, name)) for name in self.instants}

    def typed(self, moment: datetime | None) -> str:
        """A moment as its field takes it."""
        if moment is None:
            return ""
        day_only = getattr(self.row, "precision", "") == "day"
        there = moment.astimezone(self.zone)
        return f"{there:%Y-%m-%d}" if day_only else f"{there:%Y-%m-%dT%H:%M}"

    @property
    def now(self) -> str:
        """This minute, as a time field takes it."""
        return f"{timezone.now().astimezone(self.zone):%Y-%m-%dT%H:%M}"

    @property
    def today(self) -> date:
        """Today where the person is."""
        return timezone.now().astimezone(self.patient.zone).date()

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """Model field -> value. Raises: ValidationError by field."""
        return {name: cleaned[name] for name in self.base_fields if name != "entry_id"}

    def clean(self) -> dict[str, Any]:
        """Work out what is meant and let the model judge it."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.values = self.said(cleaned)
            self.judge()
        except ValidationError as error:
            self.blame(error)
        return cleaned

    def judge(self) -> None:
        """Raises: ValidationError: the model refuses the entry."""
        kept = self._kept()
        entry = self.model(owner=self.patient, **{**kept, **self.values})
        hidden = {c.name for c in entry._meta.concrete_fields} - set(self.values)
        entry.clean_fields(exclude=hidden)
        entry.clean()

    def _kept(self) -> dict[str, Any]:
        """What the row has and the form does not show."""
        if self.row is None:
            return {}
        columns = self.row._meta.concrete_fields
        kept = {c.name: getattr(self.row, c.name) for c in columns if c.name not in self.values}
        return {name: value for name, value in kept.items() if name not in {"id", "owner"}}

    def blame(self, error: ValidationError) -> None:
        """Show an error where it belongs; what belongs to no field stands above the form."""
        if not hasattr(error, "error_dict"):
            self.add_error(None, error)
            return
        for name, errors in error.error_dict.items():
            self.add_error(name if name in self.fields else None, errors)

    def moment(self, name: str, spoken: Spoken | None) -> Moment | None:
        """The instant meant by a time field; untouched, the one the entry has."""
        if spoken is None:
            return None
        if self.row is not None and name not in self.changed_data:
            return Moment(getattr(self.row, name), getattr(self.row, "precision", "minute"))
        try:
            return moments.meant(spoken, self.zone)
        except ValidationError as error:
            raise ValidationError({name: error}) from error


def when_field(label: Any, **more: Any) -> MomentField:
    """A time with a button for now."""
    return MomentField(label=label, widget=NowInput(), **more)


def words_field(label: Any, **more: Any) -> PlainTextField:
    """A line of words that may stay empty."""
    return PlainTextField(label=label, max_length=NAME_LENGTH, required=False, **more)


def notes_field(label: Any, rows: int = 3, **more: Any) -> PlainTextField:
    """Words over several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return PlainTextField(label=label, max_length=NOTES_LENGTH, widget=widget, **more)


def tags_field() -> TagsField:
    """Words separated by commas."""
    return TagsField(
        label=_("Tags"), max_length=400, required=False, help_text=_("Words separated by commas.")
    )


class SymptomForm(LifeForm):
    """One episode of a symptom."""

    model = SymptomEpisode
    instants = ("onset", "abatement")

    name = PlainTextField(
        label=_("What do you feel?"),
        max_length=NAME_LENGTH,
        widget=forms.TextInput(attrs={"list": "known-symptoms", "autocomplete": "off"}),
        help_text=_("For example: headache, dizziness, cough."),
    )
    severity = forms.TypedChoiceField(
        label=_("How bad? 0 is nothing, 10 is the worst"), choices=RATINGS, coerce=int,
        empty_value=None, required=False, widget=forms.RadioSelect,
    )  # fmt: skip
    onset = when_field(_("Began"))
    abatement = when_field(_("Ended"), required=False, help_text=_("Empty while it goes on."))
    trigger = words_field(_("What set it off"))
    relief = words_field(_("What helped"))
    tags = tags_field()
    notes = notes_field(_("Notes"), required=False)

    details = ("trigger", "relief", "tags", "notes")

    def __init__(self, data: Any = None, *, patient: User, row: Any = None) -> None:
        super().__init__(data, patient=patient, row=row)
        if row is None:
            self.initial["onset"] = self.now

    @property
    def main(self) -> list[forms.BoundField]:
        """Fields everybody fills in."""
        return [self[name] for name in ("name", "severity", "onset", "abatement")]

    @property
    def more(self) -> list[forms.BoundField]:
        """Fields behind "More details"."""
        return [self[name] for name in self.details]

    @property
    def more_open(self) -> bool:
        """Whether "More details" holds something to see."""
        return any(field.errors or (self.row and field.value()) for field in self.more)

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """As the base class says; one day-only time makes both count by day."""
        onset = self.moment("onset", cleaned["onset"])
        end = self.moment("abatement", cleaned["abatement"])
        known = [moment for moment in (onset, end) if moment is not None]
        return {
            **super().said(cleaned),
            "onset": onset.at if onset else None,
            "abatement": end.at if end else None,
            "tz": self.zone.key,
            "precision": "day" if any(m.precision == "day" for m in known) else "minute",
            "tags": list(cleaned["tags"]),
        }


class NoteForm(LifeForm):
    """A note about a moment."""

    model = JournalNote
    instants = ("at",)

    text = notes_field(_("Note"), rows=6)
    at = when_field(_("When"))
    tags = tags_field()

    def __init__(self, data: Any = None, *, patient: User, row: Any = None) -> None:
        super().__init__(data, patient=patient, row=row)
        if row is None:
            self.initial["at"] = self.now

    def said(self, cleaned: dict[str, Any]) -> dict[str, Any]:
        """As the base class says."""
        at = self.moment("at", cleaned["at"])
        values = {**super().said(cleaned), "at": at.at if at else None}
        return {**values, "tz": self.zone.key, "tags": list(cleaned["tags"])}
