"""Answers about the whole record: how things stand, what changed, what there is."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from chat.records.marks import plain
from chat.records.periods import DAY, EARLIEST, EVER, Period
from chat.records.tallies import Group, Tally
from chat.records.telling import Telling
from chat.records.told_profile import line_said
from chat.records.told_readings import empty, listed
from chat.records.wording import (
    bullets,
    count_said,
    group_said,
    outside,
    relative_day,
    step_said,
    worked_out,
)
from patients.profile_sections import (
    ALLERGIES,
    CONDITIONS,
    IMMUNIZATIONS,
    MEDICATIONS,
    ProfileSection,
)

MOST_KINDS = 12
MOST_LINES = 8


def summary(telling: Telling) -> list[str]:
    """Each kind in use with its latest value, mean and flags; then medicines and the like."""
    record, period = telling.record, telling.period_or(telling.recent)
    tallies = record.tallies(period)
    rated = bool(tallies)
    if not tallies and telling.question.period is None:
        period = EVER
        tallies = record.tallies(period)
    blocks = [telling.heading(None, period)]
    if tallies:
        kinds = list(tallies.values())[:MOST_KINDS]
        blocks.append(bullets([_of_kind(telling, tally, period, rated=rated) for tally in kinds]))
    else:
        blocks = [empty(telling, telling.question.period)]
    if telling.question.period is None:
        blocks += [_current(telling, part) for part in (MEDICATIONS, CONDITIONS, ALLERGIES)]
    return [block for block in blocks if block]


def _of_kind(telling: Telling, tally: Tally, period: Period, *, rated: bool) -> str:
    mark = telling.marks.readings(tally.kind, period, telling.record.clock)
    day = relative_day(tally.last.last_day, telling.today)
    names = {"value": group_said(tally.kind, tally.last), "day": day}
    parts = [_("latest %(value)s (%(day)s)") % names]
    if tally.count > 1:
        parts.append(_mean_said(tally))
    if rated and (out := outside(tally.flags(telling.record.facts))):
        parts.append(
            ngettext("%(count)s outside the usual range", "%(count)s outside the usual range", out)
            % {"count": out}
        )
    return f"**{tally.kind.label}:** {', '.join(parts)} {mark}"


def _mean_said(tally: Tally) -> str:
    readings = count_said(tally.count)
    if not tally.mean or tally.kind.kind == "intake":
        return readings
    names = {"mean": worked_out(tally.kind, tally.mean, tally.unit), "readings": readings}
    return _("%(mean)s on average of %(readings)s") % names


def _current(telling: Telling, section: ProfileSection) -> str:
    rows = [row for row in telling.record.lines(section) if section.is_current(row)]
    if not rows:
        return ""
    names = [
        f"{plain(section.title_of(row))} {telling.marks.entry(section, row)}"
        for row in rows[:MOST_LINES]
    ]
    return f"**{section.label}:** {', '.join(names)}"


def inventory(telling: Telling) -> list[str]:
    """How many readings of which kinds there are, in a time or in all."""
    period = telling.period_or(EVER)
    if period.one_day or period.since:
        return listed(telling)
    used = telling.record.used(period)
    if not used:
        return [empty(telling, telling.question.period)]
    clock = telling.record.clock
    total = f"{count_said(sum(used.values()))} {telling.marks.all_readings(period, clock)}"
    lines = [
        f"{kind.label}: {count_said(count)} {telling.marks.readings(kind, period, clock)}"
        for key, count in used.items()
        if (kind := telling.record.kind(key)) is not None
    ]
    title = telling.heading(None, period)
    return [f"{title}: {total}", bullets(lines)]


def changes(telling: Telling) -> list[str]:
    """Readings and lines of the profile that are new since a day, usually 30 days ago."""
    record, period = telling.record, telling.period_or(telling.recent)
    tallies = list(record.tallies(period).values())
    blocks = [telling.heading(None, period)]
    if tallies:
        blocks.append(bullets([_change(telling, tally, period) for tally in tallies[:MOST_KINDS]]))
    else:
        blocks[0] += ": " + _("no readings.")
    since, until = _instants(telling, period)
    for section in (MEDICATIONS, CONDITIONS, ALLERGIES, IMMUNIZATIONS):
        rows = [row for row in record.lines(section) if since <= row.updated_at < until]
        blocks += _changed_lines(telling, section, rows, since)
    return blocks


def _change(telling: Telling, tally: Tally, period: Period) -> str:
    mark = telling.marks.readings(tally.kind, period, telling.record.clock)
    kind, first, last = tally.kind, tally.first, tally.last
    names = {"readings": count_said(tally.count), "last": group_said(kind, last)}
    if tally.count == 1:
        return f"**{kind.label}:** {names['readings']}, {names['last']} {mark}"
    names["first"] = group_said(kind, first)
    text = _("%(readings)s, from %(first)s to %(last)s") % names
    step = _step(tally, first, last)
    return f"**{kind.label}:** {text}{f' ({step})' if step else ''} {mark}"


def _step(tally: Tally, first: Group, last: Group) -> str:
    exact = tally.is_exact(first) and tally.is_exact(last)
    if not exact or tally.kind.kind == "intake":
        return ""
    before, after = (tally.in_unit(group.values, group.unit) for group in (first, last))
    return step_said(tally.kind, before, after, tally.unit)


def _instants(telling: Telling, period: Period) -> tuple[datetime, datetime]:
    """The first instant of a period and the first one after it, on the person's clock."""
    clock = telling.record.clock
    if period.since is not None and period.until is not None:
        return period.since, period.until
    first, last = period.first or EARLIEST, period.last or telling.today
    return clock.at(first, 0), clock.at(last + DAY, 0)


def _changed_lines(
    telling: Telling, section: ProfileSection, rows: list[Any], since: datetime
) -> list[str]:
    if not rows:
        return []
    added, altered = _("New: %(entry)s"), _("Changed: %(entry)s")
    lines = [
        (added if row.created_at >= since else altered)
        % {"entry": line_said(telling, section, row)}
        for row in rows[:MOST_LINES]
    ]
    return [f"**{section.label}**", bullets(lines)]
