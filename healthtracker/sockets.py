"""Every websocket route of the site."""

from typing import Any, cast

from django.urls import path

from chat.consumers import ConversationConsumer

# The type of a route knows views only; Channels' router calls ASGI applications.
conversation = cast(Any, ConversationConsumer.as_asgi())

websocket_urlpatterns: list[Any] = [
    path("ws/conversations/<uuid:conversation>/", conversation, name="conversation"),
]
