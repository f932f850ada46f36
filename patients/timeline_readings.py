"""What readings, imports and documents tell the timeline.

Days come from the rollups: a day with few readings of a type shows each of them, one with more a
single line. So a timeline of a million readings costs what one of a thousand does.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from patients import trends
from patients.figures import figure
from patients.kinds import kind_named
from patients.latest import newest_rows, types_used
from patients.lines import Line, shown_at
from patients.models import DailyRollup, Document, ImportBatch, Observation, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts, facts_of
from patients.spreadsheets.sheets import SHEETS
from patients.timeline import day_start, fits, last_day, newest, plain
from privacy.registry import Label, TimelineItem, TimelineQuery

FEW = 3
FILES: tuple[tuple[str, Label], ...] = (("document", _("Document")), ("import", _("Import")))


def readings(viewer: User, patient: User, query: TimelineQuery) -> list[TimelineItem]:
    """The newest matching items of readings and, for oneself, of documents and imports."""
    items = list(_measured(viewer, patient, query))
    if viewer.pk == patient.pk and not query.tag and not query.outside:
        items += [item for item in _files(viewer, query) if fits(item, query)]
    return newest(items, query.limit)


def reading_kinds(viewer: User, patient: User) -> list[tuple[str, Label]]:
    """The types in use, and files."""
    used = [(key, kind_named(key, patient.pk)) for key in types_used(viewer, patient)]
    labels: list[tuple[str, Label]] = [(key, kind.label) for key, kind in used if kind]
    files = list(FILES) if viewer.pk == patient.pk else []
    return [*sorted(labels, key=lambda pair: plain(str(pair[1]))), *files]


def _measured(viewer: User, patient: User, query: TimelineQuery) -> Iterator[TimelineItem]:
    kinds = _types(viewer, patient, query)
    if kinds is not None and not kinds:
        return
    facts = facts_of(patient)
    if query.tag:
        rows = _between(seen_by(viewer, patient, Observation), query, kinds).with_tag(query.tag)
        ordered = rows.order_by("-local_day", "-effective_at", "-id")[: query.limit]
        yield from (_single(row, facts) for row in ordered)
        return
    rollups = _between(seen_by(viewer, patient, DailyRollup), query, kinds)
    if query.outside:
        rollups = rollups.exclude(below=0, above=0)
    days = list(rollups.order_by("-local_day", "type")[: query.limit])
    yield from (_single(row, facts) for row in _rows_of(viewer, patient, days))
    many = [day for day in days if day.n > FEW]
    typed = {row.type: row.unit for row in newest_rows(viewer, patient, {d.type for d in many})}
    yield from (_summed(day, typed.get(day.type, "")) for day in many)


def _types(viewer: User, patient: User, query: TimelineQuery) -> frozenset[str] | None:
    """The types asked for by kind or by a word of their name; None for all."""
    if not query.words:
        return query.kinds or None
    names = [
        (key, plain(str(kind.label)))
        for key in types_used(viewer, patient)
        if (kind := kind_named(key, patient.pk))
    ]
    words = plain(query.words).split()
    named = frozenset(key for key, name in names if all(word in name for word in words))
    return named & query.kinds if query.kinds else named


def _between(rows: Any, query: TimelineQuery, kinds: frozenset[str] | None) -> Any:
    last = last_day(query)
    since = Q(local_day__gte=query.first) if query.first else Q()
    until = Q(local_day__lte=last) if last else Q()
    return rows.filter(since, until, Q(type__in=sorted(kinds)) if kinds else Q())


def _rows_of(viewer: User, patient: User, days: Iterable[DailyRollup]) -> list[Observation]:
    """The readings of the days that have few, one index range per type."""
    few: dict[str, list[Any]] = {}
    for day in days:
        if day.n <= FEW:
            few.setdefault(day.type, []).append(day.local_day)
    if not few:
        return []
    wanted = Q()
    for key, dates in few.items():
        wanted |= Q(type=key, local_day__in=dates)
    return list(seen_by(viewer, patient, Observation).filter(wanted))


def _single(row: Observation, facts: Facts) -> TimelineItem:
    shown = figure(row, facts)
    line = Line(row, kind_named(row.type, row.owner_id), shown)
    at, day_only = _place(row)
    return TimelineItem(
        at=at,
        key=f"reading-{row.pk}",
        kind=row.type,
        kind_label=_("Reading"),
        icon=line.kind.icon if line.kind else "readings",
        title=line.label,
        text=line.context,
        url=reverse("patients:reading", args=[row.entry_id]),
        tags=tuple(row.tags),
        day_only=day_only,
        value=shown.number,
        unit=shown.unit,
        level=shown.level,
        direction=shown.direction,
    )


def _place(row: Observation) -> tuple[datetime, bool]:
    """Where a reading stands for its reader: on its own day, at the hour its own clock showed."""
    zone = timezone.get_current_timezone()
    wall = shown_at(row)
    if isinstance(wall, datetime) and wall.date() != row.local_day and row.effective_end:
        wall = row.effective_end.astimezone(ZoneInfo(row.tz)).replace(tzinfo=None)
    if isinstance(wall, datetime) and wall.date() == row.local_day:
        return wall.replace(tzinfo=zone), False
    return day_start(row.local_day), True


def _summed(day: DailyRollup, typed: str) -> TimelineItem:
    kind = kind_named(day.type, day.owner_id)
    spoken = f"{day.local_day:%Y-%m-%d}"
    return TimelineItem(
        at=day_start(day.local_day),
        key=f"day-{day.type}",
        kind=day.type,
        kind_label=_("Reading"),
        icon=kind.icon if kind else "readings",
        title=kind.label if kind else day.type,
        text=_sum_text(day, kind, typed),
        url=f"{reverse('patients:readings')}?type={day.type}&first={spoken}&last={spoken}",
        day_only=True,
        level="out" if day.below + day.above else "",
    )


def _sum_text(day: DailyRollup, kind: ObservationType | None, typed: str) -> str:
    text = ngettext("%(count)d reading", "%(count)d readings", day.n) % {"count": day.n}
    if kind is None or not kind.first.units or not day.exact:
        return text
    unit = typed or kind.first.canonical_unit
    mean, low, high = (trends.in_unit(kind, unit, values) for values in _parts(day))
    spread = _("mean %(mean)s, %(low)s–%(high)s %(unit)s") % {
        "mean": mean, "low": low, "high": high, "unit": trends.unit_name(kind, unit),
    }  # fmt: skip
    beyond = day.below + day.above
    if beyond:
        outside = ngettext("%(count)d outside the range", "%(count)d outside the range", beyond)
        return f"{text}, {spread}".rstrip() + ", " + outside % {"count": beyond}
    return f"{text}, {spread}".rstrip()


def _parts(day: DailyRollup) -> tuple[list[Decimal], list[Decimal], list[Decimal]]:
    """Mean, lowest and highest of each component."""
    parts = [(day.total, day.exact, day.low, day.high)]
    if day.exact2:
        parts.append((day.total2, day.exact2, day.low2, day.high2))
    means, lows, highs = zip(
        *(((total or 0) / count, low or 0, high or 0) for total, count, low, high in parts),
        strict=True,
    )
    return _decimals(means), _decimals(lows), _decimals(highs)


def _decimals(values: Iterable[float]) -> list[Decimal]:
    return [Decimal(repr(value)) for value in values]


def _files(owner: User, query: TimelineQuery) -> Iterator[TimelineItem]:
    wanted = query.kinds or {key for key, _label in FILES}
    last = last_day(query)
    until = Q(created_at__lt=day_start(last + timedelta(days=1))) if last else Q()
    if "document" in wanted:
        documents = Document.objects.editable_by(owner).filter(until, state="ready")
        yield from (_document(row) for row in documents.order_by("-id")[: query.limit])
    if "import" in wanted:
        batches = ImportBatch.objects.editable_by(owner).filter(until, state__in=["done", "undone"])
        yield from (_batch(row) for row in batches.order_by("-id")[: query.limit])


def _document(row: Document) -> TimelineItem:
    item = _file(row, "document", "file")
    name = str(row.get_kind_display())
    url = reverse("patients:document", args=[row.uuid])
    return replace(item, title=name[:1].upper() + name[1:], url=url)


def _batch(row: ImportBatch) -> TimelineItem:
    item = _file(row, "import", "import")
    label = SHEETS[row.section].label if row.section in SHEETS else row.section
    title = _("Import: %(what)s") % {"what": label}
    return replace(item, title=title, text=row.get_state_display(), url=_batch_url(row))


def _batch_url(row: ImportBatch) -> str:
    return reverse("patients:import", args=[row.uuid])


def _file(row: Document | ImportBatch, kind: str, icon: str) -> TimelineItem:
    return TimelineItem(
        at=row.created_at,
        key=f"{kind}-{row.pk}",
        kind=kind,
        kind_label=dict(FILES)[kind],
        icon=icon,
        title="",
    )
