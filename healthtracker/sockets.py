"""Every websocket route of the site."""

from django.urls import path

from chat.consumers import ConversationConsumer

websocket_urlpatterns = [
    path(
        "ws/conversations/<uuid:conversation>/", ConversationConsumer.as_asgi(), name="conversation"
    ),
]
