"""Makers of the documents that are PDF pages: one template, one context, one stylesheet each."""

import io
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.contrib.staticfiles import finders

from accounts.models import User
from patients import emergency_card, summary, visit_pack
from patients.models import Document
from patients.papers import Maker, register
from privacy.outbound.pdf import TooLong, render_pdf

SUMMARY = "patients/pdf/summary.html"
VISIT = "patients/pdf/visit.html"
CARD = "patients/pdf/emergency_card.html"
BASE = ("css/tokens.css", "css/print/report.css")


def summary_pdf(document: Document) -> BinaryIO:
    """The whole record, on as many pages as it takes."""
    return io.BytesIO(render_pdf(SUMMARY, summary.context_of(document.owner), stylesheet=_css()))


def visit_pdf(document: Document) -> BinaryIO:
    """The visit pack, on two pages: with less of everything until it fits."""
    choice = visit_pack.Choice.of(document.options)
    contexts = (
        partial(visit_pack.context_of, document.owner, choice, limits)
        for limits in visit_pack.LIMITS
    )
    return _fitted(VISIT, contexts, visit_pack.MOST_PAGES, _css("css/print/visit.css"))


def card_pdf(document: Document) -> BinaryIO:
    """The emergency card, on one page."""
    choice = emergency_card.Choice.of(document.options)
    contexts = (partial(_card, document.owner, choice, limits) for limits in emergency_card.LIMITS)
    return _fitted(CARD, contexts, 1, _css("css/print/card.css"))


def _card(
    patient: User, choice: emergency_card.Choice, limits: emergency_card.Limits
) -> dict[str, Any]:
    return {"card": emergency_card.context_of(patient, choice, limits)}


def _fitted(
    template: str, contexts: Iterable[Callable[[], dict[str, Any]]], pages: int, css: str
) -> BinaryIO:
    """The first of ever shorter versions that fits. Raises: TooLong: not even the last one does."""
    too_long = TooLong(0)
    for context in contexts:
        try:
            return io.BytesIO(render_pdf(template, context(), stylesheet=css, most_pages=pages))
        except TooLong as error:
            too_long = error
    raise too_long


def _css(*more: str) -> str:
    paths = [finders.find(name) for name in (*BASE, *more)]
    return "\n".join(Path(str(path)).read_text(encoding="utf-8") for path in paths)


register(Document.Kind.SUMMARY, Maker(summary_pdf, stem="health-tracker-summary"))
register(Document.Kind.VISIT_PACK, Maker(visit_pdf, stem="health-tracker-visit"))
register(Document.Kind.EMERGENCY_CARD, Maker(card_pdf, stem="health-tracker-emergency-card"))
