"""Characters that arrive as two JSON escapes, perhaps in two events, put together again."""

import re

SURROGATE = re.compile("[\ud800-\udfff]")


class Mender:
    """Feed it text; it never gives half a character, which no database or socket could take."""

    def __init__(self) -> None:
        self._held = ""

    def feed(self, text: str) -> str:
        """`text` without halves: a last first half waits for its second, a lone one becomes �."""
        if not self._held and not SURROGATE.search(text):
            return text
        text, self._held = self._held + text, ""
        if "\ud800" <= text[-1:] <= "\udbff":
            text, self._held = text[:-1], text[-1]
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")

    def flush(self) -> str:
        """What was still waiting when the stream ended."""
        held, self._held = self._held, ""
        return "\ufffd" if held else ""
