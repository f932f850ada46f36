"""The labelled messages beside this file: emergencies with their kind, and look-alikes."""

import hashlib
from pathlib import Path

CASES = Path(__file__).parent / "cases"


def emergencies(language: str) -> list[tuple[str, str]]:
    """(kind, message) pairs of one language."""
    pairs = [line.split("\t") for line in _lines(f"crisis_{language}")]
    return [(kind, text) for kind, text in pairs]


def look_alikes(language: str) -> list[str]:
    """Messages of one language that are no emergency."""
    return _lines(f"controls_{language}")


def later() -> tuple[list[str], list[str]]:
    """Emergencies and look-alikes of both languages, written after the rules, to widen them."""
    return _lines("later_crisis"), _lines("later_controls")


def is_held_out(text: str) -> bool:
    """A third of the messages, by hash: looked at only to measure, never to write rules."""
    return hashlib.sha256(text.encode()).digest()[0] % 3 == 0


def _lines(name: str) -> list[str]:
    text = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line]
