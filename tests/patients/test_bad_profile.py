"""Nothing impossible gets into a profile: 422, the form kept, the reason named, nothing saved."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients.models import PatientProfile
from patients.profile_sections import section_named
from tests import factories
from tests.patients.forms_of import fields_of, submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NEXT_YEAR = str(timezone.now().year + 1)
TAG, NULL = "Write plain text", "Null characters are not allowed"

WORDS = [
    ("conditions", "name", 200),
    ("conditions", "notes", 4000),
    ("medications", "name", 200),
    ("medications", "frequency", 120),
    ("medications", "reason", 200),
    ("medications", "notes", 4000),
    ("allergies", "substance", 200),
    ("allergies", "reaction", 200),
    ("allergies", "notes", 4000),
    ("immunizations", "vaccine", 200),
    ("immunizations", "lot", 60),
    ("immunizations", "notes", 4000),
    ("family", "condition", 200),
    ("family", "notes", 4000),
    ("contacts", "name", 200),
    ("contacts", "relation", 60),
    ("contacts", "phone", 40),
    ("contacts", "notes", 4000),
]
BAD = [
    *((s, f, "x" * (n + 1), f"at most {n} characters") for s, f, n in WORDS),
    *((s, f, "<script>alert(1)</script>", TAG) for s, f, _n in WORDS),
    *((s, f, "a\x00b", NULL) for s, f, _n in WORDS),
    ("conditions", "name", "", "This field is required"),
    ("conditions", "name", "   ", "This field is required"),
    ("conditions", "clinical_status", "hopeful", "Select a valid choice"),
    ("conditions", "onset", "last spring", "Write a date as"),
    ("conditions", "onset", "2019-13", "Write a date as"),
    ("conditions", "onset", "2019-02-30", "Write a date as"),
    ("conditions", "onset", "1700", "The year must be 1880"),
    ("conditions", "onset", NEXT_YEAR, "This date is in the future"),
    ("conditions", "abatement", NEXT_YEAR, "This date is in the future"),
    ("medications", "status", "sometimes", "Select a valid choice"),
    ("medications", "dose", "a bit", "Write one number"),
    ("medications", "dose", "-5", "cannot be below zero"),
    ("medications", "dose", "5", "Choose the unit of the dose"),
    ("medications", "dose_unit", "spoon", "Select a valid choice"),
    ("medications", "started", "soon", "Write a date as"),
    ("allergies", "category", "people", "Select a valid choice"),
    ("allergies", "severity", "very", "Select a valid choice"),
    ("allergies", "criticality", "maybe", "Select a valid choice"),
    ("immunizations", "given", "", "This field is required"),
    ("immunizations", "given", NEXT_YEAR, "This date is in the future"),
    ("immunizations", "dose_number", "0.5", "Enter a whole number"),
    ("immunizations", "dose_number", "-1", "greater than or equal to 0"),
    ("immunizations", "dose_number", "21", "less than or equal to 20"),
    ("family", "relation", "neighbour", "Select a valid choice"),
    ("family", "age_at_onset", "126", "less than or equal to 125"),
    ("family", "age_at_onset", "old", "Enter a whole number"),
    ("contacts", "phone", "", "This field is required"),
    ("contacts", "entry_id", "x", "damaged on its way"),
]


@pytest.mark.parametrize(("key", "field", "text", "why"), BAD)
def test_a_wrong_field_comes_back_with_its_reason(
    client_for: SignIn, ana: User, key: str, field: str, text: str, why: str
) -> None:
    client, url, least = client_for(ana), f"/profile/{key}/add/", factories.LEAST[key]
    form = {**fields_of(client.get(url)), **least, field: text}
    response = client.post(url, form)
    page = response.content.decode()
    assert response.status_code == 422
    assert why in page
    assert all(value in page for name, value in least.items() if name != field)
    assert not section_named(key).model.objects.editable_by(ana).exists()


FACTS = [
    ("birth_date", f"{timezone.now() + timedelta(days=2):%Y-%m-%d}", "in the future"),
    ("birth_date", "1850-01-01", "Check the year"),
    ("birth_date", "09/03/1981", "Enter a valid date"),
    ("sex", "yes", "Select a valid choice"),
    ("blood_type", "C+", "Select a valid choice"),
    ("country", "XX", "Select a valid choice"),
    ("country", "\x00", "Select a valid choice"),
]


@pytest.mark.parametrize(("field", "text", "why"), FACTS)
def test_wrong_facts_come_back_with_their_reason(
    client_for: SignIn, ana: User, field: str, text: str, why: str
) -> None:
    response = submit(client_for(ana), "/profile/facts/", holding="sex", **{field: text})
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not PatientProfile.objects.editable_by(ana).exists()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2014", "before the start"),
        ("", "This field is required"),
        (NEXT_YEAR, "in the future"),
        ("x", "Write a date as"),
    ],
)
def test_nothing_ends_before_it_began_or_tomorrow(
    client_for: SignIn, ana: User, text: str, why: str
) -> None:
    row = factories.line(ana, "conditions", onset="2015-03")
    url = f"/profile/conditions/{row.entry_id}/end/"
    response = submit(client_for(ana), url, holding="ended", ended=text)
    assert response.status_code == 422
    assert why in response.content.decode()
    row.refresh_from_db()
    assert row.abatement == ""


def test_a_year_that_contains_the_start_is_no_contradiction(client_for: SignIn, ana: User) -> None:
    row = factories.line(ana, "conditions", onset="2015-03")
    url = f"/profile/conditions/{row.entry_id}/end/"
    assert submit(client_for(ana), url, holding="ended", ended="2015").status_code == 302
