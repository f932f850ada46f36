"""The first page: how the week was, what to log, where to go on."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from patients import today
from patients.today import Panel, add_panel
from tests import factories, people

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def panels(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(today, "_panels", [])
    return


def page(client: Client, query: str = "") -> str:
    return client.get(f"/today/{query}").content.decode()


def test_a_new_patient_is_shown_how_to_begin(client_for: SignIn, ana: User) -> None:
    text = page(client_for(ana))
    assert "Your record starts with one number" in text
    assert "/readings/add/blood_pressure/" in text


def test_the_week_is_told_in_one_sentence(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    factories.reading(ana, value="112", value2="72")
    assert "No reading outside the usual range this week" in page(client)
    factories.reading(ana, value="150", value2="95")
    factories.reading(ana, value="150", value2="95", at=timezone.now() - timedelta(days=30))
    assert "1 reading outside the usual range this week" in page(client)


def test_an_old_record_says_that_nothing_came_lately(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, at=timezone.now() - timedelta(days=60))
    assert "Nothing logged in the last seven days" in page(client_for(ana))


def test_a_child_gets_no_flags_made_for_adults(client_for: SignIn, ana: User) -> None:
    born = timezone.now().date() - timedelta(days=365 * 9)
    factories.facts(ana, birth_date=born)
    factories.reading(ana, value="150", value2="95")
    text = page(client_for(ana))
    assert "outside the usual range" not in text
    assert "1 reading this week" in text


def test_what_is_used_comes_first_for_logging(client_for: SignIn, ana: User) -> None:
    factories.reading(ana, "glucose", "95")
    text = page(client_for(ana))
    chosen = text.split('id="quick"')[1]
    assert chosen.index("Glucose") < chosen.index("Blood pressure")


def test_another_type_is_chosen_without_leaving_the_page(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    headers = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "quick"}
    text = client.get("/today/?log=mood", **headers).content.decode()
    assert text.lstrip().startswith("<section")
    assert "/readings/add/mood/" in text
    assert 'name="back" value="today"' in text
    assert client.get("/today/?log=nonsense").status_code == 200


def test_saving_from_the_first_page_returns_to_it(client_for: SignIn, ana: User) -> None:
    client = client_for(ana)
    form = {"value": "70", "when": "2026-10-02T08:12", "back": "today"}
    form["entry_id"] = "5f0c8d0e-3c0c-4d3a-9b0f-0a4a8c1d2e3f"
    assert client.post("/readings/add/heart_rate/", form)["Location"] == "/today/"
    form["back"] = "https://elsewhere.example"
    assert client.post("/readings/add/heart_rate/", form)["Location"] == "/readings/heart_rate/"


def test_other_rooms_may_add_a_door(client_for: SignIn, ana: User, panels: None) -> None:
    add_panel(lambda user: Panel("assistant", "My talk", f"for {user.pk}", "/assistant/x/"))
    add_panel(lambda user: None)
    text = page(client_for(ana))
    assert 'href="/assistant/x/"' in text
    assert f"for {ana.pk}" in text


def test_patients_have_these_rooms_in_their_navigation_and_clinicians_do_not(
    client_for: SignIn, ana: User
) -> None:
    doctor = people.provider("Dora Doc")
    for url in ("/today/", "/readings/", "/profile/"):
        assert f'class="nav-link" href="{url}"' in page(client_for(ana))
        assert f'class="nav-link" href="{url}"' not in page(client_for(doctor))
