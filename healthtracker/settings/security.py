"""Secrets, hosts, cookies, transport and the content security policy."""

from csp.constants import NONE, SELF

from healthtracker.settings.env import PRODUCTION, env, secret

__all__ = [
    "ALLOWED_HOSTS",
    "AUDITLOG_DISABLE_REMOTE_ADDR",
    "AUDITLOG_USE_BASE_MANAGER",
    "CONTENT_SECURITY_POLICY",
    "CSRF_COOKIE_SAMESITE",
    "CSRF_COOKIE_SECURE",
    "CSRF_FAILURE_VIEW",
    "CSRF_TRUSTED_ORIGINS",
    "DATA_UPLOAD_MAX_MEMORY_SIZE",
    "DATA_UPLOAD_MAX_NUMBER_FIELDS",
    "ERASURE_GRACE_DAYS",
    "MASTER_KEYS",
    "SECRET_KEY",
    "SECURE_HSTS_INCLUDE_SUBDOMAINS",
    "SECURE_HSTS_PRELOAD",
    "SECURE_HSTS_SECONDS",
    "SECURE_PROXY_SSL_HEADER",
    "SECURE_REDIRECT_EXEMPT",
    "SECURE_REFERRER_POLICY",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_AGE",
    "SESSION_COOKIE_SAMESITE",
    "SESSION_COOKIE_SECURE",
    "SESSION_SAVE_EVERY_REQUEST",
    "TRAIL_YEARS",
    "TRUSTED_PROXIES",
    "X_FRAME_OPTIONS",
]  # fmt: skip

SECRET_KEY = secret("SECRET_KEY", "secret.key")
# Comma-separated base64 keys of 32 bytes; the first encrypts, all decrypt (rotation).
MASTER_KEYS: list[str] = secret("MASTER_KEYS", "master.key").split(",")

ALLOWED_HOSTS: list[str] = env.list(
    "ALLOWED_HOSTS", default=[] if PRODUCTION else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
CSRF_TRUSTED_ORIGINS: list[str] = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Addresses of reverse proxies whose X-Forwarded-For is believed; nobody's by default.
TRUSTED_PROXIES: list[str] = env.list("TRUSTED_PROXIES", default=[])

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 12
SESSION_SAVE_EVERY_REQUEST = False
CSRF_FAILURE_VIEW = "healthtracker.web.errors.csrf_failure"
SECURE_SSL_REDIRECT: bool = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
# Health probes speak plain HTTP inside the container network.
SECURE_REDIRECT_EXEMPT = [r"^health/"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# auditlog reads rows behind the ownership gate, and would believe X-Forwarded-For.
AUDITLOG_USE_BASE_MANAGER = True
AUDITLOG_DISABLE_REMOTE_ADDR = True

# An account is erased so long after its person asked; until then they can take it back.
ERASURE_GRACE_DAYS: int = env.int("ERASURE_GRACE_DAYS", default=14)
# How long the access trail of an erased account is kept, without a name.
TRAIL_YEARS = 6

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "connect-src": [SELF],
        "font-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
    }
}
