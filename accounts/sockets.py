"""The audience gate of websockets: refused before the handshake, closed when the right is gone."""

import asyncio
from contextlib import suppress
from importlib import import_module
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.generic.websocket import AsyncWebsocketConsumer
from channels.routing import URLRouter
from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from accounts.audience import Refusal, audience_of, refusal
from accounts.models import User
from healthtracker.web.database import in_database
from healthtracker.web.log import event

CLOSE_SIGN_IN = 4401
CLOSE_FORBIDDEN = 4403
CLOSE_NOT_FOUND = 4404
CLOSE_FAULT = 4500  # daphne lets applications use 4000 and above only

# A right that ended is noticed after this many seconds at most, plus the time of one check.
RECHECK_SECONDS = 4.0


class SocketGate:
    """Wraps a URLRouter: signs the socket in by its session, then applies each route's audience."""

    def __init__(self, router: URLRouter) -> None:
        for route in router.routes:
            route.callback = _gated(route.callback)  # type: ignore[union-attr]
        self.inner: Any = AuthMiddlewareStack(router)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        try:
            await self.inner(scope, receive, send)
        except ValueError as error:
            # Channels' word for "no such socket"; anything else is a fault of ours.
            if not str(error).startswith("No route found"):
                raise
            await send({"type": "websocket.close", "code": CLOSE_NOT_FOUND})


def _code_for(why: Refusal) -> int:
    return CLOSE_SIGN_IN if why is Refusal.SIGN_IN else CLOSE_FORBIDDEN


def _gated(app: Any) -> Any:
    value = audience_of(app)

    async def gate(scope: Any, receive: Any, send: Any) -> None:
        if value is None:
            event("audience_missing", route="websocket")
            await send({"type": "websocket.close", "code": CLOSE_FORBIDDEN})
            return
        why = await in_database(refusal)(value, scope["user"])
        if why is None:
            await app(scope, receive, send)
            return
        await send({"type": "websocket.close", "code": _code_for(why)})

    gate.consumer_class = getattr(app, "consumer_class", None)  # type: ignore[attr-defined]
    return gate


def refusal_now(value: Any, scope: Any) -> Refusal | None:
    """Why the person who opened a socket may not go on, judged by session and account as they are.

    Args: value: the consumer's audience. scope: the ASGI scope of the open socket.
    """
    request = HttpRequest()
    engine = import_module(settings.SESSION_ENGINE)
    request.session = engine.SessionStore(scope["session"].session_key)
    user = get_user(request)
    if not isinstance(user, User) or user.pk != scope["user"].pk:
        return Refusal.SIGN_IN
    return refusal(value, user)


class WatchedSocket(AsyncWebsocketConsumer):
    """A consumer that closes itself once its person has signed out or lost the right to it.

    Mix in before the generic consumer. It covers logout, ended sessions, deactivation and changes
    of role; override `still_allowed` for what is behind this one socket (a care link, a row).
    """

    _watch: asyncio.Task[None] | None = None

    def still_allowed(self) -> bool:
        """Whether what the socket shows may still be shown; runs in a thread, may query."""
        return True

    async def accept(self, *args: Any, **kwargs: Any) -> None:
        await super().accept(*args, **kwargs)
        self._watch = asyncio.create_task(self._close_when_refused())

    async def __call__(self, *args: Any, **kwargs: Any) -> None:
        # However the socket ends, also by a fault of ours, nothing of it goes on.
        try:
            await super().__call__(*args, **kwargs)
        finally:
            await self.release()

    async def release(self) -> None:
        """End what runs on behalf of this socket; override to end more."""
        if self._watch is not None:
            self._watch.cancel()
            with suppress(asyncio.CancelledError):
                await self._watch

    async def _close_when_refused(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            try:
                code = await in_database(self._close_code)()
            except Exception as error:  # a check that cannot be made must not leave the door open
                event("socket_check_failed", error=error)
                code = CLOSE_FAULT
            if code:
                await self.close(code=code)
                return

    def _close_code(self) -> int:
        why = refusal_now(audience_of(type(self)), self.scope)
        if why is None:
            return 0 if self.still_allowed() else CLOSE_NOT_FOUND
        return _code_for(why)
