"""The filter over the list of readings."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from patients.forms.timeline import check_days, day_field
from patients.kinds import kind_named
from patients.models import DailyRollupQuerySet, ObservationQuerySet

FEW = 1000  # readings that are found by their days; more are so dense that reading on finds them


class ReadingFilter(forms.Form):
    """Type, tag and days; an empty filter shows everything."""

    type = forms.ChoiceField(label=_("Type"), required=False)
    tag = forms.CharField(label=_("Tag"), required=False, max_length=40)
    first = day_field(_("From"))
    last = day_field(_("Until"))

    def __init__(self, data: Any, *, used: list[str], owner_id: int) -> None:
        super().__init__(data)
        labels = [(key, kind.label) for key in used if (kind := kind_named(key, owner_id))]
        field = self.fields["type"]
        field.choices = [("", _("All")), *sorted(labels, key=lambda pair: str(pair[1]))]  # type: ignore[attr-defined]

    @property
    def is_narrowing(self) -> bool:
        """Whether anything is left out."""
        return any(self.data.get(name) for name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError: see `check_days`."""
        cleaned = super().clean() or {}
        check_days(cleaned)
        return cleaned

    def narrow(self, rows: ObservationQuerySet, days: DailyRollupQuerySet) -> ObservationQuerySet:
        """`rows` as asked for; nothing while the filter is wrong.

        Args: days: the rollups of the same rows, which tell how many the days asked for have.
        """
        if not self.is_valid():
            return rows.none()
        key, tag = self.cleaned_data["type"], self.cleaned_data["tag"]
        first, last = self.cleaned_data["first"], self.cleaned_data["last"]
        if key:
            rows, days = rows.of_type(key), days.of_type(key)
        if tag:
            return rows.between(first, last).with_tag(tag)
        if first is None and last is None:
            return rows
        return _of_days(rows.between(first, last), days.between(first, last), last)


def _of_days(
    rows: ObservationQuerySet, days: DailyRollupQuerySet, last: date | None
) -> ObservationQuerySet:
    """The same rows, found without reading past all that are newer or older than those days."""
    counts = dict(days.order_by().values_list("type").annotate(all=Sum("n")))
    if sum(counts.values()) <= FEW:
        ids = rows.filter(type__in=sorted(counts)).order_by().values_list("pk", flat=True)
        return rows.filter(pk__in=list(ids))
    if last is None:
        return rows
    # Nothing begins after its own day has ended, wherever on earth that was.
    end = datetime.combine(last + timedelta(days=2), time.min, tzinfo=UTC)
    return rows.filter(effective_at__lt=end)
