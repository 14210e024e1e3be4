FROM python:3.13 AS build
ARG POETRY_VERSION=2.1.3
RUN pip install "poetry==${POETRY_VERSION}"
ENV POETRY_VIRTUALENVS_IN_PROJECT=true
WORKDIR /app
COPY pyproject.toml poetry.lock README.md ./
RUN poetry install --no-root --only main
COPY src ./src
RUN poetry install --only main

FROM python:3.13-slim
WORKDIR /app
COPY --from=build /app /app
ENV HOTE=0.0.0.0 \
    PORT=5000 \
    PATH=/app/.venv/bin:$PATH
EXPOSE 5000
USER 1234:1234
ENTRYPOINT ["gunicorn"]
CMD ["--bind", "0.0.0.0:5000", "--workers", "2", "shop.wsgi:app"]
# .dockerignore
**
!src/**
!pyproject.toml
!poetry.lock
!README.md
