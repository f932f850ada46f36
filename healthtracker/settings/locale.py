"""Languages, time zones and formats."""

from django.utils.translation import gettext_lazy as _

from healthtracker.settings.env import BASE_DIR, env

__all__ = [
    "LANGUAGES", "LANGUAGE_CODE", "LOCALE_PATHS", "TIME_ZONE", "USE_I18N",
    "USE_THOUSAND_SEPARATOR", "USE_TZ",
]  # fmt: skip

LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("es", _("Spanish"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
# The zone of people who have not chosen one; every user has their own.
TIME_ZONE: str = env.str("TIME_ZONE", default="UTC")
USE_THOUSAND_SEPARATOR = False
