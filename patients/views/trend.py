"""One type over time: chart, statistics, and every reading as a table."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from accounts.models import User
from healthtracker.web.pages import page
from healthtracker.web.pagination import cursors, paginate
from healthtracker.web.requests import MemberRequest
from patients import pictures, trend_lines, trends
from patients.bucket_words import bucket_time
from patients.courses import Course, Span, course_of, span_of
from patients.latest import newest_rows
from patients.lines import lines
from patients.models import DailyRollup, DailyRollupQuerySet, Observation, seen_by
from patients.observation_types import ObservationType
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
BUCKETS_A_PAGE = 31


@dataclass(frozen=True)
class BucketRow:
    """One line of the table beside a chart of sums. `url`: the readings behind it."""

    when: str
    count: int
    mean: str
    low: str
    high: str
    url: str


@audience(Audience.MEMBER)
@require_safe
def readings_of(request: MemberRequest, key: str) -> HttpResponse:
    """One's own readings of the type `key` in the chosen range."""
    kind, user, facts = kind_named(key, request.user), request.user, facts_of(request.user)
    chosen = chosen_range(request.GET)
    daily: DailyRollupQuerySet = seen_by(user, user, DailyRollup).of_type(key)
    rows = seen_by(user, user, Observation).of_type(key)
    span = span_of(RANGES[chosen][1], daily)
    course = course_of(kind, rows, daily, span)
    shown = rows.between(span.first, None if span.open else span.last)
    found = paginate(shown, **cursors(request), size=20)
    audit.listed(actor=user, subject=user, what="patients.observation", count=len(found.rows))
    latest = lines(newest_rows(user, user, [key]), facts)
    unit = latest[0].row.unit if latest else kind.first.canonical_unit
    context = {
        "kind": kind,
        "latest": latest[0] if latest else None,
        "page": found,
        "lines": lines(found.rows, facts),
        "facts": trend_lines.facts(kind, unit, *_periods(daily, span, key)),
        "picture": pictures.draw(course, unit, facts, user, narrow=True),
        "buckets": bucket_page(course, unit, request.GET.get("bucket", "")),
        "ranges": range_links(reverse("patients:readings_of", args=[key]), chosen),
    }
    return page(request, "patients/trend.html", context, fragments={"trend"})


def chosen_range(query: Mapping[str, Any]) -> str:
    """The range asked for, or the usual one."""
    chosen = query.get("range", USUAL_RANGE)
    return chosen if chosen in RANGES else USUAL_RANGE


def range_links(url: str, chosen: str, query: QueryDict | None = None) -> list[dict[str, object]]:
    """A link for each range, with the rest of the query kept."""
    kept = query.copy() if query is not None else QueryDict(mutable=True)
    found: list[dict[str, object]] = []
    for name, (label, _days) in RANGES.items():
        kept["range"] = name
        found.append({"label": label, "url": f"{url}?{kept.urlencode()}", "active": name == chosen})
    return found


def _periods(daily: DailyRollupQuerySet, span: Span, key: str) -> list[trends.Statistics | None]:
    """The statistics of the span, and of the one before where it has an end."""
    now = trends.statistics(daily.between(span.first, None if span.open else span.last))
    if span.open:
        return [now.get(key), None]
    before = span.before()
    return [now.get(key), trends.statistics(daily.between(before.first, before.last)).get(key)]


def bucket_page(course: Course, unit: str, start: str) -> dict[str, Any] | None:
    """The sums behind the chart as a page of a table, newest first; None for single readings."""
    if not course.buckets:
        return None
    newest = list(reversed(course.buckets))
    first = int(start) if start.isdecimal() and int(start) < len(newest) else 0
    shown = newest[first : first + BUCKETS_A_PAGE]
    return {
        "rows": [_bucket_row(course, bucket, unit) for bucket in shown],
        "newer": max(first - BUCKETS_A_PAGE, 0) if first else None,
        "older": first + BUCKETS_A_PAGE if first + BUCKETS_A_PAGE < len(newest) else None,
    }


def _bucket_row(course: Course, bucket: Any, unit: str) -> BucketRow:
    kind, found = course.kind, bucket.statistics
    means: Sequence[Any] = [spread.mean for spread in found.spreads]
    last = max(bucket.last - timedelta(days=1), bucket.first)
    query = f"type={kind.key}&first={bucket.first:%Y-%m-%d}&last={last:%Y-%m-%d}"
    return BucketRow(
        when=bucket_time(bucket, course.step),
        count=found.count,
        mean=_with_unit(kind, unit, trends.in_unit(kind, unit, means, mean=True)),
        low=trends.in_unit(kind, unit, [spread.low for spread in found.spreads]),
        high=trends.in_unit(kind, unit, [spread.high for spread in found.spreads]),
        url=f"{reverse('patients:readings')}?{query}",
    )


def _with_unit(kind: ObservationType, unit: str, text: str) -> str:
    return f"{text} {trends.unit_name(kind, unit)}".rstrip() if text else ""


def own_course(user: User, kind: ObservationType, span: Span) -> Course:
    """One's own course of a type."""
    daily = seen_by(user, user, DailyRollup).of_type(kind.key)
    return course_of(kind, seen_by(user, user, Observation).of_type(kind.key), daily, span)
