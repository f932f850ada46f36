"""Small middlewares every page passes: request id and access log, htmx answers, no caching."""

import time
from collections.abc import Callable
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from healthtracker.web.context import RequestContext, enter, leave, request_peer
from healthtracker.web.log import bind, event

GetResponse = Callable[[HttpRequest], HttpResponseBase]


def request_context(get_response: GetResponse) -> GetResponse:
    """Give each request an id, answer it, and log its route pattern, never its path."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        context = RequestContext(request_id=uuid4().hex, peer=request_peer(request))
        token = enter(context)
        started = time.perf_counter()
        try:
            with bind(request_id=context.request_id):
                response = get_response(request)
                response["X-Request-ID"] = context.request_id
                _log(request, response, started)
                return response
        finally:
            leave(token)

    return middleware


def _log(request: HttpRequest, response: HttpResponseBase, started: float) -> None:
    match = getattr(request, "resolver_match", None)
    route = match.route if match else ""
    if route.startswith("health/"):
        return
    event(
        "request",
        method=request.method or "",
        route=route,
        status=response.status_code,
        ms=round((time.perf_counter() - started) * 1000),
        actor=getattr(getattr(request, "user", None), "pk", None) or 0,
    )


def htmx_answers(get_response: GetResponse) -> GetResponse:
    """Keep health data out of caches and turn redirects and messages into htmx's terms."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        patch_vary_headers(response, ("HX-Request", "HX-Target"))
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"
        if not getattr(request, "htmx", False):
            return response
        if response.status_code in {301, 302, 303}:
            return _client_redirect(response)
        return _with_messages(request, response)

    return middleware


def _client_redirect(response: HttpResponseBase) -> HttpResponseBase:
    # htmx would follow a 302 itself and swap the whole target page into a fragment.
    moved = HttpResponseClientRedirect(response["Location"])
    moved.cookies = response.cookies
    moved["Cache-Control"] = response["Cache-Control"]
    return moved


def _with_messages(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    html = response.get("Content-Type", "").startswith("text/html")
    if response.streaming or not html or not isinstance(response, HttpResponse):
        return response
    if response.status_code == 204 or b'id="messages"' in response.content:
        return response
    response.write(render_to_string("parts/messages.html", {"oob": True}, request=request))
    return response
