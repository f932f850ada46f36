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
        """Load the system check, add the assistant's room and its panel on the first page."""
        import_module("chat.checks")
        import_module("chat.belongings")
        import_module("chat.printing")
        newest = import_module("chat.shell").newest_conversation
        import_module("patients.today").add_panel(newest)
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
