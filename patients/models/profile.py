"""The medical profile: who the patient is, and what is known about their health.

Names of conditions, medicines and people are sealed; codes, states and dates stay readable so
that lists can be ordered. Field names follow FHIR R4 where it has one.
"""

from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Substr
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from patients.models.entry import EntryQuerySet, RecordEntry
from patients.models.observation import DECIMAL_TEXT
from patients.partial_dates import (
    PartialDateField,
    certainly_before,
    is_partial_date,
    starts_after,
)
from privacy.fields import EncryptedTextField

NAME_LENGTH = 200
NOTES_LENGTH = 4000


def ends_after_start(start: str, end: str, name: str) -> models.CheckConstraint:
    """A constraint by year: finer comparisons of partial dates are made in `clean`."""
    return models.CheckConstraint(
        condition=Q(**{start: ""}) | Q(**{end: ""}) | Q(**{f"{end}__gte": Substr(F(start), 1, 4)}),
        name=name,
        violation_error_message=_("The end lies before the start."),
    )


class PatientProfile(RecordEntry):
    """One row per patient: facts that hold for everything else in the record."""

    consent_category = "profile"

    class Sex(models.TextChoices):  # FHIR administrative-gender
        FEMALE = "female", _("female")
        MALE = "male", _("male")
        OTHER = "other", _("other")
        UNKNOWN = "unknown", _("rather not say")

    class BloodType(models.TextChoices):
        O_POSITIVE = "O+", "O+"
        O_NEGATIVE = "O-", "O−"
        A_POSITIVE = "A+", "A+"
        A_NEGATIVE = "A-", "A−"
        B_POSITIVE = "B+", "B+"
        B_NEGATIVE = "B-", "B−"
        AB_POSITIVE = "AB+", "AB+"
        AB_NEGATIVE = "AB-", "AB−"

    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(
        _("sex"), max_length=8, choices=Sex, blank=True,
        help_text=_("Some usual ranges differ between women and men."),
    )  # fmt: skip
    blood_type = models.CharField(_("blood type"), max_length=3, choices=BloodType, blank=True)
    country = models.CharField(
        _("country"), max_length=2, blank=True,
        validators=[RegexValidator(r"\A[A-Z]{2}\Z", _("Choose a country from the list."))],
        help_text=_("Decides which emergency number you are shown."),
    )  # fmt: skip

    class Meta:
        verbose_name = _("personal facts")
        verbose_name_plural = _("personal facts")
        constraints = [
            *RecordEntry.Meta.constraints,
            models.UniqueConstraint(fields=["owner"], name="patient_profile_one_each"),
        ]


class ProfileEntry(RecordEntry):
    """One line of the profile. `start_field` and `end_field` name its partial dates."""

    consent_category = "profile"
    start_field: ClassVar[str] = ""
    end_field: ClassVar[str] = ""

    notes = EncryptedTextField(_("notes"), blank=True, max_length=NOTES_LENGTH)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta(RecordEntry.Meta):
        abstract = True

    def clean(self) -> None:
        """Raises ValidationError: a date in the future, or an end certainly before its start."""
        dates = {name: getattr(self, name) for name in (self.start_field, self.end_field) if name}
        if any(text and not is_partial_date(text) for text in dates.values()):
            return  # the field's own validator says so
        tomorrow = timezone.now().date() + timedelta(days=1)  # somewhere it is already
        for name, text in dates.items():
            if text and starts_after(text, tomorrow):
                raise ValidationError({name: _("This date is in the future.")})
        if self.end_field and certainly_before(dates[self.end_field], dates[self.start_field]):
            raise ValidationError({self.end_field: _("The end lies before the start.")})


class Condition(ProfileEntry):
    """A health problem, past or present."""

    start_field, end_field = "onset", "abatement"

    class Status(models.TextChoices):  # FHIR condition-clinical
        ACTIVE = "active", _("active")
        RECURRENCE = "recurrence", _("came back")
        REMISSION = "remission", _("in remission")
        INACTIVE = "inactive", _("inactive")
        RESOLVED = "resolved", _("resolved")

    name = EncryptedTextField(_("condition"), max_length=NAME_LENGTH)
    clinical_status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.ACTIVE
    )
    onset = PartialDateField(_("since"), blank=True)
    abatement = PartialDateField(_("until"), blank=True)

    class Meta(ProfileEntry.Meta):
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        constraints = [
            *RecordEntry.Meta.constraints,
            ends_after_start("onset", "abatement", "condition_dates"),
        ]


