"""Staff pages of documents and imports: that they were made, not what is in them."""

from django.contrib import admin

from patients.models import Document, ImportBatch
from privacy.admin_reasons import ReasonedAdmin


@admin.register(Document)
class DocumentAdmin(ReasonedAdmin):
    """Printed summaries."""

    list_display = ("person", "kind", "state", "error_code", "size", "created_at", "finished_at")
    list_filter = ("state", "kind", "created_at")
    search_fields = ("owner__email", "owner__display_name", "=uuid")
    date_hierarchy = "created_at"
    ordering = ("-id",)


@admin.register(ImportBatch)
class ImportBatchAdmin(ReasonedAdmin):
    """Uploaded files."""

    list_display = ("person", "section", "state", "size", "created_at", "finished_at")
    list_filter = ("state", "created_at")
    search_fields = ("owner__email", "owner__display_name", "=uuid")
    date_hierarchy = "created_at"
    ordering = ("-id",)
