"""What the assistant may read of the daily life: symptoms, how plans are kept, the cycle."""

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone, translation

from accounts.models import User
from patients import briefing
from patients.adherence import MedicineDoses, medicines_of
from patients.cycle import cycle_of
from patients.doses import MedicinePage
from patients.symptoms import Episode, episodes_of
from privacy.registry import BriefingItem, BriefingQuery

RECENT = timedelta(days=90)
MOST_EPISODES = 40


def life(patient: User, query: BriefingQuery) -> list[BriefingItem]:
    """Running symptoms first, then those of ninety days, each medicine's doses, the cycle."""
    with translation.override("en"):
        return [] if query.question else briefing.within(query, _items(patient, query))


def _items(patient: User, query: BriefingQuery) -> Iterator[BriefingItem]:
    yield from _symptoms(patient, query)
    yield from _adherence(patient)
    yield from _cycle(patient)


def _symptoms(patient: User, query: BriefingQuery) -> Iterator[BriefingItem]:
    since = timezone.now() - RECENT
    episodes = list(episodes_of(patient, patient))
    found = [e for e in episodes if e.is_running or e.row.onset >= since]
    if older := len(episodes) - len(found[:MOST_EPISODES]):
        query.left_out.append(f"{older} x symptom, older than {RECENT.days} days or many")
    found.sort(key=lambda episode: not episode.is_running)
    for number, episode in enumerate(found[:MOST_EPISODES], start=1):
        yield BriefingItem(
            cite=f"S{number}",
            kind="symptom",
            text=briefing.line(f"symptom: {_said(episode)}"),
            url=reverse("patients:symptom", args=[episode.row.entry_id]),
            object_id=str(episode.row.entry_id),
        )


def _said(episode: Episode) -> str:
    row = episode.row
    times = [
        f"{episode.began:%Y-%m-%d}" if row.precision == "day" else f"{episode.began:%Y-%m-%d %H:%M}"
    ]
    if episode.ended is None:
        times.append("still going on")
    elif row.precision == "day":
        times.append(f"until {episode.ended:%Y-%m-%d}")
    else:
        times.append(f"lasted {episode.lasted}")
    parts = [
        f"{row.name} {' '.join(times)}",
        f"severity {row.severity}/10" if row.severity is not None else "",
        f"trigger {row.trigger}" if row.trigger else "",
        f"helped by {row.relief}" if row.relief else "",
    ]
    return ", ".join(part for part in parts if part)


def _adherence(patient: User) -> Iterator[BriefingItem]:
    for number, found in enumerate(medicines_of(patient, patient), start=1):
        if text := _kept(found):
            yield BriefingItem(
                cite=f"D{number}",
                kind="doses",
                text=briefing.line(f"doses: {found.medication.name}, {text}"),
                url=reverse("patients:medicine", args=[found.medication.entry_id]),
                object_id=str(found.medication.entry_id),
            )


def _kept(found: MedicineDoses) -> str:
    page = MedicinePage(found)
    parts = [f"{each.taken} of {each.due} taken in {each.days} days" for each in page.periods]
    plan = page.said
    if plan:
        parts.insert(0, f"plan {plan}")
    if found.extra:
        parts.append(f"{found.extra_month} unplanned in 30 days")
    return "; ".join(parts)


def _cycle(patient: User) -> Iterator[BriefingItem]:
    today = timezone.now().astimezone(patient.zone).date()
    cycle = cycle_of(patient, patient, today)
    if not cycle.starts:
        return
    parts = [f"last period began {cycle.starts[-1].isoformat()}"]
    if cycle.current_day:
        parts.append(f"day {cycle.current_day}")
    if cycle.average:
        parts.append(
            f"last {len(cycle.counted)} cycles {cycle.shortest} to {cycle.longest} days,"
            f" mean {cycle.average}"
        )
    yield BriefingItem(
        "Y1", "cycle", briefing.line(f"cycle: {', '.join(parts)}"), reverse("patients:cycle")
    )
