"""The house rules that the running project can check."""

import importlib.util
import subprocess
import sys

import pytest
from channels.routing import URLRouter
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, path, resolve
from django.urls.resolvers import RegexPattern

from accounts import checks
from accounts.audience import Audience, audience_of
from accounts.middleware import AudienceMiddleware
from accounts.models import User
from accounts.sockets import SocketGate
from healthtracker.sockets import websocket_urlpatterns
from privacy.fields import EncryptedTextField
from privacy.ownership import OwnedModel, OwnedQuerySet, Unscoped
from tests.architecture.source import ROOT

OURS = ("accounts", "privacy", "patients", "labs", "genomics", "billing", "chat", "providers")


def test_every_page_names_its_audience() -> None:
    nameless = [
        route for route, pattern in checks.routes() if audience_of(pattern.callback) is None
    ]
    assert nameless == []


def test_every_socket_names_its_audience() -> None:
    assert websocket_urlpatterns
    for route in websocket_urlpatterns:
        assert isinstance(audience_of(route.callback), Audience)


def test_a_page_without_an_audience_refuses_to_serve(rf: RequestFactory) -> None:
    request = rf.get("/nobody/")
    request.resolver_match = resolve("/")
    gate = AudienceMiddleware(lambda request: HttpResponse("served"))
    with pytest.raises(PermissionDenied):
        gate.process_view(request, lambda request: HttpResponse("served"), (), {})


def test_the_system_check_names_a_page_without_an_audience() -> None:
    bare = path("bare/", lambda request: HttpResponse())
    resolver = URLResolver(RegexPattern(r"^/"), [bare])
    assert [route for route, p in checks.routes(resolver) if audience_of(p.callback) is None]


@pytest.mark.django_db  # the gate asks for stale connections of earlier sockets
async def test_a_socket_without_an_audience_refuses_to_serve() -> None:
    async def bare(scope: object, receive: object, send: object) -> None:
        raise AssertionError("served")

    gate = SocketGate(URLRouter([path("ws/bare/", bare)]))
    sent: list[dict[str, object]] = []

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    scope = {"type": "websocket", "path": "/ws/bare/", "headers": [], "query_string": b""}
    await gate.inner(scope, None, send)
    assert sent == [{"type": "websocket.close", "code": 4403}]


def test_every_owned_model_is_behind_the_gate() -> None:
    owned = [model for model in apps.get_models() if issubclass(model, OwnedModel)]
    assert owned
    for model in owned:
        assert isinstance(model._default_manager.get_queryset(), OwnedQuerySet), model
        with pytest.raises(Unscoped):
            list(model._default_manager.all())


def test_every_model_of_ours_that_belongs_to_someone_is_owned() -> None:
    exempt = {"accounts.licence", "privacy.datakey", "privacy.carelink", "privacy.accessevent"}
    loose = [
        model._meta.label_lower
        for model in apps.get_models()
        if model._meta.app_label in OURS
        and any(field.related_model is User for field in model._meta.fields)
        and not issubclass(model, OwnedModel)
    ]
    assert set(loose) <= exempt


def test_no_model_prints_what_it_holds() -> None:
    for model in apps.get_models():
        if model._meta.app_label in OURS:
            instance = model()
            for field in model._meta.fields:
                if isinstance(field, EncryptedTextField):
                    setattr(instance, field.attname, "secret words")
            assert "secret words" not in f"{instance} {instance!r}"


def test_layers_hold() -> None:
    command = [sys.executable, "-m", "importlinter.cli"]
    assert importlib.util.find_spec("importlinter")
    code = (
        "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))"
    )
    done = subprocess.run([command[0], "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_every_url_is_reached_by_one_pattern_only() -> None:
    seen: dict[str, URLPattern] = {}
    for route, pattern in checks.routes():
        assert route not in seen, route
        seen[route] = pattern
