"""WSGI entry: pages under gunicorn, beside a daphne for sockets."""

import os

from django.core.wsgi import get_wsgi_application

from healthtracker import starting

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")
starting.begin()
application = get_wsgi_application()
