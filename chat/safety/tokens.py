"""A message as a list of plain words, the same for every way of typing it.

Lower case, no accents or apostrophes, sentence ends as ".", softer pauses as ",", slips in weighty
words mended, contractions and short forms brought to one spelling, filler words left out.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping

from chat.records.spelling import MOST_MENDED, SHORTEST_MENDED, Speller

STOP, PAUSE = ".", ","
LONGEST_TEXT = 16_000  # characters; of a longer text the beginning and the end are read
LONGEST_WORD = 40
NEAR = 2  # letters by which a slip may differ in length

_APOSTROPHES = re.compile(r"(?<=\w)['’‘`´](?=\w)")
_TOKEN = re.compile(r"[^\W_]+|[.!?…;:\n,()\[\]/—–]")
_DECIMAL = re.compile(r"(?<=\d)[.,](?=\d)")
_PART = re.compile(r"\d+|[^\W\d_]+")
_DRAWN_OUT = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("013457@$", "oieastas")
_LEET_SIGNS = re.compile(r"(?<=[^\W\d_])[@$](?=[^\W_])")
_DOT = "d0t"  # stands for a decimal point while punctuation is read


class Reader:
    """Turns text into words; knows the vocabulary that is worth reaching."""

    def __init__(
        self,
        *,
        vocabulary: Iterable[str],
        mended: Iterable[str],
        known: Iterable[str],
        same: Mapping[str, str],
        fillers: Iterable[str],
    ) -> None:
        """Args: mended: words that slips are mended towards. same: phrase -> its one spelling."""
        self._vocabulary = frozenset(vocabulary)
        self._known = self._vocabulary | frozenset(known)
        targets = list(mended)
        self._speller = Speller(targets, self._known)
        self._alike: dict[str, list[tuple[int, frozenset[str]]]] = {}
        for target in targets:
            self._alike.setdefault(target[0], []).append((len(target), frozenset(target)))
        self._fillers = frozenset(fillers)
        self._same: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, word in same.items():
            parts = tuple(phrase.split())
            self._same.setdefault(parts[0], []).append((parts, word))
        for options in self._same.values():
            options.sort(key=lambda option: -len(option[0]))

    def words_of(self, text: str) -> list[str]:
        """The words of `text` in order, with "." and "," where it pauses. Linear in the text."""
        mended = self._mended(list(self._raw(text)))
        return [word for word in self._spelled_one_way(mended) if word not in self._fillers]

    def _mended(self, words: list[str]) -> list[str]:
        left = MOST_MENDED
        for at, word in enumerate(words):
            unknown = len(word) >= SHORTEST_MENDED and word not in self._known
            if left and unknown and self._may_be_meant(word):
                left -= 1
                words[at] = self._speller.nearest(word) or word
        return words

    def _may_be_meant(self, word: str) -> bool:
        """Whether a target is near enough for the speller to be asked, which is dear."""
        letters = frozenset(word)
        return any(
            abs(length - len(word)) <= NEAR and len(letters ^ alike) <= NEAR + 1
            for length, alike in self._alike.get(word[0], ())
        )

    def _raw(self, text: str) -> Iterable[str]:
        if len(text) > LONGEST_TEXT:
            half = LONGEST_TEXT // 2
            text = f"{text[:half]}\n{text[-half:]}"
        plain = unicodedata.normalize("NFKD", text.casefold())
        kept = "".join(c for c in plain if not unicodedata.combining(c) and not _unseen(c))
        kept = _LEET_SIGNS.sub(lambda found: found.group().translate(_LEET), kept)
        kept = _DECIMAL.sub(_DOT, _APOSTROPHES.sub("", kept))
        for found in _TOKEN.finditer(kept):
            yield from self._parts(found.group()[:LONGEST_WORD])

    def _parts(self, piece: str) -> Iterable[str]:
        if piece in ",()[]/—–:":
            return (PAUSE,)
        if not piece[0].isalnum():
            return (STOP,)
        if _DOT in piece:
            piece = piece.replace(_DOT, ".")
            return [part for part in re.findall(r"\d+(?:\.\d+)?|[^\W\d_]+", piece) if part]
        if piece.isalpha():
            return (self._short(piece),)
        if piece.isdigit():
            return (piece,)
        if (plain := piece.translate(_LEET)) in self._vocabulary:
            return (plain,)
        return _PART.findall(piece)

    def _short(self, word: str) -> str:
        """ "diieee" as "die", "killll" as "kill"."""
        if word in self._vocabulary or not _DRAWN_OUT.search(word):
            return word
        single, double = _DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word)
        return double if double in self._vocabulary else single

    def _spelled_one_way(self, words: list[str]) -> Iterable[str]:
        at = 0
        while at < len(words):
            for parts, word in self._same.get(words[at], ()):
                if tuple(words[at : at + len(parts)]) == parts:
                    yield from word.split()
                    at += len(parts)
                    break
            else:
                yield words[at]
                at += 1


def _unseen(character: str) -> bool:
    category = unicodedata.category(character)
    return category in ("Cf", "Cs") or (category == "Cc" and not character.isspace())
