"""The roster, and one patient's chart."""

from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import form_status, page
from healthtracker.web.pagination import paginate
from healthtracker.web.requests import MemberRequest
from privacy import audit
from privacy.models import CareLink
from privacy.registry import RecordSection
from providers import roster as reading
from providers.forms import RosterSearch


@audience(Audience.PROVIDER)
@require_safe
def roster(request: MemberRequest) -> HttpResponse:
    """Every patient who lets this clinician in."""
    form = RosterSearch(request.GET)
    name = form.cleaned_data["name"] if form.is_valid() else ""
    found = paginate(
        reading.patients_of(request.user, name),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
        order=("display_name", "id"),
    )
    rows = reading.rows_for(request.user, found.rows)
    counts = {row.patient: 1 for row in rows}
    audit.listed_each(actor=request.user, counts=counts, what="roster", reason="care_link")
    context = {"form": form, "page": found, "rows": rows, "searched": name}
    status = form_status(form)
    return page(request, "providers/roster.html", context, fragments={"roster"}, status=status)


@audience(Audience.PROVIDER)
@require_safe
def chart(request: MemberRequest, patient: UUID) -> HttpResponse:
    """What one patient shares, read-only; each section shown is a line in their access log."""
    person, link = reading.opened_chart(request.user, patient)
    shown = reading.shared_sections(link)
    with transaction.atomic():
        record_look(request.user, person, link, shown)
        parts = [(section, section.chart(request.user, person)) for section in shown]
    rows = reading.rows_for(request.user, [person])
    if not rows:
        raise Http404
    context = {"row": rows[0], "parts": parts}
    return page(request, "providers/chart.html", context)


def record_look(provider: User, patient: User, link: CareLink, shown: list[RecordSection]) -> None:
    """One line per section that `provider` is about to read."""
    for section in shown:
        audit.record(
            "view",
            actor=provider,
            subject=patient,
            object_type="section",
            object_id=section.key,
            reason="care_link",
            detail={"care_link": str(link.pk)},
        )
