"""The patient's home: how am I, what changed, what do I do."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from healthtracker.web.pages import page
from healthtracker.web.requests import MemberRequest
from patients import today as day
from patients.due import due_for
from patients.latest import Card, latest_of_each_type
from patients.observation_types import ObservationType, get
from patients.patient_facts import facts_of
from patients.quick import quick_form
from patients.red_flags import card_for, fresh_flags
from patients.views.kinds import is_offered
from patients.views.red_flags import put_away_url, unread
from privacy import audit

STARTERS = ("blood_pressure", "body_weight", "heart_rate", "glucose", "sleep_duration", "mood")
MOST_QUICK = 6


@audience(Audience.MEMBER)
@require_safe
def today(request: MemberRequest) -> HttpResponse:
    """Quick entry, the newest value of each type, and doors to the other rooms."""
    user = request.user
    facts = facts_of(user)
    cards = latest_of_each_type(user, user, facts)
    quick = quick_kinds(cards)
    chosen = next((kind for kind in quick if kind.key == request.GET.get("log")), quick[0])
    last = next((card.row for card in cards if card.kind == chosen), None)
    newest = unread(request, [card.row for card in cards])
    flagged = fresh_flags(newest, facts).values()
    audit.listed(actor=user, subject=user, what="patients.observation", count=len(cards))
    context = {
        "cards": cards,
        "card": card_for(newest, user),
        "put_away": put_away_url(newest, request),
        "urgent": [card for card in day.urgent(cards) if card.row not in flagged],
        "sentence": day.week_sentence(cards) if cards else "",
        "panels": day.panels_for(user),
        "quick": quick,
        "kind": chosen,
        "form": quick_form(request, user, chosen, last),
        "due": due_for(user),
        "goals": day.goals_glance(user, cards),
    }
    return page(request, "patients/today.html", context, fragments={"quick"})


def quick_kinds(cards: list[Card]) -> list[ObservationType]:
    """The types offered for quick entry: those in use, then the everyday ones."""
    used = [card.kind for card in cards if is_offered(card.kind)]
    starters = [get(key) for key in STARTERS]
    return [*used, *(kind for kind in starters if kind not in used)][:MOST_QUICK]
