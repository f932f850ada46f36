"""Read-only lists of running workers and the clock, for whoever looks after the site."""

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from healthtracker.models import ClockTick, WorkerHeartbeat


class ReadOnly(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that only the workers write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(WorkerHeartbeat)
class WorkerHeartbeatAdmin(ReadOnly):
    """Who is working."""

    list_display = ["name", "seen_at"]
    list_filter = ["seen_at"]
    search_fields = ["name"]
    date_hierarchy = "seen_at"


@admin.register(ClockTick)
class ClockTickAdmin(ReadOnly):
    """What runs by itself, and when next."""

    list_display = ["name", "due_at"]
    list_filter = ["due_at"]
    search_fields = ["name"]
