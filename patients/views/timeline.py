"""The whole record as one line of time."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import form_status, page
from healthtracker.web.requests import MemberRequest
from patients import timeline
from patients.forms.timeline import TimelineFilter
from privacy import audit

EMPTY = timeline.Page([], None, cut=False)


@audience(Audience.MEMBER)
@require_safe
def show(request: MemberRequest) -> HttpResponse:
    """One's own record, newest first; htmx asks for older days one page at a time."""
    user = request.user
    filters = TimelineFilter(request.GET, viewer=user, patient=user)
    found = EMPTY
    if filters.is_valid():
        found = timeline.read(user, user, filters.query)
        audit.listed(actor=user, subject=user, what="timeline", count=found.count)
    context = {
        "filters": filters,
        "found": found,
        "further": found.before is not None,
        "from_start": not request.GET.get("before"),
    }
    status = form_status(filters)
    fragments = {"list", "older"}
    return page(request, "patients/timeline.html", context, fragments=fragments, status=status)
