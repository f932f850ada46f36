"""Import and export through django-import-export: one resource class for pages and admin.

Every cell is written and read by the columns of `patients.spreadsheets`; the library brings rows,
previews and transactions. A row belongs to whoever imports: an id of somebody else matches nothing.
"""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from auditlog.context import disable_auditlog
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from import_export import fields, resources
from import_export.instance_loaders import BaseInstanceLoader

from accounts.models import User
from patients.models import Observation, PatientProfile
from patients.profile_sections import SECTIONS
from patients.services import measuring
from patients.spreadsheets.columns import Column, as_uuid
from patients.spreadsheets.observation_columns import COLUMNS, FROM_FILE
from patients.spreadsheets.profile_columns import FACTS_COLUMNS, section_columns

OWNER = "owner"
BATCH = 500
UNJUDGED = frozenset({"schema", "entry_id", "created_at", "updated_at", "loinc"})


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

    def save(self, instance: Any, row: Any, is_m2m: bool = False, **kwargs: Any) -> None:  # noqa: FBT001, FBT002 - the library's
        column = self.column
        absent = column.name not in row
        if column.read is None or absent or (column.once and instance.pk):
            return
        for name, value in column.read(row[column.name] or "", row).items():
            setattr(instance, name, value)


class OwnEntries(BaseInstanceLoader):  # type: ignore[misc]
    """Finds the importing person's entry with the id of a row, in one query for the whole file."""

    def __init__(self, resource: "RecordResource", dataset: Any = None) -> None:
        super().__init__(resource, dataset)
        ids = {str(row.get("entry_id") or "").strip() for row in (dataset.dict if dataset else [])}
        wanted = [found for text in ids if (found := _uuid_or_none(text))]
        rows = resource.get_queryset().filter(entry_id__in=wanted)
        self.known = {(row.owner_id, row.entry_id): row for row in rows}

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

    columns: ClassVar[Sequence[Column]] = ()
    order: ClassVar[Sequence[str]] = ("owner_id", "created_at", "entry_id")

    class Meta:
        instance_loader_class = OwnEntries
        import_id_fields: ClassVar[Sequence[str]] = ()
        use_bulk = True
        batch_size = BATCH
        skip_diff = True
        report_skipped = True
        clean_model_instances = False  # `validate_instance` below does it

    def __init__(self, owner: User | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.owner = owner
        self.owners: dict[str, User] = {}
        self.seen: set[tuple[int, Any]] = set()
        self.fields = {column.name: ColumnField(column) for column in self.columns}
        if owner is None:
            self.fields[OWNER] = ColumnField(Column(OWNER, lambda row: str(row.owner.uuid)))
        self._meta.model = self.model

    model: ClassVar[Any] = None

    def get_queryset(self) -> Any:
        """Present and deleted entries of the owner; in the admin, of everybody."""
        if self.owner is None:
            return self.model.objects.unscoped("admin").select_related("owner")
        return self.model.objects.editable_by(self.owner)

    def filter_export(self, queryset: Any, **kwargs: Any) -> Any:
        return queryset.filter(deleted_at=None).order_by(*self.order)

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
        missing = [c.name for c in self.columns if c.required and c.name not in dataset.headers]
        if missing:
            raise ValidationError(
                _("The column “%(name)s” is missing.") % {"name": "”, “".join(missing)}
            )

    def unknown_columns(self, headings: Iterable[str]) -> list[str]:
        """Headings that mean nothing here; they are reported, not read."""
        return [name for name in headings if name not in self.fields and name != OWNER]

    def before_import_row(self, row: Any, **kwargs: Any) -> None:
        """Raises ValidationError: the row says it is something else, or repeats an id."""
        schema = (row.get("schema") or "").strip()
        own = next((c.write(None) for c in self.columns if c.name == "schema"), "")
        if schema and schema != own:
            raise ValidationError(
                {
                    "schema": _("This row is “%(schema)s”, not “%(own)s”.")
                    % {"schema": schema[:40], "own": own}
                }
            )
        if (key := self.key_of(row)) is not None:
            if key in self.seen:
                raise ValidationError({"entry_id": _("Another row has the same id.")})
            self.seen.add(key)
        if "tz" in {column.name for column in self.columns}:
            row["tz"] = (row.get("tz") or "").strip() or self.owner_of(row).time_zone

    def key_of(self, row: Any) -> tuple[int, Any] | None:
        """What a file may hold once only; None for a row that makes a new entry."""
        text = (row.get("entry_id") or "").strip()
        return (self.owner_of(row).pk, as_uuid(text)) if text else None

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001 - the library's
        now = timezone.now()
        if new:
            instance.owner = self.owner_of(row)
            instance.created_at = instance.updated_at = now
            instance.cells_before = None
        else:
            instance.cells_before = self._cells(instance)

    def _cells(self, instance: Any) -> list[str]:
        judged = [column for column in self.columns if column.name not in UNJUDGED]
        return [column.write(instance) for column in judged]

    def import_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        """Fill the entry. Raises ValidationError by column."""
        errors = {}
        for field in self.get_import_fields():
            try:
                field.save(instance, row)
            except ValidationError as error:
                errors[field.column_name] = error
        if errors:
            raise ValidationError(errors)

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """Whether writing the entry again would give the same cells as before."""
        if import_validation_errors or instance.cells_before is None or instance.deleted_at:
            return False
        return bool(self._cells(instance) == instance.cells_before)

    def validate_instance(
        self,
        instance: Any,
        import_validation_errors: Any = None,
        validate_unique: bool = True,  # noqa: FBT001, FBT002 - the library's
    ) -> None:
        """Raises ValidationError: what any form would refuse."""
        if import_validation_errors:
            raise ValidationError(import_validation_errors)
        self.judge(instance)
        instance.clean_fields(exclude=["owner"])
        instance.clean()

    def judge(self, instance: Any) -> None:
        """What a sheet checks and derives beyond its fields; nothing by default."""

    def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
        if instance.pk:
            instance.updated_at = timezone.now()
            instance.deleted_at = None

    def bulk_create(self, using_transactions: bool, dry_run: bool, *args: Any, **more: Any) -> None:  # noqa: FBT001 - the library's
        """A preview writes nothing at all, not even to roll it back."""
        if not dry_run:
            self.model.objects.bulk_create(self.create_instances, batch_size=BATCH)
        self.create_instances.clear()

    def bulk_update(self, using_transactions: bool, dry_run: bool, *args: Any, **more: Any) -> None:  # noqa: FBT001 - the library's
        """One by one: sealed fields are only saved through their instance."""
        for instance in [] if dry_run else self.update_instances:
            instance.save()
        self.update_instances.clear()

    def after_import(self, dataset: Any, result: Any, **kwargs: Any) -> None:
        """Nothing: the library would move database sequences, which our rows never set."""

    def import_data(self, *args: Any, **kwargs: Any) -> Any:
        """As the library's; the trail gets one line for the file, not one per row."""
        with disable_auditlog():
            return super().import_data(*args, **kwargs)


class ObservationResource(RecordResource):
    """Readings."""

    model = Observation
    columns = COLUMNS
    order = ("owner_id", "effective_at", "entry_id")

    def judge(self, instance: Any) -> None:
        """Raises ValidationError: an impossible value, unit or time. Derives what follows."""
        measuring.check_row(instance)
        measuring.derive(instance)

    def after_init_instance(self, instance: Any, new: bool, row: Any, **kwargs: Any) -> None:  # noqa: FBT001 - the library's
        super().after_init_instance(instance, new, row, **kwargs)
        if new:
            instance.source = FROM_FILE


class FactsResource(RecordResource):
    """Personal facts: one row for each person, whatever its id."""

    model = PatientProfile
    columns = FACTS_COLUMNS

    def key_of(self, row: Any) -> tuple[int, Any] | None:
        return self.owner_of(row).pk, None

    def get_instance(self, instance_loader: Any, row: Any) -> Any:
        return self.get_queryset().filter(owner=self.owner_of(row)).first()


def _section_resource(section: Any) -> type[RecordResource]:
    name = f"{section.model.__name__}Resource"
    parts = {"model": section.model, "columns": section_columns(section), "__doc__": section.kind}
    return type(name, (RecordResource,), parts)


SHEETS: dict[str, type[RecordResource]] = {
    "readings": ObservationResource,
    "facts": FactsResource,
    **{section.key: _section_resource(section) for section in SECTIONS},
}
