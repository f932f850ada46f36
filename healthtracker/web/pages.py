"""One URL, one template, two answers: the whole page, or the fragment htmx asked for."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise


def page(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    fragments: Collection[str] = (),
    status: int = 200,
) -> HttpResponse:
    """Render `template`, or only its fragment when htmx targets one of `fragments`.

    A fragment's name is its DOM id and its htmx target. Permission decides what enters
    `context`, never which fragment a client may name.
    """
    htmx = getattr(request, "htmx", None)
    target = htmx.target if htmx and not htmx.boosted else None
    if target in fragments:
        template = f"{template}#{target}"
    return render(request, template, context, status=status)


def sent(request: HttpRequest) -> Any:
    """What a form was sent with; None while it is only shown."""
    return request.POST if request.method == "POST" else None


def form_status(*forms: BaseForm) -> int:
    """422 when any of `forms` was sent and is wrong, else 200."""
    return 422 if any(form.is_bound and not form.is_valid() for form in forms) else 200


def done(
    request: HttpRequest, to: str, message: str = "", *args: object, undo: str = ""
) -> HttpResponseRedirect:
    """Redirect to the route named `to` after a deed, saying `message`, offering `undo` (a URL)."""
    if message:
        messages.success(request, message, extra_tags=f"undo:{undo}" if undo else "")
    return HttpResponseRedirect(reverse(to, args=args))


def confirm(
    request: HttpRequest, *, question: str | Promise, detail: str | Promise, deed: str, cancel: str
) -> HttpResponse:
    """Ask before a deed that this very address does when it is posted to.

    Args: detail: what the question is about. deed: words of the button. cancel: URL of the way out.
    """
    context = {"question": question, "detail": detail, "deed": deed, "cancel": cancel}
    context["action"] = request.path
    return page(request, "confirm.html", context, fragments={"dialog"})
