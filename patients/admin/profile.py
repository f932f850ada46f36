"""Staff pages of the medical profile: one class for each section, made from its description."""

from django.contrib import admin

from patients.admin.entries import Deleted, EntryAdmin
from patients.models import PatientProfile
from patients.profile_sections import SECTIONS, ProfileSection
from patients.resources import RESOURCES, FactsResource

FILTERED = ("clinical_status", "status", "category", "criticality", "severity", "relation")


@admin.register(PatientProfile)
class PatientProfileAdmin(EntryAdmin):
    """Personal facts."""

    resource = FactsResource
    hidden_fields = ("birth_date",)
    list_display = ("person", "sex", "blood_type", "country", "updated_at")
    list_filter = ("sex", "blood_type", "updated_at")


def _admin_of(section: ProfileSection) -> type[EntryAdmin]:
    model = section.model
    choices = {column.name for column in model._meta.concrete_fields if column.choices}
    filters = [name for name in FILTERED if name in choices]
    dates = [name for name in (model.start_field, model.end_field) if name]
    parts = {
        "__doc__": str(section.kind),
        "resource": RESOURCES[section.key],
        "list_display": ("person", "entry_id", *filters, *dates, "updated_at", "deleted_at"),
        "list_filter": (*filters, ("deleted_at", Deleted), "updated_at"),
    }
    return type(f"{model.__name__}Admin", (EntryAdmin,), parts)


for section in SECTIONS:
    admin.site.register(section.model, _admin_of(section))
