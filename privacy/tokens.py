"""How many tokens a text costs at most, told without any vendor's tokenizer."""

import re
from collections.abc import Callable
from math import ceil

MARGIN = 1.35  # between our count of pieces and the greatest of three vendors' tokenizers
FRAME = 2  # a text stands between others, and its first word lacks the space that is usual
SHORT, MIDDLE = 4, 8  # letters of a word that is one token as a rule; of one that is rarely three

_PIECE = re.compile(
    r"(?P<word>[A-Z]?[a-z\u00df-\u00f6\u00f8-\u00ff]+)"  # HbA1c is Hb, A, 1, c
    r"|(?P<capitals>[A-Z\u00c0-\u00d6\u00d8-\u00de]+)"
    r"|(?P<digits>[0-9]+)"
    r"|(?P<spaces> +)"
    r"|(?P<tab>\t)"
    r"|(?P<symbol>[\x00-\x7f])"
    r"|(?P<other>[^\x00-\x7f]+)"
)
_VOWEL = re.compile(r"[aeiouyAEIOUY\u00df-\u00ff]")


def tokens(text: str) -> int:
    """At least as many tokens as any vendor will count in `text`; linear in its length.

    The margin covers prose of English and Spanish, tables of figures, genotypes, keys and code.
    Other scripts count their UTF-8 bytes, which is the most that tokenizers of bytes can make.
    """
    if not text:
        return 0
    total = 0.0
    for piece in _PIECE.finditer(text):
        total += _COSTS[piece.lastgroup or "other"](piece[0])
    return ceil(total * MARGIN) + FRAME


def _word(word: str) -> float:
    size = len(word)
    cost = 1.0
    if size > SHORT:
        cost += (min(size, MIDDLE) - SHORT) * 0.22 + max(0, size - MIDDLE) * 0.4
    if size > 2 and not _VOWEL.search(word):  # a code, not a word
        cost = max(cost, size * 0.75)
    return cost + _accents(word)


def _capitals(word: str) -> float:
    return max(1.0, len(word) * 0.5) + _accents(word)


def _accents(word: str) -> float:
    return 0.0 if word.isascii() else 0.5 * (len(word.encode()) - len(word))


_COSTS: dict[str, Callable[[str], float]] = {
    "word": _word,
    "capitals": _capitals,
    "digits": lambda digits: -(-len(digits) // 3),
    "spaces": lambda spaces: 0.0 if len(spaces) == 1 else 0.75,  # one belongs to its word
    "tab": lambda _tab: 0.5,
    "symbol": lambda _symbol: 1.0,
    "other": lambda text: len(text.encode(errors="replace")) / MARGIN + 1,
}
