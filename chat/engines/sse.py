"""Server-sent events out of bytes that arrive cut anywhere, in linear time and bounded memory.

Source: the "event stream interpretation" section of the WHATWG HTML standard.
"""

from collections.abc import Iterator
from typing import NamedTuple

EVENT_LIMIT = 1024 * 1024  # bytes; no vendor's event comes near, so more is a fault or an attack
BOM = b"\xef\xbb\xbf"


class ServerEvent(NamedTuple):
    """One dispatched event: its type ("" if unnamed) and its data lines joined by newlines."""

    name: str
    data: str


class EventTooLarge(ValueError):
    """One event grew past the limit before it ended."""


class Splitter:
    """Feed it chunks; it yields whole events and keeps the unfinished rest.

    An event that the stream ends in the middle of is never yielded, as the standard says.
    """

    def __init__(self, limit: int = EVENT_LIMIT) -> None:
        self._limit = limit
        self._pieces: list[bytes] = []  # of the line that has not ended; joined once, at its end
        self._pending = 0  # bytes in those pieces
        self._name = ""
        self._data: list[str] = []
        self._size = 0  # bytes of the current event's whole lines
        self._after_cr = False
        self._started = False

    def feed(self, chunk: bytes) -> Iterator[ServerEvent]:
        """Yield the events that `chunk` completes; iterate to the end before the next feed.

        Raises:
            EventTooLarge: the current event exceeds the limit.
            UnicodeDecodeError: a line is not UTF-8.
        """
        lines = self._line_feeds_only(chunk).split(b"\n")
        rest = lines.pop()
        for line in lines:
            if event := self._take(self._whole(line)):
                yield event
        if rest:
            self._pieces.append(rest)
            self._pending += len(rest)
            self._check()

    def _line_feeds_only(self, chunk: bytes) -> bytes:
        if self._after_cr and chunk:
            self._after_cr = False
            if chunk.startswith(b"\n"):  # the second half of a CRLF cut between two chunks
                chunk = chunk[1:]
        if b"\r" in chunk:
            self._after_cr = chunk.endswith(b"\r")
            chunk = chunk.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
        return chunk

    def _whole(self, line: bytes) -> bytes:
        if not self._pieces:
            return line
        self._pieces.append(line)
        whole = b"".join(self._pieces)
        self._pieces, self._pending = [], 0
        return whole

    def _take(self, line: bytes) -> ServerEvent | None:
        if not self._started:
            self._started = True
            line = line.removeprefix(BOM)
        if not line:
            return self._dispatch()
        field, _, value = line.partition(b":")
        if field == b"data":
            self._size += len(line)
            self._check()
            self._data.append(value.removeprefix(b" ").decode())
        elif field == b"event":
            self._name = value.removeprefix(b" ").decode()
        return None

    def _dispatch(self) -> ServerEvent | None:
        event = ServerEvent(self._name, "\n".join(self._data)) if self._data else None
        self._name, self._data, self._size = "", [], 0
        return event

    def _check(self) -> None:
        if self._size + self._pending > self._limit:
            raise EventTooLarge
