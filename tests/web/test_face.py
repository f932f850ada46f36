"""The parts every page is made of say what they mean, with or without colour and script."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from django import forms
from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject

from healthtracker.web.errors import server_error
from healthtracker.web.samples import SampleForm, sample_context
from healthtracker.web.templatetags.face import flag, icon, initials, when
from healthtracker.web.widgets import NowInput, QuantityInput

ROOT = Path(settings.BASE_DIR)
ERRORS = ["400", "403", "403_csrf", "404", "413", "422", "429", "500"]


def render(source: str, **context: object) -> str:
    return engines["django"].from_string(source).render(context)


def test_every_sign_a_page_names_is_drawn() -> None:
    drawn = set(
        re.findall(r'<symbol id="([\w-]+)"', (ROOT / "static/icons/sprite.svg").read_text())
    )
    named: set[str] = set()
    for page in ROOT.rglob("templates/**/*.html"):
        named |= set(re.findall(r'{% icon "([\w-]+)"', page.read_text()))
        named |= set(re.findall(r'icon_name="([\w-]+)"', page.read_text()))
    for module in ROOT.glob("[a-z]*/**/*.py"):
        named |= set(re.findall(r'\bicon="([\w-]+)"', module.read_text()))
    assert named <= drawn


def test_a_sign_with_a_name_is_read_out_and_one_without_is_not() -> None:
    assert 'aria-hidden="true"' in icon("edit")
    assert 'aria-label="Edit &quot;it&quot;"' in icon("edit", 'Edit "it"')


@pytest.mark.parametrize("level", ["in_range", "watch", "out", "critical"])
@pytest.mark.parametrize("direction", ["", "high", "low"])
def test_a_state_is_never_colour_alone(level: str, direction: str) -> None:
    shown = flag(level, "", direction)
    assert "<use " in shown
    assert re.search(r"</svg>\s*\w+", shown)


def test_a_state_nobody_knows_shows_nothing() -> None:
    assert flag("excellent") == ""


@pytest.mark.parametrize(
    ("age", "words"),
    [(timedelta(0), "today"), (timedelta(days=1), "yesterday"), (timedelta(days=-1), "tomorrow")],
)
def test_times_are_said_as_people_say_them(age: timedelta, words: str) -> None:
    assert f">{words} " in when(timezone.now() - age)


def test_an_old_time_says_its_year_and_every_time_is_whole_on_hover() -> None:
    shown = when(datetime(2019, 3, 4, 8, 12, tzinfo=timezone.get_current_timezone()))
    assert ">4 Mar 2019 08:12<" in shown
    assert 'title="March 4, 2019, 08:12"' in shown
    assert ">4 Mar 2019<" in when(date(2019, 3, 4))
    assert when(None) == ""


def test_coordinates_stay_numbers_where_a_comma_is_the_decimal_sign() -> None:
    with translation.override("es"):
        shown = render("{% range_bar value low high %}", value=Decimal("5.4"), low=4, high=5.7)
    assert re.findall(r'c?x="([^"]+)"', shown)
    assert "," not in "".join(re.findall(r'(?:x|width)="([^"]+)"', shown))


def test_without_a_range_there_is_no_bar() -> None:
    assert render("{% range_bar 5 low high %}", low=None, high=None).strip() == ""


def test_a_person_without_a_surname_still_gets_a_sign() -> None:
    assert [initials("Ana Ruiz Montero"), initials("ana"), initials("")] == ["AM", "A", ""]


def test_a_wrong_field_is_tied_to_its_hint_and_its_error() -> None:
    shown = SampleForm({"name": ""})["name"].as_field_group()
    described = re.search(r'aria-describedby="([^"]+)"', shown)
    assert described
    for anchor in described[1].split():
        assert f'id="{anchor}"' in shown
    assert 'aria-invalid="true"' in shown


def test_optional_fields_say_so_and_required_ones_do_not() -> None:
    form = SampleForm()
    assert "optional" in form["notes"].as_field_group()
    assert "optional" not in form["name"].as_field_group()


def test_a_number_keeps_its_decimal_comma_and_its_unit() -> None:
    field = forms.Field(widget=QuantityInput([("kg", "kg"), ("[lb_av]", "lb")]))
    typed = {"weight_0": "73,5", "weight_1": "[lb_av]"}
    assert field.widget.value_from_datadict(typed, {}, "weight") == ["73,5", "[lb_av]"]
    shown = field.widget.render("weight", ("73.5", "kg"), {"id": "id_weight"})
    assert field.widget.id_for_label("id_weight") == "id_weight_0"
    assert 'id="id_weight_0"' in shown
    assert 'inputmode="decimal"' in shown


def test_a_time_is_given_to_the_minute_and_now_waits_for_script() -> None:
    moment = datetime(2026, 11, 3, 8, 12, 59)  # noqa: DTZ001  a form field shows local time
    shown = NowInput().render("at", moment, {"id": "id_at"})
    assert 'value="2026-11-03T08:12"' in shown
    assert re.search(r'<button[^>]+data-now="id_at"[^>]+hidden', shown)


@pytest.mark.parametrize("name", ERRORS)
def test_an_error_page_needs_nothing_but_itself(name: str) -> None:
    shown = render_to_string(f"{name}.html")
    assert "<h1>" in shown
    assert 'href="/"' in shown


def test_our_own_failure_asks_nothing_of_whatever_failed() -> None:
    request = RequestFactory().get("/", headers={"cookie": "theme=dark"})

    def broken() -> object:
        raise AssertionError("The page of a failure asked who is signed in.")

    request.user = SimpleLazyObject(broken)  # type: ignore[assignment]
    answer = server_error(request)
    assert answer.status_code == 500
    assert b'data-theme="dark"' in answer.content


def test_a_toast_with_an_undo_posts_there() -> None:
    message = {"level_tag": "success", "extra_tags": "undo:/readings/7/undo/"}
    shown = render_to_string("parts/toast.html", {"message": message})
    assert 'action="/readings/7/undo/"' in shown
    assert "<form" not in render_to_string("parts/toast.html", {"message": {"extra_tags": ""}})


def test_an_answer_without_messages_adds_nothing() -> None:
    assert render_to_string("parts/messages.html", {"oob": True}).strip() == ""


def test_no_part_carries_style_or_script_that_the_policy_would_refuse() -> None:
    request = RequestFactory().get("/")
    shown = render_to_string("styleguide.html", sample_context(), request=request)
    assert not re.search(r"\sstyle=|<style|\son\w+=|<script(?![^>]*\ssrc=)", shown)
    assert "{#" not in shown
