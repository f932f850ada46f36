"""Staff pages of readings."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from patients.admin.entries import Deleted, EntryAdmin
from patients.models import Observation
from patients.observation_types import ALL, find
from patients.resources import ObservationResource


class TypeFilter(admin.SimpleListFilter):
    """Readings by type, in the registry's order and words."""

    title = _("type")
    parameter_name = "type"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(kind.key, kind.label) for kind in ALL]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(type=self.value()) if self.value() else queryset


@admin.register(Observation)
class ObservationAdmin(EntryAdmin):
    """Readings: numbers and times in clear, words for a reason."""

    resource = ObservationResource
    hidden_fields = ("tags", "device", "method")
    list_display = ("person", "kind", "effective_at", "tz", "source", "status", "deleted_at")
    list_filter = (TypeFilter, "status", "precision", ("deleted_at", Deleted), "effective_at")
    date_hierarchy = "effective_at"
    ordering = ("-effective_at", "-pk")

    @admin.display(description=_("type"), ordering="type")
    def kind(self, row: Observation) -> Any:
        """What was measured."""
        found = find(row.type)
        return found.label if found else row.type
