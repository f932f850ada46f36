"""What is due today: planned doses and reminders, with what can be done about each in one tap."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.models import User
from patients import units
from patients.adherence import GRACE
from patients.entries import decimal_of
from patients.kinds import kind_named
from patients.models import (
    Medication,
    MedicationIntake,
    MedicationSchedule,
    Observation,
    Reminder,
)
from patients.recurrence import Slot, slots
from privacy.prepared import Prepared

SOON = timedelta(minutes=30)  # due so long before its time
EARLY = timedelta(hours=2)  # a reading so long before its reminder answers it
SNOOZE = timedelta(hours=1)
DAY = timedelta(days=1)
# In the order they are listed.
STATES = ("missed", "due", "later", "done", "skipped")
Status = MedicationIntake.Status
Label = str | Promise


@dataclass(frozen=True)
class DueAction:
    """One button, or one link where `method` is "get".

    Attributes: fields: what the button sends.
    """

    label: Label
    icon: str
    url: str
    method: str = "post"
    fields: dict[str, str] = field(default_factory=dict)
    primary: bool = False


@dataclass(frozen=True)
class DueItem:
    """One thing that is due today, still to come, or done.

    Attributes: key: stable, for DOM ids. at: aware. state: one of `STATES`. text: dose, or what
    became of it.
    """

    key: str
    icon: str
    title: Label
    text: Label
    at: datetime
    state: str
    actions: tuple[DueAction, ...] = ()
    answered_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether something is to be done now."""
        return self.state in {"missed", "due"}


def _plans(user: User, first: date, last: date) -> Any:
    """Plans that ask for something from `first` to `last`."""
    return MedicationSchedule.objects.editable_by(user).present().filter(
        medication__status=Medication.Status.ACTIVE, medication__deleted_at=None,
        as_needed=False, start_day__lte=last,
    ).exclude(end_day__lt=first).order_by("id")  # fmt: skip


def _asked(user: User, first: date, last: date) -> Any:
    """Active reminders with when the newest reading of their type was taken."""
    newest = (
        Observation.objects.editable_by(user).present()
        .filter(type=OuterRef("type")).order_by("-effective_at", "-id")
    )  # fmt: skip
    return Reminder.objects.editable_by(user).present().filter(
        is_active=True, start_day__lte=last
    ).exclude(end_day__lt=first).order_by("id").annotate(
        read_at=Subquery(newest.values(at=Coalesce("effective_end", "effective_at"))[:1]),
        read_day=Subquery(
            newest.filter(precision="day").values(day=F("local_day"))[:1]
        ),
    )  # fmt: skip


PLANS: Prepared[MedicationSchedule] = Prepared(_plans, date, date)
ASKED: Prepared[Any] = Prepared(_asked, date, date)


def due_for(user: User) -> list[DueItem]:
    """What `user` has to do today: open first, then what comes later, then what is done.

    Three queries, however much there is.
    """
    now = timezone.now()
    items = [*_doses(user, now), *_reminders(user, now)]
    return sorted(items, key=lambda item: (STATES.index(item.state), item.at, item.key))


def _days(user: User, now: datetime) -> tuple[Any, Any]:
    """Yesterday, while one of its last doses can still be answered, and today."""
    today = now.astimezone(user.zone).date()
    return (now - GRACE).astimezone(user.zone).date(), today


def _doses(user: User, now: datetime) -> Iterator[DueItem]:
    first, last = _days(user, now)
    plans = PLANS.rows(user, first, last)
    if not plans:
        return
    said = {
        (row.medication_id, row.slot): row
        for row in MedicationIntake.objects.editable_by(user)
        .present()
        .filter(slot__gte=f"{first:%Y-%m-%d}", slot__lt=f"{last + DAY:%Y-%m-%d}")
    }
    seen: set[tuple[int, Slot]] = set()
    for plan in plans:
        for slot in slots(plan, first, last):
            key = (plan.medication_id, slot)
            at = slot.at(user.zone)
            if key not in seen and (slot.day == last or at + GRACE > now):
                seen.add(key)
                yield _dose(plan, slot, at, said.get((plan.medication_id, str(slot))), now)


