"""Notes somebody writes about their days."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import validate_time_zone
from patients.models.entry import EntryQuerySet, RecordEntry
from patients.models.profile import NOTES_LENGTH
from patients.moments import CLOCK_SKEW
from privacy.fields import EncryptedTextField


class JournalNote(RecordEntry):
    """Free words about a moment."""

    consent_category = "life"

    at = models.DateTimeField(_("when"))
    tz = models.CharField(
        _("time zone"), max_length=64, default="UTC", validators=[validate_time_zone]
    )
    text = EncryptedTextField(_("note"), max_length=NOTES_LENGTH)
    tags = models.JSONField(_("tags"), default=list, blank=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        indexes = [models.Index(fields=["owner", "-at", "-id"], name="note_newest")]
        constraints = [*RecordEntry.Meta.constraints]

    def clean(self) -> None:
        """Raises ValidationError: a time in the future."""
        if self.at and self.at > timezone.now() + CLOCK_SKEW:
            raise ValidationError({"at": _("This time is in the future.")})
