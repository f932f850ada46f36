# Build stage: the hash-locked packages and the collected static files.
FROM python:3.11-slim AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements.txt .
RUN /venv/bin/pip install --require-hashes --no-deps --compile -r requirements.txt
COPY . .
# Throw-away keys: collecting files needs settings, not secrets; the real ones come at start.
RUN HEALTHTRACKER_ENV=production \
    SECRET_KEY=only-for-collecting-static-files-in-the-build \
    MASTER_KEYS=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    /venv/bin/python manage.py collectstatic --noinput \
    && rm -rf var \
    && /venv/bin/python -m compileall -q .

FROM python:3.11-slim
# What WeasyPrint draws with. Without them everything works but PDF pages.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
    fonts-dejavu-core libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 HEALTHTRACKER_ENV=production VAR_DIR=/data PORT=8000
USER 10001:10001
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen('http://127.0.0.1:' + os.environ['PORT'] + '/health/live', timeout=4)"]
ENTRYPOINT ["python", "manage.py", "start"]
CMD ["web"]
