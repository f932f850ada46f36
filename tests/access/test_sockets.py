"""The sockets' part of the matrix: every route has a rule, and every actor is tried on it."""

from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.testing import WebsocketCommunicator

from chat.consumers import CLOSE_TOO_MANY
from chat.models.policy import USUAL
from healthtracker.asgi import application
from healthtracker.sockets import websocket_urlpatterns
from privacy.ownership import OwnedQuerySet
from tests.access import stage
from tests.access.stage import ACTORS, ANONYMOUS, OWNER, Stage

pytestmark = pytest.mark.django_db(transaction=True)

# Route -> the id it is called with. Only the owner gets in.
SOCKETS = {
    "ws/conversations/<uuid:conversation>/": ("<uuid:conversation>", "conversation"),
}


def test_every_socket_has_a_rule_and_every_rule_a_socket() -> None:
    assert {str(route.pattern) for route in websocket_urlpatterns} == set(SOCKETS)


async def gets_in(scene: Stage, route: str, actor: str, origin: str = "http://testserver") -> bool:
    """Whether `actor` may open the socket on Ana's row."""
    socket = a_socket(scene, route, actor, origin)
    connected, _code = await socket.connect(timeout=10)
    await socket.disconnect()
    return bool(connected)


def a_socket(
    scene: Stage, route: str, actor: str, origin: str = "http://testserver"
) -> WebsocketCommunicator:
    """A socket of `actor` on Ana's row, not yet open."""
    marker, kind = SOCKETS[route]
    cookie = "; ".join(f"{k}={v.value}" for k, v in scene.cookies(actor).items())
    headers = [(b"cookie", cookie.encode())]
    if origin:
        headers.append((b"origin", origin.encode()))
    address = "/" + route.replace(marker, str(scene.rows[kind].pk))
    return WebsocketCommunicator(application, address, headers=headers)


@pytest.mark.parametrize("route", SOCKETS)
async def test_only_the_owner_opens_a_socket(route: str) -> None:
    scene: Any = await database_sync_to_async(stage.build)()
    inside = {actor for actor in (ANONYMOUS, *ACTORS) if await gets_in(scene, route, actor)}
    assert inside == {OWNER}


@pytest.mark.parametrize("route", SOCKETS)
@pytest.mark.parametrize("origin", ["", "https://evil.example"])
async def test_not_even_the_owner_from_another_site(route: str, origin: str) -> None:
    scene: Any = await database_sync_to_async(stage.build)()
    assert not await gets_in(scene, route, OWNER, origin)


@pytest.mark.parametrize("route", SOCKETS)
async def test_without_the_gate_a_stranger_would_get_in(
    route: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene: Any = await database_sync_to_async(stage.build)()
    monkeypatch.setattr(OwnedQuerySet, "visible_to", lambda self, user: self.unscoped("neutered"))
    assert await gets_in(scene, route, "other_patient")


@pytest.mark.parametrize("route", SOCKETS)
async def test_a_role_opens_so_many_sockets_and_no_more(route: str) -> None:
    scene: Any = await database_sync_to_async(stage.build)()
    most = USUAL["patient"]["sockets"]
    sockets = [a_socket(scene, route, OWNER) for _ in range(most + 1)]
    for socket in sockets:
        assert (await socket.connect(timeout=10))[0]
    closing = await sockets[-1].receive_output(timeout=10)
    assert (closing["type"], closing["code"]) == ("websocket.close", CLOSE_TOO_MANY)
    await sockets[0].disconnect()
    again = a_socket(scene, route, OWNER)
    assert (await again.connect(timeout=10))[0]
    assert await again.receive_nothing()
    for socket in (*sockets[1:-1], again):
        await socket.disconnect()
