"""One row per owner, type and day: what charts and statistics read instead of every reading."""

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from patients.models.days import DayQuerySet
from privacy.ownership import OwnedModel


class DailyRollupQuerySet(DayQuerySet["DailyRollup"]):
    """Verbs for reading rollups."""

    def present(self) -> Self:
        """All of them: a deleted reading is in no rollup. So `seen_by` reads rollups too."""
        return self


class DailyRollup(OwnedModel):
    """What one type amounts to on one day of whoever measured (`Observation.local_day`).

    Derived, never typed: `patients.services.rollups` rewrites a day whenever one of its readings
    changes. Numbers are floats in the canonical unit, of exact readings only ("<40" counts in `n`
    alone); names ending in 2 belong to the second component. `judged` counts exact readings for
    which there are limits (`patients.services.judging`), `below` and `above` those outside them;
    `am` is before noon, `pm` from 17:00 on.
    """

    consent_category = "readings"

    type = models.CharField(_("type"), max_length=48)
    local_day = models.DateField(_("day"))
    n = models.PositiveIntegerField(_("readings"))
    exact = models.PositiveIntegerField(_("exact readings"))
    total = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    total2 = models.FloatField(null=True)
    exact2 = models.PositiveIntegerField(default=0)
    low2 = models.FloatField(null=True)
    high2 = models.FloatField(null=True)
    judged = models.PositiveIntegerField(default=0)
    below = models.PositiveIntegerField(default=0)
    above = models.PositiveIntegerField(default=0)
    am = models.PositiveIntegerField(default=0)
    am_total = models.FloatField(null=True)
    am_total2 = models.FloatField(null=True)
    pm = models.PositiveIntegerField(default=0)
    pm_total = models.FloatField(null=True)
    pm_total2 = models.FloatField(null=True)

    objects: ClassVar[Any] = DailyRollupQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of readings")
        verbose_name_plural = _("days of readings")
        constraints = [
            models.UniqueConstraint(fields=["owner", "type", "local_day"], name="rollup_once_a_day")
        ]
        indexes = [models.Index(fields=["owner", "-local_day"], name="rollup_newest")]