def _dose(
    plan: MedicationSchedule, slot: Slot, at: datetime, intake: MedicationIntake | None,
    now: datetime,
) -> DueItem:  # fmt: skip
    taken = intake is not None and intake.status == Status.TAKEN
    state = _open_state(at, now) if intake is None else ("done" if taken else "skipped")
    return DueItem(
        key=f"dose-{plan.entry_id}-{slot}",
        icon="pill",
        title=plan.medication.name,
        text=dose_text(plan),
        at=at,
        state=state,
        actions=_dose_actions(plan, slot, intake),
        answered_at=intake.taken_at if intake is not None else None,
    )


def _dose_actions(
    plan: MedicationSchedule, slot: Slot, intake: MedicationIntake | None
) -> tuple[DueAction, ...]:
    if intake is not None:
        url = reverse("patients:delete_life", args=["doses", intake.entry_id])
        return (DueAction(_("Undo"), "undo", url),)
    url = reverse("patients:answer_dose", args=[plan.entry_id])
    said = {"slot": str(slot)}
    return (
        DueAction(_("Taken"), "check", url, fields={**said, "status": "completed"}, primary=True),
        DueAction(_("Skip"), "close", url, fields={**said, "status": "not-done"}),
    )


def _open_state(at: datetime, now: datetime) -> str:
    if at + GRACE <= now:
        return "missed"
    return "due" if at - SOON <= now else "later"


def dose_text(row: Any) -> str:
    """ "50 mg" of a plan, an intake or a medicine; "" where no dose is known."""
    dose = decimal_of(row.dose)
    return "" if dose is None else units.display(dose, row.dose_unit)


def _reminders(user: User, now: datetime) -> Iterator[DueItem]:
    first, last = _days(user, now)
    for row in ASKED.rows(user, first, last):
        found = list(slots(row, first, last))
        yield from _of_reminder(row, [s for s in found if s.day == last], user.zone, now)


def _of_reminder(row: Any, found: list[Slot], zone: ZoneInfo, now: datetime) -> Iterator[DueItem]:
    """The latest time that has come, and those still to come today."""
    past = [slot for slot in found if slot.at(zone) - SOON <= now]
    for slot in (*past[-1:], *found[len(past) :]):
        at = slot.at(zone)
        done = _is_done(row, slot, past[-2] if slot in past and len(past) > 1 else None, zone)
        snoozed = row.snoozed_until if slot in past else None
        state = "done" if done else "later" if (snoozed or at - SOON) > now else "due"
        yield _reminder(row, slot, snoozed if snoozed and snoozed > now else at, state)


def _is_done(row: Any, slot: Slot, before: Slot | None, zone: ZoneInfo) -> bool:
    if row.done_slot >= str(slot):
        return True
    since = slot.at(zone) - EARLY
    if before is not None:
        since = max(since, before.at(zone))
    by_day = row.read_day is not None and row.read_day >= slot.day
    return by_day or bool(row.read_at and row.read_at >= since)


def _reminder(row: Any, slot: Slot, at: datetime, state: str) -> DueItem:
    kind = kind_named(row.type, row.owner_id) if row.type else None
    title = kind.label if kind else row.words or row.type
    return DueItem(
        key=f"reminder-{row.entry_id}-{slot}",
        icon=kind.icon if kind else "bell",
        title=title,
        text=_("Measure and log it") if kind and state != "done" else "",
        at=at,
        state=state,
        actions=tuple(_reminder_actions(row, slot, state, measures=kind is not None)),
        answered_at=row.done_at if state == "done" and row.done_slot == str(slot) else None,
    )


def _reminder_actions(row: Any, slot: Slot, state: str, *, measures: bool) -> Iterable[DueAction]:
    url = reverse("patients:answer_reminder", args=[row.entry_id])
    said = {"slot": str(slot)}
    if state == "done":
        if row.done_slot >= str(slot):
            yield DueAction(_("Undo"), "undo", url, fields={"answer": "undo"})
        return
    if measures:
        log = reverse("patients:add_reading", args=[row.type])
        yield DueAction(_("Log"), "plus", log, "get", primary=True)
    else:
        done = {**said, "answer": "done"}
        yield DueAction(_("Done"), "check", url, fields=done, primary=True)
    if state == "due":
        yield DueAction(_("In an hour"), "clock", url, fields={**said, "answer": "snooze"})
        if measures:
            yield DueAction(_("Skip"), "close", url, fields={**said, "answer": "done"})
