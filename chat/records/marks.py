"""The citation marks of one answer and the pages they open."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.urls import reverse

from chat.records.periods import Clock, Period
from patients.figures import figure_text
from patients.models import Observation, ProfileEntry
from patients.observation_types import ObservationType
from patients.profile_sections import ProfileSection
from privacy.registry import BriefingItem

_SIGNS = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]<>#|~!&"})
LONGEST_TEXT = 160  # characters of somebody's own words in an answer


def plain(text: object) -> str:
    """Somebody's own words on one line, with every sign that Markdown reads disarmed."""
    line = " ".join(str(text).split())
    shown = line if len(line) <= LONGEST_TEXT else f"{line[: LONGEST_TEXT - 1]}…"
    return shown.translate(_SIGNS)


class Marks:
    """Gives each cited thing one mark: V readings, T sets of readings, M, C, A, I, F, P profile."""

    def __init__(self) -> None:
        self._items: dict[tuple[str, str], BriefingItem] = {}
        self._counts: dict[str, int] = {}

    @property
    def items(self) -> tuple[BriefingItem, ...]:
        """Everything cited or linked, in order of appearance."""
        return tuple(self._items.values())

    def reading(self, row: Observation) -> str:
        """ "[V1]": one reading, on its own page."""
        url = reverse("patients:reading", args=[row.entry_id])
        text = f"{row.local_day.isoformat()} {row.type} {figure_text(row)}"
        return self._mark("V", row.type, str(row.entry_id), url, text)

    def readings(self, kind: ObservationType, period: Period | None, clock: Clock) -> str:
        """ "[T1]": all readings of a kind in a period, as the list that shows just these."""
        query = {"type": kind.key, **_days(period, clock)}
        url = f"{reverse('patients:readings')}?{urlencode(query)}"
        return self._mark("T", "readings", kind.key, url, f"{kind.key} {urlencode(query)}")

    def all_readings(self, period: Period | None, clock: Clock) -> str:
        """ "[T1]": the readings of all kinds in a period."""
        query = urlencode(_days(period, clock))
        url = reverse("patients:readings") + (f"?{query}" if query else "")
        return self._mark("T", "readings", "all", url, f"all {query}")

    def entry(self, section: ProfileSection, row: ProfileEntry) -> str:
        """ "[M1]": one line of the profile; contacts are cited as part of it."""
        url = reverse("patients:profile_entry", args=[section.key, row.entry_id])
        letter = section.cite or "P"
        return self._mark(letter, section.kind, str(row.entry_id), url, section.kind)

    def profile(self, part: str, object_id: str = "") -> str:
        """ "[P1]": a part of the profile page, by its anchor."""
        url = f"{reverse('patients:profile')}#{part}"
        return self._mark("P", "profile", object_id or part, url, part)

    def link(self, label: str, name: str, *args: str) -> str:
        """A Markdown link to one of the app's own pages."""
        url = reverse(name, args=args)
        self._mark("N", "page", url, url, name)
        return f"[{label}]({url})"

    def _mark(self, letter: str, kind: str, object_id: str, url: str, text: str) -> str:
        item = self._items.get((letter, url))
        if item is None:
            number = self._counts[letter] = self._counts.get(letter, 0) + 1
            item = BriefingItem(f"{letter}{number}", kind, text, url, object_id)
            self._items[letter, url] = item
        return f"[{item.cite}]"


def _days(period: Period | None, clock: Clock) -> Mapping[str, str]:
    """The list's own filter for a period; hours widen to their days."""
    if period is None:
        return {}
    first, last = period.first, period.last
    if period.since and period.until:
        first = period.since.astimezone(clock.zone).date()
        last = period.until.astimezone(clock.zone).date()
    days = {"first": first, "last": last}
    return {name: day.isoformat() for name, day in days.items() if day}
