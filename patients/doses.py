"""Doses and plans of a medicine as pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from patients.adherence import Adherence, Dose, MedicineDoses
from patients.due import dose_text
from patients.models import Medication, MedicationIntake, MedicationSchedule
from patients.plans import PlanLine

MOST_MISSED = 10


@dataclass(frozen=True)
class IntakeLine:
    """One dose in a log."""

    row: MedicationIntake

    @property
    def at(self) -> datetime:
        """When, on the clock of where it was."""
        return self.row.at.astimezone(ZoneInfo(self.row.tz)).replace(tzinfo=None)

    @property
    def taken(self) -> bool:
        """Whether it was taken."""
        return self.row.status == MedicationIntake.Status.TAKEN

    @property
    def said(self) -> str:
        """Dose, what it was planned for, and why."""
        planned = ""
        if self.row.slot:
            planned = _("planned for %(time)s") % {"time": self.row.slot[11:]}
        parts = (dose_text(self.row), planned, self.row.reason)
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class MedicinePage:
    """One medicine with its plans and how they are kept."""

    found: MedicineDoses

    @property
    def medication(self) -> Medication:
        """The medicine."""
        return self.found.medication

    @property
    def is_current(self) -> bool:
        """Whether the person takes it now."""
        return self.medication.status == Medication.Status.ACTIVE

    @property
    def plans(self) -> list[PlanLine]:
        """Plans that still hold or are to come."""
        return [plan for plan in self.every_plan if plan.is_live]

    @property
    def past_plans(self) -> list[PlanLine]:
        """Plans that have ended, the last one first."""
        return [plan for plan in self.every_plan if not plan.is_live][::-1]

    @property
    def every_plan(self) -> list[PlanLine]:
        """All plans by their first day."""
        return [PlanLine(row, self.found.today) for row in self.found.plans]

    @property
    def said(self) -> str:
        """The plan in words: "Every day at 08:00, 50 mg"."""
        return "; ".join(plan.said for plan in self.plans)

    @property
    def periods(self) -> list[Adherence]:
        """Periods in which something was due."""
        return [period for period in self.found.periods if period.due]

    @property
    def month(self) -> Adherence | None:
        """The last thirty days, if anything was due."""
        return next((period for period in self.periods if period.days == 30), None)

    @property
    def began(self) -> str:
        """Since when doses were due, where that is less than the longest period ago."""
        longest = self.found.periods[-1]
        if longest.since is None or (self.found.today - longest.since).days >= longest.days - 1:
            return ""
        return date_format(longest.since, "DATE_FORMAT")

    @property
    def missed(self) -> list[Dose]:
        """The latest missed doses."""
        return self.found.missed[:MOST_MISSED]

    @property
    def missed_more(self) -> int:
        """How many further ones there are."""
        return max(len(self.found.missed) - MOST_MISSED, 0)


def usual_dose(
    medication: Medication, plans: Iterable[MedicationSchedule]
) -> tuple[Decimal, str] | None:
    """The dose of the newest plan that names one, else of the medicine; None where none does."""
    found: list[Any] = [*plans, medication]
    for row in found:
        if row.dose:
            return Decimal(row.dose), row.dose_unit
    return None
