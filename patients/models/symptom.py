"""Episodes of symptoms: what somebody felt, from when to when, and how badly."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_time_zone
from patients.models.entry import EntryQuerySet, RecordEntry
from patients.models.observation import Observation
from patients.models.profile import NAME_LENGTH, NOTES_LENGTH
from patients.moments import CLOCK_SKEW
from privacy.fields import EncryptedTextField

WORST = 10


class SymptomEpisode(RecordEntry):
    """One time somebody had a symptom; without an end it is still going on.

    `precision` holds for both times: "day" where only the days are known.
    """

    consent_category = "life"

    name = EncryptedTextField(_("symptom"), max_length=NAME_LENGTH)
    onset = models.DateTimeField(_("began"))
    abatement = models.DateTimeField(_("ended"), null=True, blank=True)
    tz = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    precision = models.CharField(
        _("precision"), max_length=8, choices=Observation.Precision,
        default=Observation.Precision.MINUTE,
    )  # fmt: skip
    severity = models.PositiveSmallIntegerField(
        _("how bad, 0 to 10"), null=True, blank=True, validators=[MaxValueValidator(WORST)]
    )
    trigger = EncryptedTextField(_("what set it off"), blank=True, max_length=NAME_LENGTH)
    relief = EncryptedTextField(_("what helped"), blank=True, max_length=NAME_LENGTH)
    notes = EncryptedTextField(_("notes"), blank=True, max_length=NOTES_LENGTH)
    tags = models.JSONField(_("tags"), default=list, blank=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("symptom")
        verbose_name_plural = _("symptoms")
        indexes = [models.Index(fields=["owner", "-onset", "-id"], name="symptom_newest")]
        constraints = [
            *RecordEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(abatement=None) | Q(abatement__gte=F("onset")),
                name="symptom_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=Q(severity=None) | Q(severity__lte=WORST), name="symptom_severity_0_10"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=["minute", "day"]), name="symptom_precision_known"
            ),
        ]

    def clean(self) -> None:
        """Raises ValidationError: a time in the future, or an end before the start."""
        latest = timezone.now() + CLOCK_SKEW
        for name in ("onset", "abatement"):
            at = getattr(self, name)
            if at and at > latest:
                raise ValidationError({name: _("This time is in the future.")})
        if self.onset and self.abatement and self.abatement < self.onset:
            raise ValidationError({"abatement": _("The end lies before the start.")})
