"""App configuration of providers."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_room


class ProvidersConfig(AppConfig):
    """See the package docstring."""

    name = "providers"
    verbose_name = _("Providers")

    def ready(self) -> None:
        """Open the clinicians' room."""
        add_room(Room("providers:roster", _("Patients"), "stethoscope", 5, "/provider/", _provider))


def _provider(user: Any) -> bool:
    return bool(user.is_provider)
