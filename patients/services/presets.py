"""What somebody said about the columns of a foreign file, kept for the next one like it."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from patients.importing.tables import fingerprint
from patients.models import MappingPreset
from privacy import audit

KEPT = ("columns", "order", "decimal", "zone")


def preset_for(*, owner: User, headings: Sequence[str]) -> MappingPreset | None:
    """The preset made for a file with these headings."""
    rows = MappingPreset.objects.editable_by(owner)
    found: MappingPreset | None = rows.filter(fingerprint=fingerprint(headings)).first()
    return found


@transaction.atomic
def save_preset(
    *, actor: User, headings: Sequence[str], options: Mapping[str, Any], name: str
) -> MappingPreset:
    """Keep `options` for files with these headings, instead of what was kept before."""
    preset = preset_for(owner=actor, headings=headings)
    if preset is None:
        preset = MappingPreset(owner=actor, fingerprint=fingerprint(headings))
    preset.name, preset.used_at = name, timezone.now()
    preset.options = {key: options[key] for key in KEPT}
    preset.full_clean()
    preset.save()
    audit.record("update", actor=actor, subject=actor, obj=preset)
    return preset


@transaction.atomic
def rename_preset(*, actor: User, preset: MappingPreset, name: str) -> None:
    """Raises ValidationError: no name, or too long."""
    preset.name = name
    preset.full_clean()
    preset.save(update_fields=["name"])
    audit.record("update", actor=actor, subject=preset.owner, obj=preset)


@transaction.atomic
def delete_preset(*, actor: User, preset: MappingPreset) -> None:
    """Forget it; imports made with it stay."""
    audit.record("delete", actor=actor, subject=preset.owner, obj=preset)
    preset.delete()


def noted_use(preset: MappingPreset) -> None:
    """Remember when it was last applied."""
    rows = MappingPreset.objects.unscoped("use of a preset")
    rows.filter(pk=preset.pk).update(used_at=timezone.now())
