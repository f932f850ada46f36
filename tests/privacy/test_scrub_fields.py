"""Structured data is scrubbed by the names of its fields."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from privacy.scrub import KnownIdentifiers, Person, scrub_fields


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("first_name", "itziar"), ("lastName", "Goikoetxea"), ("PatientName", "Ana Torres"),
        ("nombreCompleto", "Ana Torres"), ("apellidos", "Torres León"), ("name", "Ana Torres"),
        ("customer-email", "ana@example.org"), ("CORREO", "ana@example.org"),
        ("teléfono", "612345678"),
        ("mobilePhone", 612345678), ("ssn", 443221290), ("MRN", "303254"),
        ("expediente", "0088392"),
        ("dob", "1971-03-09"), ("fechaNacimiento", "9/3/71"), ("birth_date", date(1971, 3, 9)),
        ("streetAddress", "77 Rosewood Bend"), ("dirección", "Calle Olivo 174"), ("zip", "74101"),
        ("password1", "hunter"), ("contraseña", "secreto"), ("ACCESS_TOKEN", "abc123"),
        ("sessionid", "x8f2k1p0"), ("csrfmiddlewaretoken", "kJ83hdUs82"), ("X-Api-Key", "abcdef12"),
        ("STRIPE_WEBHOOK_SECRET", "whatever1"), ("username", "dwayne63"), ("age", 97),
        ("remote_addr", "203.0.113.7"), ("licence_number", "28/2845112"), ("iban", "ES9121000418"),
        ("member_id", "XOT830001355"), ("lat", 43.26271), ("cardNumber", "4242424242424242"),
    ],
)  # fmt: skip
def test_a_telling_field_loses_its_value(key: str, value: object) -> None:
    found = scrub_fields({key: value})[key]
    assert isinstance(found, str)
    assert found.startswith("[")


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("prompt_tokens", 412), ("user_id", 184), ("status", "active"), ("name", "blood_pressure"),
        ("event_name", "Reading Saved"), ("provider", "openai"), ("email_verified", True),
        ("age", 45), ("height_cm", 157), ("patient", 184), ("user", "admin"), ("token_count", 7),
        ("session", 12), ("kind", "weight"), ("password_changed", True), ("code", 400),
    ],
)  # fmt: skip
def test_a_harmless_field_keeps_its_value(key: str, value: object) -> None:
    assert scrub_fields({key: value}) == {key: value}


def test_nested_data_is_walked_and_objects_become_their_class() -> None:
    class Chart:
        """Would tell a name if it were asked for its text."""

        def __str__(self) -> str:
            return "Chart of Ana Torres"

    data = {
        "rows": [{"name": "Ana Torres", "kg": 70.2}, {"note": "mail ana@example.org"}],
        "chart": Chart(),
        "raw": b"Ana",
        "weight": Decimal("70.2"),
        "seen": datetime(2026, 1, 2, tzinfo=UTC),
        "ana@example.org": 1,
    }
    assert scrub_fields(data) == {
        "rows": [{"name": "[NAME]", "kg": 70.2}, {"note": "mail [EMAIL]"}],
        "chart": "<Chart>",
        "raw": "[VALUE]",
        "weight": "<Decimal>",
        "seen": "2026-01-02T00:00:00+00:00",
        "[EMAIL]": 1,
    }


def test_data_without_end_ends() -> None:
    data: dict[str, object] = {}
    data["again"] = data
    assert "[VALUE]" in str(scrub_fields(data))
    assert len(scrub_fields({str(n): n for n in range(1_000)})) < 300


def test_known_people_are_found_in_free_text_fields() -> None:
    known = KnownIdentifiers([Person(names=("Itziar Goikoetxea",))])
    assert scrub_fields({"note": "itziar feels well"}, known) == {"note": "[NAME] feels well"}
