"""App configuration of privacy."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_account_link, add_room


class PrivacyConfig(AppConfig):
    """Consent, ownership, audit, encryption, scrubbing."""

    name = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        """Load the system checks, keep the log of accounts, and open the rooms."""
        import_module("privacy.checks")
        import_module("privacy.log_checks")
        import_module("privacy.audited")
        audit = import_module("privacy.audit")
        import_module("accounts.trail").report_to(audit.record)
        import_module("privacy.sign_in_events").connect()
        add_room(
            Room("privacy:sharing", _("Sharing"), "sharing", 80, "/privacy/sharing/", _patient)
        )
        add_account_link(
            Room("privacy:log", _("Who has seen my data"), "eye", 30, "/privacy/log/", _anyone)
        )


def _patient(user: Any) -> bool:
    return not user.is_provider


def _anyone(user: Any) -> bool:
    return True
