"""What is stored opens only for its owner, in its place, with the right key."""

import base64
import os
from typing import Any

import pytest
from cryptography.exceptions import InvalidTag
from django.core.exceptions import FieldError, ImproperlyConfigured
from django.db import connection

from accounts.models import User
from patients.models import Condition
from privacy import crypto
from privacy.checks import master_keys_are_usable
from privacy.crypto import Unreadable
from privacy.models import DataKey
from tests import factories


def raw(row: Condition, column: str = "name") -> bytes:
    """The stored bytes of one column."""
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {column} FROM {table} WHERE id = %s", [row.pk])
        return bytes(cursor.fetchone()[0])


def write(row: Condition, sealed: bytes, column: str = "name") -> None:
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        value = connection.Database.Binary(sealed)
        cursor.execute(f"UPDATE {table} SET {column} = %s WHERE id = %s", [value, row.pk])


def reread(row: Condition) -> Condition:
    return Condition.objects.unscoped("test").get(pk=row.pk)


def new_master() -> str:
    return base64.urlsafe_b64encode(os.urandom(32)).decode()


def test_a_condition_reads_as_it_was_written_and_lies_sealed(ana: User) -> None:
    row = factories.line(ana, name="Migraña con aura")
    assert reread(row).name == "Migraña con aura"
    assert "Migra" not in raw(row).decode("latin-1")


def test_the_same_words_are_sealed_differently_each_time(ana: User) -> None:
    one, two = factories.line(ana, name="Asthma"), factories.line(ana, name="Asthma")
    assert raw(one) != raw(two)


def test_words_moved_to_somebody_elses_row_do_not_open(ana: User, bruno: User) -> None:
    hers, his = factories.line(ana, name="Asthma"), factories.line(bruno, name="Gout")
    write(his, raw(hers))
    with pytest.raises(Unreadable):
        _ = reread(his).name


def test_words_moved_to_another_column_do_not_open(ana: User) -> None:
    row = factories.line(ana, name="Asthma", notes="worse in spring")
    write(row, raw(row, "notes"))
    with pytest.raises(Unreadable):
        _ = reread(row).name


@pytest.mark.parametrize("place", [0, 5, 20, -1])
def test_a_changed_bit_does_not_open(ana: User, place: int) -> None:
    row = factories.line(ana, name="Asthma")
    sealed = bytearray(raw(row))
    sealed[place] ^= 1
    write(row, bytes(sealed))
    with pytest.raises(Unreadable):
        _ = reread(row).name


@pytest.mark.parametrize("length", [0, 1, 16, 28, 30])
def test_a_cut_off_value_does_not_open(ana: User, length: int) -> None:
    row = factories.line(ana, name="Asthma")
    write(row, raw(row)[:length])
    with pytest.raises(Unreadable):
        _ = reread(row).name


def test_a_wrong_master_key_opens_nothing_and_says_nothing(ana: User, settings: Any) -> None:
    row = factories.line(ana, name="Asthma")
    crypto.forget_keys()
    settings.MASTER_KEYS = [new_master()]
    with pytest.raises(Unreadable) as caught:
        _ = reread(row).name
    assert not isinstance(caught.value.__context__, InvalidTag) or "Asthma" not in str(caught.value)


def test_deleting_the_data_key_erases_what_every_copy_holds(ana: User, bruno: User) -> None:
    hers, his = factories.line(ana, name="Asthma"), factories.line(bruno, name="Gout")
    crypto.erase_key(ana.pk)
    with pytest.raises(Unreadable):
        _ = reread(hers).name
    assert reread(his).name == "Gout"


def test_each_person_has_one_data_key(ana: User, bruno: User) -> None:
    for _time in range(3):
        factories.line(ana)
        factories.line(bruno)
    assert DataKey.objects.count() == 2


def test_a_list_of_rows_touches_no_key_until_a_word_is_read(ana: User) -> None:
    for _line in range(5):
        factories.line(ana)
    crypto.forget_keys()
    rows = list(Condition.objects.visible_to(ana))
    assert crypto._by_id == {}
    assert rows[0].name == "Asthma"
    assert len(crypto._by_id) == 1


def test_a_row_that_is_saved_without_being_read_keeps_its_words(ana: User) -> None:
    row = reread(factories.line(ana, name="Asthma"))
    row.save()
    assert reread(row).name == "Asthma"


def test_values_gives_sealed_bytes_and_filters_on_words_are_refused(ana: User) -> None:
    factories.line(ana, name="Asthma")
    rows = Condition.objects.visible_to(ana)
    assert "Asthma" not in repr(list(rows.values("name")))
    with pytest.raises(FieldError):
        rows.filter(name="Asthma")
    with pytest.raises(FieldError):
        rows.filter(name__contains="Ast")


def test_words_cannot_be_updated_past_the_owner(ana: User) -> None:
    factories.line(ana)
    with pytest.raises(TypeError, match="encrypted"):
        Condition.objects.editable_by(ana).update(name="Gout")


@pytest.mark.parametrize(
    "keys",
    [[], [""], ["short"], ["x" * 43], [base64.b64encode(b"\0" * 32).decode()], ["not base64 !!"]],
)
def test_missing_short_or_guessable_master_keys_are_an_error(
    settings: Any, keys: list[str]
) -> None:
    settings.MASTER_KEYS = keys
    assert [found.id for found in master_keys_are_usable()] == ["privacy.E001"]
    with pytest.raises(ImproperlyConfigured):
        crypto.master_keys()


def test_what_is_sealed_for_one_purpose_does_not_open_for_another() -> None:
    sealed = crypto.seal_with_master(b"secret", "mfa-secret")
    assert crypto.open_with_master(sealed, "mfa-secret") == b"secret"
    with pytest.raises(Unreadable):
        crypto.open_with_master(sealed, "mail")
