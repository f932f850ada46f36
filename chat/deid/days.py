"""Days, months and far years as they leave: counted from the day the conversation began.

`[day -34]` is 34 days before that day, `[month -8]` eight months before that month. Counted from
a fixed day and not from today, so that the record reads the same on every turn of a conversation.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

Unit = Literal["day", "month", "year"]
OLDEST: Final = 89  # years of age from which a year tells too much

_NAMES: Final = (
    ("jan", "ene"), ("feb",), ("mar",), ("apr", "abr"), ("may",), ("jun",), ("jul",),
    ("aug", "ago"), ("sep", "set"), ("oct",), ("nov",), ("dec", "dic"),
)  # fmt: skip
_MONTHS: Final = {word: number for number, words in enumerate(_NAMES, start=1) for word in words}
_WORD: Final = re.compile(r"[^\W\d_]{3,}")
_NUMBERS: Final = re.compile(r"\d+")
CLOCK: Final = re.compile(r"(?:(?:,? |:)\d\d:\d\d|t\d\d:?\d\d).*$", re.IGNORECASE | re.DOTALL)
_NUMERIC: Final = re.compile(r"(\d{1,4})[-/. ](\d{1,2})[-/. ](\d{1,4})")
_COMPACT: Final = re.compile(r"\d{8}")

ISO_DAY: Final = re.compile(
    r"(?<![\d/-])(?:18|19|20)\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])(?!\d)"
)
# Looked at only for whether it is the day of a birth: 3/12/80 may as well be something else.
ANY_DAY: Final = re.compile(r"(?<![\d.,/-])\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d\d)(?![\d/-])")
ISO_MONTH: Final = re.compile(r"(?<![\d/-])(?:18|19|20)\d\d-(?:0[1-9]|1[0-2])(?![\d-])")
YEAR: Final = re.compile(
    r"(?<!\w)(?:since|from|until|to|in|born|year|desde|hasta|en|año|de) (?P<year>1[89]\d\d)"
    r"(?![\w/-])(?!\.\d| ?(?:mg|mcg|ml|kcal|steps|pasos))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class When:
    """A day, a month (`day` None) or a year (`month` None too)."""

    year: int
    month: int | None = None
    day: int | None = None

    @property
    def date(self) -> date:
        """Its first day. Raises: ValueError: there is no such day."""
        return date(self.year, self.month or 1, self.day or 1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Counts from `anchor`.

    births: days that identify by themselves and are never counted. month_first: how this person
    writes 3/4/2026; None when that cannot be known.
    """

    anchor: date
    births: frozenset[date] = frozenset()
    month_first: bool | None = None

    def stand_in(self, when: When) -> str:
        """`[day -34]`; "" for what may be told as it is, such as a year not too long ago."""
        unit, number = self.counted(when)
        return f"[{unit} {number:+d}]" if unit else ""

    def counted(self, when: When) -> tuple[Unit | None, int]:
        """The unit and how many of them after the anchor."""
        if when.day is not None:
            return "day", (when.date - self.anchor).days
        if when.month is not None:
            months = (when.year - self.anchor.year) * 12 + when.month - self.anchor.month
            return "month", months
        years = when.year - self.anchor.year
        return ("year", years) if years < -OLDEST else (None, years)

    def told(self, unit: Unit, number: int) -> str:
        """The date again, "" where the calendar ends."""
        try:
            if unit == "day":
                return (self.anchor + timedelta(days=number)).isoformat()
            year, month = divmod(self.anchor.year * 12 + self.anchor.month - 1 + number, 12)
            if unit == "month":
                return f"{date(year, month + 1, 1):%Y-%m}"
            return f"{date(self.anchor.year + number, 1, 1):%Y}"
        except (ValueError, OverflowError):
            return ""

    def read(self, text: str) -> When | None:
        """What a date that somebody wrote means; None when that is not certain."""
        text = CLOCK.sub("", text)
        if _COMPACT.fullmatch(text):
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}" if text[:2] in {"18", "19", "20"} else ""
        if match := _NUMERIC.fullmatch(text):
            return self._numeric(*match.groups())
        if ISO_MONTH.fullmatch(text):
            return When(int(text[:4]), int(text[5:]))
        return self._spelled(text)

    def is_birth(self, text: str) -> bool:
        """Whether it may be one of the days that identify, in either order of day and month."""
        match = _NUMERIC.fullmatch(CLOCK.sub("", text))
        if match is None:
            when = self.read(text)
            return when is not None and when.day is not None and when.date in self.births
        first, second, third = (int(part) for part in match.groups())
        forms = [(first, second, third), (third, second, first), (third, first, second)]
        return any(
            (born.year, born.month, born.day) == (year, month, day)
            or (year < 100 and born.year % 100 == year and (born.month, born.day) == (month, day))
            for born in self.births
            for year, month, day in forms
        )

    def _numeric(self, first: str, second: str, third: str) -> When | None:
        if len(first) == 4:
            return _checked(int(first), int(second), int(third))
        year = int(third) if len(third) == 4 else 2000 + int(third)
        if len(third) == 2 and year > self.anchor.year + 1:
            year -= 100
        one, two = int(first), int(second)
        if one == two or two > 12:
            return _checked(year, one, two)
        if one > 12:
            return _checked(year, two, one)
        if self.month_first is None:
            return None
        return _checked(year, *((one, two) if self.month_first else (two, one)))

    def _spelled(self, text: str) -> When | None:
        month = next(
            (_MONTHS[w[:3]] for w in map(str.lower, _WORD.findall(text)) if w[:3] in _MONTHS), None
        )
        numbers = [int(number) for number in _NUMBERS.findall(text)]
        years = [number for number in numbers if number > 999]
        days = [number for number in numbers if number <= 31]
        if month is None or len(numbers) > 2 or not numbers:
            return None
        if years and not days:
            return When(years[0], month)
        if not days:
            return None
        return _checked(years[0], month, days[0]) if years else self._latest(month, days[0])

    def _latest(self, month: int, day: int) -> When | None:
        """A day without its year: the last one, unless it comes within two months."""
        soon = self.anchor + timedelta(days=60)
        found = [_checked(soon.year - back, month, day) for back in (0, 1)]
        return next((when for when in found if when and when.date <= soon), None)


def _checked(year: int, month: int, day: int) -> When | None:
    when = When(year, month, day)
    try:
        return when if when.date else None
    except ValueError:
        return None
