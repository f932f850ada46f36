"""One's own types of readings: list, make, change, put away, delete, bring back."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import units
from patients.forms.own_type import OwnTypeForm
from patients.models import CustomType
from patients.services import own_types
from patients.views.own_rows import own_any, own_row
from privacy import audit

FORM = "patients/own_type_form.html"


@audience(Audience.MEMBER)
@require_safe
def types(request: MemberRequest) -> HttpResponse:
    """The types one has made, those put away last."""
    rows: Any = CustomType.objects.editable_by(request.user).present()
    found = sorted(rows, key=lambda row: (row.archived, row.label.casefold()))
    what = CustomType._meta.label_lower
    audit.listed(actor=request.user, subject=request.user, what=what, count=len(found))
    named = [(row, units.label(row.unit) if row.unit else "") for row in found]
    return page(request, "patients/own_types.html", {"types": named})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: MemberRequest) -> HttpResponse:
    """Make a type, then log its first reading."""
    form = OwnTypeForm(sent(request))
    if form.is_bound and form.is_valid():
        try:
            row = own_types.add_type(
                actor=request.user,
                patient=request.user,
                entry_id=form.cleaned_data["entry_id"],
                values=form.values,
            )
        except ValidationError as error:
            form.add_error(None, error.messages)
        else:
            undo = reverse("patients:delete_type", args=[row.entry_id])
            text = _("Type added. Log its first reading here.")
            return done(request, "patients:add_reading", text, row.key, undo=undo)
    return _form_page(request, form, {"title": _("Your own type")})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Change one's own type."""
    row = own_row(request, CustomType, entry_id)
    form = OwnTypeForm(sent(request), row=row)
    if form.is_bound and form.is_valid():
        try:
            own_types.edit_type(actor=request.user, row=row, values=form.values)
        except ValidationError as error:
            for name, texts in error.message_dict.items():
                form.add_error(name if name in form.fields else None, texts)
        else:
            return done(request, "patients:types", _("Saved."))
    return _form_page(request, form, {"title": row.label, "row": row})


@audience(Audience.MEMBER)
@require_POST
def archive(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Put a type away, or bring it out again."""
    row = own_row(request, CustomType, entry_id)
    own_types.archive_type(actor=request.user, row=row, archived=not row.archived)
    text = _("Put away. Its readings stay.") if row.archived else _("It is offered again.")
    undo = reverse("patients:archive_type", args=[row.entry_id])
    return done(request, "patients:types", text, undo=undo)


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Ask, then delete a type with its readings; the answer offers to undo it."""
    row = own_row(request, CustomType, entry_id)
    if request.method == "POST":
        own_types.delete_type(actor=request.user, row=row)
        undo = reverse("patients:restore_type", args=[row.entry_id])
        return done(request, "patients:types", _("Deleted."), undo=undo)
    count = own_types.readings_count(request.user, row)
    going = ngettext("%(count)s reading goes with it.", "%(count)s readings go with it.", count) % {
        "count": count
    }
    return confirm(
        request,
        question=_("Delete this type?"),
        detail=f"{row.label}. {going}" if count else row.label,
        deed=_("Delete it"),
        cancel=reverse("patients:types"),
    )


@audience(Audience.MEMBER)
@require_POST
def restore(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Undo a deletion."""
    row = own_any(request, CustomType, entry_id)
    own_types.restore_type(actor=request.user, row=row)
    return done(request, "patients:types", _("It is back."))


def _form_page(request: MemberRequest, form: OwnTypeForm, context: dict[str, Any]) -> HttpResponse:
    context |= {"form": form, "action": request.path}
    return page(request, FORM, context, fragments={"type-form"}, status=form_status(form))
