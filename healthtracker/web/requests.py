"""Request types as views see them once the audience gate has let someone through."""

from typing import TYPE_CHECKING

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

if TYPE_CHECKING:
    from accounts.models import User


class SiteRequest(HttpRequest):
    """Any request after the htmx middleware."""

    htmx: HtmxDetails


class MemberRequest(SiteRequest):
    """A request by someone who has signed in."""

    user: "User"
