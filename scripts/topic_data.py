"""The sentences that the topic model learns from: written ones, and templates filled in.

Everything is drawn with fixed seeds, so the same files always give the same sentences.
"""

import hashlib
import random
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

TOPICS = Path(__file__).resolve().parent.parent / "chat" / "topics"
UTTERANCES = TOPICS / "utterances"
TEMPLATES = TOPICS / "templates"
WORDS = TOPICS / "words"
LABELS = ("health", "neutral", "other")
BETWEEN = " || "  # parts the earlier questions of one row

_HOLE = re.compile(r"\{([a-z_]+2?)\}")
_WORD_LISTS = {"disease": "diseases", "drug": "drugs", "body": "body", "symptom": "symptoms"}
# Ways into a request that say nothing of its topic; given to both sides alike.
_OPENINGS = (
    "can you tell me", "please tell me", "i want to know", "i need to know", "could you",
    "please", "i would like to know", "do you know", "help me with this", "hey", "find out",
    "quick question", "so", "look up", "let me know", "i was wondering", "any idea",
    "what about", "ok", "now",
)  # fmt: skip
OPENED, MISTYPED = 0.13, 0.08
SHORT = 80  # characters; longer messages are given no opening


@dataclass(frozen=True, slots=True)
class Sample:
    """One message to learn. previous: earlier questions. source: its file or family."""

    label: str
    text: str
    previous: tuple[str, ...]
    source: str


def samples() -> list[Sample]:
    """All there is to learn, each sentence once, in a fixed order."""
    found: dict[tuple[str, tuple[str, ...]], Sample] = {}
    for sample in (*written(), *written_follow_ups(), *made(), *made_follow_ups()):
        found.setdefault((sample.text.casefold(), sample.previous), sample)
    return list(found.values())


def fingerprint() -> str:
    """A digest of all files that samples come from: what the weights belong to."""
    digest = hashlib.sha256()
    files = (*UTTERANCES.rglob("*.t[xs][tv]"), *TEMPLATES.glob("*.toml"), *WORDS.glob("*.txt"))
    for path in sorted(files, key=lambda path: path.relative_to(TOPICS).as_posix()):
        digest.update(path.relative_to(TOPICS).as_posix().encode())
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def lines_of(path: Path) -> list[str]:
    """The lines of a file without blank ones and remarks."""
    rows = (line.strip() for line in path.read_text("utf-8").splitlines())
    return [row for row in rows if row and not row.startswith("#")]


def written() -> Iterator[Sample]:
    """The sentences that people wrote down; the name of a file tells the label."""
    for path in sorted(UTTERANCES.rglob("*.txt")):
        source, label = f"{path.parent.name}/{path.stem}", path.stem.split("_")[0]
        if label in LABELS:
            yield from (Sample(label, line, (), source) for line in lines_of(path))


def written_follow_ups() -> Iterator[Sample]:
    """Rows of label, earlier questions, message."""
    for path in sorted(UTTERANCES.rglob("*.tsv")):
        source = f"{path.parent.name}/{path.stem}"
        for line in lines_of(path):
            label, previous, text = line.split("\t")
            earlier = tuple(part.strip() for part in previous.split("||") if part.strip())
            yield Sample(label, text.strip(), earlier, source)


def made() -> Iterator[Sample]:
    """The templates, filled in."""
    for label in LABELS:
        for family in _table(label)["family"]:
            filler = _Filler(f"{label}/{family['name']}", family)
            for _ in range(family["count"]):
                text = filler.line()
                if label != "neutral":
                    text = filler.roughened(text)
                yield Sample(label, text, (), f"made/{label}_{family['name']}")


def made_follow_ups() -> Iterator[Sample]:
    """Short later questions after openings of a known label: the window tells the topic."""
    table = _table("followups")
    for family in table["family"]:
        label, source = family["label"], f"made/followups_{family['name']}"
        named = {row["name"]: row for row in _table(label)["family"]}
        fillers = [_Filler(f"{source}/{name}", named[name]) for name in family["after"]]
        later, dice = table["later"]["lines"], random.Random(source)  # noqa: S311
        for _ in range(family["count"]):
            previous = [dice.choice(fillers).line()]
            previous += dice.sample(later, dice.randrange(2))
            yield Sample(label, dice.choice(later), tuple(previous), source)


@cache
def _table(name: str) -> dict[str, Any]:
    return tomllib.loads((TEMPLATES / f"{name}.toml").read_text("utf-8"))


@cache
def _shared_slots() -> Mapping[str, Sequence[str]]:
    lists = {slot: lines_of(WORDS / f"{name}.txt") for slot, name in _WORD_LISTS.items()}
    return {**_table("slots"), **lists}


class _Filler:
    """Fills the holes of one family's templates, by dice of its own."""

    def __init__(self, seed: str, family: Mapping[str, Any]) -> None:
        self._dice = random.Random(seed)  # noqa: S311
        self._lines: Sequence[str] = family["lines"]
        self._slots = {**_shared_slots(), **family.get("slots", {})}

    def line(self) -> str:
        """One of the templates with its holes filled."""
        return self._filled(self._dice.choice(self._lines))

    def roughened(self, text: str) -> str:
        """`text`, now and then with an opening before it or a slip of the fingers in it."""
        if len(text) < SHORT and self._dice.random() < OPENED:
            text = f"{self._dice.choice(_OPENINGS)} {text}"
        if self._dice.random() < MISTYPED:
            at = self._dice.randrange(max(1, len(text) - 1))
            text = text[:at] + text[at + 1 : at + 2] + text[at : at + 1] + text[at + 2 :]
        return text

    def _filled(self, template: str) -> str:
        return _HOLE.sub(lambda hole: self._drawn(hole[1]), template)

    def _drawn(self, slot: str) -> str:
        """A filling; a 2 at the end asks for another one of the same."""
        if slot not in self._slots:
            slot = slot.removesuffix("2")
        return self._filled(self._dice.choice(self._slots[slot]))
