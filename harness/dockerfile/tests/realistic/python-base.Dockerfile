ARG PYTHON_VERSION=3.13
FROM python:${PYTHON_VERSION}-slim AS base
ENV PYTHONDONTWRITEBYTECODE=1
ENV PYTHONUNBUFFERED=1
WORKDIR /app
ARG UID=10001
RUN adduser --disabled-password --no-create-home --uid "${UID}" appuser

FROM base AS wheels
COPY requirements/ requirements/
RUN pip wheel --wheel-dir /wheels -r requirements/production.txt

FROM base AS final
RUN --mount=type=bind,from=wheels,source=/wheels,target=/wheels \
    pip install --no-index --find-links /wheels /wheels/*.whl
COPY . .
ENV HOTE=0.0.0.0 PORT=8000
USER ${UID}
EXPOSE 8000
CMD ["sh", "-c", "python manage.py migrate && exec gunicorn shop.wsgi --bind $HOTE:$PORT"]
# .dockerignore
**/.git
**/.env
**/__pycache__
