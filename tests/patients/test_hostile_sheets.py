"""Sheets that would harm others, the disk, or what staff may see."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError

from accounts.models import User
from patients.models import ImportBatch
from patients.services import exports, uploads
from patients.spreadsheets import columns, files
from patients.spreadsheets.profile_columns import FACTS_COLUMNS
from tests import factories


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:00-10:00"])
def test_a_time_at_the_ends_of_the_calendar_is_refused(moment: str) -> None:
    with pytest.raises(ValidationError, match="between 1900 and 2200"):
        columns.aware(moment)


def test_a_sheet_of_a_thousand_columns_is_refused_before_it_is_read() -> None:
    with pytest.raises(ValidationError, match="more than 100 columns"):
        files.read(",".join(f"c{n}" for n in range(1000)).encode())


def test_the_birth_date_is_among_what_staff_do_not_export() -> None:
    assert [column.sealed for column in FACTS_COLUMNS if column.name == "birth_date"] == [True]


@pytest.mark.django_db
def test_one_upload_waits_at_a_time(ana: User) -> None:
    factories.line(ana)
    sheet = exports.export_sheet(actor=ana, section="conditions")
    for _ in range(3):
        uploads.open_batch(actor=ana, section="conditions", source=BytesIO(sheet), size=len(sheet))
    states = ImportBatch.objects.visible_to(ana).order_by("id").values_list("state", flat=True)
    assert list(states) == ["dropped", "dropped", "uploaded"]
