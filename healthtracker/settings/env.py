"""Where settings come from: the process environment, then `.env`, then safe local defaults.

`HEALTHTRACKER_ENV=local` (the default) makes a secret key and a master key under `var/` on first
use, so that the plain `migrate && runserver` path works and keeps its data readable.
`production` takes nothing for granted: a missing or known secret stops the start.
"""

import base64
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from environ import Env

__all__ = ["BASE_DIR", "DEBUG", "DEMO", "HT_ENV", "PRODUCTION", "VAR_DIR", "WEAK_SECRETS"]

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = Env()
Env.read_env(BASE_DIR / ".env")

HT_ENV: str = env.str("HEALTHTRACKER_ENV", default="local")
if HT_ENV not in {"local", "production"}:
    raise ImproperlyConfigured(f"HEALTHTRACKER_ENV must be local or production, not {HT_ENV!r}.")
PRODUCTION = HT_ENV == "production"
DEBUG: bool = env.bool("DEBUG", default=False)
DEMO: bool = env.bool("DEMO", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))

# Values that stand in documentation and examples: never acceptable where people's data is.
WEAK_SECRETS = frozenset({"", "change-me", "changeme", "secret", "insecure", "default"})


def local_secret(name: str) -> str:
    """A random 256-bit secret kept in `VAR_DIR/<name>` (mode 0600), made on first use."""
    path = VAR_DIR / name
    VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"))
    return path.read_text(encoding="ascii").strip()


def secret(name: str, local_file: str) -> str:
    """The secret `name`: required and strong in production, generated locally.

    Raises: ImproperlyConfigured: production without it, or with a value from an example.
    """
    value: str = env.str(name, default="")
    if PRODUCTION:
        if value.strip().lower() in WEAK_SECRETS or len(value) < 32:
            raise ImproperlyConfigured(
                f"{name} is missing, too short or an example value. Production needs its own: "
                "python -c 'import secrets; print(secrets.token_urlsafe(32))'"
            )
        return value
    return value or local_secret(local_file)


if PRODUCTION and (DEMO or DEBUG):
    raise ImproperlyConfigured("DEMO and DEBUG relax protections and cannot run in production.")
