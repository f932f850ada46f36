"""The card of readings that cannot wait, until it is put away or a normal reading follows."""

from collections.abc import Iterable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from accounts.audience import Audience, audience
from healthtracker.web.pages import done
from healthtracker.web.requests import MemberRequest
from patients.models import Observation
from patients.patient_facts import facts_of
from patients.red_flags import fresh_flags
from patients.views.own_rows import own_row

READ = "red_flags_read"  # in the session: entry ids of the readings whose card was put away
MOST_READ = 50


@audience(Audience.MEMBER)
@require_POST
def put_away(request: MemberRequest, entry_id: UUID) -> HttpResponse:
    """Hide the card of one of one's own readings on the first page."""
    row = own_row(request, Observation, entry_id)
    read = [key for key in request.session.get(READ, []) if key != str(row.entry_id)]
    request.session[READ] = [*read, str(row.entry_id)][-MOST_READ:]
    return done(request, "patients:today")


def unread(request: HttpRequest, rows: Iterable[Observation]) -> list[Observation]:
    """Those of the rows whose card was not put away."""
    read = set(request.session.get(READ, []))
    return [row for row in rows if str(row.entry_id) not in read]


def put_away_url(rows: Iterable[Observation], request: MemberRequest) -> str:
    """Where the card of the first flagged reading is put away, "" without one."""
    flagged = next(iter(fresh_flags(rows, facts_of(request.user)).values()), None)
    return reverse("patients:put_away_flag", args=[flagged.entry_id]) if flagged else ""
