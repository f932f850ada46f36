"""App configuration of chat."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from healthtracker.web.navigation import Room, add_room


class ChatConfig(AppConfig):
    """Conversations and the reply engine."""

    name = "chat"
    verbose_name = _("Chat")

    def ready(self) -> None:
        """Add the assistant's room."""
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
