"""What somebody wants to ask at their next appointment."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from patients.models.entry import EntryQuerySet, RecordEntry
from privacy.fields import EncryptedTextField

QUESTION_LENGTH = 500


class VisitQuestion(RecordEntry):
    """One question; it stays on the list until it is ticked off."""

    text = EncryptedTextField(_("question"), max_length=QUESTION_LENGTH)
    done_at = models.DateTimeField(_("ticked off"), null=True, blank=True)

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("question for a visit")
        verbose_name_plural = _("questions for a visit")
        constraints = [*RecordEntry.Meta.constraints]
