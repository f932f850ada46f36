"""Which apps and middleware make up the site, and in which order."""

from typing import Any

from healthtracker.settings.env import BASE_DIR

INSTALLED_APPS = [
    "daphne",
    "healthtracker",
    "accounts",
    "privacy",
    "patients",
    "chat",
    "providers",
    "accounts.admin_app.StaffAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "auditlog",
    "channels",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "import_export",
    "template_partials",
]

MIDDLEWARE = [
    "healthtracker.health.probes",
    "healthtracker.web.middleware.request_context",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.preferences",
    "patients.shown_units.middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "healthtracker.web.middleware.htmx_answers",
    "privacy.middleware.audit_context",
    "accounts.middleware.AudienceMiddleware",
]

ROOT_URLCONF = "healthtracker.urls"
ASGI_APPLICATION = "healthtracker.asgi.application"
WSGI_APPLICATION = "healthtracker.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "healthtracker.web.navigation.shell",
                "chat.shell.ai_status",
            ],
            "builtins": [
                "template_partials.templatetags.partials",
                "healthtracker.web.templatetags.face",
            ],
        },
    }
]
