"""Rows that are about one type on one local day: readings, and the rollups of them."""

from datetime import date
from typing import Self

from django.db.models import Q

from privacy.ownership import OwnedQuerySet, Row


class DayQuerySet(OwnedQuerySet[Row]):
    """Verbs by type and day."""

    def of_type(self, key: str) -> Self:
        """Only rows of the type `key`."""
        return self.filter(type=key)

    def between(self, first: date | None, last: date | None) -> Self:
        """From `first` to `last`, both days included, by the day of whoever measured."""
        since = Q(local_day__gte=first) if first else Q()
        until = Q(local_day__lte=last) if last else Q()
        return self.filter(since, until)
