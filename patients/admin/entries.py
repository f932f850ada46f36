"""What the staff pages of all entries share: columns, search, spreadsheets through one resource."""

from collections import Counter
from typing import Any, ClassVar
from uuid import UUID, uuid4

from auditlog.context import disable_auditlog
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportActionMixin, ImportMixin
from import_export.formats.base_formats import CSV
from import_export.forms import ExportForm
from import_export.tmp_storages import BaseStorage

from accounts.admin_site import WithChanges
from accounts.models import User
from patients.resources import RecordResource
from patients.spreadsheets import files
from privacy import audit, crypto, storage
from privacy.admin_reasons import ReasonedAdmin

PURPOSE = "admin-import"


class SealedUpload(BaseStorage):  # type: ignore[misc]
    """Keeps a file between preview and confirmation encrypted under the master key."""

    def save(self, data: bytes) -> None:
        """Seal `data` under a new name."""
        self.name = uuid4().hex
        path = storage.path_of(self.name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(crypto.seal_with_master(data, PURPOSE))

    def read(self) -> bytes:
        """The file. Raises: FileNotFoundError, ValueError: no such upload."""
        return crypto.open_with_master(storage.path_of(self.name).read_bytes(), PURPOSE)

    def remove(self) -> None:
        """Forget it."""
        storage.delete_file(UUID(hex=self.name).hex)


class Spreadsheet(CSV):  # type: ignore[misc]
    """Our own reading and writing of CSV, so that staff and patients exchange the same files."""

    def is_binary(self) -> bool:
        return True

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> Any:
        """Raises: ValueError: says what is wrong with the file."""
        try:
            return files.read(in_stream)
        except ValidationError as error:
            raise ValueError(" ".join(error.messages)) from error

    def export_data(self, dataset: Any, **kwargs: Any) -> bytes:
        return files.write(dataset.headers, dataset)


class Deleted(admin.EmptyFieldListFilter):
    """Whether the person has deleted the entry."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = _("deleted")

    def choices(self, changelist: Any) -> Any:
        """Django's, in our words."""
        words = {"1": _("No"), "0": _("Yes")}
        for value, title in ((None, _("All")), *words.items()):
            yield {
                "selected": self.lookup_val == value,
                "query_string": changelist.get_query_string({self.lookup_kwarg: value}),
                "display": title,
            }


class EntryAdmin(WithChanges, ImportMixin, ExportActionMixin, ReasonedAdmin):  # type: ignore[misc]
    """An entry of somebody's record. Export and import go through the patients' own resource."""

    resource: ClassVar[type[RecordResource]]
    formats: ClassVar[list[Any]] = [Spreadsheet]
    tmp_storage_class = SealedUpload
    export_form_class = ExportForm  # all columns, so that a file always comes back whole
    skip_admin_log = True  # the access trail has it, person by person
    search_fields = ("owner__email", "owner__display_name", "=entry_id")
    search_help_text = _("A person's name or address, or the id of an entry.")
    date_hierarchy = "created_at"
    ordering = ("-created_at", "-pk")
    list_per_page = 50

    def get_resource_classes(self, request: HttpRequest) -> list[type[RecordResource]]:
        return [self.resource]

    def has_import_permission(self, request: HttpRequest) -> bool:
        """Staff who may both add and change such entries."""
        name = f"{self.opts.app_label}.%s_{self.opts.model_name}"
        return bool(request.user.has_perms([name % "add", name % "change"]))

    def has_export_permission(self, request: HttpRequest) -> bool:
        """Whoever may see them; every export leaves a line in each person's log."""
        return bool(self.has_view_permission(request))

    def add_data_read_fail_error_to_form(self, form: Any, e: Exception) -> None:
        """Say what is wrong with the file rather than which exception it was."""
        form.add_error("import_file", str(e) if isinstance(e, ValueError) else _("Unreadable."))

    def get_valid_export_item_pks(self, request: HttpRequest) -> Any:
        return self.get_queryset(request).values_list("pk", flat=True)

    def get_export_data(
        self, file_format: Any, request: HttpRequest, queryset: Any, **kwargs: Any
    ) -> Any:
        data = super().get_export_data(file_format, request, queryset, **kwargs)
        self._record_each("export", request, Counter(row.owner for row in queryset))
        return data

    def process_dataset(self, dataset: Any, form: Any, request: HttpRequest, **kwargs: Any) -> Any:
        with disable_auditlog():
            result = super().process_dataset(dataset, form, request, **kwargs)
        rows = [row.instance for row in result.rows if row.is_new() or row.is_update()]
        self._record_each("import", request, Counter(row.owner for row in rows if row))
        return result

    def _record_each(self, action: str, request: HttpRequest, counts: Counter[User]) -> None:
        actor = request.user if isinstance(request.user, User) else None
        for subject, count in counts.items():
            audit.record(
                action, actor=actor, subject=subject, object_type=self.opts.label_lower,
                reason="admin", detail={"count": count},
            )  # fmt: skip
