"""A bucket of readings in words: which time it covers, and what it amounts to."""

from datetime import timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from patients import trends
from patients.courses import Bucket, Step
from patients.observation_types import ObservationType


def bucket_time(bucket: Bucket, step: Step | None) -> str:
    """ "3 Mar 2026", "2 Mar to 8 Mar 2026", "March 2026" or "3 Mar 2026, 14:00 to 15:00"."""
    first, last = bucket.first, bucket.last - timedelta(days=1)
    short = pgettext("date format", "j M")
    full = f"{short} Y"
    if step == "hours":
        hours = _("%(first)s to %(last)s") % {
            "first": f"{first:%H:%M}", "last": f"{bucket.last:%H:%M}",
        }  # fmt: skip
        return f"{date_format(first, full)}, {hours}"
    if step == "day":
        return date_format(first, full)
    if step == "month":
        return date_format(first, "F Y")
    if step == "year":
        return f"{first:%Y}"
    start = date_format(first, short if first.year == last.year else full)
    return _("%(first)s to %(last)s") % {"first": start, "last": date_format(last, full)}


def bucket_label(kind: ObservationType, unit: str, found: trends.Statistics) -> str:
    """ "mean 118, from 80 to 190 mg/dL, 262 readings"."""
    count = ngettext("%(count)d reading", "%(count)d readings", found.count) % {
        "count": found.count
    }
    low, high = (
        trends.in_unit(kind, unit, [getattr(spread, name) for spread in found.spreads])
        for name in ("low", "high")
    )
    mean = trends.in_unit(kind, unit, [spread.mean for spread in found.spreads], mean=True)
    name = trends.unit_name(kind, unit)
    if low == high:
        return f"{low} {name}".rstrip()
    said = _("mean %(mean)s, from %(low)s to %(high)s") % {"mean": mean, "low": low, "high": high}
    return f"{said} {name}".rstrip() + f", {count}"
