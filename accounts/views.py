"""Account and security: what is set up, preferences, the second factor, the licence."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.audience import Audience, audience, needs_second_factor
from accounts.forms import LanguageForm, LicenceForm, PreferencesForm, ThemeForm
from accounts.models import Licence, User
from healthtracker.web.navigation import THEME_COOKIE
from healthtracker.web.pages import done, form_status, page
from healthtracker.web.requests import MemberRequest

A_YEAR = 60 * 60 * 24 * 365


@audience(Audience.MEMBER)
@require_safe
def overview(request: MemberRequest) -> HttpResponse:
    """Everything about the account on one page, each with the way to change it."""
    types = list(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    context = {
        "has_app": Authenticator.Type.TOTP in types,
        "passkeys": types.count(Authenticator.Type.WEBAUTHN),
        "has_codes": Authenticator.Type.RECOVERY_CODES in types,
        "sessions": len(UserSession.objects.purge_and_list(request.user)),
        "address": EmailAddress.objects.get_primary(request.user),
        "second_factor_due": needs_second_factor(request.user),
        "licence": _licence_of(request.user) if request.user.is_provider else None,
    }
    return page(request, "accounts/overview.html", context)


@audience(Audience.PUBLIC)
@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    """Name, language and time zone; also the shell's switches, for strangers too."""
    if request.method == "POST" and "theme" in request.POST:
        return _switch_theme(request)
    if request.method == "POST" and "display_name" not in request.POST:
        return _switch_language(request)
    if not isinstance(request.user, User):
        return redirect_to_login(reverse("accounts:preferences"))
    # A copy: a form writes what was typed into its instance, also when it is wrong.
    kept = User.objects.get(pk=request.user.pk)
    form = PreferencesForm(request.POST or None, instance=kept)
    if request.method == "POST" and form.is_valid():
        services.save_preferences(user=request.user, **form.cleaned_data)
        with translation.override(request.user.language):
            return done(request, "accounts:preferences", _("Preferences saved."))
    return page(request, "accounts/preferences.html", {"form": form}, status=form_status(form))


def _switch_theme(request: HttpRequest) -> HttpResponse:
    form = ThemeForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    answer = _back(request)
    _set_cookie(answer, THEME_COOKIE, form.cleaned_data["theme"])
    return answer


def _switch_language(request: HttpRequest) -> HttpResponse:
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    language = form.cleaned_data["language"]
    if isinstance(request.user, User):
        services.save_preferences(user=request.user, language=language)
    answer = _back(request)
    _set_cookie(answer, settings.LANGUAGE_COOKIE_NAME, language)
    return answer


def _set_cookie(answer: HttpResponse, name: str, value: str) -> None:
    secure = settings.SESSION_COOKIE_SECURE
    answer.set_cookie(name, value, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax")


def _back(request: HttpRequest) -> HttpResponseRedirect:
    to = request.POST.get("next", "")
    hosts, secure = {request.get_host()}, request.is_secure()
    safe = url_has_allowed_host_and_scheme(to, allowed_hosts=hosts, require_https=secure)
    return HttpResponseRedirect(to if safe else "/")


@audience(Audience.MEMBER)
@require_safe
def second_factor(request: MemberRequest) -> HttpResponse:
    """Why clinicians and staff need a second factor, and the two ways to get one."""
    if not needs_second_factor(request.user) and not settings.DEMO:
        return redirect("mfa_index")
    return page(request, "accounts/second_factor.html", {"demo_relaxes": settings.DEMO})


@audience(Audience.MEMBER)
@require_http_methods(["GET", "POST"])
def licence(request: MemberRequest) -> HttpResponse:
    """A clinician's licence entry and where its verification stands."""
    if not request.user.is_provider:
        return redirect("accounts:overview")
    kept = _licence_of(request.user)
    form = LicenceForm(request.POST or None, instance=_licence_of(request.user))
    if request.method == "POST" and form.is_valid():
        services.submit_licence(user=request.user, **form.cleaned_data)
        return done(request, "accounts:licence", _("Licence sent to staff for verification."))
    context = {"form": form, "licence": kept}
    return page(request, "accounts/licence.html", context, status=form_status(form))


def _licence_of(user: User) -> Licence | None:
    return Licence.objects.filter(user=user).first()
