"""The labelled messages beside this file, and how many of them get which verdict."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from chat.models.policy import USUAL
from chat.topics import Ruling, classify

HERE = Path(__file__).parent
BANDS = {
    role: {name: limits[name] for name in ("redirect_below", "allow_above")}
    for role, limits in USUAL.items()
}

Case = tuple[str, Sequence[str]]


def lines(path: Path) -> list[str]:
    rows = path.read_text("utf-8").splitlines()
    return [row for row in rows if row and not row.startswith("#")]


def alone(path: Path) -> list[Case]:
    return [(line, ()) for line in lines(path)]


def follow_ups(path: Path, label: str) -> list[Case]:
    rows = (line.split("\t") for line in lines(path))
    return [(text, previous.split(" || ")) for found, previous, text in rows if found == label]


def ruled(text: str, previous: Sequence[str] = (), role: str = "patient") -> Ruling:
    return classify(text, previous, **BANDS[role])


def redirected(cases: Iterable[Case], role: str = "patient") -> list[str]:
    return [text for text, previous in cases if ruled(text, previous, role).verdict == "redirect"]
