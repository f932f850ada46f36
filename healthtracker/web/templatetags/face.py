"""Tags every page may use: icons, flags, plain-word dates, a value's place in its range."""

from collections.abc import Callable, Hashable
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import Context
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext, pgettext

from healthtracker.web import charts
from healthtracker.web.charts.series import Number
from healthtracker.web.holes import CSRF_HOLE, HERE_HOLE, filled

register = template.Library()

Text = str | Promise
SHAPES = {"in_range": "flag-in", "watch": "flag-watch", "critical": "flag-critical"}


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """A sign from the sprite; decoration, unless `label` says what it means."""
    if not label:
        return _decoration(name)
    return format_html(
        '<svg class="icon" role="img" aria-label="{}" width="20" height="20">'
        '<use href="{}"></use></svg>',
        label,
        f"{static('icons/sprite.svg')}#{name}",
    )


@lru_cache(maxsize=256)
def _decoration(name: str) -> SafeString:
    return format_html(
        '<svg class="icon" aria-hidden="true" width="20" height="20"><use href="{}"></use></svg>',
        f"{static('icons/sprite.svg')}#{name}",
    )


@register.simple_tag
def flag(level: str, word: Text = "", direction: str = "") -> SafeString | str:
    """A clinical state as shape, word and colour.

    Args: level: "in_range", "watch", "out" or "critical"; anything else shows nothing.
    word: instead of the usual word. direction: "high" or "low" where the level has one.
    """
    shape = SHAPES.get(level, "flag-low" if direction == "low" else "flag-high")
    word = word or _flag_word(level, direction)
    if not word:
        return ""
    return format_html('<span class="flag {}">{}{}</span>', level, icon(shape), word)


@register.simple_tag(takes_context=True)
def kept(context: Context, template_name: str, **values: Hashable) -> SafeString:
    """A template rendered once for each language and `values`, the only ones it is given.

    For parts of the shell, which would else be most of a page's work. What belongs to one request
    stays out of what is kept: the CSRF token and `here`, the page's own address, are filled in.
    """
    key = (template_name, get_language() or "", tuple(sorted(values.items())))
    text = (_rendered.__wrapped__ if settings.DEBUG else _rendered)(*key)
    request = context.get("request")
    holes: dict[str, Callable[[], object]] = {
        CSRF_HOLE: lambda: context.get("csrf_token") or "",
        HERE_HOLE: lambda: request.get_full_path() if request else "",
    }
    return filled(text, holes)


@lru_cache(maxsize=512)
def _rendered(template_name: str, language: str, values: tuple[tuple[str, Hashable], ...]) -> str:
    # The language is part of the key only: the template reads the active one.
    holes = {"csrf_token": CSRF_HOLE, "here": HERE_HOLE}
    return str(render_to_string(template_name, {**dict(values), **holes}))


def _flag_word(level: str, direction: str) -> str:
    words = {
        ("in_range", ""): gettext("In range"),
        ("watch", ""): gettext("Watch"),
        ("watch", "high"): gettext("A little high"),
        ("watch", "low"): gettext("A little low"),
        ("out", ""): gettext("Out of range"),
        ("out", "high"): gettext("High"),
        ("out", "low"): gettext("Low"),
        ("critical", ""): gettext("Critical"),
        ("critical", "high"): gettext("Critically high"),
        ("critical", "low"): gettext("Critically low"),
    }
    return words.get((level, direction)) or words.get((level, ""), "")


@register.simple_tag
def when(value: date | None) -> SafeString | str:
    """A date or time as people say it ("today 08:12"), in full on hover and in print."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = timezone.localtime(value) if timezone.is_aware(value) else value
        clock = f"{local:%H:%M}"
        short = f"{_day_words(local.date())} {clock}"
        full = f"{_long_day(local.date(), get_language() or '')}, {clock}"
        stamp = local.isoformat(timespec="minutes")
    else:
        short, full = _day_words(value), _long_day(value, get_language() or "")
        stamp = value.isoformat()
    return format_html('<time class="when" datetime="{}" title="{}">{}</time>', stamp, full, short)


@lru_cache(maxsize=2048)
def _long_day(day: date, language: str) -> str:
    # The language is part of the key only: date_format reads the active one.
    return date_format(day, "DATE_FORMAT")


def _day_words(day: date) -> str:
    today = timezone.localdate()
    if day == today:
        return gettext("today")
    if day == today - timedelta(days=1):
        return gettext("yesterday")
    if day == today + timedelta(days=1):
        return gettext("tomorrow")
    if timedelta(0) < today - day < timedelta(days=7):
        return date_format(day, "D")
    # Translators: a day of this year, in the letters of Django's date filter, as "3 Mar"
    this_year = pgettext("date format", "j M")
    return date_format(day, this_year if day.year == today.year else f"{this_year} Y")


@register.inclusion_tag("parts/range-bar.html")
def range_bar(value: Number, low: Number | None, high: Number | None) -> dict[str, Any]:
    """Where `value` sits in its reference range, with the range in words; nothing without one.

    All three in the same unit.
    """
    if low is None and high is None:
        return {}
    words = _range_words(low, high)
    title = gettext("%(value)s, where the range is %(range)s") % {
        "value": number_format(value),
        "range": words,
    }
    return {"bar": charts.range_bar(value, low, high, title=title), "words": words}


def _range_words(low: Number | None, high: Number | None) -> str:
    bounds = {
        "low": "" if low is None else number_format(low),
        "high": "" if high is None else number_format(high),
    }
    if low is None:
        return gettext("up to %(high)s") % bounds
    if high is None:
        return gettext("from %(low)s") % bounds
    return gettext("%(low)s to %(high)s") % bounds


@register.filter
def initials(name: object) -> str:
    """Up to two capitals that stand for a person's name."""
    words = str(name).split()
    ends = words[:1] + words[-1:] if len(words) > 1 else words
    return "".join(word[0] for word in ends).upper()
