"""A member as their browser sees the site: signs in, asks, keeps a socket open."""

import asyncio
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from uuid import uuid4

import aiohttp

PASSWORD = "demo-demo-demo"


@dataclass
class Shown:
    """What a tab shows of one reply, built from frames as static/js/chat.js builds it."""

    html: str = ""
    rest: str = ""
    after: int = 0
    ended: str = ""
    numbers: list[int] = field(default_factory=list)

    def take(self, frame: dict[str, Any]) -> None:
        """Apply one frame."""
        if frame["k"] == "end":
            self.ended = frame["html"]
            return
        self.after = frame["n"]
        self.numbers.append(frame["n"])
        if frame["k"] == "delta":
            self.rest += frame["t"]
        elif frame["k"] == "block":
            self.html += frame["html"]
            self.rest = frame["rest"]
        else:
            self.html, self.rest = frame["html"], frame["rest"]


ALL = ("profile", "readings", "life")


class Member:
    """`async with Member(url) as ana`: signed in, with cookies."""

    def __init__(self, url: str, email: str = "ana@demo.example") -> None:
        self.url = url
        self.email = email

        self.conversations: list[str] = []

    async def __aenter__(self) -> Self:
        # An address literal is no domain, and its cookies must be kept nevertheless.
        self.http = aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True))
        await self.post("/sign-in/login/", {"login": self.email, "password": PASSWORD})
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            await self._stop_what_runs()
        finally:
            await self.http.close()

    async def _stop_what_runs(self) -> None:
        """Leave no reply behind: it would be one of the two that the next test may have."""
        for conversation in self.conversations:
            page = f"/assistant/{conversation}/"
            for _look in range(60):
                running = re.findall(r'data-stop="([0-9a-f-]{36})"', await self.get(page))
                if not running:
                    break
                for reply in running:
                    await self.post(f"/assistant/replies/{reply}/stop/", {}, page=page)
                await asyncio.sleep(0.5)
            else:
                raise AssertionError(f"{page} still writes")

    async def get(self, path: str) -> str:
        """The page at `path`."""
        async with self.http.get(self.url + path) as answer:
            return await answer.text()

    async def post(self, path: str, data: dict[str, str], page: str = "") -> str:
        """Send a form that stands on `page` (default: `path`); returns the final address."""
        html = await self.get(page or path)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', html)
        assert token, f"no form on {page or path}"
        fields = {"csrfmiddlewaretoken": token[1], **data}
        status, address = await self._send(path, fields)
        assert status == 200, f"{path}: {status}"
        return address

    async def _send(self, path: str, fields: dict[str, str]) -> tuple[int, str]:
        headers = {"Referer": self.url + path}
        async with self.http.post(self.url + path, data=fields, headers=headers) as answer:
            return answer.status, str(answer.url)

    async def ask(self, text: str = "How has my blood pressure been this month?") -> "Tab":
        """Start a conversation; the tab in which it opens, its socket not yet open."""
        data = {"text": text, "client_id": str(uuid4())}
        address = await self.post("/assistant/", data)
        conversation = address.rstrip("/").rsplit("/", 1)[1]
        self.conversations.append(conversation)
        return await self.tab(conversation)

    async def tab(self, conversation: str) -> "Tab":
        """A tab on the conversation, watching its newest reply."""
        html = await self.get(f"/assistant/{conversation}/")
        replies = re.findall(r'id="reply-([0-9a-f-]{36})"', html)
        return Tab(self, conversation, replies[-1] if replies else "")

    async def choose(
        self,
        conversation: str,
        model: str,
        *,
        sections: tuple[str, ...] = ("profile", "readings", "life"),
    ) -> None:
        """Pick the model that answers."""
        data = {"model_id": model, "sections": list(sections)}
        page = f"/assistant/{conversation}/"
        await self.post(f"{page}settings/", data, page=page)


class Tab:
    """One open page with its socket."""

    def __init__(self, member: Member, conversation: str, reply: str) -> None:
        self.member = member
        self.conversation = conversation
        self.reply = reply
        self.shown = Shown()

    def socket(self) -> Any:
        """The websocket as an async context manager."""
        address = self.member.url.replace("http", "ws", 1)
        return self.member.http.ws_connect(
            f"{address}/ws/conversations/{self.conversation}/", headers={"Origin": self.member.url}
        )

    async def watch(self, socket: Any) -> None:
        """Ask for what this tab has not seen."""
        message = {"type": "watch", "reply": self.reply, "after": self.shown.after}
        await socket.send_json(message)

    async def follow(self, seconds: float = 30.0) -> Shown:
        """Watch until the reply has ended."""
        async with asyncio.timeout(seconds), self.socket() as socket:
            await self.watch(socket)
            while not self.shown.ended:
                await self.take(socket)
        return self.shown

    async def take(self, socket: Any) -> dict[str, Any]:
        """Receive and apply one frame of this tab's reply."""
        frame: dict[str, Any] = await socket.receive_json()
        if frame.get("reply") == self.reply:
            self.shown.take(frame)
        return frame
