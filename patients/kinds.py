"""What type a reading is of, for code that knows whose reading it is."""

from collections.abc import Mapping
from typing import Any

from patients.custom_kinds import kind_from
from patients.models import CustomType, Observation
from patients.models.custom_type import PREFIX
from patients.observation_types import ALL, ObservationType, find
from patients.remembering import recall

REASON = "the type of a reading that may be read"


def kind_named(key: str, owner_id: int) -> ObservationType | None:
    """The type `key` as `owner_id` may log it, or None: also their own types, also put away."""
    if not key.startswith(PREFIX):
        return find(key)
    row = _types_of(owner_id).get(key)
    return kind_from(row) if row is not None and row.deleted_at is None else None


def kind_of(row: Observation) -> ObservationType | None:
    """The type of a reading, or None where it is known no longer."""
    if not row.type.startswith(PREFIX):
        return find(row.type)
    found = _types_of(row.owner_id).get(row.type)
    return kind_from(found) if found is not None else None


def own_kinds(owner_id: int, *, archived: bool = False) -> list[ObservationType]:
    """The types somebody has made, by name; with `archived` also those put away."""
    rows = _types_of(owner_id).values()
    kept = [row for row in rows if row.deleted_at is None and (archived or not row.archived)]
    return sorted((kind_from(row) for row in kept), key=lambda kind: str(kind.label).casefold())


def all_kinds(owner_id: int) -> list[ObservationType]:
    """Every type `owner_id` may have readings of: the registry's, then their own."""
    return [*ALL, *own_kinds(owner_id, archived=True)]


def standing(kind: ObservationType) -> int:
    """The place of a type among all: the registry's order, then own types."""
    return _ORDER.get(kind.key, len(_ORDER))


def _types_of(owner_id: int) -> Mapping[str, CustomType]:
    return recall("own types", owner_id, lambda: _read(owner_id))


def _read(owner_id: int) -> Mapping[str, CustomType]:
    rows: Any = CustomType.objects.unscoped(REASON).filter(owner_id=owner_id)
    return {row.key: row for row in rows}


_ORDER = {kind.key: place for place, kind in enumerate(ALL)}
