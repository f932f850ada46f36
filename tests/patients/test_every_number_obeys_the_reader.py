"""One sweep over every page, document and answer: units and times are those of whoever reads."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import weasyprint
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from chat.records.reader import answer
from patients.models import Document, Observation
from patients.papers import maker_of
from patients.services import documents
from privacy.registry import BriefingQuery, sections
from tests.access import stage
from tests.access.oracle import address
from tests.access.rules import Kind, Rule
from tests.access.test_matrix import ROUTES, RULES
from tests.patients import sweep
from tests.patients.sweep import AWAY, HOME, SYSTEMS, System

pytestmark = pytest.mark.django_db
# Why a route is left out. Everything else that answers GET is opened, also what comes tomorrow.
EXCEPTIONS = {
    "exchange/export/<slug:section>/": "files say what was typed",
    "exchange/import/<uuid:batch>/rejected/": "the rows as the file had them",
    "exchange/archive/<uuid:document>/<str:token>/": "files say what was typed",
    "documents/<uuid:document>/file/": "swept below, as the pages it is drawn from",
    "assistant/<uuid:conversation>/": "answers of the past keep the units they were given in",
    "styleguide/": "shows the parts with invented numbers to builders",
}
# Changing an entry shows in its boxes what was typed, in the unit it was typed in.
EDITS = ("/edit/", "goals/<uuid:entry_id>/")
ENTERED = re.compile(r"<dt>Entered as</dt>\s*<dd>[^<]*</dd>")
BOXES = re.compile(r"<input[^>]*>|<option[^>]*>[^<]*</option>|<textarea[^>]*>[^<]*</textarea>")
QUESTIONS = (
    "How am I doing?", "What is my weight?", "How has my blood pressure been this month?",
    "What was my highest glucose?", "How tall am I?", "Average temperature this month",
    "What changed this month?", "Which readings were out of range?", "What is my HbA1c?",
    "Is my blood pressure normal?", "Is my glucose normal?", "Show my last readings",
    "Compare my weight this month with last month", "What is my waist?", "How much did I drink?",
    "How much energy did I burn?", "What is my BMI?",
)  # fmt: skip


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sealed")


@pytest.fixture(autouse=True)
def _files_of_the_stage(settings: Any, files: Path) -> None:
    settings.SEALED_ROOT = files


@pytest.fixture(scope="module")
def scene(django_db_setup: None, django_db_blocker: Any, files: Path) -> Iterator[stage.Stage]:
    """The stage of the access matrix, with the record of the sweep; rolled back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        built = stage.build()
        built.rows["sweep"] = sweep.fill(built.ana)
        yield built
        transaction.set_rollback(True)


def _reads_in(person: User, system: System) -> None:
    User.objects.filter(pk=person.pk).update(units=system.chosen, time_zone=HOME)
    person.refresh_from_db()


def _addresses(scene: stage.Stage) -> Iterator[tuple[str, str, str]]:
    """(route, URL, actor) of every page that answers GET to a member or a clinician."""
    kinds = {Kind.MEMBER: stage.OWNER, Kind.OWNED: stage.OWNER,
             Kind.LINKED: "linked", Kind.PROVIDER: "linked"}  # fmt: skip
    for route in sorted(ROUTES):
        rule: Rule = RULES[route]
        if rule.kind in kinds and "GET" in rule.methods and route not in EXCEPTIONS:
            yield route, address(route, dict(rule.ids(scene)), rule.query), kinds[rule.kind]
    for row in scene.rows["sweep"]:
        for name in ("reading", "edit_reading", "delete_reading"):
            route = f"{'' if name == 'reading' else '/edit/'}"
            yield route, reverse(f"patients:{name}", args=[row.entry_id]), stage.OWNER
    for key in sorted({row.type for row in scene.rows["sweep"]}):
        yield "", reverse("patients:readings_of", args=[key]) + "?range=all", stage.OWNER
        yield "", reverse("patients:add_reading", args=[key]), stage.OWNER
        yield "", reverse("patients:today") + f"?log={key}", stage.OWNER


def _said(route: str, html: str) -> str:
    html = ENTERED.sub(" ", html)
    return sweep.said(BOXES.sub(" ", html) if any(part in route for part in EDITS) else html)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_no_page_shows_a_number_of_the_other_system(scene: stage.Stage, system: System) -> None:
    found: dict[str, list[str]] = {}
    for person in (scene.ana, scene.users["linked"]):
        _reads_in(person, system)
    opened = 0
    for route, url, actor in _addresses(scene):
        answered = scene.clients[actor].get(url)
        if answered.status_code != 200 or "html" not in answered["Content-Type"]:
            continue
        opened += 1
        if problems := sorted(set(sweep.wrong(_said(route, answered.content.decode()), system))):
            found[url] = problems
    assert found == {}
    assert opened > 90


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_every_reading_is_shown_as_its_reader_knows_it(scene: stage.Stage, system: System) -> None:
    _reads_in(scene.ana, system)
    client = scene.clients[stage.OWNER]
    for row, stated in zip(scene.rows["sweep"], sweep.RECORD, strict=False):
        html = client.get(reverse("patients:reading", args=[row.entry_id])).content.decode()
        want = stated[4] if system is sweep.METRIC_READER else stated[5]
        assert f'<span class="value-figure">{want}</span>' in html, (stated, want)


