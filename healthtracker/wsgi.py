"""WSGI entry: pages under gunicorn, beside a daphne for sockets."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "healthtracker.settings")

application = get_wsgi_application()
