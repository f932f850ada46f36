"""Two or three types below each other on one time axis, chosen by whoever looks."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import form_status, page
from healthtracker.web.requests import MemberRequest
from patients import pictures, trend_lines, trends
from patients.courses import Span, span_of
from patients.forms.together import TogetherForm
from patients.kinds import kind_named, standing
from patients.latest import newest_rows, types_used
from patients.models import DailyRollup, DailyRollupQuerySet, seen_by
from patients.observation_types import ObservationType
from patients.patient_facts import Facts, facts_of
from patients.views.trend import RANGES, chosen_range, own_course, range_links
from privacy import audit

HEIGHT = 200
# What is shown before anything is chosen, as far as it is used: pressure, pulse and weight.
USUAL = ("blood_pressure", "heart_rate", "body_weight", "glucose", "sleep_duration", "mood")


@dataclass(frozen=True)
class Strip:
    """One type in the stack."""

    kind: ObservationType
    picture: pictures.Picture
    facts: list[trend_lines.Fact]


@audience(Audience.MEMBER)
@require_safe
def together(request: MemberRequest) -> HttpResponse:
    """One's own readings of several types over the same time."""
    user = request.user
    kinds = drawable(user)
    known = [kind.key for kind in kinds]
    usual = [key for key in USUAL if key in known][: TogetherForm.MOST] or known[
        : TogetherForm.MOST
    ]
    form = TogetherForm(request.GET if "types" in request.GET else {"types": usual}, kinds=kinds)
    chosen = form.cleaned_data["types"] if form.is_valid() else []
    span = span_of(RANGES[chosen_range(request.GET)][1], _daily(user).filter(type__in=chosen))
    strips = _strips(user, [kind for kind in kinds if kind.key in chosen], span)
    audit.listed(actor=user, subject=user, what="patients.dailyrollup", count=len(strips))
    url = reverse("patients:together")
    context = {
        "form": form,
        "kinds": kinds,
        "chosen": chosen,
        "strips": strips,
        "range": chosen_range(request.GET),
        "ranges": range_links(url, chosen_range(request.GET), request.GET),
    }
    status = form_status(form) if kinds else 200
    return page(request, "patients/together.html", context, fragments={"together"}, status=status)


def drawable(user: User) -> list[ObservationType]:
    """The types in use that a chart can show, in the order people meet them."""
    found = [kind_named(key, user.pk) for key in types_used(user, user)]
    kinds = [kind for kind in found if kind is not None and (kind.first.units or _coded(kind))]
    return sorted(kinds, key=standing)


def _coded(kind: ObservationType) -> bool:
    return bool(kind.first.choices)


def _daily(user: User) -> DailyRollupQuerySet:
    days: DailyRollupQuerySet = seen_by(user, user, DailyRollup)
    return days


def _strips(user: User, kinds: list[ObservationType], span: Span) -> list[Strip]:
    facts: Facts = facts_of(user)
    units = {row.type: row.unit for row in newest_rows(user, user, [kind.key for kind in kinds])}
    days = _daily(user).filter(type__in=[kind.key for kind in kinds])
    found = trends.statistics(days.between(span.first, None if span.open else span.last))
    strips = []
    for kind in kinds:
        unit = units.get(kind.key, kind.first.canonical_unit)
        picture = pictures.draw(
            own_course(user, kind, span), unit, facts, user,
            height=HEIGHT, narrow=True, aligned=True,
        )  # fmt: skip
        if picture is not None:
            told = trend_lines.facts(kind, unit, found.get(kind.key))
            strips.append(Strip(kind, picture, told))
    return strips
