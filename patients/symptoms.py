"""Symptoms by name: what is going on now, and how often and how badly each one came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from healthtracker.web.charts import Point, Series, Window, trend_chart
from patients.models import SymptomEpisode, seen_by

MOST = 1000  # episodes looked at; names are sealed and cannot be grouped by the database
MONTH = timedelta(days=30)
SHOWN = timedelta(days=365)


@dataclass(frozen=True)
class Episode:
    """One episode, ready for a page."""

    row: SymptomEpisode

    @property
    def is_running(self) -> bool:
        """Whether it is still going on."""
        return self.row.abatement is None

    @property
    def began(self) -> date:
        """When it began, on the clock of where it was."""
        return local(self.row.onset, self.row)

    @property
    def ended(self) -> date | None:
        """When it ended; None while it goes on."""
        return local(self.row.abatement, self.row) if self.row.abatement else None

    @property
    def lasted(self) -> str:
        """How long, in words; "" while it goes on or where only days are known."""
        if self.row.abatement is None or self.row.precision == "day":
            return ""
        return duration(self.row.abatement - self.row.onset)

    @property
    def severity(self) -> str:
        """ "6 of 10", or ""."""
        if self.row.severity is None:
            return ""
        return _("%(severity)d of 10") % {"severity": self.row.severity}


@dataclass(frozen=True)
class Symptom:
    """All episodes under one name, newest first."""

    name: str
    episodes: list[Episode]

    @property
    def latest(self) -> Episode:
        """The newest episode."""
        return self.episodes[0]

    @property
    def running(self) -> Episode | None:
        """The episode that is going on."""
        return next((each for each in self.episodes if each.is_running), None)

    @property
    def month(self) -> int:
        """Episodes that began in the last thirty days."""
        since = timezone.now() - MONTH
        return sum(each.row.onset >= since for each in self.episodes)

    @property
    def chart(self) -> SafeString | str:
        """Severity over the last year; "" for fewer than two rated episodes."""
        return severity_chart(self)


def episodes_of(viewer: User, patient: User) -> list[Episode]:
    """The newest episodes: one query."""
    rows = seen_by(viewer, patient, SymptomEpisode).order_by("-onset", "-id")[:MOST]
    return [Episode(row) for row in rows]


def by_name(episodes: Iterable[Episode]) -> list[Symptom]:
    """Episodes by name, letter case and spaces aside: running ones first, then the newest."""
    groups: dict[str, list[Episode]] = {}
    for episode in episodes:
        groups.setdefault(key_of(episode.row.name), []).append(episode)
    found = [Symptom(group[0].row.name, group) for group in groups.values()]
    return sorted(found, key=lambda symptom: symptom.running is None)


def key_of(name: str) -> str:
    """What makes two names the same symptom."""
    return " ".join(name.split()).casefold()


def local(moment: datetime, row: SymptomEpisode) -> date:
    """`moment` on the clock of where it was; the day alone where only days are known."""
    there = moment.astimezone(ZoneInfo(row.tz)).replace(tzinfo=None)
    return there.date() if row.precision == "day" else there


def duration(length: timedelta) -> str:
    """ "3 hours", "2 days": one unit, rounded."""
    minutes = round(length.total_seconds() / 60)
    if minutes < 90:
        return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
    hours = round(minutes / 60)
    if hours < 48:
        return ngettext("%(n)d hour", "%(n)d hours", hours) % {"n": hours}
    days = round(hours / 24)
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


def severity_chart(symptom: Symptom) -> SafeString | str:
    """How bad it was each time; "" where fewer than two episodes were rated."""
    now = timezone.now()
    points = [
        Point(
            at=each.row.onset,
            value=each.row.severity,
            label=each.severity,
            url=reverse("patients:symptom", args=[each.row.entry_id]),
        )
        for each in symptom.episodes
        if each.row.severity is not None and each.row.onset >= now - SHOWN
    ]
    if len(points) < 2:
        return ""
    first = min(point.at for point in points) - timedelta(days=2)
    zone = ZoneInfo(timezone.get_current_timezone_name())
    return trend_chart(
        [Series(_("How bad"), points)],
        title=_("How bad it was"),
        description=_("%(count)d times since %(day)s.")
        % {"count": len(points), "day": date_format(first.astimezone(zone), "DATE_FORMAT")},
        window=Window(first, now, zone),
        unit_label=_("0 to 10"),
        zero=True,
        height=200,
    )
