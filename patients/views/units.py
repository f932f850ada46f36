"""In which units one reads one's own and other people's values."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.audience import Audience, audience
from accounts.services import save_preferences
from healthtracker.web.pages import done, form_status, page, sent
from healthtracker.web.requests import MemberRequest
from patients import unit_choices
from patients.forms.units import PresetForm, UnitsForm
from patients.patient_facts import facts_of


@audience(Audience.MEMBER)
@require_http_methods(["GET", "HEAD", "POST"])
def units(request: MemberRequest) -> HttpResponse:
    """Choose a unit for each quantity, or all of them at once."""
    user = request.user
    country = facts_of(user).country
    if request.method == "POST" and "preset" in request.POST:
        preset = PresetForm(request.POST)
        if not preset.is_valid():
            return HttpResponse(status=422)
        chosen = unit_choices.named(preset.cleaned_data["preset"], country)
        save_preferences(user=user, units=dict(chosen))
        return done(request, "patients:units", _("Units saved."))
    suggestion = {} if user.units else unit_choices.suggested(country)
    data = sent(request)
    form = UnitsForm(data, chosen=user.units or suggestion)
    if data is not None and form.is_valid():
        save_preferences(user=user, units=form.units)
        return done(request, "patients:units", _("Units saved."))
    context = {"form": form, "suggested": bool(suggestion)}
    return page(
        request, "patients/units.html", context, fragments={"units-form"}, status=form_status(form)
    )
