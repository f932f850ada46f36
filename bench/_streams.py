"""Clients that ask one question each and read the answer as it is streamed."""

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from uuid import uuid4

import aiohttp
from openai import AsyncOpenAI

STAMP = re.compile(r"t(\d{8})\b")
ROUND = 10**8  # microseconds after which stamps begin again
REPLY = re.compile(r'data-active="([0-9a-f-]{36})"')
PATIENCE = 120.0  # seconds for a whole answer


@dataclass
class Heard:
    """What one client got. Stamps are send times in microseconds of the monotonic clock."""

    first: float = 0.0  # seconds from asking to the first token
    size: int = 0  # bytes of the frames or events that carried the answer
    delays: list[float] = field(default_factory=list)  # ms from the vendor's sending
    seen: set[str] = field(default_factory=set)

    def take(self, text: str, asked: float) -> None:
        """One frame: note the stamps that are new in it."""
        now = time.monotonic_ns() // 1000
        self.size += len(text.encode())
        for stamp in STAMP.findall(text):
            if stamp not in self.seen:
                self.first = self.first or time.monotonic() - asked
                self.seen.add(stamp)
                self.delays.append((now - int(stamp)) % ROUND / 1000)


Client = Callable[[int], Awaitable[Heard]]


@dataclass(frozen=True)
class Account:
    """A signed-in member with a conversation of their own."""

    session: str
    conversation: str


def ours(base: str, accounts: list[Account]) -> Client:
    """Our own page and socket: ask with the form, watch the reply."""

    async def read(number: int) -> Heard:
        account = accounts[number]
        page = f"/assistant/{account.conversation}/"
        token = "t" * 32
        cookies = {"sessionid": account.session, "csrftoken": token}
        headers = {"X-CSRFToken": token, "Origin": base, "HX-Request": "true"}
        data = {"text": "How has my blood pressure been this month?", "client_id": str(uuid4())}
        heard = Heard()
        async with aiohttp.ClientSession(base, cookies=cookies) as http:
            async with http.post(page, data=data, headers=headers) as answer:
                found = REPLY.search(await answer.text())
                assert found, answer.status
            address = f"/ws/conversations/{account.conversation}/"
            async with http.ws_connect(address, headers={"Origin": base}) as socket:
                asked = time.monotonic()
                await socket.send_json({"type": "watch", "reply": found[1], "after": 0})
                async for message in socket:
                    frame = json.loads(message.data)
                    if frame["k"] == "end":
                        return heard
                    if frame.get("reply") == found[1]:
                        heard.take(message.data, asked)
        raise AssertionError("the socket closed before the end")

    return read


def events(base: str) -> Client:
    """The FastAPI app: server-sent events."""

    async def read(number: int) -> Heard:
        heard = Heard()
        async with aiohttp.ClientSession(base) as http:
            asked = time.monotonic()
            async with http.post("/chat", json={"text": f"question {number}"}) as answer:
                async for line in answer.content:
                    heard.take(line.decode(), asked)
        return heard

    return read


def bare(base: str) -> Client:
    """The openai SDK alone, in this process."""

    async def read(number: int) -> Heard:
        heard = Heard()
        async with AsyncOpenAI(base_url=base, api_key="k") as client:
            asked = time.monotonic()
            stream = await client.chat.completions.create(
                model="scripted",
                messages=[{"role": "user", "content": f"question {number}"}],
                stream=True,
            )
            async for chunk in stream:
                if chunk.choices and (delta := chunk.choices[0].delta.content):
                    heard.take(delta, asked)
        return heard

    return read


def chainlit(base: str) -> Client:
    """Chainlit's own socket, in the words its page uses (Engine.IO 4)."""

    async def read(number: int) -> Heard:
        heard = Heard()
        auth = {"clientType": "webapp", "sessionId": str(uuid4()), "threadId": "", "userEnv": "{}"}
        said = {
            "id": str(uuid4()), "threadId": "", "name": "user", "type": "user_message",
            "output": f"question {number}", "createdAt": "2026-01-01T00:00:00Z",
        }  # fmt: skip
        async with aiohttp.ClientSession(base) as http:
            address = "/ws/socket.io/?EIO=4&transport=websocket"
            async with http.ws_connect(address) as socket:
                await socket.receive()
                await socket.send_str("40" + json.dumps(auth))
                await until(socket, "40")
                await socket.send_str('42["connection_successful"]')
                asked = time.monotonic()
                message = {"message": said, "fileReferences": []}
                await socket.send_str("42" + json.dumps(["client_message", message]))
                async for frame in socket:
                    if frame.data == "2":
                        await socket.send_str("3")
                    elif frame.data.startswith('42["task_end"'):
                        if heard.seen:
                            return heard
                    elif frame.data.startswith('42["stream_token"'):
                        heard.take(frame.data, asked)
        raise AssertionError("the socket closed before the end")

    return read


async def until(socket: aiohttp.ClientWebSocketResponse, head: str) -> None:
    """Wait for the frame that begins with `head`."""
    while not (await socket.receive_str()).startswith(head):
        pass


def all_of(client: Client, streams: int) -> list[Heard]:
    """Ask `streams` questions at once and read them all."""

    async def gather() -> list[Heard]:
        async with asyncio.timeout(PATIENCE):
            return list(await asyncio.gather(*(client(number) for number in range(streams))))

    return asyncio.run(gather())


def one(client: Client, number: int) -> Heard:
    """Ask as member `number` and read the answer."""

    async def heard() -> Heard:
        return await client(number)

    return asyncio.run(heard())


def delays_of(heard: list[Heard]) -> Iterator[float]:
    """Every token's delay in milliseconds."""
    for one in heard:
        yield from one.delays
