"""App configuration of patients."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PatientsConfig(AppConfig):
    """See the package docstring."""

    name = "patients"
    verbose_name = _("Patients")
