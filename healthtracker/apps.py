"""The project package as an app: its commands and the two tables its workers share."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker import starting


class HealthTrackerConfig(AppConfig):
    """Registers the project package."""

    name = "healthtracker"
    verbose_name = _("Operations")

    def ready(self) -> None:
        """Every model is loaded."""
        starting.over()
