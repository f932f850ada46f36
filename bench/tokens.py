"""What a streamed token costs: our reading against the SDK's typed events and bare aiohttp.

    python -m bench.tokens [--streams 12] [--rate 50] [--tokens 150] [--rounds 3]

Ways are interleaved in one process against one fake vendor in another, so only the ratios are
facts. CPU is this process's, per token; delay is from the vendor's send to our event.
"""

import argparse
import asyncio
import json
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from bench._report import say
from chat.engines.anthropic_messages import AnthropicMessages
from chat.engines.base import Delta, Prompt, Turn
from chat.engines.endpoints import Endpoint
from chat.engines.openai_chat import OpenAIChat
from chat.engines.openai_responses import OpenAIResponses
from chat.engines.vendor import ModelOptions, VendorEngine

PROMPT = Prompt("Be brief.", "", (Turn("user", "Hello"),), 100)
KINDS: dict[str, type[VendorEngine]] = {
    "responses": OpenAIResponses,
    "chat": OpenAIChat,
    "messages": AnthropicMessages,
}
PATHS = {"responses": "/responses", "chat": "/chat/completions", "messages": "/v1/messages"}
Way = Callable[[], AsyncIterator[str]]


@dataclass
class Tally:
    """One way's sums over all rounds."""

    cpu: list[float] = field(default_factory=list)  # us per token, one figure per round
    delays: list[float] = field(default_factory=list)  # ms
    tokens: int = 0

    def row(self, base: float) -> str:
        """The printed line, with the ratio to `base` us."""
        cpu = min(self.cpu)  # what else the machine does only ever adds
        spread = f"{cpu:.0f}-{max(self.cpu):.0f}"
        cuts = statistics.quantiles(self.delays, n=100)
        return (
            f"{cpu:10.0f}{spread:>10}{cpu / base:9.2f}x{cuts[49]:10.2f}{cuts[98]:10.2f}"
            f"{self.tokens:9}"
        )


def engine_way(engine: VendorEngine) -> Way:
    """Our engine, in whichever way it reads."""

    async def texts() -> AsyncIterator[str]:
        async for event in engine.stream(PROMPT):
            if isinstance(event, Delta):
                yield event.text

    return texts


def sdk_way(api: str, engine: VendorEngine) -> Way:
    """The vendor's SDK as its documentation shows it, over the same aiohttp transport."""

    async def texts() -> AsyncIterator[str]:
        client = await engine._clients.get()  # noqa: SLF001 - the same client, read their way
        said = [{"role": "user", "content": "Hello"}]
        if api == "responses":
            stream = await client.responses.create(model="m", input="Hello", stream=True)
        elif api == "chat":
            stream = await client.chat.completions.create(model="m", messages=said, stream=True)
        else:
            stream = await client.messages.create(
                model="m", messages=said, stream=True, max_tokens=9
            )
        async for event in stream:
            if text := typed_text(api, event):
                yield text

    return texts


def typed_text(api: str, event: Any) -> str:
    """The text of one SDK event."""
    if api == "responses":
        return event.delta if event.type == "response.output_text.delta" else ""
    if api == "chat":
        return (event.choices[0].delta.content or "") if event.choices else ""
    return event.delta.text if event.type == "content_block_delta" else ""


def bare_way(api: str, base: str, session: aiohttp.ClientSession) -> Way:
    """The floor: one read per chunk, and the token cut out of it without parsing."""

    async def texts() -> AsyncIterator[str]:
        body = json.dumps({"model": "m", "stream": True}).encode()
        headers = {"Authorization": "Bearer k", "Content-Type": "application/json"}
        async with session.post(base + PATHS[api], data=body, headers=headers) as answer:
            async for chunk in answer.content.iter_any():
                for part in chunk.split(b"\n\n"):
                    if stamp := stamp_in(part):
                        yield stamp

    return texts


def stamp_in(part: bytes) -> str:
    """The token that is a send time, if the event has one."""
    for mark in (b'"delta": "', b'"content": "', b'"text": "'):
        _, found, rest = part.partition(mark)
        if found and rest[:1] == b"t" and rest[1:2].isdigit():
            return rest.partition(b" ")[0].decode()
    return ""


async def measure(way: Way, streams: int, tally: Tally) -> None:
    """Read `streams` answers at once and add them up."""
    seen = 0

    async def read() -> None:
        nonlocal seen
        async for text in way():
            tally.delays.append((time.monotonic_ns() - int(text)) / 1e6)
            seen += 1

    began = time.process_time()
    await asyncio.gather(*(read() for _ in range(streams)))
    tally.cpu.append((time.process_time() - began) / seen * 1e6)
    tally.tokens += seen


async def compare(api: str, address: str, options: argparse.Namespace) -> None:
    """Run every way `rounds` times in turn and print the table."""
    base = address if api == "messages" else f"{address}/v1"
    endpoint = Endpoint.checked(base, "k")
    raw = KINDS[api](endpoint, ModelOptions("m"))
    typed = KINDS[api](endpoint, ModelOptions("m"), typed=True)
    async with aiohttp.ClientSession() as session:
        ways = {
            "bare aiohttp": bare_way(api, base, session),
            "ours, raw split": engine_way(raw),
            "SDK typed events": sdk_way(api, raw),
            "ours, typed switch": engine_way(typed),
        }
        tallies = {name: Tally() for name in ways}
        for way in ways.values():
            await measure(way, 2, Tally())  # imports, connections, lazily built types
        for _ in range(options.rounds):
            for name, way in ways.items():
                await measure(way, options.streams, tallies[name])
    floor = min(tallies["bare aiohttp"].cpu)
    heads = "".join(f"{head:>10}" for head in ("us/token", "range", "ratio", "p50 ms", "p99 ms"))
    say(f"\n{api:20}{heads}{'n':>9}")
    for name, tally in tallies.items():
        say(f"{name:20}{tally.row(floor)}")
    ours, theirs = (min(tallies[name].cpu) for name in ("ours, raw split", "SDK typed events"))
    say(f"SDK typed events cost {theirs / ours:.1f} times our reading.")


def main() -> None:
    """Start the fake vendors, compare, stop them."""
    parser = argparse.ArgumentParser(description="CPU and delay of a streamed token.")
    parser.add_argument("--streams", type=int, default=12)
    parser.add_argument("--rate", type=float, default=50.0, help="tokens per second and stream")
    parser.add_argument("--tokens", type=int, default=150, help="tokens per answer")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--api", choices=sorted(KINDS), action="append")
    options = parser.parse_args()
    for api in options.api or list(KINDS):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        module = f"tests.vendors.{'anthropic' if api == 'messages' else 'openai'}"
        command = [sys.executable, "-m", module, "--port", str(port)]
        command += ["--rate", str(options.rate), "--stamps", str(options.tokens)]
        server = subprocess.Popen(command, stdout=subprocess.PIPE)
        try:
            assert server.stdout is not None
            server.stdout.readline()
            time.sleep(0.5)
            asyncio.run(compare(api, f"http://127.0.0.1:{port}", options))
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
