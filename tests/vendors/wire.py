"""A small HTTP/1.1 server on loopback that can stream, stall, cut and see the client leave."""

import asyncio
import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

LONGEST_HANG = 60.0  # seconds after which even a hanging scenario gives up


@dataclass
class Exchange:
    """One request as received, and what became of it; times are `time.monotonic()` seconds."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: int
    method: str = "POST"
    received_at: float = field(default_factory=time.monotonic)
    scenario: str = ""
    sent: int = 0
    client_left_at: float | None = None
    client_left: threading.Event = field(default_factory=threading.Event)

    @property
    def json(self) -> dict[str, Any]:
        """The body as an object; {} if it is none."""
        try:
            value = json.loads(self.body)
        except ValueError:
            return {}
        return value if isinstance(value, dict) else {}


class Peer:
    """The client's end of one exchange."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, exchange: Exchange
    ) -> None:
        self.exchange = exchange
        self.ended = False
        self._writer = writer
        self._watch = asyncio.create_task(self._watch_for_leaving(reader))

    async def head(self, status: int, headers: dict[str, str]) -> None:
        """Send a status line and headers."""
        lines = [f"HTTP/1.1 {status} Scripted", *(f"{name}: {headers[name]}" for name in headers)]
        await self.raw("\r\n".join([*lines, "", ""]).encode())

    async def whole(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Answer with one body and keep the connection."""
        length = {"Content-Type": "application/json", "Content-Length": str(len(body))}
        await self.head(status, length | (headers or {}))
        await self.raw(body)
        self.ended = True

    async def start(self, content_type: str = "text/event-stream") -> None:
        """Begin a chunked answer."""
        await self.head(200, {"Content-Type": content_type, "Transfer-Encoding": "chunked"})

    async def chunk(self, data: bytes) -> None:
        """Send one piece of a chunked answer."""
        await self.raw(b"%x\r\n%b\r\n" % (len(data), data))

    async def finish(self) -> None:
        """End a chunked answer properly: to the client a clean end of the body."""
        await self.raw(b"0\r\n\r\n")
        self.ended = True

    async def raw(self, data: bytes) -> None:
        """Bytes as they are."""
        self._writer.write(data)
        await self._writer.drain()

    def reset(self) -> None:
        """Cut the connection with a TCP reset."""
        connection = self._writer.get_extra_info("socket")
        linger = struct.pack("ii", 1, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self._writer.transport.abort()

    async def hang(self) -> None:
        """Say nothing until the client leaves."""
        await asyncio.wait([self._watch], timeout=LONGEST_HANG)

    async def stop_watching(self) -> None:
        """Give the connection back for its next request."""
        self._watch.cancel()
        await asyncio.wait([self._watch])

    async def _watch_for_leaving(self, reader: asyncio.StreamReader) -> None:
        with contextlib.suppress(ConnectionError):
            await reader.read(1)
        self.exchange.client_left_at = time.monotonic()
        self.exchange.client_left.set()


Handler = Callable[[Peer], Coroutine[Any, Any, None]]


class LoopbackServer:
    """Serves on 127.0.0.1 from a thread of its own: `with LoopbackServer(handler) as server`."""

    def __init__(self, handler: Handler, port: int = 0) -> None:
        self.port = port
        self.journal: list[Exchange] = []
        self.asked = threading.Event()  # set at each request
        self.connections = 0
        self._handler = handler
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._ready = threading.Event()

    @property
    def address(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        self._ready.wait(10)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(10)

    def serve_forever(self) -> None:
        """Run in the calling thread until interrupted."""
        self._run()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._stopping = asyncio.Event()
        tasks: set[asyncio.Task[None]] = set()

        def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(self._connection(reader, writer))
            tasks.add(task)
            task.add_done_callback(tasks.discard)

        server = await asyncio.start_server(accept, "127.0.0.1", self.port)
        self.port = server.sockets[0].getsockname()[1]
        self._ready.set()
        await self._stopping.wait()
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        number = self.connections
        try:
            while exchange := await _read_request(reader, number):
                self.journal.append(exchange)
                self.asked.set()
                peer = Peer(reader, writer, exchange)
                try:
                    await self._handler(peer)
                finally:
                    await peer.stop_watching()
                if not peer.ended:
                    break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()


async def _read_request(reader: asyncio.StreamReader, connection: int) -> Exchange | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, ConnectionError):
        return None
    request, *lines = head.removesuffix("\r\n\r\n").split("\r\n")
    method, path, _ = request.split(" ", 2)
    headers = {
        name.strip().lower(): value.strip()
        for name, _, value in (line.partition(":") for line in lines)
    }
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Exchange(path=path, headers=headers, body=body, connection=connection, method=method)
