"""App configuration of patients."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    """See the package docstring."""

    name = "patients"
    verbose_name = _("Patients")

    def ready(self) -> None:
        """Load what registers itself: sections, rooms, documents, audited models."""
        import_module("patients.sections")
        import_module("patients.printing")
        import_module("patients.services.archives")
        import_module("patients.audited")
