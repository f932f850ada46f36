"""An open socket closes when its person signs out or loses the right to it."""

import asyncio
from typing import Any

import pytest
from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import URLRouter
from channels.testing import WebsocketCommunicator
from django.test import Client
from django.urls import path

from accounts import services, sockets
from accounts.audience import Audience, audience
from accounts.models import User
from accounts.sockets import SocketGate, WatchedSocket
from privacy import consent
from privacy.models import CareLink
from tests import people

pytestmark = pytest.mark.django_db(transaction=True)
USUAL_INTERVAL = sockets.RECHECK_SECONDS


@audience(Audience.MEMBER)
class Bell(WatchedSocket, AsyncJsonWebsocketConsumer):
    """Says hello to members."""

    async def connect(self) -> None:
        await self.accept()
        await self.send_json({"hello": self.scope["user"].pk})


@audience(Audience.PROVIDER)
class Monitor(Bell):
    """Shows something of patients to whoever they let in."""

    def still_allowed(self) -> bool:
        return CareLink.objects.active().filter(provider=self.scope["user"]).exists()


class Nameless(AsyncJsonWebsocketConsumer):
    """Names no audience."""


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sockets, "RECHECK_SECONDS", 0.05)


@pytest.fixture
def gate() -> Any:
    routes = [("bell/", Bell), ("monitor/", Monitor), ("nameless/", Nameless)]
    return SocketGate(URLRouter([path(at, consumer.as_asgi()) for at, consumer in routes]))


def session_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def socket(gate: Any, at: str, client: Client | None) -> WebsocketCommunicator:
    key = client.cookies["sessionid"].value if client else "none"
    headers = [(b"cookie", f"sessionid={key}".encode())]
    return WebsocketCommunicator(gate, at, headers=headers)


async def closing_code(open_socket: WebsocketCommunicator) -> int:
    answer = await open_socket.receive_output(timeout=5)
    assert answer["type"] == "websocket.close"
    await open_socket.disconnect()
    return int(answer["code"])


async def opened(gate: Any, at: str, client: Client) -> WebsocketCommunicator:
    one = socket(gate, at, client)
    connected, _protocol = await one.connect(timeout=5)
    assert connected
    await one.receive_json_from(timeout=5)
    return one


async def refused(gate: Any, at: str, client: Client | None) -> int:
    connected, code = await socket(gate, at, client).connect(timeout=5)
    assert not connected
    return int(code)


@pytest.fixture
async def ana_on_the_line(ana: User, gate: Any) -> tuple[Client, Any]:
    client = await database_sync_to_async(session_of)(ana)
    return client, await opened(gate, "bell/", client)


async def test_strangers_patients_and_nameless_sockets_are_refused_before_the_handshake(
    gate: Any, ana: User
) -> None:
    client = await database_sync_to_async(session_of)(ana)
    assert await refused(gate, "bell/", None) == 4401
    assert await refused(gate, "monitor/", client) == 4403
    assert await refused(gate, "nameless/", client) == 4403
    assert await refused(gate, "nowhere/", client) == 4404


async def test_a_clinician_without_a_second_factor_is_refused(gate: Any) -> None:
    doctor = await database_sync_to_async(people.person)("Nora Neu", role="provider")
    client = await database_sync_to_async(session_of)(doctor)
    assert await refused(gate, "bell/", client) == 4403


async def test_a_socket_stays_open_while_nothing_changes(ana_on_the_line: Any) -> None:
    _client, line = ana_on_the_line
    await asyncio.sleep(0.4)
    assert await line.receive_nothing(timeout=0.1)
    await line.disconnect()


async def test_signing_out_closes_the_socket(ana_on_the_line: Any) -> None:
    client, line = ana_on_the_line
    await database_sync_to_async(client.post)("/sign-in/logout/")
    assert await closing_code(line) == 4401


async def test_closing_the_account_closes_the_socket(ana: User, ana_on_the_line: Any) -> None:
    _client, line = ana_on_the_line
    await database_sync_to_async(services.set_active)(actor=ana, user=ana, active=False)
    assert await closing_code(line) == 4401


async def test_a_new_role_closes_the_socket(ana: User, ana_on_the_line: Any) -> None:
    _client, line = ana_on_the_line
    await database_sync_to_async(services.change_role)(actor=ana, user=ana, role="provider")
    assert await closing_code(line) == 4401


async def test_a_new_password_closes_the_socket(ana: User, ana_on_the_line: Any) -> None:
    _client, line = ana_on_the_line
    ana.set_password("another long password")
    await database_sync_to_async(ana.save)()
    assert await closing_code(line) == 4401


async def test_ending_the_share_closes_the_clinicians_socket(
    gate: Any, ana: User, soto: User
) -> None:
    client = await database_sync_to_async(session_of)(soto)
    line = await opened(gate, "monitor/", client)
    link = await database_sync_to_async(CareLink.objects.get)()
    await database_sync_to_async(consent.end)(actor=ana, link=link)
    assert await closing_code(line) == 4404


async def test_the_watch_ends_with_the_socket(ana_on_the_line: Any) -> None:
    _client, line = ana_on_the_line
    before = len(asyncio.all_tasks())
    await line.disconnect()
    await asyncio.sleep(0)
    assert len(asyncio.all_tasks()) < before


def test_a_lost_right_is_noticed_within_five_seconds() -> None:
    assert USUAL_INTERVAL <= 4
