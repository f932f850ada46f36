"""What a question narrows readings to besides kind and time: fasting, in the mornings."""

import re
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.db.models.functions import ExtractHour
from django.utils.translation import gettext as _

from chat.records.vocabulary import vocabulary
from patients.models import Observation, ObservationQuerySet
from patients.observation_types import ObservationType

_SITUATIONS = tuple(
    (re.compile(row["words"]), tuple(row["contexts"])) for row in vocabulary("names")["situations"]
)
_PARTS = tuple((part, re.compile(words)) for part, words in vocabulary("names")["hours"].items())
# From, and up to but not including, the hour on the person's clock.
_HOURS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (18, 24), "night": (20, 6)}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Attributes: contexts: registry contexts, () for all. part: part of the day, "" for all."""

    contexts: tuple[str, ...] = ()
    part: str = ""

    def __bool__(self) -> bool:
        return bool(self.contexts or self.part)

    def applied(self, rows: ObservationQuerySet, zone: ZoneInfo) -> ObservationQuerySet:
        """Only the readings that fit; a reading without a time fits no part of the day."""
        if self.contexts:
            rows = rows.filter(context__in=self.contexts)
        if not self.part:
            return rows
        start, end = _HOURS[self.part]
        after, before = Q(_hour__gte=start), Q(_hour__lt=end)
        hours = after & before if start < end else after | before
        timed = rows.filter(precision=Observation.Precision.MINUTE)
        return timed.alias(_hour=ExtractHour("effective_at", tzinfo=zone)).filter(hours)

    def said(self, kind: ObservationType | None) -> str:
        """ "Fasting", "in the mornings", or ""."""
        labels = {choice.key: str(choice.label) for choice in kind.contexts} if kind else {}
        parts = {
            "morning": _("in the mornings (5 to 12)"),
            "afternoon": _("in the afternoons (12 to 18)"),
            "evening": _("in the evenings (18 to 24)"),
            "night": _("at night (20 to 6)"),
        }
        said = [labels.get(self.contexts[0], "") if self.contexts else "", parts.get(self.part, "")]
        return ", ".join(text for text in said if text)


NO_NARROWING = Narrowing()


def narrowing_in(words: str, rest: str, keys: tuple[str, ...]) -> Narrowing:
    """Args: words: the folded question. rest: the same without kinds and times. keys: the kinds
    named; none when a follow-up leaves them out.
    """
    contexts: tuple[str, ...] = ()
    if not keys or keys[0] == "glucose":
        contexts = next((fits for said, fits in _SITUATIONS if said.search(words)), ())
    if any(key.startswith("sleep") for key in keys):  # "at night" says nothing about sleep
        return Narrowing(contexts)
    return Narrowing(contexts, next((part for part, said in _PARTS if said.search(rest)), ""))


def fitting(narrowing: Narrowing, keys: tuple[str, ...]) -> Narrowing:
    """What of a narrowing makes sense for the kinds."""
    return narrowing if keys[:1] == ("glucose",) else replace(narrowing, contexts=())
