"""The filter over the timeline; its address is the search, so that it can be kept and shared."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.timeline import day_start, kinds_of
from privacy.registry import TimelineQuery

EARLIEST, LATEST = 1880, 2200
FOLDED = ("first", "last", "tag", "outside", "type")


def day_field(label: Any) -> forms.DateField:
    """A day of the calendar, as browsers send it."""
    return forms.DateField(
        label=label,
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


def check_days(cleaned: dict[str, Any]) -> None:
    """Raises ValidationError: the days are the wrong way round, or beyond any record."""
    first, last = cleaned.get("first"), cleaned.get("last")
    for name, day in (("first", first), ("last", last)):
        if day and not EARLIEST <= day.year <= LATEST:
            raise ValidationError({name: _("Choose a year between 1880 and 2200.")})
    if first and last and last < first:
        raise ValidationError({"last": _("This day lies before the first one.")})


class TimelineFilter(forms.Form):
    """Words, kinds of entries, tag and days; an empty filter shows everything."""

    q = forms.CharField(
        label=_("Search"), required=False, max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )  # fmt: skip
    tag = forms.CharField(label=_("Tag"), required=False, max_length=40)
    first = day_field(_("From"))
    last = day_field(_("Until"))
    outside = forms.BooleanField(label=_("Only values outside their range"), required=False)
    type = forms.MultipleChoiceField(
        label=_("Only these"), required=False, widget=forms.CheckboxSelectMultiple
    )
    before = day_field(_("Before"))

    def __init__(self, data: Any, *, viewer: User, patient: User) -> None:
        super().__init__(data)
        self.fields["type"].choices = kinds_of(viewer, patient)  # type: ignore[attr-defined]

    @property
    def folded(self) -> list[Any]:
        """The fields that fold away under the search."""
        return [self[name] for name in FOLDED]

    @property
    def is_folded_open(self) -> bool:
        """Whether one of them says something, and so should be seen."""
        return any(self.data.get(name) for name in FOLDED)

    @property
    def chosen(self) -> int:
        """How many kinds are ticked."""
        return len(self.data.getlist("type")) if hasattr(self.data, "getlist") else 0

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is left out."""
        return any(self.data.get(name) for name in ("q", *FOLDED))

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError: see `check_days`."""
        cleaned = super().clean() or {}
        check_days(cleaned)
        before = cleaned.get("before")
        if before and not EARLIEST <= before.year <= LATEST:
            cleaned["before"] = None  # nobody types it; begin at the newest
        return cleaned

    @property
    def query(self) -> TimelineQuery:
        """What was asked for, once it is valid."""
        cleaned = self.cleaned_data
        before = cleaned["before"]
        return TimelineQuery(
            before=day_start(before) if before else None,
            first=cleaned["first"],
            last=cleaned["last"],
            kinds=frozenset(cleaned["type"]),
            tag=cleaned["tag"],
            words=cleaned["q"],
            outside=cleaned["outside"],
        )
