"""Documents made for a patient by a background job, such as the record summary."""

from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.ownership import OwnedModel


class Document(OwnedModel):
    """One file that is being made, is ready, or could not be made.

    `file_name` is the generated name under which `privacy.storage` keeps it sealed.
    """

    class State(models.TextChoices):
        QUEUED = "queued", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("not made")

    class Kind(models.TextChoices):
        SUMMARY = "summary", _("record summary")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SUMMARY)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    language = models.CharField(_("language"), max_length=5, default="en")
    file_name = models.CharField(max_length=32, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    error_code = models.CharField(_("error"), max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        indexes = [models.Index(fields=["owner", "-id"], name="document_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["queued", "ready", "failed"]), name="document_state_known"
            ),
            models.CheckConstraint(
                condition=~Q(state="ready") | ~Q(file_name=""), name="document_ready_has_file"
            ),
        ]
