# The image of a greenhouse written with Flask.
# ANCHOR: flask
FROM python:3.13-slim-bookworm AS build
WORKDIR /app
RUN python -m venv venv
COPY requirements.txt .
RUN venv/bin/pip install --no-cache-dir --requirement requirements.txt

FROM python:3.13-slim-bookworm
WORKDIR /app
COPY --from=build /app/venv venv
COPY serre serre
ENV PATH=/app/venv/bin:$PATH PYTHONUNBUFFERED=1 HOTE=0.0.0.0 PORT=8080
EXPOSE 8080
USER 10001
CMD ["sh", "-c", "exec gunicorn --bind $HOTE:$PORT 'serre:create_app()'"]
# ANCHOR_END: flask
