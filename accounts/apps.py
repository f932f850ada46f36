"""App configuration of accounts."""

from importlib import import_module
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_account_link


class AccountsConfig(AppConfig):
    """Users, licences and the audience gate."""

    name = "accounts"
    verbose_name = _("People")

    def ready(self) -> None:
        """Load the system checks, which register themselves, and enter the account menu."""
        import_module("accounts.checks")
        for link in ACCOUNT_LINKS:
            add_account_link(link)


def _anyone(user: Any) -> bool:
    return True


def _provider(user: Any) -> bool:
    return bool(user.is_provider)


def _staff(user: Any) -> bool:
    return bool(user.is_staff)


ACCOUNT_LINKS = (
    Room("accounts:overview", _("Account and security"), "settings", 10, "/account/", _anyone),
    Room("accounts:licence", _("Your licence"), "shield", 20, "/account/licence/", _provider),
    Room("admin:index", _("Staff site"), "key", 90, "/admin/", _staff),
)
