"""Mood and sleep side by side: logged in a tap, read over the same weeks."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db.models import F
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from healthtracker.web.charts import Point, Series, Window, trend_chart
from patients.entries import Entry
from patients.models import DailyRollup, Observation, seen_by
from patients.services import observations

MOOD, SLEEP = "mood", "sleep_duration"
RANGES = (7, 30, 90)
NOON = 12
DAY = timedelta(days=1)
FACES = (
    ("1", gettext_lazy("Very bad")),
    ("2", gettext_lazy("Bad")),
    ("3", gettext_lazy("So-so")),
    ("4", gettext_lazy("Good")),
    ("5", gettext_lazy("Very good")),
)


@dataclass(frozen=True)
class Weeks:
    """Mood and sleep over so many days up to today; values are day -> mean mood, day -> hours."""

    days: int
    mood: dict[date, float]
    sleep: dict[date, float]
    today: date
    zone: Any

    @property
    def charts(self) -> list[tuple[str, SafeString]]:
        """(title, chart), one above the other over the same days."""
        return [
            (_("Mood"), self._chart(_("Mood"), self.mood, _("1 to 5"))),
            (_("Sleep"), self._chart(_("Sleep"), self.sleep, _("hours"))),
        ]

    @property
    def table(self) -> list[tuple[date, str, str]]:
        """(day, mood, hours) of the days with either, newest first."""
        days = sorted({*self.mood, *self.sleep}, reverse=True)
        return [(day, _said(self.mood.get(day)), _said(self.sleep.get(day))) for day in days]

    @property
    def sentence(self) -> str:
        """Both means in one sentence; what one does to the other is for the person to see."""
        said = []
        if self.mood:
            said.append(_("Mood %(mean)s of 5 on average") % {"mean": _mean(self.mood)})
        if self.sleep:
            said.append(_("%(mean)s h of sleep a night") % {"mean": _mean(self.sleep)})
        return ", ".join(said)

    def _chart(self, title: str, values: dict[date, float], unit: str) -> SafeString:
        first = self.today - (self.days - 1) * DAY
        start = datetime.combine(first, datetime.min.time(), self.zone)
        end = datetime.combine(self.today + DAY, datetime.min.time(), self.zone)
        points = [
            Point(start.replace(hour=NOON) + (day - first), value, _said(value))
            for day, value in sorted(values.items())
        ]
        return trend_chart(
            [Series(title, points)],
            title=title,
            description=_("%(count)d days, last %(days)d days.")
            % {"count": len(values), "days": self.days},
            window=Window(start, end, self.zone),
            unit_label=unit,
            zero=True,
            height=170,
        )


def weeks_of(viewer: User, patient: User, days: int) -> Weeks:
    """The last `days` days: one query, of the daily rollups."""
    today = timezone.now().astimezone(patient.zone).date()
    rows = DailyRollup.objects.visible_to(viewer).of(patient).filter(
        type__in=[MOOD, SLEEP], local_day__gt=today - days * DAY, local_day__lte=today, exact__gt=0
    ).values_list("type", "local_day", "total", "exact")  # fmt: skip
    mood: dict[date, float] = {}
    sleep: dict[date, float] = {}
    for key, day, total, exact in rows:
        if key == MOOD:
            mood[day] = (total or 0.0) / exact
        else:
            sleep[day] = total or 0.0  # naps and nights add up
    return Weeks(days, mood, sleep, today, patient.zone)


def log_mood(*, actor: User, value: str) -> Observation:
    """Record how somebody feels now. Raises: ValidationError: not one of the five."""
    entry = Entry(
        type=MOOD, value=value, unit="{score}", effective_at=timezone.now(), tz=actor.time_zone
    )
    return observations.log_observation(
        actor=actor, patient=actor, entry=entry, entry_id=uuid4(), confirmed=True
    )


def mood_today(user: User) -> Observation | None:
    """The newest mood logged today."""
    today = timezone.now().astimezone(user.zone).date()
    rows = seen_by(user, user, Observation).of_type(MOOD).filter(local_day=today)
    newest: Observation | None = rows.order_by(F("effective_at").desc(), "-id").first()
    return newest


def _said(value: float | None) -> str:
    return "" if value is None else number_format(value, decimal_pos=1)


def _mean(values: dict[date, float]) -> str:
    return _said(sum(values.values()) / len(values))
