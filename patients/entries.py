"""A reading as somebody states it, before it is a row."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from patients.models import Observation


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One reading as typed.

    Attributes: type: key of the registry's type or of an own one. value, value2: dot decimals
    exactly as typed ("7.20"), "" where there is none. unit: UCUM. code: the choice of a coded type.
    effective_at: aware. tz: IANA name of the zone the person was in.
    """

    type: str
    effective_at: datetime
    tz: str
    value: str = ""
    value2: str = ""
    unit: str = ""
    comparator: str = ""
    code: str = ""
    effective_end: datetime | None = None
    precision: str = Observation.Precision.MINUTE
    context: str = ""
    body_site: str = ""
    method: str = ""
    device: str = ""
    source: str = "manual"
    source_id: str = ""
    group_id: UUID | None = None
    status: str = Observation.Status.FINAL
    notes: str = ""
    tags: tuple[str, ...] = ()

    def as_fields(self) -> dict[str, Any]:
        """Model field name -> value, without what is derived."""
        fields = dict(self.__dict__)
        fields["value_text"] = fields.pop("value")
        fields["value2_text"] = fields.pop("value2")
        fields["tags"] = list(self.tags)
        return fields


def decimal_of(text: str) -> Decimal | None:
    """The number of a dot-decimal text; None for ""."""
    return Decimal(text) if text else None
