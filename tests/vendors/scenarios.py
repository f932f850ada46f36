"""What a fake vendor can do to a caller, by name; the same names for every API."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from tests.vendors.dialects import Dialect, Frame
from tests.vendors.replies import stamp, tokens
from tests.vendors.wire import Peer


@dataclass
class Play:
    """One exchange being acted: who listens, in which dialect, saying what, how fast.

    rate: tokens per second, 0 for as fast as they are read. pause: seconds, for slow starts.
    stamps: instead of the text, say this many send times.
    """

    peer: Peer
    dialect: Dialect
    text: str
    rate: float = 0.0
    pause: float = 0.5
    wait_header: str = "1"
    stamps: int = 0

    async def say(self, *frames: Frame) -> None:
        """One chunk per frame."""
        for frame in frames:
            await self.peer.chunk(frame.encode())

    async def open(self) -> None:
        """Headers and the vendor's opening."""
        await self.peer.start()
        await self.say(*self.dialect.opening("scripted"))

    async def speak(self, words: list[str] | None = None) -> None:
        """The text, token by token, on a fixed beat so that delays do not add up."""
        pieces = words if words is not None else tokens(self.text)
        count = self.stamps or len(pieces)
        began = time.monotonic()
        for number in range(count):
            if self.rate:
                await asyncio.sleep(max(0.0, began + number / self.rate - time.monotonic()))
            await self.say(self.dialect.delta(stamp() if self.stamps else pieces[number]))
            self.peer.exchange.sent += 1

    async def close(self, reason: str = "stop", *, usage: bool = True) -> None:
        """The vendor's ending and a clean end of the body."""
        await self.say(*self.dialect.ending(reason, usage=usage))
        await self.peer.finish()

    def some(self) -> list[str]:
        """The first few tokens."""
        return tokens(self.text)[:5]


async def normal(play: Play) -> None:
    await play.open()
    await play.speak()
    await play.close()


async def slow_first_token(play: Play) -> None:
    await play.peer.start()
    await asyncio.sleep(play.pause)
    await play.say(*play.dialect.opening("scripted"))
    await play.speak()
    await play.close()


async def hang(play: Play) -> None:
    await play.peer.hang()


async def hang_after_headers(play: Play) -> None:
    await play.open()
    await play.peer.hang()


async def hang_midway(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.peer.hang()


async def hang_after_end(play: Play) -> None:
    await play.open()
    await play.speak()
    await play.say(play.dialect.ending("stop", usage=False)[0])
    await play.peer.hang()


async def pings_forever(play: Play) -> None:
    await play.open()
    while not play.peer.exchange.client_left.is_set():
        await play.peer.chunk(b": still here\n\n")
        await asyncio.sleep(0.02)


async def trickle(play: Play) -> None:
    await play.open()
    while not play.peer.exchange.client_left.is_set():
        await play.say(play.dialect.delta("and "))
        await asyncio.sleep(0.02)


async def no_answer(play: Play) -> None:
    play.peer.ended = False


async def reset_first(play: Play) -> None:
    play.peer.reset()


async def reset_midway(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await asyncio.sleep(0.05)  # or the reset overtakes what was said
    play.peer.reset()


async def cut_midway(play: Play) -> None:
    """The connection closes without the last chunk."""
    await play.open()
    await play.speak(play.some())


async def ends_early(play: Play) -> None:
    """A proper end of the body, but no terminal event: neither SDK minds."""
    await play.open()
    await play.speak(play.some())
    await play.peer.finish()


async def ends_at_once(play: Play) -> None:
    await play.peer.start()
    await play.peer.finish()


async def stream_error(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.say(play.dialect.stream_error())
    await play.peer.finish()


async def refusal(play: Play) -> None:
    await play.open()
    for token in tokens("I cannot help with that."):
        await play.say(play.dialect.refusal(token))
    await play.close("refused")


async def content_filter(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.close("content_filter")


async def length(play: Play) -> None:
    await play.open()
    await play.speak()
    await play.close("length")


async def context_full(play: Play) -> None:
    """Anthropic's stop reason for a prompt that leaves no room."""
    await play.open()
    await play.close("model_context_window_exceeded")


async def bad_json(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.say(Frame('{"type": "oops', "oops"))
    await play.close()


async def not_an_object(play: Play) -> None:
    await play.open()
    await play.say(Frame("[1, 2]", "oops"))
    await play.close()


async def bad_utf8(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.peer.chunk(b'data: {"type": "\xff\xfe"}\n\n')
    await play.close()


async def split_utf8(play: Play) -> None:
    """Every byte in its own chunk, so every character of several bytes is cut."""
    await play.open()
    for token in ["Pulsación ", "72 ❤️ ", "日本"]:
        for byte in play.dialect.delta(token).encode():
            await play.peer.chunk(bytes([byte]))
    await play.close()


async def crlf(play: Play) -> None:
    await play.peer.start()
    opening, ending = play.dialect.opening("scripted"), play.dialect.ending("stop")
    said = [play.dialect.delta(token) for token in play.some()]
    for frame in [*opening, *said, *ending]:
        await play.peer.chunk(b": a comment\r\n" + frame.encode("\r\n"))
    await play.peer.finish()


async def one_chunk(play: Play) -> None:
    await play.peer.start()
    opening, ending = play.dialect.opening("scripted"), play.dialect.ending("stop")
    said = [play.dialect.delta(token) for token in tokens(play.text)]
    await play.peer.chunk(b"".join(frame.encode() for frame in [*opening, *said, *ending]))
    await play.peer.finish()


async def huge_event(play: Play) -> None:
    """One text of 600 kB: odd, but whole."""
    await play.open()
    await play.speak(["x" * 600_000])
    await play.close()


async def endless_event(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.peer.chunk(b"data: ")
    for _ in range(200):
        await play.peer.chunk(b"x" * 10_000)
    await play.peer.finish()


async def empty(play: Play) -> None:
    await play.open()
    await play.close()


async def no_usage(play: Play) -> None:
    await play.open()
    await play.speak(play.some())
    await play.close(usage=False)


async def web_page(play: Play) -> None:
    await play.peer.whole(200, b"<h1>Hello</h1>", {"Content-Type": "text/html; charset=utf-8"})


async def redirect(play: Play) -> None:
    elsewhere = f"http://localhost:{play.peer.exchange.headers['host'].rpartition(':')[2]}/stolen"
    await play.peer.whole(307, b"", {"Location": elsewhere})


Scenario = Callable[[Play], Awaitable[None]]
SCENARIOS: dict[str, Scenario] = {
    act.__name__: act
    for act in [
        *(normal, slow_first_token, hang, hang_after_headers, hang_midway, hang_after_end),
        *(pings_forever, trickle, no_answer, reset_first, reset_midway, cut_midway, ends_early),
        *(ends_at_once, stream_error, refusal, content_filter, length, context_full, bad_json),
        *(not_an_object, bad_utf8, split_utf8, crlf, one_chunk, huge_event, endless_event, empty),
        *(no_usage, web_page, redirect),
    ]
}
