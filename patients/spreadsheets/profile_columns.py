"""The columns of each part of the profile, taken from the section that describes it."""

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from patients.models import PatientProfile
from patients.profile_sections import ProfileSection
from patients.spreadsheets.columns import (
    Cells,
    Column,
    Values,
    constant,
    identity,
    instant,
    text,
    whole_number,
)
from privacy.fields import EncryptedTextField


def section_columns(section: ProfileSection) -> tuple[Column, ...]:
    """Schema, id, every field of the form in its order, times."""
    named = {column.name: column for column in section.model._meta.concrete_fields}
    return (
        constant("schema", f"{section.key}/1"),
        identity(),
        *(_column(named[name]) for name in section.fields),
        instant("created_at"),
        instant("updated_at"),
    )


def _column(column: Any) -> Column:
    if isinstance(column, models.IntegerField):
        return whole_number(column.name)
    sealed = isinstance(column, EncryptedTextField)
    return text(column.name, required=not column.blank, sealed=sealed)


def _born(row: PatientProfile) -> str:
    return row.birth_date.isoformat() if row.birth_date else ""


def _read_born(cell: str, row: Cells) -> Values:
    try:
        return {"birth_date": date.fromisoformat(cell.strip()) if cell.strip() else None}
    except ValueError as error:
        raise ValidationError(_("Write the day as 1981-03-09.")) from error


FACTS_COLUMNS = (
    constant("schema", "facts/1"),
    identity(),
    Column("birth_date", write=_born, read=_read_born, sealed=True),
    text("sex"),
    text("blood_type"),
    text("country"),
    instant("created_at"),
    instant("updated_at"),
)
