"""Cache, channel layer and background tasks: Redis where given, in-process where not."""

from typing import Any

from healthtracker.settings.env import env

__all__ = ["CACHES", "CHANNEL_LAYERS", "REDIS_URL", "TASKS"]

REDIS_URL: str = env.str("REDIS_URL", default="")

CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}
CHANNEL_LAYERS: dict[str, Any] = {
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # Redis delivers messages across its numbered databases, so the number goes into the names.
        "CONFIG": {"hosts": [REDIS_URL], "prefix": f"ht{REDIS_URL.rpartition('/')[2]}"},
    }
    if REDIS_URL
    else {"BACKEND": "channels.layers.InMemoryChannelLayer"}
}
TASKS: dict[str, Any] = {
    "default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}
}
