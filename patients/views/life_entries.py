"""Delete and bring back entries of the daily life: one pair of views for all kinds."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done
from healthtracker.web.requests import MemberRequest
from patients.life_kinds import life_kind
from patients.models import MedicationSchedule
from patients.services import dosing, entries
from patients.views.own_rows import back, own_any, own_row


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Ask, then delete; the answer offers to undo it."""
    part = life_kind(kind)
    row = own_row(request, part.model, entry_id)
    if request.method == "POST":
        entries.delete_entry(actor=request.user, row=row)
        undo = reverse("patients:restore_life", args=[part.key, row.entry_id])
        return back(request, part.home, _("Deleted."), undo=undo)
    return confirm(
        request,
        question=part.question,
        detail=part.title(row),
        deed=_("Delete it"),
        cancel=reverse(part.home),
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, kind: str, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    part = life_kind(kind)
    row = own_any(request, part.model, entry_id)
    try:
        if isinstance(row, MedicationSchedule):
            dosing.check_clash(row, but=row)
        entries.restore_entry(actor=request.user, row=row)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return done(request, part.home)
    return back(request, part.home, _("It is back."))
