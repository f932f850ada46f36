"""The audience gate of websockets: refused before the handshake is accepted."""

from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.db import database_sync_to_async
from channels.routing import URLRouter

from accounts.audience import Refusal, audience_of, needs_second_factor, refusal
from accounts.models import User
from healthtracker.web.log import event

CLOSE_SIGN_IN = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_NOT_FOUND = 4404


class SocketGate:
    """Wraps a URLRouter: signs the socket in by its session, then applies each route's audience."""

    def __init__(self, router: URLRouter) -> None:
        for route in router.routes:
            route.callback = _gated(route.callback)
        self.inner = AuthMiddlewareStack(router)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.inner(scope, receive, send)
        except ValueError as error:
            # Channels' word for "no such socket"; anything else is a fault of ours.
            if not str(error).startswith("No route found"):
                raise
            await send({"type": "websocket.close", "code": CLOSE_NOT_FOUND})


def _gated(app: Any) -> Any:
    value = audience_of(app)

    async def gate(scope: Any, receive: Any, send: Any) -> None:
        if value is None:
            event("audience_missing", route="websocket")
            await send({"type": "websocket.close", "code": CLOSE_FORBIDDEN})
            return
        why = await database_sync_to_async(socket_refusal)(value, scope["user"])
        if why is None:
            await app(scope, receive, send)
            return
        code = CLOSE_SIGN_IN if why is Refusal.SIGN_IN else CLOSE_FORBIDDEN
        await send({"type": "websocket.close", "code": code})

    gate.consumer_class = getattr(app, "consumer_class", None)  # type: ignore[attr-defined]
    return gate


def socket_refusal(value: Any, user: Any) -> Refusal | None:
    """As `refusal`, plus the compulsory second factor of providers and staff."""
    why = refusal(value, user)
    if why is None and isinstance(user, User) and needs_second_factor(user):
        return Refusal.SECOND_FACTOR
    return why
