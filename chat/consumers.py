"""The socket of a conversation."""

from channels.generic.websocket import AsyncJsonWebsocketConsumer

from accounts.audience import Audience, audience


@audience(Audience.MEMBER)
class ConversationConsumer(AsyncJsonWebsocketConsumer):
    """Sends a running reply to every open tab."""