def test_a_clinician_reads_in_their_own_units_not_in_the_patients(scene: stage.Stage) -> None:
    _reads_in(scene.ana, sweep.METRIC_READER)
    _reads_in(scene.users["linked"], sweep.IMPERIAL_READER)
    url = reverse("providers:chart", args=[scene.ana.uuid])
    text = sweep.said(scene.clients["linked"].get(url).content.decode())
    assert sorted(set(sweep.wrong(text, sweep.IMPERIAL_READER))) == []
    assert "137/87" in text


TOLD = {Document.Kind.CONVERSATION}  # documents of one conversation


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
@pytest.mark.parametrize(
    "kind", [k for k in Document.Kind.values if k != Document.Kind.ACCOUNT_ZIP]
)
def test_no_document_prints_a_number_of_the_other_system(
    scene: stage.Stage, system: System, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert maker_of(kind).ending == "pdf"  # the ZIP is not for reading: it says what was typed
    pages: list[str] = []
    draw = weasyprint.HTML

    def noted(*args: Any, **kwargs: Any) -> Any:
        pages.append(kwargs.get("string", ""))
        return draw(*args, **kwargs)

    monkeypatch.setattr(weasyprint, "HTML", noted)
    _reads_in(scene.ana, system)
    options = {"conversation": str(scene.rows["conversation"].pk)} if kind in TOLD else None
    document = Document.objects.create(owner=scene.ana, kind=kind, options=options)
    documents.make_document(document_id=document.pk)
    assert pages
    for html in pages:
        assert sorted(set(sweep.wrong(sweep.said(html), system))) == []
        for clock in sweep.elsewhere():
            assert clock not in sweep.said(html)


@pytest.mark.parametrize("system", SYSTEMS, ids=lambda system: system.name)
def test_no_answer_names_a_number_of_the_other_system(scene: stage.Stage, system: System) -> None:
    _reads_in(scene.ana, system)
    for question in QUESTIONS:
        told = answer(
            question, reader=scene.ana, patient=scene.ana, now=timezone.now(),
            zone=scene.ana.zone, language="en",
        )  # fmt: skip
        assert sorted(set(sweep.wrong(told.text, system))) == [], question
        for clock in sweep.elsewhere():
            assert clock not in told.text, question
    for section in sections():
        for item in section.briefing(scene.ana, BriefingQuery(20_000)):
            assert sorted(set(sweep.wrong(item.text, system))) == [], item.text


def test_every_time_is_that_of_the_entry_never_the_servers(scene: stage.Stage) -> None:
    _reads_in(scene.ana, sweep.METRIC_READER)
    found: dict[str, list[str]] = {}
    shown = 0
    for _route, url, actor in _addresses(scene):
        answered = scene.clients[actor].get(url)
        if answered.status_code != 200 or "html" not in answered["Content-Type"]:
            continue
        text = sweep.said(answered.content.decode())
        shown += f"03:{sweep.MINUTE}" in text
        if clocks := [clock for clock in sweep.elsewhere() if _is_about(text, clock)]:
            found[url] = clocks
    assert found == {}
    assert shown > 3
    row: Observation = next(row for row in scene.rows["sweep"] if row.tz == AWAY)
    page = scene.clients[stage.OWNER].get(reverse("patients:reading", args=[row.entry_id]))
    assert f"03:{sweep.MINUTE} ({AWAY})" in page.content.decode()


def _is_about(text: str, clock: str) -> bool:
    """Whether a time stands in `text` that is not simply now, when the page was made."""
    return clock in text and clock != f"{datetime.now():%H:%M}"  # noqa: DTZ005 - the server's clock


def test_the_sweep_would_notice(scene: stage.Stage) -> None:
    """Somebody who has chosen nothing sees both systems, so both must be found."""
    User.objects.filter(pk=scene.ana.pk).update(units={})
    for name in ("today", "readings", "goals", "timeline"):
        html = scene.clients[stage.OWNER].get(reverse(f"patients:{name}")).content.decode()
        for system in SYSTEMS:
            assert set(sweep.wrong(sweep.said(html), system)), (name, system.name)
