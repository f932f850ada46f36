"""Rarer things that vendors, proxies and networks do, by name; as `tests.vendors.scenarios`."""

import json

from tests.vendors.dialects import Frame, Responses
from tests.vendors.replies import tokens
from tests.vendors.scenarios import Play, Scenario


async def hang_in_headers(play: Play) -> None:
    await play.peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/eve")
    await play.peer.hang()


async def cut_in_headers(play: Play) -> None:
    await play.peer.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/eve")


async def nonsense(play: Play) -> None:
    """Not HTTP at all."""
    await play.peer.raw(b"SSH-2.0-OpenSSH_9.9\r\n")


async def error_at_once(play: Play) -> None:
    """A stream that begins well and says an error before any word."""
    await play.open()
    await play.say(play.dialect.stream_error())
    await play.peer.finish()


async def answer_failed(play: Play) -> None:
    """The vendor's own word for a broken answer: `response.failed`, or an error event."""
    await play.open()
    await play.speak(play.some())
    failed = isinstance(play.dialect, Responses)
    frame = play.dialect.failed("server_error") if failed else play.dialect.stream_error()
    await play.say(frame)
    await play.peer.finish()


async def window_full(play: Play) -> None:
    """The prompt fits, the answer does not."""
    await play.open()
    await play.speak(play.some())
    await play.close("model_context_window_exceeded")


async def no_done(play: Play) -> None:
    """All but the very last event, then a proper end of the body."""
    await play.open()
    await play.speak()
    await play.say(*play.dialect.ending("stop")[:-1])
    await play.peer.finish()


async def reset_after_end(play: Play) -> None:
    await play.open()
    await play.speak()
    await play.say(*play.dialect.ending("stop"))
    play.peer.reset()


async def odd_events(play: Play) -> None:
    """Events nobody has heard of, and thoughts that are not for the reader."""
    await play.open()
    for token in tokens(play.text):
        await play.say(Frame('{"type": "brand.new", "delta": {}, "text": "no"}', "brand.new"))
        await play.say(play.dialect.delta(token))
    thought = {"type": "thinking_delta", "thinking": "no"}
    await play.say(Frame(json.dumps({"type": "content_block_delta", "index": 0, "delta": thought})))
    await play.say(Frame(json.dumps({"type": "response.reasoning_text.delta", "delta": "no"})))
    await play.close()


async def split_surrogates(play: Play) -> None:
    """A character of two JSON escapes cut between two events, and a half that stays alone."""
    await play.open()
    for token in ["Calm \ud83d", "\ude00 and \ud83d", " done"]:
        frame = play.dialect.delta("?")
        await play.say(Frame(frame.data.replace('"?"', json.dumps(token)), frame.name))
    await play.close()


async def gateway_page(play: Play) -> None:
    await play.peer.whole(502, b"<h1>502 Bad Gateway</h1>", {"Content-Type": "text/html"})


async def empty_page(play: Play) -> None:
    await play.peer.whole(200, b"", {"Content-Type": "text/plain"})


async def whole_error(play: Play) -> None:
    """An error in a body of its own, with a status that says all is well."""
    await play.peer.whole(200, json.dumps(play.dialect.failure("overloaded")[1]).encode())


ODDITIES: dict[str, Scenario] = {
    act.__name__: act
    for act in [
        *(hang_in_headers, cut_in_headers, nonsense, error_at_once, answer_failed, window_full),
        *(no_done, reset_after_end, odd_events, split_surrogates, gateway_page, empty_page),
        whole_error,
    ]
}
