"""One's own entry: found by its id, saved from its form, and where a deed leads back to."""

from typing import Any, TypeVar
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from healthtracker.web.pages import done
from healthtracker.web.requests import MemberRequest
from patients.forms.life import LifeForm
from patients.life_kinds import life_kind
from patients.models import RecordEntry
from patients.services import entries
from privacy import ownership

Row = TypeVar("Row", bound=RecordEntry)
# Pages that hold the due list; a deed there comes back to them.
HOMES = frozenset({"today", "life", "medicines", "reminders", "symptoms", "mood_and_sleep"})


def own_row(request: MemberRequest, model: type[Row], entry_id: UUID) -> Row:
    """The member's entry that is not deleted. Raises: Http404."""
    rows: Any = model.objects.editable_by(request.user).present()
    row: Row = ownership.find(rows, request.user, entry_id=entry_id)
    return row


def own_any(request: MemberRequest, model: type[Row], entry_id: UUID) -> Row:
    """As `own_row`, deleted or not."""
    rows: Any = model.objects.editable_by(request.user)
    row: Row = ownership.find(rows, request.user, entry_id=entry_id)
    return row


def added(request: MemberRequest, form: LifeForm, kind: str) -> HttpResponse | None:
    """Save a new entry of the daily life; None while the form has to be shown."""
    if not (form.is_bound and form.is_valid()):
        return None
    part = life_kind(kind)
    row = entries.add_entry(
        actor=request.user, patient=request.user, model=part.model,
        entry_id=form.cleaned_data["entry_id"], values=form.values,
    )  # fmt: skip
    undo = reverse("patients:delete_life", args=[kind, row.entry_id])
    return done(request, part.home, _("Saved."), undo=undo)


def changed(
    request: MemberRequest, form: LifeForm, row: RecordEntry, shown: str
) -> HttpResponse | None:
    """Save a changed entry and show it on the page `shown`; None as with `added`."""
    if not (form.is_bound and form.is_valid()):
        return None
    entries.change_entry(actor=request.user, row=row, values=form.values)
    return done(request, shown, _("Saved."), row.entry_id)


def back(
    request: MemberRequest, home: str, message: Any = "", undo: str = ""
) -> HttpResponseRedirect:
    """To the page the deed was done on, if it names one, else to `home`."""
    name = request.POST.get("back", "")
    route = f"patients:{name}" if name in HOMES else home
    return done(request, route, message, undo=undo)
