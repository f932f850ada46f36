"""In which units whoever is reading wants to see values; stored values never change by it.

As with Django's time zone, the middleware activates the reader's choice for a request, and a job
or socket that writes for somebody says `with override(user)`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.models import User
from patients import units
from patients.observation_types import ObservationType
from patients.remembering import remembering
from patients.units import Measured

GetResponse = Callable[[HttpRequest], HttpResponseBase]

_chosen: ContextVar[Mapping[str, str]] = ContextVar("shown_units", default={})  # noqa: B039 - never changed


def unit_for(component: Measured, typed: str) -> str:
    """The unit (UCUM) in which the reader sees a value of `component` typed in unit `typed`.

    Their own choice for that quantity where the value converts to it, else the unit typed.
    """
    chosen = chosen_for(component)
    return chosen if chosen and units.converts(component, typed, chosen) else typed


def shown_unit(kind: ObservationType, typed: str) -> str:
    """As `unit_for`, of a whole type: the parts of a pair share their unit."""
    unit = unit_for(kind.first, typed)
    return unit if kind.first.unit(unit) is not None else typed


def chosen_for(component: Measured) -> str:
    """The reader's own choice for the quantity of `component`; "" where they see it as typed."""
    return _chosen.get().get(component.quantity, "")


def unit_to_type(kind: ObservationType, last: str = "") -> str:
    """The unit a form starts with: the reader's choice, else the one typed last, else the usual."""
    start = last if kind.first.unit(last) is not None else kind.first.usual_unit
    return shown_unit(kind, start)


@contextmanager
def override(user: User) -> Iterator[None]:
    """Show values in the units of `user` for a while."""
    token = _chosen.set(user.units or {})
    try:
        with remembering():
            yield
    finally:
        _chosen.reset(token)


def middleware(get_response: GetResponse) -> GetResponse:
    """Answer in the signed-in person's units."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        user: Any = request.user
        if not isinstance(user, User):
            return get_response(request)
        with override(user):
            return get_response(request)

    return answer
