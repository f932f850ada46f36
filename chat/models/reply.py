"""Replies with their life cycle, and what people thought of them."""

from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from chat.models.conversation import Conversation
from chat.models.message import Message
from privacy.fields import EncryptedJSONField, EncryptedTextField
from privacy.ownership import OwnedModel, guarded_manager


class Reply(OwnedModel):
    """One attempt to answer a message. States only go forward; a terminal one is final."""

    class Status(models.TextChoices):
        PENDING = "pending", _("Waiting")
        STREAMING = "streaming", _("Being written")
        COMPLETE = "complete", _("Complete")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    ACTIVE = (Status.PENDING, Status.STREAMING)

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    attempt = models.PositiveSmallIntegerField(default=1)
    status = models.CharField(max_length=10, choices=Status, default=Status.PENDING)
    engine = models.CharField(max_length=20, blank=True)
    model_id = models.CharField(max_length=80, blank=True)
    model_label = models.CharField(max_length=80, blank=True)
    prompt_version = models.CharField(max_length=16, blank=True)
    text = EncryptedTextField()
    # What each citation mark of this reply stands for: [{cite, kind, object_id, url, label}].
    manifest = EncryptedJSONField(default=list)
    # The numbers that were sent, which the answer's are held against (`chat.numbers`); None where
    # no model wrote it, or before there was such a check.
    sent_numbers = EncryptedJSONField(null=True, default=None, editable=False)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cached_tokens = models.PositiveIntegerField(default=0)
    # Counted by us where the vendor did not (`privacy.tokens`).
    usage_estimated = models.BooleanField(default=False)
    credits = models.PositiveIntegerField(_("credits"), default=0)
    # Identifiers that were replaced before sending.
    hidden_count = models.PositiveIntegerField(default=0)
    # The reply cut by its length limit that this one goes on from; `text` begins with its text.
    continued_from = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="+", editable=False
    )
    stop_reason = models.CharField(max_length=20, blank=True)
    error_code = models.CharField(max_length=20, blank=True)
    retry_after = models.PositiveIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    started_at = models.DateTimeField(null=True, blank=True)
    first_token_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    # Whoever streams renews the lease; an expired one means that worker is dead.
    lease_until = models.DateTimeField(null=True, blank=True)
    worker = models.CharField(max_length=40, blank=True)
    stop_requested = models.BooleanField(default=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        constraints = [
            models.UniqueConstraint(fields=["message", "attempt"], name="reply_attempt_unique"),
            models.UniqueConstraint(
                fields=["conversation"],
                condition=Q(status__in=["pending", "streaming"]),
                name="reply_one_active",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "streaming", "complete", "stopped", "failed"]),
                name="reply_status_known",
            ),
        ]
        indexes = [models.Index(fields=["status", "lease_until"])]

    @property
    def is_active(self) -> bool:
        """Whether the answer may still grow."""
        return self.status in self.ACTIVE


class Feedback(OwnedModel):
    """What the member thought of one reply."""

    class Value(models.IntegerChoices):
        GOOD = 1, _("Helpful")
        BAD = -1, _("Not helpful")

    reply = models.OneToOneField(Reply, on_delete=models.CASCADE, related_name="+")
    value = models.SmallIntegerField(_("opinion"), choices=Value)
    note = EncryptedTextField(_("note"), max_length=1000, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        constraints = [
            models.CheckConstraint(condition=Q(value__in=[1, -1]), name="feedback_value_known")
        ]
