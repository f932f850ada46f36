"""Finding phrases among words: short patterns with alternatives, gaps and numbers.

A pattern is words parted by spaces:

    wanna|gonna die        alternatives
    suicid*                any word that begins so
    left_arm               two words side by side
    @chest .. @pain        named sets of words; up to five words may stand between
    fever of|is ? ? 39     up to two of the words before "? ?" may stand there
    #38-42                 a number from 38 to 42
    @chest_pain & @sweat   both, in any order, not far apart

Every step is bounded (items, gaps), so the work is linear in the text.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace

from chat.safety.tokens import PAUSE, STOP

GAP, SHORT_GAP = 5, 1
APART = 45  # words between the parts of one "&" pattern
# Words of any message; a pattern is not looked for on their account where it has better ones.
_COMMON = (
    "a an and are at be but by can cant do dont for from get go had has have he her his how i if im"
    " in is isnt it its just like me my no not of on or our out she so some that the this to up was"
    " we what when who will with wont you your al ante con de del el ella en es esta estoy ha hace"
    " la las le lo los me mi mis muy no nos o para pero por que se ser si sin su tan te tengo tiene"
    " todo un una unos ya y"
)
COMMON = frozenset(_COMMON.split())
_STEM = 3  # letters of a prefix that index it

Span = tuple[int, int]


@dataclass(frozen=True)
class Item:
    """One place of a pattern. gap: words that may stand before it."""

    words: frozenset[str]
    stems: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()
    between: tuple[float, float] | None = None
    gap: int = 0
    optional: bool = False

    def ends(self, words: Sequence[str], at: int) -> Iterator[int]:
        """Where this item ends when it begins at `at`; longer readings first."""
        word = words[at]
        for phrase in self.phrases:
            if word == phrase[0] and tuple(words[at : at + len(phrase)]) == phrase:
                yield at + len(phrase)
        if word in self.words or word.startswith(self.stems) or self._counts(word):
            yield at + 1

    def _counts(self, word: str) -> bool:
        return word[0].isdigit() and _within(word, self.between)

    def starts(self) -> Set[str]:
        """Words it may begin with."""
        return self.words | {phrase[0] for phrase in self.phrases}

    def telling(self) -> Set[str]:
        """Words one of which must be there: of a phrase the least common one."""
        return self.words | {min(phrase, key=_plainness) for phrase in self.phrases}


@dataclass(frozen=True)
class Pattern:
    """Items in order."""

    items: tuple[Item, ...]

    def beginnings(self) -> Iterator[Item]:
        """The items that a match may begin with."""
        for item in self.items:
            yield item
            if not item.optional:
                return

    def rarest(self) -> Item:
        """The item that must be there and is least likely in any text."""
        return min((item for item in self.items if not item.optional), key=_commonness)

    def end(self, words: Sequence[str], at: int, blocked: Set[int]) -> int | None:
        """Where the pattern ends when it begins at `at`; gaps never cross a blocked place."""
        return self._rest(words, at, 0, blocked)

    def _rest(self, words: Sequence[str], at: int, place: int, blocked: Set[int]) -> int | None:
        if place == len(self.items):
            return at
        item = self.items[place]
        for start in range(at, min(at + item.gap + 1, len(words))):
            for end in item.ends(words, start):
                if (last := self._rest(words, end, place + 1, blocked)) is not None:
                    return last
            if words[start] == STOP or start in blocked:
                break
        return self._rest(words, at, place + 1, blocked) if item.optional else None


@dataclass
class Index:
    """Patterns, tried only where a message holds a telling word of theirs."""

    patterns: list[Pattern] = field(default_factory=list)
    _numbers: dict[str, int] = field(default_factory=dict)
    _starts: "Words" = field(default_factory=lambda: Words())
    _telling: "Words" = field(default_factory=lambda: Words())

    def add(self, text: str, sets: Mapping[str, str]) -> int:
        """The number of the pattern written as `text`, new or known."""
        if text in self._numbers:
            return self._numbers[text]
        number = self._numbers[text] = len(self.patterns)
        pattern = compiled(text, sets)
        self.patterns.append(pattern)
        for first in pattern.beginnings():
            self._starts.add(first, first.starts(), number)
        rarest = pattern.rarest()
        self._telling.add(rarest, rarest.telling(), number)
        return number

    def found(self, words: Sequence[str], blocked: Set[int] = frozenset()) -> dict[int, list[Span]]:
        """Pattern number -> where it stands in `words`."""
        telling: set[int] = set()
        for word in set(words):
            telling |= self._telling.of(word)
        if not telling:
            return {}
        hits: dict[int, list[Span]] = {}
        starting: dict[str, Set[int]] = {}
        for at, word in enumerate(words):
            if word not in starting:
                starting[word] = self._starts.of(word) & telling
            for number in starting[word]:
                end = self.patterns[number].end(words, at, blocked)
                if end is not None:
                    hits.setdefault(number, []).append((at, end))
        return hits


class Words:
    """Numbers of patterns by the words of one of their items."""

    def __init__(self) -> None:
        """Empty."""
        self._by_word: dict[str, set[int]] = {}
        self._by_stem: dict[str, set[int]] = {}
        self._by_digits: set[int] = set()

    def add(self, item: Item, words: Set[str], number: int) -> None:
        """Let `number` be found by `words` and by the stems and numbers of `item`."""
        for word in words:
            self._by_word.setdefault(word, set()).add(number)
        for stem in item.stems:
            self._by_stem.setdefault(stem[:_STEM], set()).add(number)
        if item.between:
            self._by_digits.add(number)

    def of(self, word: str) -> Set[int]:
        """Numbers that `word` may stand for."""
        found = self._by_word.get(word, _NONE) | self._by_stem.get(word[:_STEM], _NONE)
        return found | self._by_digits if word[0].isdigit() else found


_NONE: frozenset[int] = frozenset()


def _plainness(word: str) -> tuple[bool, int]:
    return word in COMMON, -len(word)


def _commonness(item: Item) -> int:
    plain = sum(1 + 20 * (word in COMMON) for word in item.telling())
    return plain + 2 * len(item.stems) + 60 * bool(item.between)


def compiled(text: str, sets: Mapping[str, str]) -> Pattern:
    """The pattern written as `text`. Raises: ValueError: it says nothing."""
    items: list[Item] = []
    gap = 0
    for piece in text.split():
        if piece in ("..", "."):
            gap = GAP if piece == ".." else SHORT_GAP
        elif piece == "?":
            items += _once_more(items)
        else:
            items.append(_item(piece, sets, gap))
            gap = 0
    if all(item.optional for item in items):
        raise ValueError(f"A pattern must say something: {text!r}")
    return Pattern(tuple(items))


def _once_more(items: list[Item]) -> list[Item]:
    """Make the last item optional; where it already is, give it another optional place."""
    last = items[-1]
    if last.optional:
        return [replace(last, gap=0)]
    items[-1] = replace(last, optional=True)
    return []


def _item(piece: str, sets: Mapping[str, str], gap: int) -> Item:
    words, stems, phrases = set(), [], []
    between = None
    for option in _options(piece, sets):
        if option.startswith("#"):
            low, _dash, high = option[1:].partition("-")
            between = (float(low), float(high))
        elif option.endswith("*"):
            if len(option) <= _STEM:
                raise ValueError(f"A stem needs {_STEM} letters: {option!r}")
            stems.append(option[:-1])
        elif "_" in option:
            phrases.append(tuple(option.split("_")))
        else:
            words.add(option)
    return Item(frozenset(words), tuple(stems), tuple(phrases), between, gap)


def _options(piece: str, sets: Mapping[str, str]) -> Iterator[str]:
    for option in piece.split("|"):
        if option.startswith("@"):
            for inner in sets[option[1:]].split():
                yield from _options(inner, sets)
        else:
            yield option


def vocabulary(texts: Iterable[str], sets: Mapping[str, str]) -> set[str]:
    """Every whole word that the patterns name."""
    found: set[str] = set()
    for text in texts:
        for item in compiled(text, sets).items:
            found |= item.words
            found.update(word for phrase in item.phrases for word in phrase)
    return found - {STOP, PAUSE}


def _within(word: str, bounds: tuple[float, float] | None) -> bool:
    if bounds is None:
        return False
    try:
        return bounds[0] <= float(word) <= bounds[1]
    except ValueError:
        return False
