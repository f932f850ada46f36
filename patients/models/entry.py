"""What every entry of a record has: a public id per owner, times, and a way back from deletion."""

from typing import Any, ClassVar, Self, TypeVar
from uuid import uuid4

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from privacy.ownership import OwnedModel, OwnedQuerySet

Row = TypeVar("Row", bound="RecordEntry")


class EntryQuerySet(OwnedQuerySet[Row]):
    """Reads never meet a deleted entry; whoever edits may, to bring it back."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Entries `user` may read and that are not deleted."""
        return super().visible_to(user).filter(deleted_at=None)

    def present(self) -> Self:
        """Without deleted entries."""
        return self.filter(deleted_at=None)


def seen_by(viewer: User, patient: User, model: Any) -> Any:
    """The patient's entries as `viewer` may read them: one's own, or those shared with a clinician.

    One's own go through `editable_by`, so that a clinician's own record never shows a patient's.
    """
    if viewer.pk == patient.pk:
        return model.objects.editable_by(viewer).present()
    return model.objects.visible_to(viewer).of(patient)


class RecordEntry(OwnedModel):
    """One entry of someone's record.

    `entry_id` is unique per owner, not everywhere: the same file may be imported into two
    accounts, and someone else's id simply does not match.
    """

    entry_id = models.UUIDField(_("entry id"), default=uuid4, editable=False)
    created_at = models.DateTimeField(_("created"), editable=False)
    updated_at = models.DateTimeField(_("changed"), editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, blank=True, editable=False)
    # The import that made it, so that one can be undone; no index, it is asked for once a batch.
    batch = models.ForeignKey(
        "patients.ImportBatch", null=True, blank=True, editable=False, db_index=False,
        on_delete=models.SET_NULL, related_name="+",
    )  # fmt: skip

    objects: ClassVar[Any] = EntryQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["owner", "entry_id"], name="%(class)s_entry_once")
        ]
