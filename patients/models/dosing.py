"""When a medicine is to be taken, and when it was."""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_time_zone
from patients.models.entry import EntryQuerySet, RecordEntry
from patients.models.observation import DECIMAL_TEXT
from patients.models.profile import NAME_LENGTH, Medication
from patients.models.recurring import Recurring, ends_after_start
from patients.moments import CLOCK_SKEW
from privacy.fields import EncryptedTextField


def _check_dose(row: Any) -> None:
    if row.medication_id and row.medication.owner_id != row.owner_id:
        raise ValidationError({"medication": _("There is no such medicine.")})
    if row.dose.startswith("-"):
        raise ValidationError({"dose": _("A dose cannot be below zero.")})
    if row.dose and not row.dose_unit:
        raise ValidationError({"dose_unit": _("Choose the unit of the dose.")})


class DosingQuerySet(EntryQuerySet[Any]):
    """Rows that are told with the name of their medicine."""

    def present(self) -> Self:
        """Without deleted entries, with their medicine."""
        return super().present().select_related("medication")


class MedicationSchedule(Recurring):
    """The plan of one medicine; a change of plan ends this row and begins another.

    So what was due in the past stays what was due. `as_needed` has no times.
    """

    medication = models.ForeignKey(
        Medication, verbose_name=_("medicine"), on_delete=models.CASCADE, related_name="+"
    )
    as_needed = models.BooleanField(_("only when needed"), default=False)
    dose = models.CharField(_("dose"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    dose_unit = models.CharField(_("dose unit"), max_length=24, blank=True)

    objects: ClassVar[Any] = DosingQuerySet.as_manager()

    class Meta:
        verbose_name = _("plan of a medicine")
        verbose_name_plural = _("plans of medicines")
        constraints = [*RecordEntry.Meta.constraints, ends_after_start("schedule_days")]

    def clean(self) -> None:
        """Raises ValidationError: as any recurring entry; times and need must fit; the dose."""
        super().clean()
        _check_dose(self)
        if self.as_needed and self.times:
            raise ValidationError({"times": _("A medicine taken when needed has no times.")})
        if not self.as_needed and not self.times:
            raise ValidationError({"times": _("Add at least one time.")})


class IntakeQuerySet(DosingQuerySet):
    """Doses, told with their plan as well."""

    def present(self) -> Self:
        """Without deleted entries, with their medicine and plan."""
        return super().present().select_related("schedule")


class MedicationIntake(RecordEntry):
    """One dose that was taken or skipped.

    `slot` is the wall-clock time of the plan it answers ("2026-03-29T08:00"), "" for a dose no
    plan asked for; it stays when the person or the clock moves, and answers each slot once.
    `scheduled_at` is the instant it meant. `at` is `taken_at`, else `scheduled_at`.
    """

    consent_category = "life"

    class Status(models.TextChoices):  # FHIR medication-admin-status
        TAKEN = "completed", _("taken")
        SKIPPED = "not-done", _("skipped")

    medication = models.ForeignKey(
        Medication, verbose_name=_("medicine"), on_delete=models.CASCADE, related_name="+"
    )
    schedule = models.ForeignKey(
        MedicationSchedule, verbose_name=_("plan"), null=True, blank=True,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip
    slot = models.CharField(_("planned for"), max_length=16, blank=True)
    scheduled_at = models.DateTimeField(_("planned"), null=True, blank=True)
    taken_at = models.DateTimeField(_("taken at"), null=True, blank=True)
    at = models.DateTimeField(_("when"), editable=False)
    tz = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.TAKEN)
    dose = models.CharField(_("dose"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    dose_unit = models.CharField(_("dose unit"), max_length=24, blank=True)
    reason = EncryptedTextField(_("why"), blank=True, max_length=NAME_LENGTH)

    objects: ClassVar[Any] = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = _("dose")
        verbose_name_plural = _("doses")
        indexes = [
            models.Index(fields=["owner", "-at", "-id"], name="intake_newest"),
            models.Index(fields=["owner", "slot"], name="intake_by_slot"),
        ]
        constraints = [
            *RecordEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["schedule", "slot"], condition=~Q(slot=""), name="intake_once_a_slot",
                violation_error_message=_("This dose has been answered already."),
            ),
            models.CheckConstraint(
                condition=Q(status="completed", taken_at__isnull=False)
                | Q(status="not-done", taken_at=None, scheduled_at__isnull=False),
                name="intake_taken_has_time",
                violation_error_message=_("Say when it was taken."),
            ),
        ]  # fmt: skip

    def clean(self) -> None:
        """Raises ValidationError: taken in the future, or a plan of another medicine."""
        _check_dose(self)
        if self.taken_at and self.taken_at > timezone.now() + CLOCK_SKEW:
            raise ValidationError({"taken_at": _("This time is in the future.")})
        if self.schedule and self.schedule.medication_id != self.medication_id:
            raise ValidationError({"schedule": _("This plan belongs to another medicine.")})
