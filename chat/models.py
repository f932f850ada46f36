"""Conversations, what people asked, and the replies with their life cycle."""

from uuid import uuid4

from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.fields import EncryptedJSONField, EncryptedTextField
from privacy.ownership import OwnedModel

TITLE_LENGTH = 120


class Conversation(OwnedModel):
    """One thread between a member and the assistant; never shared by a care link."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = EncryptedTextField(_("title"), max_length=TITLE_LENGTH, blank=True)
    title_auto = models.BooleanField(default=True)
    use_record = models.BooleanField(_("the assistant may read my record"), default=True)
    model_id = models.CharField(_("model"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("last message"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        indexes = [models.Index(fields=["owner", "-updated_at", "-id"])]


class Message(OwnedModel):
    """One thing the member said. `client_id` makes a repeated submit harmless."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    text = EncryptedTextField(_("message"), validators=[MaxLengthValidator(32_000)])
    client_id = models.UUIDField(default=uuid4)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["conversation", "seq"], name="message_seq_unique"),
            models.UniqueConstraint(
                fields=["conversation", "client_id"], name="message_client_id_unique"
            ),
        ]


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
    # What each citation mark of this reply stands for: [{cite, kind, object_id, url}].
    manifest = EncryptedJSONField(default=list)
    input_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    cached_tokens = models.PositiveIntegerField(default=0)
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
