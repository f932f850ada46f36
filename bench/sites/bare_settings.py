"""A bare Django project with the site's third-party apps: the floor for start-up time."""

from healthtracker.settings import INSTALLED_APPS as ALL_APPS
from healthtracker.settings import MIDDLEWARE as ALL_MIDDLEWARE

OURS = ("healthtracker", "accounts", "privacy", "patients", "labs", "genomics", "billing")
OURS += ("chat", "providers")

SECRET_KEY = "bare"
INSTALLED_APPS = [name for name in ALL_APPS if name.split(".")[0] not in OURS]
INSTALLED_APPS += ["django.contrib.admin"] * ("django.contrib.admin" not in INSTALLED_APPS)
MIDDLEWARE = [name for name in ALL_MIDDLEWARE if name.split(".")[0] not in OURS]
ROOT_URLCONF = "bench.sites.bare_urls"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
SILENCED_SYSTEM_CHECKS = ["account.W001"]
USE_TZ = True
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
