"""App configuration of chat."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChatConfig(AppConfig):
    """See the package docstring."""

    name = "chat"
    verbose_name = _("Chat")
