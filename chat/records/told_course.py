"""Answers about how readings went over a time: course, mean, extremes, total."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.records.intents import Intent
from chat.records.metrics import ADDED_UP, KIN, PER_DAY
from chat.records.periods import EVER, Period, calendar
from chat.records.tallies import Group, Tally, Values
from chat.records.telling import Telling
from chat.records.wording import (
    bullets,
    count_said,
    flags_said,
    open_said,
    reading_said,
    step_said,
    worked_out,
)
from patients.models import Observation

NEWEST = 5  # readings listed under a course
FEW = 3  # up to so many, the list alone says what was lowest and highest


@dataclass(frozen=True)
class Found:
    """The readings of one kind in the time asked about, and some of them as rows."""

    telling: Telling
    tally: Tally
    period: Period
    samples: Mapping[tuple[str, str], Observation]

    def sample(self, name: str) -> Observation | None:
        """The "first", "last", "lowest", "highest" or an "open" one."""
        return self.samples.get((self.tally.kind.key, name))

    @property
    def mark(self) -> str:
        """Cites all of them."""
        clock = self.telling.record.clock
        return self.telling.marks.readings(self.tally.kind, self.period, clock)

    def worked_out(self, values: Values) -> str:
        """Figures in the unit most used."""
        unit = self.tally.unit
        return worked_out(self.tally.kind, values, PER_DAY.get(unit, unit))


def told(telling: Telling) -> list[str]:
    """Blocks about each kind the question names, for the time it names or the usual one."""
    question, record = telling.question, telling.record
    period = question.period or _usual_period(telling)
    tallies = record.tallies(period, question.metrics)
    if not tallies and question.period is None and period == telling.recent:
        period = EVER
        tallies = record.tallies(period, question.metrics)
    rows = record.readings(period, tallies)
    samples = record.samples(rows, tallies.values()) if tallies else {}
    found = [Found(telling, tally, period, samples) for tally in tallies.values()]
    blocks = [_block(one) for one in found]
    if len(found) == 1 and question.intent is Intent.TREND and found[0].tally.count > 1:
        blocks.append(_newest(found[0]))
    missing = [key for key in question.metrics if not {key, KIN.get(key)} & tallies.keys()]
    return blocks + [telling.nothing(key, question.period) for key in missing]


def _usual_period(telling: Telling) -> Period:
    if telling.question.intent in (Intent.HIGHEST, Intent.LOWEST, Intent.COUNT):
        return EVER
    if telling.question.intent is Intent.TOTAL:
        return calendar("days", 0, telling.record.clock, "today")
    return telling.recent


def _block(found: Found) -> str:
    tally, intent = found.tally, found.telling.question.intent
    uncounted = tally.kind.kind in ("coded", "intake") or not tally.exact
    tell = _counts if intent is Intent.COUNT or uncounted else _TOLD.get(intent, _course)
    return f"{found.telling.heading(tally.kind, found.period)}\n\n{bullets(tell(found))}"


def _course(found: Found) -> list[str]:
    tally, last = found.tally, found.sample("last")
    if tally.count == 1 and last:
        return [f"{count_said(1)}: {found.telling.rated(last)}"]
    figures = _total(found) if tally.kind.key in ADDED_UP else [_average(found), _left_out(found)]
    extremes = [_extremes(found)] if tally.count > FEW else []
    return [*figures, *extremes, _from_first_to_last(found), _flags(found)]


def _average(found: Found) -> str:
    names = {"readings": count_said(found.tally.count), "mean": found.worked_out(found.tally.mean)}
    return _("%(readings)s, **%(mean)s** on average") % names + f" {found.mark}"


def _extremes(found: Found) -> str:
    low, high = found.sample("lowest"), found.sample("highest")
    if low is None or high is None:
        return ""
    names = {"low": found.telling.cited(low), "high": found.telling.cited(high)}
    return _("Lowest %(low)s, highest %(high)s") % names


def _from_first_to_last(found: Found) -> str:
    first, last, tally = found.sample("first"), found.sample("last"), found.tally
    if first is None or last is None or first.pk == last.pk:
        return ""
    names = {"first": found.telling.cited(first), "last": found.telling.cited(last)}
    text = _("First %(first)s, latest %(last)s") % names
    before, after = _whole(tally, tally.first), _whole(tally, tally.last)
    if not before or not after:
        return text
    return f"{text}: {step_said(tally.kind, before, after, tally.unit)}"


def _whole(tally: Tally, group: Group) -> Values:
    return tally.in_unit(group.values, group.unit) if tally.is_exact(group) else ()


def _flags(found: Found) -> str:
    said = flags_said(found.tally.flags(found.telling.record.facts))
    return f"{said} {found.mark}" if said else ""


def _highest(found: Found) -> list[str]:
    return _extreme(found, "highest", _("Highest: %(reading)s"), found.tally.highest)


def _lowest(found: Found) -> list[str]:
    return _extreme(found, "lowest", _("Lowest: %(reading)s"), found.tally.lowest)


def _extreme(found: Found, name: str, template: str, group: Group | None) -> list[str]:
    row = found.sample(name)
    if row is None or group is None:
        return []
    lines = [template % {"reading": found.telling.rated(row)}]
    if group.count > 1:
        lines.append(_("Measured %(count)s times.") % {"count": group.count} + f" {found.mark}")
    if found.tally.kind.kind == "panel":
        lines.append(_("Ranked by the first of the two numbers."))
    return [*lines, _out_of(found)]


def _out_of(found: Found) -> str:
    names = {"readings": count_said(found.tally.count)}
    return _("Out of %(readings)s.") % names + f" {found.mark}"


def _mean(found: Found) -> list[str]:
    if found.tally.kind.key in ADDED_UP:
        return [*_total(found), _extremes(found)]
    return [_average(found), _left_out(found), _extremes(found)]


def _total(found: Found) -> list[str]:
    tally = found.tally
    days = found.telling.record.days(found.period, tally.kind.key)
    names = {"total": found.worked_out(tally.total), "readings": count_said(tally.count)}
    lines = [_("**%(total)s** in all, %(readings)s") % names + f" {found.mark}"]
    if days > 1:
        mean = tuple(part / days for part in tally.total)
        names = {"mean": found.worked_out(mean), "count": str(days)}
        text = ngettext(
            "**%(mean)s** a day on average, on %(count)s day with readings",
            "**%(mean)s** a day on average, on %(count)s days with readings",
            days,
        )
        lines.append(f"{text % names} {found.mark}")
    return lines


def _counts(found: Found) -> list[str]:
    """How many, by what they say where they say no number, and the latest."""
    tally, last = found.tally, found.sample("last")
    lines = [f"**{count_said(tally.count)}** {found.mark}"]
    if tally.kind.kind in ("coded", "intake"):
        lines.append(_by_choice(found))
    if last:
        lines.append(_("Latest: %(reading)s") % {"reading": found.telling.rated(last)})
    return lines


def _by_choice(found: Found) -> str:
    kind = found.tally.kind
    labels = {c.key: str(c.label) for c in (*kind.first.choices, *kind.contexts)}
    counts: dict[str, int] = {}
    for group in found.tally.groups:
        label = labels.get(group.code or group.context, "")
        counts[label] = counts.get(label, 0) + group.count
    parts = [f"{label} {count}" for label, count in counts.items() if label]
    return f"{', '.join(parts)} {found.mark}" if parts else ""


def _left_out(found: Found) -> str:
    said, row = open_said(found.tally), found.sample("open")
    if not said:
        return ""
    return f"{said} {found.telling.marks.reading(row) if row else found.mark}"


def _newest(found: Found) -> str:
    record = found.telling.record
    rows = record.readings(found.period, [found.tally.kind.key])
    lines = [
        f"{reading_said(row, record.facts, found.telling.today)} {found.telling.marks.reading(row)}"
        for row in record.newest(rows, NEWEST)
    ]
    return _("Newest:") + f"\n\n{bullets(lines)}"


_TOLD: Mapping[Intent, Callable[[Found], list[str]]] = {
    Intent.HIGHEST: _highest,
    Intent.LOWEST: _lowest,
    Intent.MEAN: _mean,
    Intent.TOTAL: _total,
}
