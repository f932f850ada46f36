"""What the small models see of a message: words, pairs of words, and letters inside words.

Training and run time share this file, so that both count the same things.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import pairwise

MOST = 600  # characters read of one message: its beginning and its end
HEAD = 420
SHORTEST_SPELT = 4  # shorter words have no letters worth comparing
LONGEST_SPELT = 24
LONG_FIGURE = 4  # digits
GRAMS = (3, 4, 5)
LENGTHS = (2, 4, 8, 14, 30, 60)  # words; how long a message is tells much about its kind

_SPACES = re.compile(r"\s+")
# Words, and the few signs that mark a line meant for a machine: $name, /path, *.ext
_TOKEN = re.compile(r"[^\W_]+|\$(?=[\w{])|(?<!\w)~?/(?=\w)|\*(?=\.)")
_DIGITS = re.compile(r"\d+")
_APART = str.maketrans("", "", "'’‘´`")


def folded(text: str) -> str:
    """Lower case without accents, apostrophes, hidden characters; one space between words.

    Of a text over the cap the beginning and the end are kept. Linear, and cheap for any text.
    """
    if len(text) > MOST:
        text = f"{text[:HEAD]} {text[HEAD - MOST :]}"
    text = text.casefold().translate(_APART)
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)[: 2 * MOST]
        text = "".join(c for c in spread if not (unicodedata.combining(c) or _hidden(c)))
    return _SPACES.sub(" ", text).strip()


def _hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Cs") and not character.isspace()


def tokens(text: str) -> list[str]:
    """The words and machine signs of a folded text; figures become signs of their length."""
    return [_plain(word) for word in _TOKEN.findall(text)]


def _plain(word: str) -> str:
    if word.isalpha() or not word[0].isalnum():
        return word
    if word.isdecimal():
        return "#" if len(word) == 1 else "##" if len(word) < LONG_FIGURE else "####"
    return _DIGITS.sub("#", word) if len(word) > SHORTEST_SPELT else word


def word_grams(words: Sequence[str]) -> set[str]:
    """The distinct words and neighbouring pairs of a message, and a mark for its length."""
    framed = ["^", *words, "$$"]
    found = {f"{one} {other}" for one, other in pairwise(framed)}
    found.update(words)
    found.add(f"len {sum(len(words) > most for most in LENGTHS)}")
    return found


def spelt(words: Sequence[str]) -> Iterator[str]:
    """The distinct words whose letters are looked at."""
    return (word for word in dict.fromkeys(words) if len(word) >= SHORTEST_SPELT)


def letter_grams(word: str) -> set[str]:
    """Runs of three to five letters of one word with its edges marked."""
    edged = f"<{word[:LONGEST_SPELT]}>"
    return {edged[at : at + size] for size in GRAMS for at in range(len(edged) - size + 1)}
