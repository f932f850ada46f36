"""Goals: between which values somebody wants, or was told, to keep one kind of reading."""

from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from patients.models.entry import RecordEntry
from patients.models.observation import DECIMAL_TEXT
from privacy.fields import EncryptedTextField


class Goal(RecordEntry):
    """One target for one component of a type; field names follow FHIR R4 Goal where it has one.

    `low` and `high` are as typed, in `unit`; one of them may be empty. An active goal stands in
    place of the usual range.
    """

    consent_category = "readings"

    class Status(models.TextChoices):  # a subset of FHIR goal-status
        PROPOSED = "proposed", _("planned")
        ACTIVE = "active", _("active")
        COMPLETED = "completed", _("reached")
        CANCELLED = "cancelled", _("given up")

    type = models.CharField(_("type"), max_length=48)
    component = models.CharField(_("part"), max_length=48)
    low = models.CharField(_("at least"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    high = models.CharField(_("at most"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    start = models.DateField(_("from"))
    due = models.DateField(_("until"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.ACTIVE)
    note = EncryptedTextField(_("note"), blank=True, max_length=1000)

    class Meta:
        verbose_name = _("goal")
        verbose_name_plural = _("goals")
        constraints = [
            *RecordEntry.Meta.constraints,
            models.UniqueConstraint(
                fields=["owner", "type", "component"],
                condition=Q(status="active", deleted_at=None),
                name="goal_one_active",
                violation_error_message=_("There is an active goal for this already."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=["proposed", "active", "completed", "cancelled"]),
                name="goal_status_known",
            ),
            models.CheckConstraint(
                condition=~Q(low="") | ~Q(high=""),
                name="goal_says_something",
                violation_error_message=_("Write the lowest value, the highest, or both."),
            ),
            models.CheckConstraint(
                condition=Q(due=None) | Q(due__gte=F("start")),
                name="goal_due_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
        ]

    def clean(self) -> None:
        """Raises ValidationError: the limits are the wrong way round."""
        super().clean()
        if self.low and self.high and Decimal(self.high) < Decimal(self.low):
            raise ValidationError({"high": _("This lies below the lowest value.")})
