"""ASGI entry: pages in one thread hop, sockets through Channels."""

import os
from collections.abc import AsyncIterator, Iterator
from typing import Any, cast

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")

import django

from healthtracker import starting

starting.begin()
django.setup()

from asgiref.sync import sync_to_async
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import AllowedHostsOriginValidator
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from accounts.sockets import SocketGate
from healthtracker.sockets import websocket_urlpatterns


class OneHopHandler(ASGIHandler):
    """Runs the whole middleware chain and view in a single thread.

    Django's own handler hops between threads about twice per middleware; on a trivial page that
    is most of the cost of serving under ASGI.
    """

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        response = await sync_to_async(self.get_response, thread_sensitive=True)(request)
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            parts = cast(Iterator[bytes], response.streaming_content)
            response.streaming_content = _in_threads(iter(parts))
        return response

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's
        super().load_middleware(is_async=False)


async def _in_threads(parts: Iterator[bytes]) -> AsyncIterator[bytes]:
    """Pull a synchronous body one part at a time without blocking the loop."""
    end = object()
    step = sync_to_async(lambda: next(parts, end), thread_sensitive=True)
    while (part := await step()) is not end:
        yield part  # type: ignore[misc]


application: Any = ProtocolTypeRouter(
    {
        "http": OneHopHandler(),
        "websocket": AllowedHostsOriginValidator(SocketGate(URLRouter(websocket_urlpatterns))),
    }
)
