"""Staff pages of questions for a visit: that there are some, not what they ask."""

from django.contrib import admin

from accounts.admin_site import WithChanges
from patients.admin.entries import Deleted
from patients.models import VisitQuestion
from privacy.admin_reasons import ReasonedAdmin


@admin.register(VisitQuestion)
class VisitQuestionAdmin(WithChanges, ReasonedAdmin):
    """Questions for the next appointment."""

    list_display = ("person", "entry_id", "done_at", "created_at", "deleted_at")
    list_filter = (("deleted_at", Deleted), "created_at")
    search_fields = ("owner__email", "owner__display_name", "=entry_id")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
