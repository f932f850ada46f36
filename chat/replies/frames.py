"""What open tabs are told while a reply grows: small numbered frames.

`delta` appends text to the block being written; `block` puts a finished, rendered block before it
and starts the next with `rest`; `snapshot` replaces everything; `end` replaces the whole reply.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from chat.citing import MOST_IN_ALL, NOTHING, Sources
from healthtracker.web.markdown_blocks import finished_blocks

Frame = dict[str, Any]
_LINE_END = re.compile(r"[\r\n]")


@dataclass
class Growing:
    """The text of a running reply and the frames that told of it.

    Attributes: sources: what it may cite. text: everything received. sent: how much of it frames
    have told. closed: where the block being written begins. frames: number n is `frames[n - 1]`.
    """

    sources: Sources = NOTHING
    text: str = ""
    sent: int = 0
    closed: int = 0
    html: list[str] = field(default_factory=list)
    frames: list[Frame] = field(default_factory=list)

    def advance(self) -> list[Frame]:
        """Frames for what has come since the last call; [] when nothing has."""
        fresh, before, self.sent = self.text[self.sent :], self.sent, len(self.text)
        if not fresh:
            return []
        # Only the end of a line ends a block; one more character, as a "\r" waits for the next.
        line_ended = _LINE_END.search(self.text, max(before - 1, self.closed))
        blocks, rest = finished_blocks(self.text[self.closed :]) if line_ended else ([], "")
        if not blocks:
            return [self._number({"k": "delta", "t": fresh})]
        rendered = [self._rendered(block) for block in blocks]
        self.html += rendered
        return [self._number({"k": "block", "html": "".join(rendered), "rest": rest})]

    def snapshot(self) -> Frame:
        """All there is, for a tab that has nothing yet; carries the newest frame's number."""
        open_block = self.text[self.closed : self.sent]
        html = "".join(self.html)
        return {"k": "snapshot", "n": len(self.frames), "html": html, "rest": open_block}

    def after(self, number: int) -> list[Frame]:
        """The frames that came after `number`."""
        return self.frames[number:]

    def _rendered(self, block: str) -> str:
        self.closed += len(block)
        # Past what the page will show, the last frame settles it.
        return str(self.sources.block(block).html) if self.closed <= MOST_IN_ALL else ""

    def _number(self, frame: Frame) -> Frame:
        frame["n"] = len(self.frames) + 1
        self.frames.append(frame)
        return frame
