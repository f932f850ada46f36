"""Presets of columns: give one another name, or forget it."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import Audience, audience
from healthtracker.web.pages import confirm, done, form_status, page
from healthtracker.web.requests import MemberRequest
from patients.forms.exchange import PresetForm
from patients.models import MappingPreset
from patients.services import presets
from privacy import ownership


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def rename(request: MemberRequest, preset: UUID) -> HttpResponse:
    """Give a preset another name."""
    row = _own(request, preset)
    form = PresetForm(request.POST or None, initial={"name": row.name})
    if request.method == "POST" and form.is_valid():
        presets.rename_preset(actor=request.user, preset=row, name=form.cleaned_data["name"])
        return done(request, "patients:exchange", _("Renamed."))
    context = {"form": form, "preset": row}
    return page(request, "patients/preset.html", context, status=form_status(form))


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: MemberRequest, preset: UUID) -> HttpResponse:
    """Ask, then forget a preset; what was imported with it stays."""
    row = _own(request, preset)
    if request.method == "POST":
        presets.delete_preset(actor=request.user, preset=row)
        return done(request, "patients:exchange", _("Forgotten. What was imported stays."))
    return confirm(
        request,
        question=_("Forget this preset?"),
        detail=_("The next file with these headings will be asked about again: %(name)s")
        % {"name": row.name},
        deed=_("Forget it"),
        cancel=reverse("patients:exchange"),
    )


def _own(request: MemberRequest, preset: UUID) -> MappingPreset:
    rows = MappingPreset.objects.editable_by(request.user)
    found: MappingPreset = ownership.find(rows, request.user, uuid=preset)
    return found
