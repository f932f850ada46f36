"""Imports: an uploaded file, what it would do, what became of it, and how to take it back."""

from datetime import timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from privacy.fields import EncryptedJSONField, EncryptedTextField
from privacy.ownership import OwnedModel, guarded_manager


class ImportBatch(OwnedModel):
    """One uploaded file. `file_name` is sealed by `privacy.storage` and emptied once done.

    Moves only forward, each step one conditional UPDATE: see `patients.services.batches`. While a
    worker has it (`BUSY`), it renews `alive_at`; a batch that is silent for longer than `SILENCE`
    has lost its worker. `findings` holds what the page shows: unknown columns, first rejections.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waiting to be read")
        ASKING = "asking", _("waiting for you to say what the columns hold")
        EXAMINING = "examining", _("being read")
        READY = "ready", _("waiting for you to confirm")
        UNREADABLE = "unreadable", _("could not be read")
        IMPORTING = "importing", _("being imported")
        DONE = "done", _("imported")
        FAILED = "failed", _("not imported")
        UNDOING = "undoing", _("being undone")
        UNDONE = "undone", _("undone")
        DROPPED = "dropped", _("dropped")

    BUSY = (State.UPLOADED, State.EXAMINING, State.IMPORTING, State.UNDOING)
    WAITING = (State.ASKING, State.READY)
    SILENCE = timedelta(seconds=45)  # less than after which a dead worker's jobs are given away

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    section = models.CharField(_("section"), max_length=32)
    format = models.CharField(_("format"), max_length=32, default="own", editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UPLOADED)
    name = EncryptedTextField(
        _("file name"), max_length=200, null=True, blank=True, default=None, editable=False
    )
    file_name = models.CharField(max_length=32, blank=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0, editable=False)
    digest = models.CharField(max_length=64, blank=True, editable=False)
    options = EncryptedJSONField(
        _("how to read it"), null=True, blank=True, default=None, editable=False
    )
    valid_only = models.BooleanField(_("leaves rejected rows out"), default=False, editable=False)
    counts = models.JSONField(_("counts"), default=dict, blank=True, editable=False)
    by_type = models.JSONField(_("counts by type"), default=dict, blank=True, editable=False)
    first_day = models.DateField(_("first day"), null=True, blank=True, editable=False)
    last_day = models.DateField(_("last day"), null=True, blank=True, editable=False)
    duplicates = models.PositiveIntegerField(_("duplicates"), default=0, editable=False)
    findings = EncryptedJSONField(
        _("findings"), null=True, blank=True, default=None, editable=False
    )
    rejected_name = models.CharField(max_length=32, blank=True, editable=False)
    progress = models.PositiveSmallIntegerField(_("progress"), default=0, editable=False)
    error_code = models.CharField(_("error"), max_length=32, blank=True, editable=False)
    error_text = EncryptedTextField(
        _("what went wrong"), null=True, blank=True, default=None, editable=False
    )
    undo_counts = models.JSONField(
        _("counts of the undo"), default=dict, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    alive_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True, editable=False)
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True, editable=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        indexes = [
            models.Index(fields=["owner", "-id"], name="import_newest"),
            models.Index(fields=["state", "alive_at"], name="import_by_state"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "uploaded", "asking", "examining", "ready", "unreadable", "importing",
                        "done", "failed", "undoing", "undone", "dropped",
                    ]
                ),
                name="import_state_known",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="import_progress_percent"),
        ]  # fmt: skip

    @property
    def is_busy(self) -> bool:
        """Whether a worker has it, or should have."""
        return self.state in self.BUSY

    @property
    def is_silent(self) -> bool:
        """Whether its worker has not been heard of for so long that it is gone."""
        heard = self.alive_at
        return self.is_busy and heard is not None and heard < timezone.now() - self.SILENCE


class ImportedChange(OwnedModel):
    """How an entry was before an import changed it; entries that it made have `batch` instead.

    `before` is {"cells": {column: cell}, "deleted_at": ISO 8601 or None}.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+")
    section = models.CharField(_("section"), max_length=32)
    entry_id = models.UUIDField(_("entry id"))
    before = EncryptedJSONField(_("before"))

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("entry before an import")
        verbose_name_plural = _("entries before an import")


class MappingPreset(OwnedModel):
    """What the columns of a foreign file hold, kept for the next file with the same headings."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    name = EncryptedTextField(_("name"), max_length=80)
    fingerprint = models.CharField(max_length=64, editable=False)
    options = EncryptedJSONField(_("how to read it"), editable=False)
    created_at = models.DateTimeField(_("saved"), auto_now_add=True)
    used_at = models.DateTimeField(_("last used"), default=timezone.now, editable=False)

    objects: ClassVar[Any] = guarded_manager()

    class Meta:
        verbose_name = _("column preset")
        verbose_name_plural = _("column presets")
        constraints = [models.UniqueConstraint(fields=["owner", "fingerprint"], name="preset_once")]
