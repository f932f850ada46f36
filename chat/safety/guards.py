"""What undoes a match: a denial, the past, somebody's history, a general question, a story."""

from bisect import bisect_right
from collections.abc import Collection, Sequence
from itertools import accumulate

from chat.safety.matching import Span
from chat.safety.rules import Rules
from chat.safety.tokens import PAUSE, STOP

REACH = 4  # words over which a denial reaches
TURNS = {"but", "pero", "and", "y", "because", "porque", "though", "aunque", "so", "now", "ahora"}
CLAUSE_ENDS = TURNS | {STOP, PAUSE}


class Guards:
    """Where the words of one message hold back; each question about a span takes constant time."""

    def __init__(self, words: Sequence[str], rules: Rules) -> None:
        """Args: words: of the whole message, idioms gone."""
        found = {
            name: [span for spans in index.found(words).values() for span in spans]
            for name, index in rules.guards.items()
        }
        harmless = {at for start, end in found["no_denial"] for at in range(start, end)}
        self.deniers = frozenset(at for at, _end in found["denial"] if at not in harmless)
        self._words = words
        self._clause = _numbered(words, CLAUSE_ENDS)
        self._sentence = _numbered(words, {STOP})
        self._past = {self._clause[at] for at, _end in found["past"]}
        self._present = {self._clause[at] for at, _end in found["present"]}
        self._stories = {self._sentence[at] for at, _end in found["story"]}
        self._general: dict[int, list[int]] = {}  # sentence -> where its general questions end
        for end, at in sorted((end, at) for at, end in found["general"]):
            self._general.setdefault(self._sentence[at], []).append(end)
        self._over: dict[int, int] = {}  # sentence -> where it last says that all is well again
        for at, _end in sorted(found["over"]):
            self._over[self._sentence[at]] = at
        persons = {at for at, _end in found["personal"]}
        self._persons = [0, *accumulate(at in persons for at in range(len(words)))]

    def undo(self, span: Span, *, asked: bool) -> bool:
        """Whether what stands at `span` is not an emergency now. asked: see `Rule`."""
        return self._denied(span) or self._recalled(span) or (not asked and self._is_harmless(span))

    def _is_harmless(self, span: Span) -> bool:
        over = self._over.get(self._sentence[span[0]], -1) >= span[0]
        return over or self._in_general(span) or self._in_story(span)

    def _denied(self, span: Span) -> bool:
        for at in range(span[0] - 1, max(span[0] - 1 - REACH, -1), -1):
            if self._words[at] in CLAUSE_ENDS:
                return False
            if at in self.deniers:
                return True
        return False

    def _recalled(self, span: Span) -> bool:
        clauses = range(self._clause[span[0]], self._clause[span[1] - 1] + 1)
        return _any_in(clauses, self._past) and not _any_in(clauses, self._present)

    def _in_general(self, span: Span) -> bool:
        ends = self._general.get(self._sentence[span[0]], [])
        place = bisect_right(ends, span[1]) - 1
        return place >= 0 and self._persons[span[1]] == self._persons[ends[place]]

    def _in_story(self, span: Span) -> bool:
        return self._sentence[span[0]] in self._stories


def _any_in(numbers: range, wanted: set[int]) -> bool:
    return any(number in wanted for number in numbers)


def _numbered(words: Sequence[str], ends: Collection[str]) -> list[int]:
    """Each word's clause (or sentence), counted from 0."""
    return list(accumulate(word in ends for word in words))
