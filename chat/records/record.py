"""What the reader may see of one record, asked in as few queries as the answers need."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cached_property, reduce
from operator import or_
from typing import Any

from django.db.models import Count, Max, Q, Subquery

from accounts.models import User
from chat.records.metrics import KIN
from chat.records.narrowing import NO_NARROWING, Narrowing
from chat.records.periods import Clock, Period
from chat.records.tallies import Tally, tallied
from patients.kinds import kind_named
from patients.models import Observation, ObservationQuerySet, PatientProfile
from patients.observation_types import ObservationType
from patients.patient_facts import Facts, facts_of
from patients.profile_sections import ProfileSection

# A reading's local day and its instant lie at most this far apart; lets the time index help.
_SLACK = timedelta(days=3)
_UNSEALED = "notes"


class Record:
    """One person's record as `reader` may read it. Every query is scoped to both."""

    def __init__(
        self, reader: User, patient: User, clock: Clock, narrowing: Narrowing = NO_NARROWING
    ) -> None:
        self.reader = reader
        self.patient = patient
        self.clock = clock
        self.narrowing = narrowing
        self._lines: dict[str, list[Any]] = {}

    @property
    def _all(self) -> ObservationQuerySet:
        rows: ObservationQuerySet = Observation.objects.visible_to(self.reader).of(self.patient)
        return rows.exclude(status=Observation.Status.IN_ERROR).defer(_UNSEALED)

    def kind(self, key: str) -> ObservationType | None:
        """The type `key`, the registry's or the patient's own."""
        return kind_named(key, self.patient.pk)

    @cached_property
    def facts(self) -> Facts:
        """Age and sex, which decide how readings are understood."""
        return facts_of(self.patient)

    def readings(
        self,
        period: Period | None = None,
        keys: Iterable[str] = (),
    ) -> ObservationQuerySet:
        """The readings of a period, of the kinds `keys` (all when empty), as narrowed."""
        rows = _within(self._all, period, self.clock)
        if wanted := tuple(keys):
            rows = rows.filter(type__in=wanted)
        return self.narrowing.applied(rows, self.clock.zone)

    def tallies(
        self,
        period: Period | None,
        keys: Sequence[str] = (),
    ) -> dict[str, Tally]:
        """Registry key -> tally. A kind without readings gives way to its kin that has some."""
        wanted = {*keys, *(KIN[key] for key in keys if key in KIN)}
        found = tallied(self.readings(period, wanted), self.patient.pk)
        if not keys:
            return found
        chosen = dict.fromkeys(_with_readings(key, found) for key in keys)
        return {key: found[key] for key in chosen if key in found}

    def samples(
        self, rows: ObservationQuerySet, tallies: Iterable[Tally]
    ) -> Mapping[tuple[str, str], Observation]:
        """(kind, "first" | "last" | "lowest" | "highest" | "open") -> one of `rows`; one query."""
        wanted = list(tallies)
        conditions = [
            Q(type=tally.kind.key, effective_at=moment)
            for tally in wanted
            for moment in (tally.first.first_at, tally.last.last_at)
        ]
        keys = [group.sample for tally in wanted for group in _extremes(tally).values() if group]
        found = rows.filter(reduce(or_, conditions, Q(pk__in=keys))).newest_first()
        return _placed(list(found), wanted)

    def newest(self, rows: ObservationQuerySet, count: int) -> list[Observation]:
        """The newest `count` of `rows`."""
        return list(rows.newest_first()[:count])

    def days(self, period: Period | None, key: str) -> int:
        """On how many local days there is a reading of a kind; at least one."""
        rows = self.readings(period, [key])
        return max(int(rows.aggregate(days=Count("local_day", distinct=True))["days"]), 1)

    def newest_of_each(self, keys: Sequence[str]) -> list[Observation]:
        """The newest reading of each kind or of its kin, latest first: one index probe per kind."""
        wanted = {*keys, *(KIN[key] for key in keys if key in KIN)}
        probes = [
            Subquery(self._all.of_type(key).newest_first().values("pk")[:1])
            for key in sorted(wanted)
        ]
        newest = self._all.filter(pk__in=probes)  # type: ignore[misc]
        found = {row.type: row for row in newest.newest_first()}
        chosen = dict.fromkeys(_with_readings(key, found) for key in keys)
        return [found[key] for key in chosen if key in found]

    def used(self, period: Period | None = None) -> dict[str, int]:
        """Registry keys in use (in a period), most recently measured first -> how many readings."""
        kinds = self.readings(period).order_by().values("type")
        counted = kinds.annotate(n=Count("id"), last=Max("effective_at")).order_by("-last", "type")
        return {row["type"]: row["n"] for row in counted}

    def lines(self, section: ProfileSection) -> list[Any]:
        """The lines of a part of the profile: current first, then newest start."""
        if section.key not in self._lines:
            self._lines[section.key] = section.rows_of(self.reader, self.patient)
        return self._lines[section.key]

    def has(self, section: ProfileSection) -> bool:
        """Whether a part of the profile has lines, without opening any."""
        if section.key in self._lines:
            return bool(self._lines[section.key])
        rows = section.model.objects.visible_to(self.reader).of(self.patient)
        return bool(rows.exists())

    def personal_facts(self) -> PatientProfile | None:
        """Birth date, sex, blood type, as `reader` may read them."""
        found: PatientProfile | None = (
            PatientProfile.objects.visible_to(self.reader).of(self.patient).first()
        )
        return found


def _with_readings(key: str, found: Mapping[str, object]) -> str:
    return key if key in found else KIN.get(key, key)


def _within(rows: ObservationQuerySet, period: Period | None, clock: Clock) -> ObservationQuerySet:
    if period is None:
        return rows
    if period.since is not None and period.until is not None:
        return rows.filter(effective_at__gte=period.since, effective_at__lte=period.until)
    if period.first is not None:
        rows = rows.filter(effective_at__gte=clock.at(period.first, 0) - _SLACK)
    if period.last is not None:
        rows = rows.filter(effective_at__lte=clock.at(period.last, 0) + _SLACK)
    return rows.between(period.first, period.last)


def _extremes(tally: Tally) -> dict[str, Any]:
    opened = tally.open
    return {
        "lowest": tally.lowest,
        "highest": tally.highest,
        "open": opened[0] if opened else None,
    }


def _placed(
    rows: Sequence[Observation], tallies: Iterable[Tally]
) -> dict[tuple[str, str], Observation]:
    by_key = {row.pk: row for row in rows}
    found: dict[tuple[str, str], Observation] = {}
    for tally in tallies:
        key = tally.kind.key
        own = [row for row in rows if row.type == key]
        for name, group in _extremes(tally).items():
            if group and group.sample in by_key:
                found[key, name] = by_key[group.sample]
        for row in own:
            if row.effective_at == tally.last.last_at:
                found.setdefault((key, "last"), row)
            if row.effective_at == tally.first.first_at:
                found[key, "first"] = row
    return found
