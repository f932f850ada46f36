"""Everything a record holds as one line of time: all sections merged, newest first, by days.

A page ends between two days, so that `before` needs to be no more than a day and nothing is shown
twice or lost, however many entries share an instant.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import User
from privacy.registry import Label, TimelineItem, TimelineQuery, sections

SIZE = 40
ROUNDS = 5  # looks further back for words so often before it asks whether to go on
SEARCHED = 200  # entries of each section that one such look reads
MOST_A_DAY = 500
OUTSIDE = frozenset({"watch", "out", "critical"})


@dataclass(frozen=True)
class Day:
    """The entries of one day, or of a month or year where no more is known of them."""

    day: date
    vague: str
    items: list[TimelineItem]

    @property
    def heading(self) -> str:
        """ "Today, 23 November 2026", "Tuesday, 3 November 2026", or "2019"."""
        if self.vague:
            return self.vague
        near = {0: _("Today"), 1: _("Yesterday")}
        name = near.get((timezone.localdate() - self.day).days) or date_format(self.day, "l")
        return f"{name}, {date_format(self.day, 'DATE_FORMAT')}"


@dataclass(frozen=True)
class Page:
    """Some days, newest first.

    Attributes: before: where the next page begins; None at the end. cut: whether a day held more
    than can be shown.
    """

    days: list[Day]
    before: date | None
    cut: bool

    @property
    def count(self) -> int:
        """How many entries it shows."""
        return sum(len(day.items) for day in self.days)


@dataclass(frozen=True)
class _Look:
    items: list[TimelineItem]
    edge: datetime | None
    cut: bool = False


def read(viewer: User, patient: User, query: TimelineQuery) -> Page:
    """The next page of what `viewer` may see of the patient's record."""
    words = plain(query.words)
    query = replace(query, limit=SEARCHED if words or query.outside else SIZE)
    found: list[TimelineItem] = []
    cut = False
    for _again in range(ROUNDS):
        look = _look(viewer, patient, query)
        found += [item for item in look.items if says(item, words) and _is_wanted(item, query)]
        cut = cut or look.cut
        query = replace(query, before=look.edge)
        if look.edge is None or len(found) >= SIZE / 2:
            break
    before = None if query.before is None else timezone.localdate(query.before)
    return Page(list(_days(found)), before, cut)


def kinds_of(viewer: User, patient: User) -> list[tuple[Label, list[tuple[str, Label]]]]:
    """The kinds of entries to choose from, by section."""
    groups = [
        (section.label, section.kinds(viewer, patient)) for section in sections() if section.kinds
    ]
    return [(label, kinds) for label, kinds in groups if kinds]


def plain(words: str) -> str:
    """Without accents, capitals and doubled spaces, for comparing."""
    flat = unicodedata.normalize("NFKD", words.casefold())
    return " ".join("".join(c for c in flat if not unicodedata.combining(c)).split())


def says(item: TimelineItem, words: str) -> bool:
    """Whether an entry holds all of the (plain) words."""
    if not words:
        return True
    text = plain(f"{item.kind_label} {item.title} {item.text} {' '.join(item.tags)}")
    return all(word in text for word in words.split())


def _is_wanted(item: TimelineItem, query: TimelineQuery) -> bool:
    return not query.outside or item.level in OUTSIDE


def day_start(day: date) -> datetime:
    """When a day begins for the reader."""
    return datetime.combine(day, time.min, tzinfo=timezone.get_current_timezone())


def last_day(query: TimelineQuery) -> date | None:
    """The last day a query can still have items of."""
    if query.before is None:
        return query.last
    earlier = timezone.localdate(query.before - timedelta(microseconds=1))
    return earlier if query.last is None else min(earlier, query.last)


def fits(item: TimelineItem, query: TimelineQuery) -> bool:
    """Whether an item is one that a section with few of them should give."""
    day = timezone.localdate(item.at)
    return (
        (query.before is None or item.at < query.before)
        and (query.first is None or day >= query.first)
        and (query.last is None or day <= query.last)
        and (not query.kinds or item.kind in query.kinds)
        and (not query.tag or query.tag in item.tags)
    )


def newest(items: Iterable[TimelineItem], limit: int) -> list[TimelineItem]:
    """The first `limit` of them in the order of a timeline."""
    return sorted(items, key=lambda item: (item.at, item.key), reverse=True)[:limit]


def _look(viewer: User, patient: User, query: TimelineQuery) -> _Look:
    lists = _ask(viewer, patient, query)
    full = [items[-1].at for items in lists if len(items) >= query.limit]
    merged = [item for items in lists for item in items]
    if not full:
        return _Look(merged, None)
    started = timezone.localdate(max(full))  # of this day some section may have more to tell
    edge = day_start(started + timedelta(days=1))
    whole = [item for item in merged if item.at >= edge]
    if whole:
        return _Look(whole, edge)
    query = replace(query, first=started, last=started, limit=MOST_A_DAY)
    lists = _ask(viewer, patient, query)
    cut = any(len(items) >= MOST_A_DAY for items in lists)
    return _Look([item for items in lists for item in items], day_start(started), cut)


def _ask(viewer: User, patient: User, query: TimelineQuery) -> list[list[TimelineItem]]:
    return [section.timeline(viewer, patient, query) for section in sections() if section.timeline]


def _days(items: list[TimelineItem]) -> Iterable[Day]:
    ordered = newest(items, len(items))
    # At the first instant of a year stand both its first day and what is known to be of that year.
    ordered.sort(key=lambda item: (timezone.localdate(item.at), _exactness(item)), reverse=True)
    for (day, vague), group in groupby(
        ordered, key=lambda item: (timezone.localdate(item.at), item.day_text)
    ):
        yield Day(day, vague, list(group))


def _exactness(item: TimelineItem) -> int:
    return 2 if not item.day_text else len(item.day_text) > 4
