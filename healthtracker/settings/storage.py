"""Static files (WhiteNoise) and uploads (sealed, outside the web root)."""

from healthtracker.settings.env import BASE_DIR, PRODUCTION, VAR_DIR, env

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
# Locally files are served from where they lie, so nobody needs to run collectstatic.
WHITENOISE_USE_FINDERS = not PRODUCTION
# A server that runs while files are edited must not serve new content under an old length.
WHITENOISE_AUTOREFRESH = not PRODUCTION
STATIC_ROOT.mkdir(exist_ok=True)  # WhiteNoise warns at every start when it is missing

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Patient files are written here by privacy.storage, encrypted, under generated names.
SEALED_ROOT = VAR_DIR / "sealed"
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
# A decade of a phone's health data, packed, or a million readings as CSV. Read in a stream.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_BYTES", default=512 * 1024 * 1024)
