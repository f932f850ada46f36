"""App configuration of privacy."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Consent, ownership, audit, encryption, scrubbing."""

    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        """Load the system checks, which register themselves."""
        import_module("privacy.checks")
