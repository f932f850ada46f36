"""One URL, one template, two answers: the whole page, or the fragment htmx asked for."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse


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
