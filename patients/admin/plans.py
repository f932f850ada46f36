"""Staff pages of own types and goals: their shape in clear, their words for a reason."""

from django.contrib import admin

from accounts.admin_site import WithChanges
from patients.admin.entries import Deleted
from patients.models import CustomType, Goal
from privacy.admin_reasons import ReasonedAdmin


@admin.register(CustomType)
class CustomTypeAdmin(WithChanges, ReasonedAdmin):
    """Types of readings that people have made."""

    list_display = ("person", "key", "decimals", "archived", "updated_at", "deleted_at")
    list_filter = ("archived", ("deleted_at", Deleted), "updated_at")


@admin.register(Goal)
class GoalAdmin(WithChanges, ReasonedAdmin):
    """Targets: of which type, since when, and how they ended."""

    list_display = ("person", "type", "component", "status", "start", "due", "deleted_at")
    list_filter = ("status", ("deleted_at", Deleted), "updated_at")