class Medication(ProfileEntry):
    """A medicine the patient takes or took."""

    start_field, end_field = "started", "ended"

    class Status(models.TextChoices):  # FHIR medication-statement-status
        ACTIVE = "active", _("taking it")
        ON_HOLD = "on-hold", _("paused")
        STOPPED = "stopped", _("stopped")
        COMPLETED = "completed", _("completed")

    name = EncryptedTextField(_("medicine"), max_length=NAME_LENGTH)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.ACTIVE)
    dose = models.CharField(_("dose"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    dose_unit = models.CharField(_("dose unit"), max_length=24, blank=True)
    frequency = EncryptedTextField(
        _("how often"),
        blank=True,
        max_length=120,
        help_text=_("For example: once a day, at night."),
    )
    reason = EncryptedTextField(_("what for"), blank=True, max_length=NAME_LENGTH)
    started = PartialDateField(_("since"), blank=True)
    ended = PartialDateField(_("until"), blank=True)

    class Meta(ProfileEntry.Meta):
        verbose_name = _("medicine")
        verbose_name_plural = _("medicines")
        constraints = [
            *RecordEntry.Meta.constraints,
            ends_after_start("started", "ended", "medication_dates"),
        ]

    def clean(self) -> None:
        """Raises ValidationError: as every entry, or a dose below zero or without its unit."""
        super().clean()
        if self.dose.startswith("-"):
            raise ValidationError({"dose": _("A dose cannot be below zero.")})
        if self.dose and not self.dose_unit:
            raise ValidationError({"dose_unit": _("Choose the unit of the dose.")})


class Allergy(ProfileEntry):
    """An allergy or intolerance."""

    start_field, end_field = "onset", "ended"

    class Status(models.TextChoices):  # FHIR allergyintolerance-clinical
        ACTIVE = "active", _("active")
        INACTIVE = "inactive", _("inactive")
        RESOLVED = "resolved", _("resolved")

    class Category(models.TextChoices):  # FHIR allergy-intolerance-category
        MEDICATION = "medication", _("medicine")
        FOOD = "food", _("food")
        ENVIRONMENT = "environment", _("environment")
        BIOLOGIC = "biologic", _("biologic")

    class Criticality(models.TextChoices):  # FHIR allergy-intolerance-criticality
        LOW = "low", _("not dangerous so far")
        HIGH = "high", _("can be dangerous")
        UNKNOWN = "unable-to-assess", _("not known")

    class Severity(models.TextChoices):  # FHIR reaction-event-severity
        MILD = "mild", _("mild")
        MODERATE = "moderate", _("moderate")
        SEVERE = "severe", _("severe")

    substance = EncryptedTextField(_("allergic to"), max_length=NAME_LENGTH)
    category = models.CharField(_("kind"), max_length=12, choices=Category, blank=True)
    clinical_status = models.CharField(
        _("status"), max_length=12, choices=Status, default=Status.ACTIVE
    )
    criticality = models.CharField(
        _("how dangerous"), max_length=20, choices=Criticality, blank=True
    )
    reaction = EncryptedTextField(
        _("what happens"), blank=True, max_length=NAME_LENGTH,
        help_text=_("For example: rash, swelling, trouble breathing."),
    )  # fmt: skip
    severity = models.CharField(_("how bad"), max_length=10, choices=Severity, blank=True)
    onset = PartialDateField(_("since"), blank=True)
    ended = PartialDateField(_("until"), blank=True)

    class Meta(ProfileEntry.Meta):
        verbose_name = _("allergy")
        verbose_name_plural = _("allergies")
        constraints = [
            *RecordEntry.Meta.constraints,
            ends_after_start("onset", "ended", "allergy_dates"),
        ]


class Immunization(ProfileEntry):
    """A vaccine given."""

    start_field = "given"

    vaccine = EncryptedTextField(_("vaccine"), max_length=NAME_LENGTH)
    given = PartialDateField(_("given"))
    dose_number = models.PositiveSmallIntegerField(
        _("dose number"), null=True, blank=True, validators=[MaxValueValidator(20)]
    )
    lot = EncryptedTextField(_("lot number"), blank=True, max_length=60)

    class Meta(ProfileEntry.Meta):
        verbose_name = _("vaccine")
        verbose_name_plural = _("vaccines")


class FamilyHistory(ProfileEntry):
    """A condition of a relative."""

    class Relation(models.TextChoices):
        MOTHER = "mother", _("mother")
        FATHER = "father", _("father")
        SISTER = "sister", _("sister")
        BROTHER = "brother", _("brother")
        DAUGHTER = "daughter", _("daughter")
        SON = "son", _("son")
        MATERNAL_GRANDMOTHER = "maternal-grandmother", _("grandmother, mother's side")
        MATERNAL_GRANDFATHER = "maternal-grandfather", _("grandfather, mother's side")
        PATERNAL_GRANDMOTHER = "paternal-grandmother", _("grandmother, father's side")
        PATERNAL_GRANDFATHER = "paternal-grandfather", _("grandfather, father's side")
        AUNT = "aunt", _("aunt")
        UNCLE = "uncle", _("uncle")
        OTHER = "other", _("other relative")

    condition = EncryptedTextField(_("condition"), max_length=NAME_LENGTH)
    relation = models.CharField(_("relative"), max_length=24, choices=Relation)
    age_at_onset = models.PositiveSmallIntegerField(
        _("age when it began"), null=True, blank=True, validators=[MaxValueValidator(125)]
    )

    class Meta(ProfileEntry.Meta):
        verbose_name = _("family history entry")
        verbose_name_plural = _("family history")


class EmergencyContact(ProfileEntry):
    """Whom to call."""

    name = EncryptedTextField(_("name"), max_length=NAME_LENGTH)
    relation = EncryptedTextField(_("who they are to you"), blank=True, max_length=60)
    phone = EncryptedTextField(_("phone"), max_length=40)

    class Meta(ProfileEntry.Meta):
        verbose_name = _("emergency contact")
        verbose_name_plural = _("emergency contacts")
