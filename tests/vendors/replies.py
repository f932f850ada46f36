"""What a fake model says: lines of the record it was given, quoted with their citations."""

import re
import time
from collections.abc import Iterator
from typing import Any

CITED_LINE = re.compile(r"^[\s*-]*\[[A-Z]\d+(?:\.\d+)?\].*$", re.MULTILINE)
CITE = re.compile(r"\[[A-Z]\d+(?:\.\d+)?\]")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?(?:/\d+)?(?![\d-])")
WORD = re.compile(r"[^\W\d_]{4,}")
QUOTED = 4


def data_text(body: dict[str, Any]) -> str:
    """What the user's side said, in order: the record block and the turns, no instructions."""
    turns = body.get("messages") or body.get("input") or []
    if isinstance(turns, str):
        return turns
    return "\n".join(_strings([turn for turn in turns if turn.get("role") == "user"]))


def question(body: dict[str, Any]) -> str:
    """The last thing the user said."""
    turns = body.get("messages") or body.get("input") or []
    if isinstance(turns, str):
        return turns
    said = [turn for turn in turns if turn.get("role") == "user"]
    texts = list(_strings(said[-1].get("content"))) if said else []
    # The first question travels in one message with the record block before it.
    return texts[-1].rpartition("\n\n")[2] if texts else ""


def reply_to(body: dict[str, Any]) -> str:
    """Markdown that quotes the cited lines nearest to the question, numbers in bold."""
    asked = {word.lower() for word in WORD.findall(question(body))}
    lines = list(dict.fromkeys(CITED_LINE.findall(data_text(body))))
    if not lines:
        return "I see nothing in the record that you shared, so I cannot quote a reading."
    # Of lines equally near, readings come first: a question is mostly about values.
    lines.sort(key=lambda line: (-len(asked & _words(line)), "[V" not in line))
    quotes = "\n".join(f"- {_quote(line)}" for line in lines[:QUOTED])
    return (
        f"Here is what your record says:\n\n{quotes}\n\n"
        "These values are **worth discussing** with your doctor; this is not a diagnosis."
    )


def _words(line: str) -> set[str]:
    return {word.lower() for word in WORD.findall(line)}


def tokens(text: str) -> list[str]:
    """The text in pieces of about a vendor's token; joined they are the text."""
    return re.findall(r"\s*\S{1,6}|\s+", text)


def stamp() -> str:
    """A token that tells when it was sent: microseconds of the monotonic clock, within 100 s."""
    return f"t{time.monotonic_ns() // 1000 % 10**8:08d} "


def _quote(line: str) -> str:
    cites = CITE.findall(line)
    words = " ".join(CITE.sub(" ", line).strip(" -*|:").split())
    # The last number of a compact line is its value; dates come first.
    found = list(NUMBER.finditer(words))
    if found:
        last = found[-1]
        words = f"{words[: last.start()]}**{last.group()}**{words[last.end() :]}"
    return f"{words} {' '.join(cites)}"


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from _strings(value.get("text") or value.get("content"))
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
