"""Spans of days or hours: what a time phrase stands for, and how it is said back."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

DAY = timedelta(days=1)
EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` to `last`, both included (None is open), or the hours of `since`/`until`.

    Attributes: name: how the person put it ("this_month", "days", "month", "span"...). amount: of
    "last 7 days". since, until: aware; set only for phrases shorter than days.
    """

    name: str
    first: date | None = None
    last: date | None = None
    amount: int = 0
    since: datetime | None = None
    until: datetime | None = None

    @property
    def one_day(self) -> bool:
        """Whether it is a single day."""
        return self.first is not None and self.first == self.last


@dataclass(frozen=True, slots=True)
class Clock:
    """Where and when the person asks."""

    now: datetime
    zone: ZoneInfo
    day_first: bool = True

    @property
    def today(self) -> date:
        """The person's day."""
        return self.now.astimezone(self.zone).date()

    def at(self, day: date, hour: int) -> datetime:
        """The instant at which the person's clock shows `hour` on `day`."""
        return datetime.combine(day, time(hour), tzinfo=self.zone)


EVER = Period("ever")


def rolling(unit: str, amount: int, clock: Clock) -> Period:
    """The last `amount` hours, days, weeks, months or years, today included."""
    amount = max(amount, 1)
    if unit == "hours":
        amount = min(amount, 24 * 366)
        since = clock.now.astimezone(UTC) - timedelta(hours=amount)  # real hours, not wall clock
        return Period("hours", amount=amount, since=since, until=clock.now)
    if unit in ("days", "weeks"):
        amount = min(amount, 36_600)
        days = min(amount * (7 if unit == "weeks" else 1), 36_600)
        first = clock.today - (days - 1) * DAY
    else:
        amount = min(amount, 1_200)
        first = months_before(clock.today, min(amount * (12 if unit == "years" else 1), 1_200))
    return Period(unit, max(first, EARLIEST), clock.today, amount)


def calendar(unit: str, back: int, clock: Clock, name: str = "") -> Period:
    """The calendar day, week (from Monday), month or year that lies `back` of them before now."""
    today, back = clock.today, min(back, 1_200)
    if unit == "days":
        day = max(today - back * DAY, EARLIEST)
        return Period(name or "day", day, day)
    if unit == "weeks":
        first = today - today.weekday() * DAY - 7 * back * DAY
        return Period(name or "span", first, min(first + 6 * DAY, today))
    if unit == "months":
        found = month_of(months_before(today.replace(day=1), back), clock)
    else:
        found = year_of(max(today.year - back, EARLIEST.year), clock)
    return replace(found, name=name or found.name)


def month_of(day: date, clock: Clock) -> Period:
    """The whole month of `day`, up to today if it is the present one."""
    last = day.replace(day=monthrange(day.year, day.month)[1])
    return Period("month", day.replace(day=1), _until_today(day.replace(day=1), last, clock))


def year_of(year: int, clock: Clock) -> Period:
    """The whole year, up to today if it is the present one."""
    first = date(year, 1, 1)
    return Period("year", first, _until_today(first, date(year, 12, 31), clock))


def weekend(back: int, clock: Clock, name: str) -> Period:
    """Saturday and Sunday: the present or latest weekend, or the one `back` before it."""
    since_saturday = (clock.today.weekday() - 5) % 7
    first = clock.today - (since_saturday + 7 * back) * DAY
    return Period(name, first, min(first + DAY, clock.today))


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier, or the last day of that month where it is shorter."""
    index = max(day.year * 12 + day.month - 1 - months, EARLIEST.year * 12)
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _until_today(first: date, last: date, clock: Clock) -> date:
    return clock.today if first <= clock.today <= last else last


def said(period: Period, today: date) -> str:
    """The period as a phrase of the active language, with its days where the words leave doubt."""
    words = _words(period)
    if period.name == "ago":
        period = replace(period, name="month" if period.first and period.first.day == 1 else "span")
    if period.since is not None or period.name in ("ever", "today", "yesterday"):
        return words
    days = days_said(period.first, period.last, today)
    if period.name == "month" and period.first:
        whole = period.last == period.first.replace(
            day=monthrange(period.first.year, period.first.month)[1]
        )
        return date_format(period.first, "YEAR_MONTH_FORMAT") if whole else days
    if period.name == "year" and period.first and period.last == date(period.first.year, 12, 31):
        return str(period.first.year)
    return f"{words} ({days})" if words else days


def days_said(first: date | None, last: date | None, today: date) -> str:
    """ "May 1 to May 19", "since May 1", "until May 19" or one day."""
    start, end = (day_said(day, today) if day else "" for day in (first, last))
    if first == last:
        return start or _("all readings")
    if first and last is None:
        return _("since %(day)s") % {"day": start}
    if last and first is None:
        return _("until %(day)s") % {"day": end}
    return _("%(first)s to %(last)s") % {"first": start, "last": end}


def day_said(day: date, today: date) -> str:
    """Month and day; with the year when it is not the present one."""
    same_year = day.year == today.year
    return date_format(day, "MONTH_DAY_FORMAT" if same_year else "DATE_FORMAT")


def _words(period: Period) -> str:
    fixed = {
        "today": _("today"),
        "yesterday": _("yesterday"),
        "this_morning": _("this morning"),
        "this_afternoon": _("this afternoon"),
        "this_evening": _("this evening"),
        "yesterday_morning": _("yesterday morning"),
        "yesterday_afternoon": _("yesterday afternoon"),
        "yesterday_evening": _("yesterday evening"),
        "last_night": _("last night"),
        "this_week": _("this week"),
        "last_week": _("last week"),
        "this_weekend": _("this weekend"),
        "last_weekend": _("last weekend"),
        "this_month": _("this month"),
        "last_month": _("last month"),
        "this_year": _("this year"),
        "last_year": _("last year"),
        "recent": _("the last 30 days"),
        "ever": _("all readings"),
    }
    return fixed.get(period.name) or _counted(period)


def _counted(period: Period) -> str:
    amount = period.amount
    if period.name == "hours":
        text = ngettext("the last hour", "the last %(count)s hours", amount)
    elif period.name == "days":
        text = ngettext("the last day", "the last %(count)s days", amount)
    elif period.name == "weeks":
        text = ngettext("the last week", "the last %(count)s weeks", amount)
    elif period.name == "months":
        text = ngettext("the last month", "the last %(count)s months", amount)
    elif period.name == "years":
        text = ngettext("the last year", "the last %(count)s years", amount)
    else:
        return ""
    return text % {"count": amount}
