"""One question, understood: what is asked, of which readings, for which time."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from chat.records import metrics, time_phrases
from chat.records.intents import (
    ASKED,
    GENERAL,
    OF_PROFILE,
    OF_READINGS,
    OF_TIME,
    TOPICS,
    Intent,
    first_of,
)
from chat.records.narrowing import NO_NARROWING, Narrowing, fitting, narrowing_in
from chat.records.periods import EVER, Clock, Period
from chat.records.spelling import Speller, folded, words_of
from chat.records.thresholds import Threshold, threshold_in
from chat.records.time_words import MONTHS, NUMBERS, UNITS, WEEKDAYS
from chat.records.vocabulary import word_list

MOST_METRICS = 3
MOST_LISTED = 20


@dataclass(frozen=True, slots=True)
class Question:
    """What was understood.

    Attributes: asked: the intent as stated, None when only implied. metrics: registry keys.
    period, other: the times named, in order. limit: of "the last 5".
    threshold: of "over 140". narrowing: to "fasting". words: all words, folded.
    topic: the part of the profile that an ADVICE question is about. follows: begins like "and...".
    """

    intent: Intent
    asked: Intent | None = None
    metrics: tuple[str, ...] = ()
    period: Period | None = None
    other: Period | None = None
    limit: int = 0
    threshold: Threshold | None = None
    narrowing: Narrowing = NO_NARROWING
    topic: Intent | None = None
    words: frozenset[str] = frozenset()
    follows: bool = False


_FOLLOWS = re.compile(
    r"(?:ok |okay |vale |well |bueno )?(?:and|y|e|also|tambien|then|but|pero|or|o|what about|"
    r"how about|what of|que tal|que hay de|same|lo mismo|instead)(?!\S)"
)
_LIMIT = re.compile(
    r"(?<!\S)(?:last|latest|newest|recent|ultim[oa]s|mas recientes) (?:my )?(?P<n>\d{1,3}|"
    r"two|three|four|five|six|seven|eight|nine|ten|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|"
    r"diez)(?!\S)"
)
_HOW_MANY = re.compile(r"(?<!\S)(?:how (?:many|much|long|far)|cuant[oa]s?)(?!\S)")
# "What is my weight?": the latest one, or the course of it when a span of time is named.
_PLAIN = re.compile(
    r"(?<!\S)(?:what(?:s| s| is| was| are| were)|how (?:much|high|low|tall|old|long|many)|"
    r"cual(?:es)? (?:es|son|era|fue|fueron)|cuant[oa]s?|que #)(?!\S)"
)
_BEST_WORST = re.compile(r"(?<!\S)(best|worst|mejor(?:es)?|peor(?:es)?)(?!\S)")
_FEVER = re.compile(r"(?<!\S)(?:fevers?|fiebre|calentura)(?!\S)")
_GAINED = re.compile(r"(?<!\S)(?:gain(?:ed)?|lose|lost|adelga\w+|engord\w+)(?!\S)")
_SEVERAL = frozenset(
    ("readings", "values", "numbers", "results", "vitals", "valores", "resultados", "registros",
     "lecturas", "numeros")
)  # fmt: skip
_IS = re.compile(r"(?:is|are|esta|estan|es|son)(?!\S)")
_HAD = re.compile(r"(?<!\S)(?:had|have|having|tuve|tenido|tengo)(?!\S)")
_FOR_TOPIC = re.compile(
    r"(?<!\S)(?:# (?:med\w*|pills?|tablets?|drugs?|vaccin\w*)|(?:what|which|any|list|que|cuales|"
    r"algun\w*) (?:\S+ ){0,2}?(?:med\w+|pills?|tablets?|drugs?|allerg\w+|alerg\w+|vac\w+|"
    r"conditions?|diagnos\w+|enfermedad\w+|pastillas?|farmacos?)|what (?:do|am) i tak\w+|"
    r"(?:medic\w+|pastillas?) (?:para|de) (?:la |el )?#|family history|antecedentes)(?!\S)"
)


def parse(text: str, clock: Clock, previous: Sequence[str] = ()) -> Question:
    """Understand `text`; what it leaves out comes from the `previous` questions, oldest first."""
    question = _alone(text, clock)
    before: Question | None = None
    for earlier in previous:
        stated = _alone(earlier, clock)
        before = merged(stated, before) if before else stated
    return merged(question, before) if before else question


def merged(question: Question, before: Question) -> Question:
    """`question` with what it leaves to the one `before` it."""
    if question.topic or question.intent in OF_PROFILE:
        return question
    if question.metrics:
        return _same_of_others(question, before)
    stands_alone = question.intent not in (
        Intent.UNKNOWN, Intent.ADVICE, Intent.THANKS, Intent.GREETING
    )  # fmt: skip
    if question.asked is Intent.COUNT and before.metrics and len(question.words) <= 3:
        stands_alone = False
    says_something = (
        question.period or question.asked or question.limit or question.threshold
    ) or question.narrowing
    if not says_something or (stands_alone and not question.follows):
        return question
    if before.intent in OF_PROFILE or before.intent not in OF_READINGS | OF_TIME:
        return question
    return _same_otherwise(question, before)


def _same_of_others(question: Question, before: Question) -> Question:
    """ "And my weight?": the same about another kind of reading."""
    if not question.follows or before.intent not in OF_READINGS | OF_TIME:
        return question
    intent = question.intent
    if question.asked is None and before.intent in OF_READINGS:
        intent = before.intent
    period, other = question.period or before.period, question.other
    if question.period is None:
        other = before.other
    limit = question.limit or before.limit
    if intent is Intent.BEYOND and question.threshold is None:  # a line is drawn for one kind
        intent = Intent.TREND
    return replace(question, intent=intent, period=period, other=other, limit=limit)


def _same_otherwise(question: Question, before: Question) -> Question:
    """ "And last month?", "what was the highest?": another time or another figure of the same."""
    asked = question.asked
    if question.threshold and before.metrics:
        asked = Intent.BEYOND
    fits = asked is not None and (bool(before.metrics) or asked in OF_TIME)
    intent = asked if asked is not None and fits else before.intent
    if asked is Intent.COMPARE and question.other is None:
        return replace(
            before, intent=intent, asked=asked, period=before.period, other=question.period
        )
    if intent is Intent.COMPARE and question.other is None:
        intent = Intent.TREND
    return replace(
        before,
        intent=intent,
        asked=asked,
        period=question.period or before.period,
        other=question.other,
        limit=question.limit or before.limit,
        threshold=question.threshold or before.threshold,
        narrowing=fitting(question.narrowing, before.metrics) or before.narrowing,
        words=question.words | before.words,
    )


def _alone(text: str, clock: Clock) -> Question:
    words = speller().mended(folded(text))
    keys, rest = metrics.named_in(words)
    periods, rest = time_phrases.find(rest, clock)
    periods = [period for period in periods if period != EVER or len(periods) == 1]
    asked, topic = first_of(ASKED, rest), first_of(TOPICS, rest)
    stated = Question(
        Intent.UNKNOWN,
        asked=asked,
        metrics=keys[:MOST_METRICS],
        period=periods[0] if periods else None,
        other=periods[1] if len(periods) > 1 else None,
        limit=_limit(rest),
        threshold=threshold_in(rest),
        narrowing=narrowing_in(words, rest, keys),
        words=frozenset(words.split()),
        follows=bool(_FOLLOWS.match(rest)),
    )
    if topic and not (keys and not _FOR_TOPIC.search(rest)):
        return _of_profile(stated, topic)
    if keys:
        return _of_readings(stated, words, rest)
    return replace(stated, intent=_general(asked, rest, stated))


def _of_profile(stated: Question, topic: Intent) -> Question:
    if stated.asked in (Intent.ADVICE, Intent.HOW_TO) and topic is not Intent.CONTACTS:
        return replace(stated, intent=stated.asked, topic=topic, metrics=())
    if stated.asked is Intent.CHANGES:
        return replace(stated, intent=Intent.CHANGES, metrics=())
    return replace(stated, intent=topic, metrics=())


def _of_readings(stated: Question, words: str, rest: str) -> Question:
    asked = _figure(stated, words, rest)
    if stated.threshold and asked not in (Intent.ADVICE, Intent.HOW_TO):
        return replace(stated, intent=Intent.BEYOND, asked=Intent.BEYOND)
    if stated.limit and asked in (None, Intent.LATEST, Intent.LIST):
        asked = Intent.LIST
    if stated.other and asked in (None, Intent.TREND, Intent.MEAN, Intent.TOTAL):
        asked = Intent.COMPARE
    implied = asked or (Intent.LATEST if _plain_latest(stated, rest) else Intent.TREND)
    return replace(stated, intent=implied, asked=asked)


def _figure(stated: Question, words: str, rest: str) -> Intent | None:
    """The figure asked for, with the words that depend on what is measured."""
    asked, key = stated.asked, stated.metrics[0]
    if found := _BEST_WORST.search(rest):
        best = found[1] in ("best", "mejor", "mejores")
        if asked in (None, Intent.TREND, Intent.LATEST, Intent.LIST):
            more = key in metrics.MORE_IS_BETTER
            return Intent.HIGHEST if best == more else Intent.LOWEST
    if key == "body_weight" and asked is Intent.LOGGED and _GAINED.search(words):
        return Intent.TREND
    if key == "bmi" and asked in (None, Intent.TREND, Intent.LIST):
        return Intent.LATEST
    if key == "body_temperature" and _FEVER.search(words) and _HAD.search(rest):
        return Intent.HIGHEST
    if key == "medication_intake" and asked in (None, Intent.LATEST):
        return Intent.COUNT if _HOW_MANY.search(rest) else Intent.LOGGED
    if asked is Intent.OUT_OF_RANGE and stated.period is None and _IS.match(rest):
        return Intent.EXPLAIN
    if _HOW_MANY.search(rest) and asked in (None, Intent.LATEST, Intent.TREND, Intent.LOGGED):
        asked = None if asked is Intent.LOGGED else asked
        return Intent.TOTAL if key in metrics.ADDED_UP else asked
    return Intent.TREND if asked is Intent.CHANGES else asked


def _plain_latest(stated: Question, rest: str) -> bool:
    if stated.metrics[0] == "body_height":
        return True
    much_sleep = stated.metrics[0] == "sleep_duration" and bool(_HOW_MANY.search(rest))
    return stated.period is None and not much_sleep and bool(_PLAIN.search(rest))


def _general(asked: Intent | None, rest: str, stated: Question) -> Intent:
    if stated.threshold and asked is not Intent.ADVICE:
        return Intent.UNKNOWN
    if stated.limit:
        return Intent.LIST
    if asked is Intent.EXPLAIN and stated.words & _SEVERAL:
        return Intent.OUT_OF_RANGE
    if asked in (Intent.HOW_TO, Intent.ADVICE, Intent.CHANGES, Intent.OUT_OF_RANGE):
        return asked
    general = first_of(GENERAL, rest)
    if general in (Intent.THANKS, Intent.GREETING) and (stated.follows and stated.period):
        return Intent.UNKNOWN
    if general is not None:
        return general
    alone = {Intent.LOGGED: Intent.LOGGED, Intent.COUNT: Intent.INVENTORY, Intent.LIST: Intent.LIST}
    return alone.get(asked or Intent.UNKNOWN, Intent.UNKNOWN)


def _limit(rest: str) -> int:
    found = _LIMIT.search(rest)
    if found is None:
        return 0
    word = found["n"]
    return max(1, min(int(word) if word.isdecimal() else NUMBERS[word], MOST_LISTED))


@cache
def speller() -> Speller:
    """Mends the names of readings and of the parts of a profile; leaves everyday words alone."""
    named = words_of(metrics.names())
    everyday = word_list("spelling", "everyday")
    known = {*named, *MONTHS, *WEEKDAYS, *UNITS, *words_of(NUMBERS), *everyday}
    return Speller(word_list("spelling", "mended"), known)
