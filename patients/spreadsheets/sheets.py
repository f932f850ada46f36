"""Every part of a record that travels as a spreadsheet, described once for all ways in and out."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from patients.life_kinds import KINDS
from patients.models import CustomType, Goal, Observation, PatientProfile, VisitQuestion
from patients.profile_sections import SECTIONS
from patients.remembering import forget
from patients.services import goals, measuring
from patients.spreadsheets.columns import Column
from patients.spreadsheets.life_columns import LIFE_COLUMNS, day_of, judge_dose
from patients.spreadsheets.observation_columns import COLUMNS, FROM_FILE
from patients.spreadsheets.plan_columns import (
    GOAL_COLUMNS,
    TYPE_COLUMNS,
    judge_goal,
    judge_type,
)
from patients.spreadsheets.profile_columns import FACTS_COLUMNS, section_columns
from patients.spreadsheets.question_columns import QUESTION_COLUMNS

# Columns that say nothing about the entry itself: a difference in them alone changes nothing.
UNJUDGED = frozenset({"schema", "entry_id", "created_at", "updated_at", "loinc"})


def nothing(row: Any) -> None:
    """No check beyond those of the fields."""


def no_day(row: Any) -> date | None:
    """The sheet has no dates to speak of."""
    return None


def no_kind(row: Any) -> str:
    """The sheet has no types."""
    return ""


@dataclass(frozen=True)
class Sheet:
    """One part of a record as a spreadsheet.

    Attributes: key: in URLs and file names. model: whose entries it holds. columns: in the order of
    the file. order: fields by which its rows are sorted, the last of them unique per owner. judge:
    what it checks and derives beyond its fields; raises ValidationError. day: the day an entry
    counts for. kind: its type, where the sheet has types. at_first: fields of a new entry before
    the file is read. single: one row for each person. bulk: may hold a million rows: `judge` covers
    the table's constraints, rows are read as tuples, and their days are summed up in rollups.
    after: told whose rows were written, in the same transaction.
    """

    key: str
    label: str | Promise
    model: Any
    columns: Sequence[Column]
    order: tuple[str, ...] = ("created_at", "entry_id")
    judge: Callable[[Any], None] = nothing
    day: Callable[[Any], date | None] = no_day
    kind: Callable[[Any], str] = no_kind
    at_first: Mapping[str, Any] = field(default_factory=dict)
    single: bool = False
    bulk: bool = False
    after: Callable[[Any], None] = nothing

    @cached_property
    def headings(self) -> list[str]:
        """The first row of the file."""
        return [column.name for column in self.columns]

    @cached_property
    def schema(self) -> str:
        """What the first cell of each of our own rows says."""
        return next((c.write(None) for c in self.columns if c.name == "schema"), "")

    @cached_property
    def judged(self) -> list[Column]:
        """The columns by which two states of an entry differ."""
        return [column for column in self.columns if column.name not in UNJUDGED]


def _judge_reading(row: Observation) -> None:
    """Raises ValidationError: an impossible value, unit or time. Derives what follows."""
    measuring.check_row(row)
    measuring.derive(row)


def _reading_day(row: Observation) -> date | None:
    return row.local_day


def _reading_kind(row: Observation) -> str:
    return row.type


def _type_changes(owner: User) -> None:
    forget(owner.pk)


_ALL = (
    # Before the readings: a reading of an own type needs it.
    Sheet(
        key="custom-types",
        label=_("Your own types"),
        model=CustomType,
        columns=TYPE_COLUMNS,
        judge=judge_type,
        after=_type_changes,
    ),
    Sheet(
        key="readings",
        label=_("Readings"),
        model=Observation,
        columns=COLUMNS,
        order=("effective_at", "entry_id"),
        judge=_judge_reading,
        day=_reading_day,
        kind=_reading_kind,
        at_first={"source": FROM_FILE},
        bulk=True,
    ),
    Sheet(
        key="facts",
        label=_("About you"),
        model=PatientProfile,
        columns=FACTS_COLUMNS,
        single=True,
    ),
    *(
        Sheet(
            key=section.key,
            label=section.label,
            model=section.model,
            columns=section_columns(section),
        )
        for section in SECTIONS
    ),
    Sheet(
        key="questions",
        label=_("Questions for a visit"),
        model=VisitQuestion,
        columns=QUESTION_COLUMNS,
    ),
    Sheet(
        key="goals",
        label=_("Goals"),
        model=Goal,
        columns=GOAL_COLUMNS,
        judge=judge_goal,
        after=goals.judge_all_again,
    ),
    *(
        Sheet(
            key=kind.key,
            label=kind.label,
            model=kind.model,
            columns=LIFE_COLUMNS[kind.key],
            judge=judge_dose if kind.key == "doses" else nothing,
            day=day_of,
        )
        for kind in KINDS
    ),
)
SHEETS: dict[str, Sheet] = {sheet.key: sheet for sheet in _ALL}
