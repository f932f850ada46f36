"""Which version of the site this is, as its project file says."""

import tomllib
from functools import cache
from pathlib import Path

from django.conf import settings


@cache
def app_version() -> str:
    """ "0.1.0", say."""
    text = (Path(settings.BASE_DIR) / "pyproject.toml").read_text(encoding="utf-8")
    return str(tomllib.loads(text)["project"]["version"])
