"""What people type, folded into plain words, with small slips in the words that matter mended."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations

LONGEST_QUESTION = 2_000  # characters; of a longer text the beginning and the end are read
LONGEST_WORD = 40
MOST_MENDED = 60  # unknown words of one question; keeps hostile text cheap
SHORTEST_MENDED = 5  # shorter words have too many neighbours
TWO_SLIPS_FROM = 9

# Dates and decimals keep their signs; everything else is words and whole numbers.
_TOKEN = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?!\d)"
    r"|(?<!\d)\d{1,2}([/.-])\d{1,2}\1\d{2,4}(?!\d)"
    r"|(?<![\d/])\d{1,2}/\d{1,2}(?![\d/])"
    r"|\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,6}[.,]\d{1,2}(?!\d)"
    r"|[^\W_]+"
)


def folded(text: str) -> str:
    """Lower case without accents and signs, words parted by single spaces; numbers keep theirs.

    Linear in the text; control and zero-width characters vanish. "¿Mi tensión?" -> "mi tension".
    """
    if len(text) > LONGEST_QUESTION:
        half = LONGEST_QUESTION // 2
        text = f"{text[:half]} {text[-half:]}"
    plain = unicodedata.normalize("NFKD", text.casefold())
    kept = "".join(c for c in plain if not unicodedata.combining(c) and not _unseen(c))
    return " ".join(found.group()[:LONGEST_WORD] for found in _TOKEN.finditer(kept))


def _unseen(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Cs") and not character.isspace()


class Speller:
    """Mends words that are one slip (long words: two) away from exactly one word it knows."""

    def __init__(self, targets: Iterable[str], known: Iterable[str]) -> None:
        """Args: targets: folded words worth mending towards. known: never touched."""
        self._targets = frozenset(word for word in targets if len(word) >= SHORTEST_MENDED)
        self._known = frozenset(known) | self._targets
        self._near: dict[str, set[str]] = {}
        for word in self._targets:
            for key in _shortened(word):
                self._near.setdefault(key, set()).add(word)

    def mended(self, text: str) -> str:
        """`text` (folded) with its mendable words replaced."""
        words, left = text.split(), MOST_MENDED
        for index, word in enumerate(words):
            if word in self._known or len(word) < SHORTEST_MENDED or not word.isalpha():
                continue
            if left == 0:
                break
            left -= 1
            words[index] = self.nearest(word) or word
        return " ".join(words)

    def nearest(self, word: str) -> str:
        """The one target within reach of `word`, or ""."""
        if not SHORTEST_MENDED <= len(word) <= LONGEST_WORD // 2:
            return ""
        met = {target for key in _shortened(word) for target in self._near.get(key, ())}
        reach = {target: slips(word, target) for target in met}
        within = {t: far for t, far in reach.items() if far <= _allowed(word, t)}
        closest = [t for t, far in within.items() if far == min(within.values())]
        if len(closest) > 1:
            closest = [target for target in closest if len(target) == len(word)]
        return closest[0] if len(closest) == 1 else ""


def _allowed(word: str, target: str) -> int:
    return 2 if min(len(word), len(target)) >= TWO_SLIPS_FROM else 1


def _shortened(word: str) -> Iterator[str]:
    """The word and all that is left of it without one letter (long words: two)."""
    most = 2 if len(word) >= TWO_SLIPS_FROM else 1
    yield word
    for count in range(1, most + 1):
        for gone in combinations(range(len(word)), count):
            yield "".join(letter for at, letter in enumerate(word) if at not in gone)


def slips(one: str, other: str) -> int:
    """Letters added, lost, changed or swapped with their neighbour to get from one to the other."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        earlier, before, row = before, row, [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
    return row[-1]


def words_of(phrases: Iterable[str]) -> set[str]:
    """Every word of some folded phrases."""
    return {word for phrase in phrases for word in phrase.split()}


def longest_phrase(phrases: Mapping[str, object]) -> int:
    """Words in the longest key."""
    return max((phrase.count(" ") + 1 for phrase in phrases), default=0)
