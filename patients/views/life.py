"""Daily life at a glance: what is due, how you are, what is going on."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from patients import mood, symptoms
from patients.adherence import medicines_of
from patients.cycle import cycle_of
from patients.doses import MedicinePage
from patients.due import due_for
from patients.journal import latest_notes
from privacy import audit

DAYS = 30
MOST_NOTES, MOST_SYMPTOMS = 3, 6


@audience(Audience.MEMBER)
@require_safe
def life(request: MemberRequest) -> HttpResponse:
    """Everything of today on one page, each part with its own page behind it."""
    user = request.user
    today = timezone.now().astimezone(user.zone).date()
    episodes = symptoms.episodes_of(user, user)
    due = due_for(user)
    found = [MedicinePage(each) for each in medicines_of(user, user, DAYS)]
    context = {
        "due": due,
        "open": sum(item.is_open for item in due),
        "symptoms": symptoms.by_name(episodes)[:MOST_SYMPTOMS],
        "running": [each for each in episodes if each.is_running],
        "cycle": cycle_of(user, user, today),
        "medicines": [each for each in found if each.is_current],
        "notes": latest_notes(user, user, MOST_NOTES),
        "weeks": mood.weeks_of(user, user, 7),
        "mood": mood.mood_today(user),
        "faces": mood.FACES,
    }
    audit.record(
        "list", actor=user, subject=user, object_type="section", object_id="life",
        detail={"count": len(due) + len(episodes)},
    )  # fmt: skip
    return page(request, "patients/life.html", context)
