"""The site's own settings around `bench.sites.trivial_urls`."""

from healthtracker.settings import *  # noqa: F403

ROOT_URLCONF = "bench.sites.trivial_urls"
