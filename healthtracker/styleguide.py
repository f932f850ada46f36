"""Every part of the face on one page, for whoever builds with them; not in production."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_safe

from accounts.audience import Audience, audience
from healthtracker.web.samples import sample_context


@audience(Audience.PUBLIC)
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """The living style guide."""
    return render(request, "styleguide.html", sample_context())


urlpatterns = [path("", styleguide, name="styleguide")]
