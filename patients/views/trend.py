"""One type over time: chart, statistics, and every reading as a table."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import page
from healthtracker.web.pagination import paginate
from healthtracker.web.requests import MemberRequest
from patients import pictures, trends
from patients.latest import newest_rows
from patients.lines import lines
from patients.models import Observation, ObservationQuerySet, seen_by
from patients.patient_facts import facts_of
from patients.views.kinds import kind_named
from privacy import audit

RANGES: dict[str, tuple[str | Promise, int | None]] = {
    "7d": (_("7 days"), 7),
    "30d": (_("30 days"), 30),
    "90d": (_("90 days"), 90),
    "1y": (_("1 year"), 365),
    "all": (_("All"), None),
}
USUAL_RANGE = "90d"


@audience(Audience.MEMBER)
@require_safe
def readings_of(request: MemberRequest, key: str) -> HttpResponse:
    """One's own readings of the type `key` in the chosen range."""
    kind, user, facts = kind_named(key), request.user, facts_of(request.user)
    chosen = request.GET.get("range", USUAL_RANGE)
    chosen = chosen if chosen in RANGES else USUAL_RANGE
    rows = _within(user, key, RANGES[chosen][1])
    cursors = {name: request.GET.get(name, "") for name in ("after", "before")}
    found = paginate(rows, **cursors, size=20)
    audit.listed(actor=user, subject=user, what="patients.observation", count=len(found.rows))
    latest = lines(newest_rows(user, user, [key]), facts)
    unit = latest[0].row.unit if latest else kind.first.canonical_unit
    context = {
        "kind": kind,
        "latest": latest[0] if latest else None,
        "page": found,
        "lines": lines(found.rows, facts),
        "statistics": trends.shown(kind, unit, trends.statistics(rows).get(key)),
        "picture": pictures.trend(kind, unit, rows, facts, days=RANGES[chosen][1]),
        "ranges": _ranges(key, chosen),
    }
    return page(request, "patients/trend.html", context, fragments={"trend"})


def _within(user: User, key: str, days: int | None) -> ObservationQuerySet:
    rows: ObservationQuerySet = seen_by(user, user, Observation).of_type(key)
    if days is None:
        return rows
    return rows.filter(effective_at__gte=timezone.now() - timedelta(days=days))


def _ranges(key: str, chosen: str) -> list[dict[str, object]]:
    url = reverse("patients:readings_of", args=[key])
    return [
        {"label": label, "url": f"{url}?range={name}", "active": name == chosen}
        for name, (label, _days) in RANGES.items()
    ]
