"""People choose their units once, and type and read values in them from then on."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from patients.models import Observation
from privacy.models import AccessEvent
from tests import factories

pytestmark = pytest.mark.django_db
ClientFor = Callable[[User], Client]
UNITS = "/units/"


def _choose(client: Client, **chosen: str) -> None:
    quantities = ("glucose", "hba1c", "mass", "length", "temperature", "pressure", "distance",
                  "energy", "volume")  # fmt: skip
    said = dict.fromkeys(quantities, "typed") | chosen
    assert client.post(UNITS, said).status_code == 302


def _page(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"patients:{name}", args=args)).content.decode()


def test_until_she_chooses_everything_is_shown_as_typed(ana: User, client_for: ClientFor) -> None:
    row = factories.reading(ana, "body_weight", "154.30", unit="[lb_av]")
    assert "154.30" in _page(client_for(ana), "reading", row.entry_id)
    assert "Entered as" not in _page(client_for(ana), "reading", row.entry_id)


def test_a_converted_value_says_how_it_was_entered(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    row = factories.reading(ana, "glucose", "5.60", unit="mmol/L")
    _choose(client, glucose="mg/dL")
    page = _page(client, "reading", row.entry_id)
    assert '<span class="value-figure">101</span> <span class="value-unit">mg/dL' in page
    assert "<dt>Entered as</dt><dd>5.60 mmol/L</dd>" in page
    row.refresh_from_db()
    assert (row.value_text, row.unit) == ("5.60", "mmol/L")


def test_hba1c_follows_its_formula_and_a_comparator_stays(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    one = factories.reading(ana, "hba1c", "6.5", unit="%")
    low = factories.reading(ana, "glucose", "40", unit="mg/dL", comparator="<")
    _choose(client, hba1c="mmol/mol", glucose="mmol/L")
    assert ">48</span>" in _page(client, "reading", one.entry_id)
    assert ">&lt;2.2</span>" in _page(client, "reading", low.entry_id)


def test_both_presets_fill_every_answer_and_the_third_takes_them_back(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    for preset, weight in (("metric", "kg"), ("us", "[lb_av]")):
        client.post(UNITS, {"preset": preset})
        ana.refresh_from_db()
        assert (ana.units["mass"], len(ana.units)) == (weight, 9)
    client.post(UNITS, {"preset": "typed"})
    ana.refresh_from_db()
    assert ana.units == {}
    assert AccessEvent.objects.filter(subject=ana, action="update").count() == 3


def test_the_metric_preset_keeps_to_the_blood_sugar_of_the_country(
    ana: User, client_for: ClientFor
) -> None:
    factories.facts(ana, country="ES")
    client_for(ana).post(UNITS, {"preset": "metric"})
    ana.refresh_from_db()
    assert (ana.units["glucose"], ana.units["hba1c"]) == ("mg/dL", "%")


@pytest.mark.parametrize("wrong", [{"preset": "lunar"}, {"glucose": "grains"}, {"mass": ""}])
def test_an_answer_that_is_none_changes_nothing(
    ana: User, client_for: ClientFor, wrong: dict[str, str]
) -> None:
    assert client_for(ana).post(UNITS, wrong).status_code == 422
    ana.refresh_from_db()
    assert ana.units == {}


def test_somebody_new_in_the_us_starts_in_pounds_and_is_offered_the_rest(
    ana: User, client_for: ClientFor
) -> None:
    factories.facts(ana, country="US")
    client = client_for(ana)
    assert '<option value="[lb_av]" selected>' in _page(client, "add_reading", "body_weight")
    assert "These are usual in your country" in client.get(UNITS).content.decode()
    ana.refresh_from_db()
    assert ana.units == {}


def _height(client: Client, **said: str) -> tuple[int, str]:
    form = {"entry_id": "6c1d2b4e-5a55-4f7e-9a0e-6c4f8e3f7a10", "when": "2026-11-02T08:00", **said}
    answer = client.post(reverse("patients:add_reading", args=["body_height"]), form)
    return answer.status_code, answer.content.decode()


def test_a_height_is_typed_in_feet_and_inches_and_kept_in_inches(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    _choose(client, length="[in_i]")
    page = _page(client, "add_reading", "body_height")
    assert 'name="value_0"' in page
    assert 'name="value_1"' in page
    assert 'type="hidden" name="value_2" value="[in_i]"' in page
    assert _height(client, value_0="5", value_1="10,5", value_2="[in_i]")[0] == 302
    row = Observation.objects.editable_by(ana).get()
    assert (row.value_text, row.unit) == ("70.5", "[in_i]")
    assert "5′ 10.5″" in _page(client, "reading", row.entry_id)
    edit = _page(client, "edit_reading", row.entry_id)
    assert 'name="value_0" value="5"' in edit
    assert 'name="value_1" value="10.5"' in edit
    _choose(client, length="cm")
    assert ">179.1</span>" in _page(client, "reading", row.entry_id)


@pytest.mark.parametrize(
    ("feet", "inches", "reason"),
    [
        ("5.5", "", "Write a whole number of ft"),
        ("5", "12", "The second number (in) lies between 0 and 12"),
        ("", "", "This field is required"),
        ("five", "1", "Write one number"),
        ("19", "0", "Height must be between"),
    ],
)
def test_feet_that_cannot_be_are_named_and_kept(
    ana: User, client_for: ClientFor, feet: str, inches: str, reason: str
) -> None:
    client = client_for(ana)
    _choose(client, length="[in_i]")
    status, page = _height(client, value_0=feet, value_1=inches, value_2="[in_i]")
    assert status == 422
    assert reason in page
    assert 'name="value_1"' in page
    assert not Observation.objects.editable_by(ana).exists()


def test_stones_and_pounds_are_kept_as_pounds(ana: User, client_for: ClientFor) -> None:
    client = client_for(ana)
    _choose(client, mass="[stone_av]")
    said = {"entry_id": "6c1d2b4e-5a55-4f7e-9a0e-6c4f8e3f7a10", "when": "2026-11-02T08:00",
            "value_0": "11", "value_1": "6", "value_2": "[lb_av]"}  # fmt: skip
    client.post(reverse("patients:add_reading", args=["body_weight"]), said)
    row = Observation.objects.editable_by(ana).get()
    assert (row.value_text, row.unit) == ("160", "[lb_av]")
    assert "11 st 6 lb" in _page(client, "readings")


def test_what_to_confirm_is_said_in_the_unit_that_was_typed(
    ana: User, client_for: ClientFor
) -> None:
    client = client_for(ana)
    factories.reading(ana, "body_weight", "70", unit="kg")
    _choose(client, mass="[lb_av]")
    said = {"entry_id": "6c1d2b4e-5a55-4f7e-9a0e-6c4f8e3f7a10", "when": "", "value_0": "100",
            "value_1": "[lb_av]"}  # fmt: skip
    said["when"] = timezone.now().strftime("%Y-%m-%dT%H:%M")
    page = client.post(reverse("patients:add_reading", args=["body_weight"]), said)
    assert page.status_code == 422
    assert "Weight was 154.3\u202flb last time" in page.content.decode()
