"""All readings, filtered and paged."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import form_status, page
from healthtracker.web.pagination import cursors, paginate
from healthtracker.web.requests import MemberRequest
from patients.forms.filters import ReadingFilter
from patients.latest import types_used
from patients.lines import lines
from patients.models import DailyRollup, Observation, seen_by
from patients.patient_facts import facts_of
from privacy import audit


@audience(Audience.MEMBER)
@require_safe
def readings(request: MemberRequest) -> HttpResponse:
    """One's own readings, newest first."""
    user = request.user
    used = types_used(user, user)
    filters = ReadingFilter(request.GET, used=used, owner_id=user.pk)
    rows = filters.narrow(seen_by(user, user, Observation), seen_by(user, user, DailyRollup))
    found = paginate(rows, **cursors(request), size=30)
    audit.listed(actor=user, subject=user, what="patients.observation", count=len(found.rows))
    context = {
        "filters": filters,
        "page": found,
        "lines": lines(found.rows, facts_of(user)),
        "any": bool(used),
    }
    status = form_status(filters)
    return page(request, "patients/readings.html", context, fragments={"list"}, status=status)
