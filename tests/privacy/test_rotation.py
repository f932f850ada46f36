"""A new master key: everything moves under it, in steps that may be cut off."""

import base64
import os
from io import StringIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.core.management import CommandError, call_command

from accounts.models import User
from patients.models import Condition
from privacy import crypto, rotation
from privacy.models import DataKey
from tests import factories, people


@pytest.fixture
def new_key() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def rotate(*options: str) -> str:
    out = StringIO()
    call_command("rotate_keys", *options, stdout=out)
    return out.getvalue()


def with_keys(settings: Any, *keys: str) -> None:
    settings.MASTER_KEYS = list(keys)
    crypto.forget_keys()


def test_after_rotation_the_old_key_is_no_longer_needed(
    ana: User, bruno: User, settings: Any, new_key: str
) -> None:
    old = settings.MASTER_KEYS[0]
    row = factories.line(ana, name="Asthma")
    factories.line(bruno)
    people.with_second_factor(ana)
    spare = RecoveryCodes.activate(ana).get_unused_codes()
    with_keys(settings, new_key, old)
    assert Condition.objects.unscoped("test").get(pk=row.pk).name == "Asthma"
    assert "data keys: moved 2" in rotate()
    with_keys(settings, new_key)
    assert Condition.objects.unscoped("test").get(pk=row.pk).name == "Asthma"
    codes = Authenticator.objects.get(user=ana, type="recovery_codes").wrap()
    assert codes.get_unused_codes() == spare


def test_the_data_itself_is_not_rewritten(ana: User, settings: Any, new_key: str) -> None:
    row = factories.line(ana)
    before = Condition.objects.unscoped("test").filter(pk=row.pk).values_list("name", flat=True)
    sealed = before.get().data
    with_keys(settings, new_key, settings.MASTER_KEYS[0])
    rotate()
    assert before.all().get().data == sealed


def test_a_dry_run_counts_and_writes_nothing(ana: User, settings: Any, new_key: str) -> None:
    factories.line(ana)
    kept = bytes(DataKey.objects.get().wrapped)
    with_keys(settings, new_key, settings.MASTER_KEYS[0])
    assert "data keys: would move 1, already current 0" in rotate("--dry-run")
    assert bytes(DataKey.objects.get().wrapped) == kept


def test_a_second_run_finds_nothing_to_do(ana: User, settings: Any, new_key: str) -> None:
    factories.line(ana)
    with_keys(settings, new_key, settings.MASTER_KEYS[0])
    rotate()
    kept = bytes(DataKey.objects.get().wrapped)
    assert "data keys: moved 0, already current 1" in rotate()
    assert bytes(DataKey.objects.get().wrapped) == kept


def test_a_run_that_was_cut_off_goes_on_where_it_stopped(
    db: None, settings: Any, new_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotation, "STEP", 2)
    everyone = [people.person(f"Patient {number}") for number in range(5)]
    for person in everyone:
        factories.line(person)
    with_keys(settings, new_key, settings.MASTER_KEYS[0])
    for row in DataKey.objects.order_by("pk")[:3]:
        crypto.rewrap(row)
    assert "data keys: moved 2, already current 3" in rotate()


def test_a_lost_key_is_reported_and_nothing_is_damaged(
    ana: User, settings: Any, new_key: str
) -> None:
    factories.line(ana)
    kept = bytes(DataKey.objects.get().wrapped)
    with_keys(settings, new_key)
    with pytest.raises(CommandError, match="1 could not be opened"):
        rotate()
    assert bytes(DataKey.objects.get().wrapped) == kept
