"""The form for one quick reading on the first page, rendered once for everyone who sees the same.

What it shows follows from the type, the language, the units and what was logged last; what belongs
to one request (its token, the id of the entry to be, the time) is filled in afterwards.
"""

from functools import lru_cache
from uuid import UUID, uuid4

from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import User
from healthtracker.web.holes import CSRF_HOLE, filled
from patients.forms.observation import ObservationForm
from patients.forms.observation_fields import counts_by_day
from patients.models import Observation
from patients.models.custom_type import PREFIX
from patients.observation_types import ObservationType, get
from patients.shown_units import chosen_for

TEMPLATE = "patients/quick_form.html"
WHEN_HOLE = "hole-of-the-time"
ENTRY_HOLE = UUID("00000000-0000-4000-8000-000000000000")
Said = tuple[str, str, str]  # unit, context and body site of the newest reading


def quick_form(
    request: HttpRequest, user: User, kind: ObservationType, last: Observation | None
) -> SafeString:
    """The form for `kind`, starting from `last`, the newest reading of that type."""
    if last is None or kind.key.startswith(PREFIX):
        # A first reading starts from what else is known of the person; own types have own words.
        text = _render(kind, user, last)
    else:
        said = (last.unit, last.context, last.body_site)
        text = _kept(kind.key, get_language() or "", said, tuple(map(chosen_for, kind.components)))
    now = timezone.now().astimezone(user.zone)
    values = {
        CSRF_HOLE: lambda: get_token(request),
        str(ENTRY_HOLE): uuid4,
        WHEN_HOLE: lambda: f"{now:%Y-%m-%d}" if counts_by_day(kind) else f"{now:%Y-%m-%dT%H:%M}",
    }
    return filled(text, values)


@lru_cache(maxsize=256)
def _kept(key: str, language: str, said: Said, units: tuple[str, ...]) -> str:
    # Language and units are part of the key only: the form reads the active ones. Nobody's own
    # name or words are in it, so that any account may stand in.
    unit, context, site = said
    last = Observation(type=key, unit=unit, context=context, body_site=site)
    return _render(get(key), User(time_zone="UTC"), last)


def _render(kind: ObservationType, user: User, last: Observation | None) -> str:
    form = ObservationForm(kind=kind, patient=user, last=last)
    form.initial.update(entry_id=ENTRY_HOLE, when=WHEN_HOLE)
    action = reverse("patients:add_reading", args=[kind.key])
    context = {"form": form, "action": action, "back": "today", "csrf_token": CSRF_HOLE}
    return render_to_string(TEMPLATE, context)
