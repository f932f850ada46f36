"""Types of readings that people make for themselves."""

import re
from decimal import Decimal
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from patients.models.entry import RecordEntry
from patients.models.observation import DECIMAL_TEXT
from privacy.fields import EncryptedTextField

PREFIX = "custom-"
MOST_DECIMALS = 6
CUSTOM_KEY = RegexValidator(
    re.compile(rf"\A{PREFIX}[0-9a-f]{{8}}\Z"), _("This is not a key that we gave.")
)


def new_key() -> str:
    """A key that no other type of the same owner is likely to have."""
    return f"{PREFIX}{uuid4().hex[:8]}"


class CustomType(RecordEntry):
    """One type of reading that its owner has made: a number with a name and a unit.

    `key` stands in `Observation.type` and is unique per owner, so that a file may come back into
    another account. `unit` is a UCUM code or the owner's own word; `low` and `high` are bounds in
    it, as typed, beyond which a value is refused.
    """

    consent_category = "readings"

    class Icon(models.TextChoices):
        ACTIVITY = "activity", _("Pulse line")
        CHART = "chart", _("Chart")
        DROP = "drop", _("Drop")
        HEART = "heart", _("Heart")
        PILL = "pill", _("Pill")
        SCALE = "scale", _("Scale")
        RULER = "ruler", _("Ruler")
        CLOCK = "clock", _("Clock")
        BOLT = "bolt", _("Bolt")
        SMILE = "smile", _("Face")
        FLAME = "flame", _("Flame")
        GLASS = "glass", _("Glass")

    key = models.CharField(
        _("key"), max_length=15, default=new_key, editable=False, validators=[CUSTOM_KEY]
    )
    label = EncryptedTextField(_("name"), max_length=60)
    unit = models.CharField(_("unit"), max_length=24, blank=True)
    decimals = models.PositiveSmallIntegerField(
        _("digits after the point"), default=1, validators=[MaxValueValidator(MOST_DECIMALS)]
    )
    low = models.CharField(_("lowest"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    high = models.CharField(_("highest"), max_length=32, blank=True, validators=[DECIMAL_TEXT])
    icon = models.CharField(_("sign"), max_length=16, choices=Icon, default=Icon.CHART)
    archived = models.BooleanField(_("put away"), default=False)

    class Meta:
        verbose_name = _("own type")
        verbose_name_plural = _("own types")
        constraints = [
            *RecordEntry.Meta.constraints,
            models.UniqueConstraint(fields=["owner", "key"], name="customtype_key_once"),
            models.CheckConstraint(
                condition=Q(key__startswith=PREFIX), name="customtype_key_is_custom"
            ),
            models.CheckConstraint(
                condition=Q(decimals__lte=MOST_DECIMALS), name="customtype_decimals_few"
            ),
        ]

    def clean(self) -> None:
        """Raises ValidationError: the bounds are the wrong way round."""
        super().clean()
        if self.low and self.high and Decimal(self.high) <= Decimal(self.low):
            raise ValidationError({"high": _("The highest must lie above the lowest.")})
