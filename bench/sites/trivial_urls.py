"""One signed-in page that does nothing: what is left is the price of serving."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from accounts.audience import Audience, audience


@audience(Audience.MEMBER)
def trivial(request: HttpRequest) -> HttpResponse:
    """A few bytes for whoever is signed in."""
    return HttpResponse(f"Hello {request.user.pk}")


urlpatterns = [path("", trivial, name="home")]
