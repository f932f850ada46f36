"""App configuration of providers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProvidersConfig(AppConfig):
    """See the package docstring."""

    name = "providers"
    verbose_name = _("Providers")
