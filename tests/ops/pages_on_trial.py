"""Pages that only tests of the handler serve."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from accounts.audience import Audience, audience

made: list[str] = []
closed = threading.Event()
go_on = threading.Event()


@audience(Audience.PUBLIC)
def where(request: HttpRequest) -> HttpResponse:
    """The thread that ran the view."""
    return HttpResponse(threading.current_thread().name)


@audience(Audience.PUBLIC)
def in_parts(request: HttpRequest) -> StreamingHttpResponse:
    """A body whose second part waits for `go_on`."""

    def parts() -> Iterator[bytes]:
        try:
            made.append("first")
            yield b"first "
            go_on.wait(10)
            made.append("second")
            yield b"second"
        finally:
            closed.set()

    return StreamingHttpResponse(parts())


@audience(Audience.PUBLIC)
def asynchronous_parts(request: HttpRequest) -> StreamingHttpResponse:
    """A body made on the loop."""

    async def parts() -> AsyncIterator[bytes]:
        yield b"one "
        await asyncio.sleep(0)
        yield b"two"

    return StreamingHttpResponse(parts())


@audience(Audience.PUBLIC)
def broken(request: HttpRequest) -> HttpResponse:
    """Our fault."""
    raise ZeroDivisionError


@audience(Audience.PUBLIC)
def forbidden(request: HttpRequest) -> HttpResponse:
    """Not for you."""
    raise PermissionDenied


urlpatterns = [
    path("where", where),
    path("parts", in_parts),
    path("asynchronous", asynchronous_parts),
    path("broken", broken),
    path("forbidden", forbidden),
]
