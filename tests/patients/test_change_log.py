"""django-auditlog learns which fields changed, never from what to what."""

from collections.abc import Callable

import pytest
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.core.exceptions import FieldDoesNotExist
from django.test import Client

from accounts.models import User
from patients.models import Condition, Observation, PatientProfile
from patients.profile_sections import SECTIONS
from privacy.diffs import register_audited
from privacy.fields import EncryptedTextField
from tests import factories
from tests.patients.forms_of import submit

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
MODELS = [Observation, PatientProfile, *(section.model for section in SECTIONS)]


def test_a_change_is_noted_by_field_and_by_whom(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana, notes="before")
    submit(client_for(ana), f"/readings/entry/{row.entry_id}/edit/", notes="after", value="131")
    entry = LogEntry.objects.get_for_object(row).filter(action=LogEntry.Action.UPDATE).get()
    assert set(entry.changes) == {"notes", "value_text"}
    assert entry.actor == ana


def test_no_entry_holds_a_value_or_a_word(client_for: SignIn, ana: User) -> None:
    row = factories.reading(ana, value="143", notes="Canary words", tags=("canarytag",))
    line = factories.line(ana, "conditions", name="Canary condition", onset="1987-03")
    submit(client_for(ana), f"/readings/entry/{row.entry_id}/edit/", value="144")
    client_for(ana).post(f"/profile/conditions/{line.entry_id}/delete/")
    for entry in LogEntry.objects.all():
        told = " ".join(str(getattr(entry, f.attname)) for f in LogEntry._meta.concrete_fields)
        for word in ("143", "144", "anary", "canarytag", "1987"):
            assert word not in told.replace(str(row.entry_id), "").replace(str(line.entry_id), "")


@pytest.mark.parametrize("model", MODELS)
def test_every_field_that_is_watched_is_masked(model: type) -> None:
    watched = auditlog.get_model_fields(model)
    assert watched["include_fields"]
    assert set(watched["include_fields"]) == set(watched["mask_fields"])
    assert watched["mask_callable"] == "privacy.diffs.hidden"


@pytest.mark.parametrize("model", MODELS)
def test_every_sealed_field_is_watched(model: type) -> None:
    sealed = {f.name for f in model._meta.fields if isinstance(f, EncryptedTextField)}  # type: ignore[attr-defined]
    assert sealed <= set(auditlog.get_model_fields(model)["include_fields"])


def test_a_misspelt_field_is_not_silently_unwatched() -> None:
    with pytest.raises(FieldDoesNotExist):
        register_audited(Condition, include=["nmae"])
