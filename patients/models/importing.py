"""Imports: an uploaded file between its preview and its confirmation, and what became of it."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.ownership import OwnedModel


class ImportBatch(OwnedModel):
    """One uploaded file. `file_name` is sealed by `privacy.storage` and emptied once done."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waiting for you to confirm")
        DONE = "done", _("imported")
        DROPPED = "dropped", _("dropped")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    section = models.CharField(_("section"), max_length=32)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.UPLOADED)
    file_name = models.CharField(max_length=32, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    counts = models.JSONField(_("counts"), default=dict, editable=False)
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [models.Index(fields=["owner", "-id"], name="import_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["uploaded", "done", "dropped"]), name="import_state_known"
            )
        ]
