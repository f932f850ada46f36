"""Every page of the site, by app; third parties' pages get their audience here."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path
from django.views.i18n import set_language

from accounts.audience import Audience, audience, with_audience
from healthtracker import health
from healthtracker.home import home

# Pages of allauth that only someone signed in may open.
MEMBER_PAGES = dict.fromkeys(
    [
        "account_change_password", "account_set_password", "account_email",
        "account_reauthenticate", "mfa_index", "mfa_activate_totp", "mfa_deactivate_totp",
        "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_download_recovery_codes",
        "mfa_list_webauthn", "mfa_add_webauthn", "mfa_edit_webauthn", "mfa_remove_webauthn",
        "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "usersessions_list",
    ],
    Audience.MEMBER,
)  # fmt: skip
ADMIN_PUBLIC = dict.fromkeys(["login", "logout", "jsi18n"], Audience.PUBLIC)

urlpatterns = [
    path("", home, name="home"),
    path("", include("patients.urls")),
    path("assistant/", include("chat.urls")),
    path("provider/", include("providers.urls")),
    path("privacy/", include("privacy.urls")),
    path("account/", include("accounts.urls")),
    path("sign-in/", with_audience(include("allauth.urls"), Audience.PUBLIC, MEMBER_PAGES)),
    path("language/", audience(Audience.PUBLIC)(set_language), name="set_language"),
    path("health/live", health.live, name="live"),
    path("health/ready", health.ready, name="ready"),
    path("admin/", with_audience(admin.site.urls, Audience.STAFF, ADMIN_PUBLIC)),
]

if not settings.PRODUCTION:
    urlpatterns += [path("styleguide/", include("healthtracker.styleguide"))]

handler400 = "healthtracker.web.errors.bad_request"
handler403 = "healthtracker.web.errors.forbidden"
handler404 = "healthtracker.web.errors.not_found"
handler500 = "healthtracker.web.errors.server_error"
