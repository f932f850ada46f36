"""Staff pages of documents and imports: that they were made, not what is in them."""

from django.contrib import admin

from patients.models import Document, ImportBatch, ImportedChange, MappingPreset
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

    list_display = ("person", "section", "format", "state", "size", "created_at", "finished_at")
    list_filter = ("state", "format", "created_at")
    search_fields = ("owner__email", "owner__display_name", "=uuid")
    date_hierarchy = "created_at"
    ordering = ("-id",)


@admin.register(ImportedChange)
class ImportedChangeAdmin(ReasonedAdmin):
    """Entries as they were before an import."""

    list_display = ("person", "batch_id", "section", "entry_id")
    list_filter = ("section",)
    search_fields = ("owner__email", "owner__display_name", "=entry_id")
    ordering = ("-id",)


@admin.register(MappingPreset)
class MappingPresetAdmin(ReasonedAdmin):
    """What people said about the columns of foreign files."""

    list_display = ("person", "uuid", "created_at", "used_at")
    search_fields = ("owner__email", "owner__display_name", "=uuid")
    ordering = ("-id",)
