"""Error pages: same words for a missing and a forbidden thing, and never a stack trace."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from healthtracker.web.navigation import theme_of


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400, or 413 when the body was larger than the site takes."""
    too_large = type(exception).__name__ in {"RequestDataTooBig", "TooManyFilesSent"}
    return render(
        request, "413.html" if too_large else "400.html", status=413 if too_large else 400
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: signed in, but this room is for others."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: does not exist, or is not yours; the reader cannot tell which."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault; the page asks nothing of the database."""
    html = render_to_string("500.html", {"theme": theme_of(request)})
    return HttpResponse(html, status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that was open too long or came from another site."""
    return render(request, "403_csrf.html", status=403)
