"""App configuration of accounts."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """Users, licences and the audience gate."""

    name = "accounts"
    verbose_name = _("Accounts")

    def ready(self) -> None:
        """Load the system checks, which register themselves."""
        import_module("accounts.checks")
