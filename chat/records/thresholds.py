"""Numbers a question sets as a line: "over 140/90", "menos de 70"."""

import re
from dataclasses import dataclass
from decimal import Decimal

from chat.records.time_words import UNITS, either

_DAYS = either({word: 0 for word, unit in UNITS.items() if unit != "hours"})
_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d{1,6}(?:[.,]\d{1,2})?"
_OVER = (
    r"above|over|exceed\w*|(?:higher|greater|more|bigger|larger) than|at least|past|"
    r"por encima de|mas de|mas que|(?:mayor|superior)(?:es)? (?:de|que|a)|mas alt[oa]s? (?:de|que)|"
    r"sobre|encima de|supera\w*|pasa\w* de"
)
_UNDER = (
    r"below|under|beneath|(?:lower|less|smaller|fewer) than|at most|"
    r"por debajo de|menos de|menos que|(?:menor|inferior)(?:es)? (?:de|que|a)|"
    r"mas baj[oa]s? (?:de|que)|bajo|debajo de"
)
_LINE = re.compile(
    rf"(?<!\S)(?:(?P<over>{_OVER})|(?:{_UNDER})) (?:los |las |the )?(?P<first>{_NUMBER})"
    rf"(?:(?:/| | over | sobre )(?P<second>\d{{2,3}}))?(?! {_DAYS}(?!\S))(?!\S)"
)


@dataclass(frozen=True, slots=True)
class Threshold:
    """Readings above or below `first`; of a pair also those with a second part beyond `second`."""

    above: bool
    first: Decimal
    second: Decimal | None = None


def threshold_in(text: str) -> Threshold | None:
    """The line drawn in a folded text; "10,000" is ten thousand, "7,5" seven and a half."""
    found = _LINE.search(text)
    if found is None:
        return None
    second = found["second"]
    return Threshold(
        above=found["over"] is not None,
        first=_number(found["first"]),
        second=Decimal(second) if second else None,
    )


def _number(text: str) -> Decimal:
    if re.fullmatch(r"\d{1,3}(?:[.,]\d{3})+", text):
        return Decimal(re.sub(r"[.,]", "", text))
    return Decimal(text.replace(",", "."))
