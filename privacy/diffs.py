"""Which fields django-auditlog watches: it learns that a field changed, never from what to what."""

from collections.abc import Sequence

from auditlog.registry import auditlog
from django.db import models

MASK = "***"


def hidden(value: str) -> str:
    """What stands in the diff for any value; the package's own mask shows half of it."""
    return MASK


def register_audited(model: type[models.Model], *, include: Sequence[str]) -> None:
    """Have auditlog note who changed which of the fields `include` of `model`, and when.

    Every included field is masked whole: unmasked, auditlog would store the plaintext of encrypted
    fields. `str()` of the model must say no more than its kind and key. Bulk writes bypass this
    and must leave their own line with `privacy.audit`. Raises: FieldDoesNotExist: a misspelt name.
    """
    for name in include:
        model._meta.get_field(name)
    auditlog.register(
        model,
        include_fields=list(include),
        mask_fields=list(include),
        mask_callable="privacy.diffs.hidden",
    )
