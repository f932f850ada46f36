"""How many of the planned doses were taken: counted by what the plan asked for at the time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from accounts.models import User
from patients.models import Medication, MedicationIntake, MedicationSchedule, seen_by
from patients.partial_dates import bounds
from patients.recurrence import Slot, slot_of, slots

PERIODS = (7, 30, 90)
GRACE = timedelta(hours=6)  # so long after its time a dose is late, then missed
DAY = timedelta(days=1)
TAKEN = MedicationIntake.Status.TAKEN
STOPPED = frozenset({Medication.Status.STOPPED, Medication.Status.COMPLETED})


@dataclass(frozen=True)
class Dose:
    """One planned dose; `intake` is None where nothing was said about it."""

    schedule: MedicationSchedule
    slot: Slot
    at: datetime
    intake: MedicationIntake | None

    @property
    def taken(self) -> bool:
        """Whether it was taken."""
        return self.intake is not None and self.intake.status == TAKEN

    @property
    def skipped(self) -> bool:
        """Whether it was left out on purpose."""
        return self.intake is not None and not self.taken


@dataclass(frozen=True)
class Adherence:
    """Doses of a number of days up to now; `since` is the first day a plan asked for any."""

    days: int
    taken: int
    skipped: int
    missed: int
    since: date | None

    @property
    def due(self) -> int:
        """Doses the plan asked for, those still open left out."""
        return self.taken + self.skipped + self.missed

    @property
    def percent(self) -> int | None:
        """Taken of due; None where nothing was due."""
        return None if not self.due else round(100 * self.taken / self.due)


@dataclass(frozen=True)
class MedicineDoses:
    """One medicine with its plans and what came of them in the longest period.

    `extra`: doses taken that no plan asked for, newest first.
    """

    medication: Medication
    plans: list[MedicationSchedule]
    doses: list[Dose]
    extra: list[MedicationIntake]
    today: date

    def over(self, days: int, now: datetime | None = None) -> Adherence:
        """The last `days` days, today included."""
        now = now or timezone.now()
        first = self.today - (days - 1) * DAY
        seen = [dose for dose in self.doses if first <= dose.slot.day]
        taken = sum(dose.taken for dose in seen)
        skipped = sum(dose.skipped for dose in seen)
        missed = sum(dose.intake is None and dose.at + GRACE <= now for dose in seen)
        since = min((dose.slot.day for dose in seen), default=None)
        return Adherence(days, taken, skipped, missed, since)

    @property
    def periods(self) -> list[Adherence]:
        """The usual periods."""
        return [self.over(days) for days in PERIODS]

    @property
    def missed(self) -> list[Dose]:
        """Doses about which nothing was said in time, newest first."""
        now = timezone.now()
        open_ones = [dose for dose in self.doses if dose.intake is None and dose.at + GRACE <= now]
        return open_ones[::-1]

    @property
    def as_needed(self) -> bool:
        """Whether no plan of today asks for times."""
        live = [plan for plan in self.plans if plan.end_day is None or plan.end_day >= self.today]
        return bool(live) and all(plan.as_needed for plan in live)

    def extra_over(self, days: int) -> int:
        """How many unplanned doses were taken in the last `days` days."""
        first = self.today - (days - 1) * DAY
        return sum(_day_of(each) >= first for each in self.extra)

    @property
    def extra_month(self) -> int:
        """As `extra_over` thirty days."""
        return self.extra_over(30)


def medicines_of(viewer: User, patient: User, days: int = PERIODS[-1]) -> list[MedicineDoses]:
    """Every medicine with a plan or a dose that `viewer` may read, current ones first.

    Three queries however many rows; medicines without plan or dose are not among them.
    """
    now = timezone.now()
    today = now.astimezone(patient.zone).date()
    first = today - (days - 1) * DAY
    plans = list(seen_by(viewer, patient, MedicationSchedule).order_by("start_day", "id"))
    intakes = _intakes(viewer, patient, first)
    wanted = {row.medication_id for row in (*plans, *intakes)}
    medicines = seen_by(viewer, patient, Medication).filter(pk__in=wanted).order_by("-id")
    found = [
        _doses_of(medicine, plans, intakes, (first, today), patient.zone) for medicine in medicines
    ]
    return sorted(found, key=lambda each: each.medication.status != Medication.Status.ACTIVE)


def _intakes(viewer: User, patient: User, first: date) -> list[MedicationIntake]:
    # A day more on either side: the slot's day and the day of the instant may differ by zone.
    rows = seen_by(viewer, patient, MedicationIntake).filter(
        at__gte=datetime.combine(first - 2 * DAY, datetime.min.time(), tzinfo=patient.zone)
    )
    return list(rows.order_by("-at", "-id"))


def _doses_of(
    medicine: Medication,
    plans: Iterable[MedicationSchedule],
    intakes: Iterable[MedicationIntake],
    days: tuple[date, date],
    zone: ZoneInfo,
) -> MedicineDoses:
    own = [plan for plan in plans if plan.medication_id == medicine.pk]
    said = [intake for intake in intakes if intake.medication_id == medicine.pk]
    doses = sorted(_planned(medicine, own, said, days, zone), key=lambda dose: dose.slot)
    extra = [intake for intake in said if not intake.slot and _day_of(intake) >= days[0]]
    return MedicineDoses(medicine, own, doses, extra, days[1])


def _planned(
    medicine: Medication,
    plans: list[MedicationSchedule],
    intakes: list[MedicationIntake],
    days: tuple[date, date],
    zone: ZoneInfo,
) -> Iterator[Dose]:
    """Each slot of the medicine once, were it in two plans."""
    said = {intake.slot: intake for intake in intakes if intake.slot}
    last = min(days[1], _last_day(medicine, zone) or days[1])
    asked = {slot: plan for plan in plans for slot in slots(plan, days[0], last)}
    by_id = {plan.pk: plan for plan in plans}
    for text, intake in said.items():  # answered, though a plan of that very day says otherwise now
        if days[0] <= slot_of(text).day <= days[1] and intake.schedule_id in by_id:
            asked.setdefault(slot_of(text), by_id[intake.schedule_id])
    for slot, plan in asked.items():
        found = said.get(str(slot))
        at = (found.scheduled_at if found else None) or slot.at(zone)
        yield Dose(plan, slot, at, found)


def _last_day(medicine: Medication, zone: ZoneInfo) -> date | None:
    """The last day a medicine was taken; while it is paused, the day before it was."""
    if medicine.status == Medication.Status.ACTIVE:
        return None
    if medicine.status in STOPPED and medicine.ended:
        return bounds(medicine.ended)[1]
    changed: Any = medicine.updated_at.astimezone(zone).date()
    return changed - DAY  # type: ignore[no-any-return]


def _day_of(intake: MedicationIntake) -> date:
    return intake.at.astimezone(ZoneInfo(intake.tz)).date()
