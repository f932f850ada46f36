"""People make types of their own, and each is as good as the registry's."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from patients.models import CustomType, DailyRollup, Observation
from patients.services import goals, own_types
from privacy.models import AccessEvent
from tests import factories
from tests.patients.sheets import exported, imported, upload

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]


def _add(client: Client, **said: str) -> Any:
    form = {"label": "Grip strength", "unit": "lb", "decimals": "1", "icon": "bolt",
            "entry_id": str(uuid4()), **said}  # fmt: skip
    return client.post(reverse("patients:add_type"), form)


def _log(client: Client, key: str, number: str, unit: str = "[lb_av]") -> Any:
    when = timezone.now().strftime("%Y-%m-%dT%H:%M")
    said = {"entry_id": str(uuid4()), "when": when, "value_0": number, "value_1": unit,
            "value": number}  # fmt: skip
    return client.post(reverse("patients:add_reading", args=[key]), said)


def _page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"patients:{name}", args=args)).content.decode()


def test_a_new_type_is_logged_listed_charted_and_counted(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    answer = _add(client, low="0", high="200")
    row = CustomType.objects.editable_by(ana).get()
    assert answer["Location"] == reverse("patients:add_reading", args=[row.key])
    assert (row.label, row.unit) == ("Grip strength", "[lb_av]")
    assert _log(client, row.key, "92.50").status_code == 302
    assert _log(client, row.key, "94").status_code == 302
    reading = Observation.objects.editable_by(ana).oldest_first().first()
    assert (reading.value_text, reading.unit) == ("92.50", "[lb_av]")
    assert reading.canonical == Decimal("41.957294")
    assert DailyRollup.objects.editable_by(ana).get().n == 2
    for name, args in (("today", ()), ("readings", ()), ("readings_of", (row.key,)),
                       ("types", ()), ("choose_reading", ()), ("timeline", ())):  # fmt: skip
        assert "Grip strength" in _page(client, name, *args), name
    assert "92.50" in _page(client, "readings_of", row.key)
    assert "<svg" in _page(client, "readings_of", row.key)
    assert "Grip strength" in client.get(f"/readings/?type={row.key}").content.decode()


def test_its_bounds_are_hard_in_the_unit_they_were_given_in(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    _add(client, low="10", high="200")
    key = CustomType.objects.editable_by(ana).get().key
    for number, unit in (("9.9", "[lb_av]"), ("200.1", "[lb_av]"), ("91", "kg")):
        answer = _log(client, key, number, unit)
        assert answer.status_code == 422
        assert "must be between" in answer.content.decode()
    assert _log(client, key, "200").status_code == 302


def test_a_type_without_a_known_unit_converts_to_nothing(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    client.post("/units/", {"preset": "us"})
    for label, unit in (("Cholesterol", "mmol/L"), ("Pages", "pages"), ("Score", "")):
        _add(client, label=label, unit=unit)
    types = {row.label: row for row in CustomType.objects.editable_by(ana)}
    assert _log(client, types["Cholesterol"].key, "5.2").status_code == 302
    page = _page(client, "readings_of", types["Cholesterol"].key)
    assert "5.2" in page
    assert "mg/dL" not in page
    assert _log(client, types["Pages"].key, "12").status_code == 302
    assert "pages" in _page(client, "readings_of", types["Pages"].key)
    assert _log(client, types["Score"].key, "3").status_code == 302


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"label": ""}, "This field is required"),
        ({"label": "<b>Grip</b>"}, "Write plain text"),
        ({"low": "9", "high": "3"}, "The highest must lie above the lowest"),
        ({"low": "nine"}, "Write one number"),
        ({"unit": "x" * 25}, "at most 24"),
        ({"decimals": "9"}, "Select a valid choice"),
    ],
)
def test_what_cannot_be_comes_back_with_its_reason(
    ana: User, client_for: ClientFor, said: dict[str, str], reason: str
) -> None:
    answer = _add(client_for(ana), **said)
    assert answer.status_code == 422
    assert reason in answer.content.decode()
    assert not CustomType.objects.editable_by(ana).exists()


def test_the_unit_stays_once_there_are_readings(ana: User, client_for: ClientFor) -> None:
    client, row = client_for(ana), factories.own_type(ana)
    factories.reading(ana, row.key, "40", unit="kg")
    url = reverse("patients:edit_type", args=[row.entry_id])
    said = {"label": "Grip, left", "unit": "lb", "decimals": "1", "icon": "bolt"}
    answer = client.post(url, said)
    assert answer.status_code == 422
    assert "There are readings in this unit" in answer.content.decode()
    assert client.post(url, {**said, "unit": "kg"}).status_code == 302
    assert "Grip, left" in _page(client, "readings")


def test_a_type_put_away_is_not_offered_but_its_readings_stay(
    ana: User, client_for: ClientFor
) -> None:
    client, row = client_for(ana), factories.own_type(ana)
    client.post(reverse("patients:archive_type", args=[row.entry_id]))
    assert "Grip strength" not in _page(client, "choose_reading")
    assert "put away" in _page(client, "types")
    client.post(reverse("patients:archive_type", args=[row.entry_id]))
    assert "Grip strength" in _page(client, "choose_reading")


def test_deleting_a_type_takes_its_readings_and_undoing_brings_back_just_those(
    ana: User, client_for: ClientFor
) -> None:
    client, row = client_for(ana), factories.own_type(ana)
    kept = factories.reading(ana, row.key, "40", unit="kg")
    gone = factories.reading(ana, row.key, "41", unit="kg")
    client.post(reverse("patients:delete_reading", args=[gone.entry_id]))
    url = reverse("patients:delete_type", args=[row.entry_id])
    assert "1 reading goes with it" in client.get(url).content.decode()
    assert client.post(url).status_code == 302
    readings = Observation.objects.editable_by(ana).of_type(row.key)
    assert not readings.present().exists()
    assert not DailyRollup.objects.editable_by(ana).exists()
    assert client.get(reverse("patients:add_reading", args=[row.key])).status_code == 404
    client.post(reverse("patients:restore_type", args=[row.entry_id]))
    assert [each.pk for each in readings.present()] == [kept.pk]
    assert DailyRollup.objects.editable_by(ana).get().n == 1
    events = AccessEvent.objects.filter(subject=ana, object_type="patients.customtype")
    assert [e.action for e in events.order_by("pk")][-2:] == ["delete", "restore"]


def test_a_hundred_types_are_enough(ana: User, client_for: ClientFor) -> None:
    for _number in range(own_types.MOST_TYPES):
        factories.own_type(ana)
    answer = _add(client_for(ana))
    assert answer.status_code == 422
    assert "hundred types" in answer.content.decode()


def test_somebody_elses_type_is_no_type(ana: User, bruno: User, client_for: ClientFor) -> None:
    row = factories.own_type(ana)
    assert client_for(bruno).get(f"/readings/add/{row.key}/").status_code == 404
    assert client_for(bruno).get(f"/readings/{row.key}/").status_code == 404
    said = {"type": row.key, "component": "value", "low": "", "high": "9", "unit": "kg"}
    with pytest.raises(ValidationError):
        goals.check(bruno, said)


def test_types_and_their_readings_travel_together(
    ana: User, bruno: User, client_for: ClientFor
) -> None:
    hers, his = client_for(ana), client_for(bruno)
    row = factories.own_type(ana, label='=Grip, "left"', low="1.50", high="90")
    factories.own_type(ana, label="Pages", unit="pages", archived=True)
    factories.reading(ana, row.key, "40.0", unit="kg")
    types, readings = exported(hers, "custom-types"), exported(hers)
    page = his.get(upload(his, readings)["Location"]).content.decode()
    assert "Import the file of your own types first" in page
    assert imported(his, types, "custom-types").status_code == 302
    assert imported(his, readings).status_code == 302
    assert exported(his, "custom-types") == types
    assert exported(his) == readings
    assert "40.0" in _page(his, "readings_of", row.key)


def test_pages_ask_for_own_types_once_however_many_readings(
    ana: User, client_for: ClientFor, django_assert_max_num_queries: Any
) -> None:
    client, row = client_for(ana), factories.own_type(ana)
    factories.reading(ana, row.key, "40", unit="kg")
    client.get("/readings/")
    with django_assert_max_num_queries(40) as few:
        client.get("/readings/")
    for number in range(20):
        factories.reading(ana, row.key, str(40 + number), unit="kg")
    with django_assert_max_num_queries(len(few)):
        client.get("/readings/")
