"""What is printed: readable with a screen reader, in the person's words, never a page too long."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from patients import emergency_card, visit_pack
from patients.models import Document
from patients.services import documents
from tests import factories
from tests.pdfs import Pdf

pytestmark = pytest.mark.django_db
Kind = Document.Kind
PRINTED = [Kind.SUMMARY, Kind.VISIT_PACK, Kind.EMERGENCY_CARD]
OPTIONS: dict[str, Mapping[str, Any] | None] = {
    Kind.SUMMARY: None,
    Kind.VISIT_PACK: visit_pack.Choice(charts=("blood_pressure", "body_weight")).options,
    Kind.EMERGENCY_CARD: emergency_card.Choice().options,
}
A4, LETTER = (595, 842), (612, 792)


def printed(
    owner: User, kind: str, options: Mapping[str, Any] | None = None, language: str = "en"
) -> Pdf:
    """The PDF as its owner would download it."""
    options = OPTIONS[kind] if options is None else options
    document = documents.order_document(actor=owner, language=language, kind=kind, options=options)
    documents.make_document(document_id=document.pk)
    ready = Document.objects.editable_by(owner).get(pk=document.pk)
    assert ready.state == "ready", ready.error_code
    return Pdf(b"".join(documents.pieces_of(actor=owner, document=ready)))


def record_of(owner: User) -> None:
    """A little of everything."""
    factories.facts(owner, birth_date=date(1981, 3, 9), sex="female", blood_type="A+")
    factories.line(owner, "medications", name="Losartan", dose="50", dose_unit="mg")
    factories.line(owner, "allergies", reaction="hives", severity="severe")
    factories.line(owner, "conditions")
    factories.line(owner, "contacts")
    factories.readings(owner, 12)
    factories.readings(owner, 12, type="body_weight", value="72.5")


def too_much(owner: User, *, each: int) -> None:
    """More of everything than any page holds."""
    long = "Unabbreviated polysyllabic terminology " * 5
    for number in range(each):
        name = f"{number} {long}"[:200]
        factories.line(owner, "conditions", name=name)
        factories.line(
            owner, "medications", name=name, frequency=long[:120], reason=name, dose="12345.678",
            dose_unit="mg",
        )  # fmt: skip
        factories.line(owner, "allergies", substance=name, reaction=name, severity="severe")
        factories.line(owner, "contacts", name=name, phone="+34 600 000 000 00000 00000 00000")
        factories.question(owner, (name * 3)[:500])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("kind", PRINTED)
def test_whoever_listens_to_a_pdf_misses_nothing(ana: User, kind: str, language: str) -> None:
    record_of(ana)
    pdf = printed(ana, kind, language=language)
    assert pdf.wrong() == []
    assert str(pdf.root["/Lang"]) == language
    assert "Ana Torres" in str((pdf.reader.metadata or {})["/Title"])
    assert pdf.of("/Figure")


def test_a_drawing_is_described_and_not_only_named(ana: User) -> None:
    record_of(ana)
    described = [str(tag["/Alt"]) for tag in printed(ana, Kind.VISIT_PACK).of("/Figure")]
    (pressure,) = [text for text in described if text.startswith("Blood pressure")]
    assert "12 readings" in pressure
    assert "128/82" in pressure


def test_a_pack_of_too_much_still_has_two_pages_and_says_what_is_missing(ana: User) -> None:
    too_much(ana, each=28)
    now = timezone.now()
    for number in range(12):
        at = now - timedelta(days=number, hours=1)
        for kind, value in (("blood_pressure", "188"), ("glucose", "301"), ("heart_rate", "150")):
            factories.reading(ana, kind, value, value2="121" if value == "188" else "", at=at)
    choice = visit_pack.Choice(
        charts=("blood_pressure", "glucose", "heart_rate"), who="Dr " + "W" * 110, day="2026-12-01",
        notes="\n".join(["Everything hurts"] * 117),
    )  # fmt: skip
    for paper in ("a4", "letter"):
        pdf = printed(ana, Kind.VISIT_PACK, {**choice.options, "paper": paper})
        assert pdf.pages <= 2
        assert pdf.text.count("more in the record") >= 4  # three lists and the questions
        assert "…" in pdf.text
        assert "Blood pressure" in pdf.text


def test_a_card_of_too_much_still_has_one_page_and_says_what_is_missing(ana: User) -> None:
    too_much(ana, each=14)
    pdf = printed(ana, Kind.EMERGENCY_CARD)
    assert pdf.pages == 1
    assert pdf.text.count(" more") >= 8  # four lists, on the small card and on the page
    assert "did not fit into the code" in pdf.text


@pytest.mark.parametrize(("paper", "size"), [("a4", A4), ("letter", LETTER)])
def test_the_pack_comes_on_the_paper_of_the_country(
    ana: User, paper: str, size: tuple[int, int]
) -> None:
    record_of(ana)
    pdf = printed(ana, Kind.VISIT_PACK, visit_pack.Choice(paper=paper).options)
    assert pdf.paper == size


def test_a_short_pack_says_who_it_is_about_and_ends_after_what_there_is(ana: User) -> None:
    record_of(ana)
    factories.question(ana, "May I drink coffee?")
    choice = visit_pack.Choice(who="Dr Soto", day="2026-12-01", notes="Dizzy since October.")
    pdf = printed(ana, Kind.VISIT_PACK, choice.options)
    assert pdf.pages == 1
    for words in (
        "Ana Torres", "born March 9, 1981", "45 years old", "A+", "Dr Soto", "Dec. 1, 2026",
        "Losartan", "Penicillin", "May I drink coffee?", "Dizzy since October.", "128/82",
    ):  # fmt: skip
        assert words in pdf.text, words
    assert "more in the record" not in pdf.text


def test_parts_that_were_not_chosen_stay_out(ana: User) -> None:
    record_of(ana)
    factories.question(ana, "May I drink coffee?")
    pdf = printed(ana, Kind.VISIT_PACK, visit_pack.Choice(parts=("medicines",)).options)
    assert "Losartan" in pdf.text
    for words in ("Asthma", "Penicillin", "coffee", "128/82"):
        assert words not in pdf.text


@pytest.mark.parametrize("kind", [Kind.SUMMARY, Kind.VISIT_PACK])
def test_paper_obeys_the_units_of_its_owner(ana: User, kind: str) -> None:
    ana.units = {"mass": "[lb_av]", "glucose": "mmol/L"}
    ana.save(update_fields=["units"])
    factories.readings(ana, 3, type="body_weight", value="72.5")
    factories.readings(ana, 3, type="glucose", value="300")
    options = visit_pack.Choice(charts=("body_weight", "glucose")).options
    pdf = printed(ana, kind, options if kind == Kind.VISIT_PACK else None)
    words = pdf.text + " ".join(str(tag["/Alt"]) for tag in pdf.of("/Figure"))
    assert "16.7" in words
    assert "159.8" in words
    assert "mg/dL" not in words
    assert "72.5" not in words


def test_paper_tells_the_time_of_its_owner(ana: User) -> None:
    ana.time_zone = "Asia/Tokyo"
    ana.save(update_fields=["time_zone"])
    record_of(ana)
    here = timezone.now().astimezone(ana.zone)
    pdf = printed(ana, Kind.VISIT_PACK)
    assert f"{here:%B}"[:3] in pdf.text
    clocks = {(here + timedelta(minutes=m)).strftime("%-I:%M").replace(":00", "") for m in (0, 1)}
    assert any(clock in pdf.text for clock in clocks)


def test_asking_again_makes_the_same_from_the_record_as_it_is_now(
    client_for: Callable[[User], Any], ana: User
) -> None:
    options = visit_pack.Choice(parts=("medicines",), who="Dr Soto").options
    old = documents.order_document(actor=ana, language="es", kind=Kind.VISIT_PACK, options=options)
    documents.make_document(document_id=old.pk)
    answer = client_for(ana).post(f"/documents/{old.uuid}/again/")
    assert answer.status_code == 302
    new = Document.objects.editable_by(ana).order_by("-id").first()
    assert (new.kind, new.language, new.options) == (old.kind, "es", options)
    assert new.pk != old.pk
