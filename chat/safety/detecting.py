"""Which emergencies a message tells of: rules first, then a small model; linear in the text."""

import re
from collections.abc import Iterator
from itertools import product

from chat.classifier.features import MOST
from chat.safety.guards import Guards
from chat.safety.matching import APART, Span
from chat.safety.rules import RULED, Rule, Rules, load
from chat.safety.sensing import sensed
from chat.safety.tokens import LONGEST_TEXT

MOST_WEIGHED = 64  # places of one part that are looked at
MOST_SPANS = 4  # places of one part that are weighed against those of another
MOST_SENTENCES = 60  # of a message, the last ones
_SENTENCE_END = re.compile(r"[.!?…;\n]+")
BLANK = "_"  # stands where a turn of phrase stood that means something else


def crisis_in(text: str, *, harmless: bool = False) -> tuple[str, ...]:
    """Kinds of emergency that `text` tells of as happening now, most urgent first.

    Args: harmless: known to be short small talk, so that only the rules are asked.
    """
    found = ruled(text)
    if found or harmless:
        return found or ()
    # The model reads a short message at once. Of a long one, and where a rule took an alarm back,
    # each sentence counts by itself.
    parts = _unruled(text) if found is not None or len(text) > MOST else (text,)
    return next(((kind,) for part in parts if (kind := sensed(part))), ())


def _unruled(text: str) -> Iterator[str]:
    """The sentences of which no rule knows anything."""
    sentences = _SENTENCE_END.split(text[-LONGEST_TEXT:])
    for sentence in sentences[-MOST_SENTENCES:]:
        if sentence.strip() and ruled(sentence) is None:
            yield sentence


def ruled(text: str) -> tuple[str, ...] | None:
    """What the rules find; () where they take an alarm back, None where they know nothing.

    Denied ("no chest pain and no sweating"), past, told of the family or asked in general does
    not count.
    """
    rules = load()
    words = rules.reader.words_of(text)
    if not _complete(rules, rules.index.found(words)):
        return None  # of nearly all messages; the rest is only about taking alarms back
    words = without_idioms(rules, words)
    guards = Guards(words, rules)
    hits = rules.index.found(words, guards.deniers)
    kinds = {rule.kind for rule in _complete(rules, hits) if _tells(rule, hits, guards)}
    return tuple(kind for kind in RULED if kind in kinds)


def _complete(rules: Rules, hits: dict[int, list[Span]]) -> list[Rule]:
    """The rules all of whose parts were found."""
    begun = (rule for part in hits for rule in rules.by_first.get(part, ()))
    return [rule for rule in begun if all(part in hits for part in rule.parts)]


def without_idioms(rules: Rules, words: list[str]) -> list[str]:
    """`words` with "dying of boredom" and the like blanked out."""
    left = list(words)
    for spans in rules.idioms.found(words).values():
        for start, end in spans:
            left[start:end] = [BLANK] * (end - start)
    return left


def _tells(rule: Rule, hits: dict[int, list[Span]], guards: Guards) -> bool:
    places: list[list[Span]] = []
    for part in rule.parts:
        real = [
            span for span in hits[part][:MOST_WEIGHED] if not guards.undo(span, asked=rule.asked)
        ]
        if not real:
            return False
        places.append([*real[:MOST_SPANS], *real[-MOST_SPANS:]])
    return len(places) == 1 or any(_near(spans) for spans in product(*places))


def _near(spans: tuple[Span, ...]) -> bool:
    return max(s[0] for s in spans) - min(s[1] for s in spans) <= APART
