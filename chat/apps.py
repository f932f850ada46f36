"""App configuration of chat."""

from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_room


class ChatConfig(AppConfig):
    """Conversations and the reply engine."""

    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Load the system check and add the assistant's room."""
        import_module("chat.checks")
        add_room(
            Room(
                route="chat:list",
                label=_("Assistant"),
                icon="assistant",
                order=40,
                section="/assistant/",
                open_to=bool,
            )
        )
