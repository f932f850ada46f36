"""What comes round at times of the day: the plan of a medicine, and reminders."""

import re
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models.entry import EntryQuerySet, RecordEntry
from patients.models.profile import NAME_LENGTH
from privacy.fields import EncryptedTextField

CLOCK = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]", re.ASCII)
MOST_TIMES = 24
LONGEST_INTERVAL = 365
# In the order of `date.weekday()`; FHIR days-of-week.
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Recurring(RecordEntry):
    """Wall-clock times on some days, wherever the person is.

    `times`: sorted "HH:MM". `weekdays`: those it falls on, empty for every day. `every_days`:
    counted from `start_day`; 1 is every day. Both ends are included.
    """

    consent_category = "life"

    times = models.JSONField(_("times of day"), default=list, blank=True)
    weekdays = models.JSONField(_("days of the week"), default=list, blank=True)
    every_days = models.PositiveSmallIntegerField(
        _("every so many days"), default=1,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_INTERVAL)],
    )  # fmt: skip
    start_day = models.DateField(_("from"))
    end_day = models.DateField(_("until"), null=True, blank=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta(RecordEntry.Meta):
        abstract = True

    def clean(self) -> None:
        """Raises ValidationError: times, days or dates that cannot be."""
        if not _sorted_known(self.times, CLOCK.fullmatch) or len(self.times) > MOST_TIMES:
            raise ValidationError(
                {"times": _("Write times as 08:00, each once, at most 24 a day.")}
            )
        if not _sorted_known(self.weekdays, WEEKDAYS.__contains__, WEEKDAYS.index):
            raise ValidationError({"weekdays": _("Choose days from the list.")})
        if self.weekdays and self.every_days != 1:
            raise ValidationError(
                {"every_days": _("Choose either days of the week or every so many days.")}
            )
        if self.end_day and self.start_day and self.end_day < self.start_day:
            raise ValidationError({"end_day": _("The end lies before the start.")})


def _sorted_known(items: Any, known: Any, key: Any = None) -> bool:
    if not isinstance(items, list) or not all(isinstance(each, str) for each in items):
        return False
    return all(known(each) for each in items) and items == sorted(set(items), key=key)


def ends_after_start(name: str) -> models.CheckConstraint:
    """The constraint on the days of a recurring entry."""
    return models.CheckConstraint(
        condition=Q(end_day=None) | Q(end_day__gte=F("start_day")),
        name=name,
        violation_error_message=_("The end lies before the start."),
    )


class Reminder(Recurring):
    """Something to do at certain times: measure a type of reading, or one's own words.

    `type` is the key of an observation type, else `words` say what. A slot is a wall-clock time
    such as "2026-10-02T08:00"; every slot up to `done_slot` is done.
    """

    type = models.CharField(_("what to measure"), max_length=48, blank=True)
    words = EncryptedTextField(_("what to do"), blank=True, max_length=NAME_LENGTH)
    is_active = models.BooleanField(_("active"), default=True)
    done_slot = models.CharField(max_length=16, blank=True, editable=False)
    done_at = models.DateTimeField(_("last done"), null=True, blank=True, editable=False)
    snoozed_until = models.DateTimeField(_("put off until"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("reminder")
        verbose_name_plural = _("reminders")
        constraints = [*RecordEntry.Meta.constraints, ends_after_start("reminder_days")]

    def clean(self) -> None:
        """Raises ValidationError: as any recurring entry, or nothing to do, or no time for it."""
        super().clean()
        if not self.times:
            raise ValidationError({"times": _("Add at least one time.")})
        if bool(self.type) == bool(self.words):
            raise ValidationError(
                {"words": _("Say what to do, or choose something to measure: one of the two.")}
            )
