"""The row path: django-import-export's resources, made of the same sheets as the bulk path.

Every cell is written and read by the columns of `patients.spreadsheets` and judged by
`patients.importing.rows`; the library brings rows, previews and transactions. A row belongs to
whoever imports: an id of somebody else matches nothing.
"""

from collections.abc import Iterable
from typing import Any, ClassVar

from auditlog.context import disable_auditlog
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from accounts.models import User
from patients.importing import rows
from patients.services import rollups
from patients.spreadsheets.columns import Cells, Column, as_uuid
from patients.spreadsheets.sheets import SHEETS, Sheet

OWNER = "owner"
BATCH = 500


class ColumnField(fields.Field):  # type: ignore[misc]
    """A library field that leaves reading and writing to a column."""

    def __init__(self, column: Column) -> None:
        self.column = column
        super().__init__(
            attribute=column.name, column_name=column.name, readonly=column.read is None
        )

    def get_value(self, instance: Any) -> str:
        return self.column.write(instance)

    def export(self, instance: Any, **kwargs: Any) -> str:
        return self.column.write(instance)


class OwnEntries(BaseInstanceLoader):  # type: ignore[misc]
    """Finds the importing person's entry with the id of a row, in one query for the whole file."""

    def __init__(self, resource: "RecordResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        ids = {str(row.get("entry_id") or "").strip() for row in (dataset.dict if dataset else [])}
        wanted = [found for text in ids if (found := _uuid_or_none(text))]
        entries = resource.get_queryset().filter(entry_id__in=wanted)
        self.known = {(row.owner_id, row.entry_id): row for row in entries}

    def get_instance(self, row: Any) -> Any:
        """The entry, or None for a new one. Raises ValidationError: a malformed id."""
        if not (text := (row.get("entry_id") or "").strip()):
            return None
        return self.known.get((self.resource.owner_of(row).pk, as_uuid(text)))


def _uuid_or_none(text: str) -> Any:
    try:
        return as_uuid(text)
    except ValidationError:
        return None


class RecordResource(resources.ModelResource):  # type: ignore[misc]
    """One sheet. `owner` None is the admin: rows of many people, each naming its owner's UUID."""

    sheet: ClassVar[Sheet]

    class Meta:
        instance_loader_class = OwnEntries
        import_id_fields: ClassVar[list[str]] = []
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        report_skipped = True
        clean_model_instances = False  # `validate_instance` below does it

    def __init__(self, owner: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner = owner
        self.owners: dict[str, User] = {}
        self.seen: dict[tuple[int, Any], Any] = {}
        self.touched: dict[User, set[rollups.Touched]] = {}
        self.fields = {column.name: ColumnField(column) for column in self.sheet.columns}
        if owner is None:
            self.fields[OWNER] = ColumnField(Column(OWNER, lambda row: str(row.owner.uuid)))
        self._meta.model = self.sheet.model

    def get_queryset(self) -> Any:
        """Present and deleted entries of the owner; in the admin, of everybody."""
        if self.owner is None:
            return self.sheet.model.objects.unscoped("admin").select_related("owner")
        return self.sheet.model.objects.editable_by(self.owner)

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.filter(deleted_at=None).order_by("owner_id", *self.sheet.order)

    def owner_of(self, row: Any) -> User:
        """Whose row it is. Raises ValidationError: the admin's file does not say."""
        if self.owner is not None:
            return self.owner
        key = str(row.get(OWNER) or "").strip()
        if key not in self.owners:
            found = User.objects.filter(uuid=_uuid_or_none(key)).first()
            if found is None:
                raise ValidationError({OWNER: _("Nobody has this id.")})
            self.owners[key] = found
        return self.owners[key]

    def get_import_fields(self) -> list[ColumnField]:
        return [field for field in self.fields.values() if isinstance(field, ColumnField)]

    def get_import_order(self) -> list[str]:
        return list(self.fields)

    def get_export_order(self) -> list[str]:
        """Every column; for staff, those without free words."""
        own = self.owner is not None
        return [name for name, field in self.fields.items() if own or not field.column.sealed]

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        """Raises ValidationError: a column is missing, or the file is another sheet."""
        self.seen.clear()
        self.touched.clear()
        rows.check_columns(self.sheet, dataset.headers)

    def unknown_columns(self, headings: Iterable[str]) -> list[str]:
        """Headings that mean nothing here; they are reported, not read."""
        return [name for name in headings if name not in self.fields and name != OWNER]

    def cells_of(self, row: Any) -> Cells:
        """The row's cells. Raises ValidationError: it says that it is something else."""
        owner = self.owner_of(row)
        known = [(name, row[name] or "") for name in self.sheet.headings if name in row]
        return rows.cells_of(self.sheet, known, owner)

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Raises ValidationError: the row says it is something else, or repeats an id."""
        cells = self.cells_of(row)
        key = self.key_of(row)
        if key is not None and self.seen.setdefault(key, cells) != cells:
            raise ValidationError({"entry_id": _("Another row has the same id.")})

    def key_of(self, row: Any) -> tuple[int, Any] | None:
        """What a file may hold once only; None for a row that makes a new entry."""
        if self.sheet.single:
            return self.owner_of(row).pk, None
        text = (row.get("entry_id") or "").strip()
        return (self.owner_of(row).pk, as_uuid(text)) if text else None

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        if self.sheet.single:
            return self.get_queryset().filter(owner=self.owner_of(row)).first()
        return instance_loader.get_instance(row)

    def init_instance(self, row: Any = None) -> Any:
        return rows.new_entry(self.sheet, self.owner_of(row), timezone.now())

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001 - the library's
        instance.cells_before = None if new else rows.said(self.sheet, instance)
        if not new:
            self._touch(instance)

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Fill the entry. Raises ValidationError by column."""
        rows.fill(self.sheet, instance, self.cells_of(row))

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Whether writing the entry again would give the same cells as before."""
        if import_validation_errors or instance.cells_before is None or instance.deleted_at:
            return False
        return bool(rows.said(self.sheet, instance) == instance.cells_before)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002 - the library's
    ) -> None:
        """Raises ValidationError: what any form would refuse."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        rows.judge(self.sheet, instance)

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if instance.pk:
            instance.updated_at = timezone.now()
            instance.deleted_at = None
        self._touch(instance)

    def _touch(self, instance: Any) -> None:
        if self.sheet.bulk:
            self.touched.setdefault(instance.owner, set()).add(rollups.day_of(instance))

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: Any, **more: Any) -> None:  # noqa: FBT001 - the library's
        """A preview writes nothing at all, not even to roll it back."""
        if not dry_run:
            self.sheet.model.objects.bulk_create(self.create_instances, batch_size=BATCH)
        self.create_instances.clear()

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: Any, **more: Any) -> None:  # noqa: FBT001 - the library's
        """One by one: sealed fields are only saved through their instance."""
        for instance in [] if dry_run else self.update_instances:
            instance.save()
        self.update_instances.clear()

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """The days that were written are summed up again.

        The library would move database sequences, which our rows never set.
        """
        for owner, days in () if kwargs.get("dry_run") else self.touched.items():
            rollups.refresh(owner, days)

    def import_data(self, *args: Any, **kwargs: Any) -> Any:
        """As the library's; the trail gets one line for the file, not one per row."""
        with disable_auditlog():
            return super().import_data(*args, **kwargs)


def resource_of(sheet: Sheet) -> type[RecordResource]:
    """The resource of a sheet."""
    name = f"{sheet.model.__name__}Resource"
    parts = {"sheet": sheet, "model": sheet.model, "columns": sheet.columns, "__doc__": sheet.key}
    return type(name, (RecordResource,), parts)


RESOURCES: dict[str, type[RecordResource]] = {
    key: resource_of(sheet) for key, sheet in SHEETS.items()
}
ObservationResource = RESOURCES["readings"]
FactsResource = RESOURCES["facts"]
