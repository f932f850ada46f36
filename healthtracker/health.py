"""Two probes without sign-in: is the process alive, and is everything it needs there.

`probes` answers them before any other middleware: load balancers ask by address, which the host
check would refuse, and nobody wants a session, a redirect or a log line for them.
"""

from collections.abc import Callable
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from accounts.audience import Audience, audience
from healthtracker import migrating
from healthtracker.worker import worker_alive

GetResponse = Callable[[HttpRequest], HttpResponseBase]


@audience(Audience.PUBLIC)
def live(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers; asks nothing of database or cache."""
    return _answer({"live": True})


@audience(Audience.PUBLIC)
def ready(request: HttpRequest) -> HttpResponse:
    """200 when pages and jobs would work, else 503; the body says in booleans what is missing.

    A local site without a worker still serves pages, so there `worker` may be false; then
    `worker_required` is false too.
    """
    database = _database()
    found = {
        "database": database,
        "cache": _cache(),
        "migrations": database and migrating.current(),
        "worker": database and _worker(),
    }
    required = settings.PRODUCTION
    is_ready = all(found[name] for name in found if required or name != "worker")
    return _answer({"ready": is_ready, **found, "worker_required": required}, ok=is_ready)


PROBES = {"/health/live": live, "/health/ready": ready}


def probes(get_response: GetResponse) -> GetResponse:
    """Answer the probes at the outermost door; everything else goes on."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        probe = PROBES.get(request.path_info) if request.method in {"GET", "HEAD"} else None
        return probe(request) if probe else get_response(request)

    return middleware


def _answer(body: dict[str, bool], *, ok: bool = True) -> HttpResponse:
    response = JsonResponse(body, status=200 if ok else 503)
    response["Cache-Control"] = "no-store"
    return response


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except Error:
        return False


def _cache() -> bool:
    key, value = f"ready:{uuid4().hex}", "1"
    try:
        cache.set(key, value, timeout=5)
        return bool(cache.get(key) == value)
    except Exception:  # each cache backend fails in its own way
        return False


def _worker() -> bool:
    try:
        return worker_alive()
    except Error:  # the table may not have been made yet
        return False
