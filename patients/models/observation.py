"""Observations: one thing measured or noted about a patient at a time, kept as typed."""

from typing import Any, ClassVar, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import BooleanField, F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from patients.models.days import DayQuerySet
from patients.models.entry import EntryQuerySet, RecordEntry
from privacy.fields import EncryptedTextField

# Dot decimals without grouping, trailing zeros kept: what was typed, in one spelling.
DECIMAL_TEXT = RegexValidator(
    r"\A-?[0-9]{1,12}(\.[0-9]{1,12})?\Z", _("Write a number, such as 7.2.")
)


class HasTag(Func):
    """Whether the JSON list in the first expression holds the text in the second."""

    function = "jsonb_exists"
    output_field = BooleanField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite has no such function, but can look through the list."""
        return self.as_sql(
            compiler,
            connection,
            template="EXISTS (SELECT 1 FROM JSON_EACH(%(expressions)s))",
            arg_joiner=") WHERE JSON_EACH.value = (",
            **context,
        )


# The stubs see a clash of managers where two sets of verbs become one manager.
class ObservationQuerySet(  # type: ignore[override]
    EntryQuerySet["Observation"], DayQuerySet["Observation"]
):
    """Verbs for reading observations."""

    def with_tag(self, tag: str) -> Self:
        """Only observations that carry the tag."""
        return self.exclude(tags=[]).filter(HasTag(F("tags"), Value(tag)))

    def newest_first(self) -> Self:
        """By time, latest first; stable."""
        return self.order_by("-effective_at", "-id")

    def oldest_first(self) -> Self:
        """By time, earliest first; stable."""
        return self.order_by("effective_at", "id")


class Observation(RecordEntry):
    """One reading.

    `value_text`, `value2_text` and `unit` are what was typed and never change by themselves;
    `canonical` and `canonical2` are derived, in the type's canonical unit, for queries and charts.
    `local_day` is the day it counts for where it was measured (for sleep: the day of waking), and
    `local_hour` the hour it began there; None where only the day is known.
    """

    consent_category = "readings"

    class Comparator(models.TextChoices):
        EXACTLY = "", _("exactly")
        LESS = "<", _("less than")
        AT_MOST = "<=", _("at most")
        AT_LEAST = ">=", _("at least")
        MORE = ">", _("more than")

    class Precision(models.TextChoices):
        MINUTE = "minute", _("with time")
        DAY = "day", _("day only")

    class Status(models.TextChoices):  # a subset of FHIR observation-status
        FINAL = "final", _("final")
        PRELIMINARY = "preliminary", _("preliminary")
        AMENDED = "amended", _("amended")
        IN_ERROR = "entered-in-error", _("entered in error")
        UNKNOWN = "unknown", _("unknown")

    type = models.CharField(_("type"), max_length=48)
    value_text = models.CharField(_("value"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    value2_text = models.CharField(
        _("second value"), max_length=32, blank=True, validators=[DECIMAL_TEXT]
    )
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    comparator = models.CharField(
        _("comparator"), max_length=2, blank=True, default="", choices=Comparator
    )
    canonical = models.DecimalField(
        max_digits=18, decimal_places=6, null=True, blank=True, editable=False
    )
    canonical2 = models.DecimalField(
        max_digits=18, decimal_places=6, null=True, blank=True, editable=False
    )
    code = models.CharField(_("code"), max_length=48, blank=True)
    effective_at = models.DateTimeField(_("when"))
    effective_end = models.DateTimeField(_("until"), null=True, blank=True)
    tz = models.CharField(_("time zone"), max_length=64, default="UTC")
    precision = models.CharField(
        _("precision"), max_length=8, choices=Precision, default=Precision.MINUTE
    )
    local_day = models.DateField(_("day"), editable=False)
    local_hour = models.PositiveSmallIntegerField(_("hour"), null=True, blank=True, editable=False)
    context = models.CharField(_("context"), max_length=48, blank=True)
    body_site = models.CharField(_("body site"), max_length=48, blank=True)
    method = models.CharField(_("method"), max_length=120, blank=True)
    device = models.CharField(_("device"), max_length=120, blank=True)
    source = models.CharField(_("source"), max_length=32, default="manual")
    source_id = models.CharField(_("id at the source"), max_length=200, blank=True)
    group_id = models.UUIDField(_("taken together with"), null=True, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, default=Status.FINAL)
    notes = EncryptedTextField(_("notes"), blank=True, max_length=4000)
    tags = models.JSONField(_("tags"), default=list, blank=True)

    objects: ClassVar[Any] = ObservationQuerySet.as_manager()

    class Meta:
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        indexes = [
            models.Index(
                fields=["owner", "type", "-effective_at", "-id"], name="observation_by_type"
            ),
            models.Index(fields=["owner", "-effective_at", "-id"], name="observation_by_time"),
            models.Index(fields=["owner", "type", "local_day"], name="observation_by_day"),
            models.Index(
                fields=["owner", "-local_day"], name="observation_tagged", condition=~Q(tags=[])
            ),
        ]
        constraints = [
            *RecordEntry.Meta.constraints,
            models.CheckConstraint(
                condition=Q(comparator__in=["", "<", "<=", ">", ">="]),
                name="observation_comparator_known",
            ),
            models.CheckConstraint(
                condition=Q(effective_end=None) | Q(effective_end__gte=F("effective_at")),
                name="observation_ends_after_start",
                violation_error_message=_("The end lies before the start."),
            ),
            models.CheckConstraint(
                condition=~Q(value_text="") | ~Q(code=""), name="observation_says_something"
            ),
            models.CheckConstraint(
                condition=Q(precision__in=["minute", "day"]), name="observation_precision_known"
            ),
        ]
