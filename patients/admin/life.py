"""Staff pages of the daily life: one class for each kind, made from its description."""

from django.contrib import admin

from patients.admin.entries import Deleted, EntryAdmin
from patients.life_kinds import KINDS, LifeKind
from patients.resources import RESOURCES

FILTERED = ("status", "as_needed", "is_active")


def _admin_of(kind: LifeKind) -> type[EntryAdmin]:
    columns = {column.name for column in kind.model._meta.concrete_fields}
    filters = [name for name in FILTERED if name in columns]
    parts = {
        "__doc__": str(kind.key),
        "resource": RESOURCES[kind.key],
        "hidden_fields": tuple(name for name in ("tags",) if name in columns),
        "list_display": ("person", "entry_id", *kind.shown, "updated_at", "deleted_at"),
        "list_filter": (*filters, ("deleted_at", Deleted), "updated_at"),
    }
    return type(f"{kind.model.__name__}Admin", (EntryAdmin,), parts)


for kind in KINDS:
    admin.site.register(kind.model, _admin_of(kind))
