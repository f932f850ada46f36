"""Documents made for a patient by a background job, such as the record summary."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from privacy.fields import EncryptedJSONField
from privacy.ownership import OwnedModel, guarded_manager


class Document(OwnedModel):
    """One file that is being made, is ready, or could not be made.

    `file_name` is the generated name under which `privacy.storage` keeps it sealed. `options` says
    what should be in it, as its kind of maker understands it. Where a file may be taken once only,
    `expires_at` and `taken_at` say until when, and when that was; `token_hash` is of the link.
    """

    objects: ClassVar[Any] = guarded_manager()

    class State(models.TextChoices):
        QUEUED = "queued", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("not made")

    class Kind(models.TextChoices):
        SUMMARY = "summary", _("record summary")
        VISIT_PACK = "visit_pack", _("visit pack")
        EMERGENCY_CARD = "emergency_card", _("emergency card")
        CONVERSATION = "conversation", _("conversation")
        ACCOUNT_ZIP = "account_zip", _("whole account")

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind, default=Kind.SUMMARY)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.QUEUED)
    options = EncryptedJSONField(_("options"), null=True, blank=True, default=None, editable=False)
    language = models.CharField(_("language"), max_length=5, default="en")
    file_name = models.CharField(max_length=32, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0, editable=False)
    error_code = models.CharField(_("error"), max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField(_("asked for"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    expires_at = models.DateTimeField(_("to be taken until"), null=True, blank=True, editable=False)
    token_hash = models.CharField(max_length=64, blank=True, editable=False)
    taken_at = models.DateTimeField(_("taken"), null=True, blank=True, editable=False)

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
