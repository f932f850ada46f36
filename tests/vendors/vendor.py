"""A fake vendor: scenarios chosen by name, a journal of what it was sent, a control page."""

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from typing import Any

from tests.vendors.dialects import Dialect
from tests.vendors.oddities import ODDITIES
from tests.vendors.replies import reply_to
from tests.vendors.scenarios import SCENARIOS, Play
from tests.vendors.wire import LoopbackServer, Peer

ACTS = SCENARIOS | ODDITIES
CONTROLS = ("scenario", "script", "rate", "pause", "text", "wait_header", "stamps")


class FakeVendor(LoopbackServer):
    """Answers every path of `dialects`.

    The scenario of a request is the next name in `script`, else `scenario`, else what follows
    "scenario:" in the model name, else "normal". Over HTTP: GET /__journal lists what came in,
    POST /__control sets any of `CONTROLS`.
    """

    def __init__(self, dialects: Mapping[str, Callable[[], Dialect]], port: int = 0) -> None:
        super().__init__(self._answer, port)
        self._dialects = dialects
        self.scenario = ""
        self.script: list[str] = []
        self.rate = 0.0
        self.pause = 0.5
        self.text = ""
        self.wait_header = "0"
        self.stamps = 0

    async def _answer(self, peer: Peer) -> None:
        path = peer.exchange.path
        if path.startswith("/__"):
            self.journal.remove(peer.exchange)
            await peer.whole(200, self._control(path, peer.exchange.json))
        elif path in self._dialects:
            await self._play(peer, self._dialects[path]())
        else:
            await peer.whole(404, b'{"error": {"message": "no such path"}}')

    async def _play(self, peer: Peer, dialect: Dialect) -> None:
        body = peer.exchange.json
        name = peer.exchange.scenario = self._scenario(str(body.get("model", "")))
        if name not in ACTS:
            status, failure = dialect.failure(name)
            wait = {"Retry-After": self.wait_header} if status in {429, 503, 529} else {}
            wait = wait if self.wait_header else {}
            await peer.whole(status, json.dumps(failure).encode(), wait)
            return
        play = Play(peer, dialect, self.text or reply_to(body))
        play.rate, play.pause, play.stamps = self.rate, self.pause, self.stamps
        await ACTS[name](play)

    def _scenario(self, model: str) -> str:
        if self.script:
            return self.script.pop(0)
        named = model.partition("scenario:")[2]
        return self.scenario or named or "normal"

    def _control(self, path: str, wanted: dict[str, Any]) -> bytes:
        if path == "/__control":
            for name, value in wanted.items():
                if name in CONTROLS:
                    setattr(self, name, value)
        return json.dumps(
            [
                {
                    "path": seen.path,
                    "headers": seen.headers,
                    "body": seen.json,
                    "received_at": seen.received_at,
                    "client_left_at": seen.client_left_at,
                    "scenario": seen.scenario,
                    "sent": seen.sent,
                }
                for seen in self.journal
            ]
        ).encode()


def serve(make: Callable[[int], FakeVendor]) -> None:
    """Run from the command line until interrupted."""
    parser = argparse.ArgumentParser(description="A loopback AI vendor for tests.")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--rate", type=float, default=50.0, help="tokens per second, 0: no limit")
    parser.add_argument("--scenario", default="")
    parser.add_argument("--stamps", type=int, default=0, help="say so many send times instead")
    options = parser.parse_args()
    vendor = make(options.port)
    vendor.rate, vendor.scenario, vendor.stamps = options.rate, options.scenario, options.stamps
    sys.stdout.write(f"Serving on http://127.0.0.1:{options.port}; Ctrl-C stops.\n")
    sys.stdout.flush()
    try:
        vendor.serve_forever()
    except KeyboardInterrupt:
        sys.stdout.write("Stopped.\n")
