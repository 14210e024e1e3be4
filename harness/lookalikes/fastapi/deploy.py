"""Lab 10 in FastAPI with uvicorn, httpx and prometheus_client: the server of lab 09, with a managed
startup and shutdown. It shares nothing with the reference solution.

    pip install fastapi uvicorn httpx prometheus-client
    HOTE=127.0.0.1 PORT=5000 PREAVIS_MS=500 ARRET_MS=5000 CATALOGUE_URL=http://… python3 deploy.py
"""

import asyncio
import contextlib
import datetime
import ipaddress
import json
import logging
import os
import re
import secrets
import signal
import sys
import time
import uuid

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4, Counter, Gauge, Histogram, generate_latest
from starlette.exceptions import HTTPException
from starlette.routing import Match

MAX_BODY = 1024 * 1024
METHODS = set("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split())
QUIET = {"/metrics", "/health/live", "/health/ready"}
GONE = 499  # what nginx logs when the client left before the response

# --- The log -------------------------------------------------------------------------------


class JsonLines(logging.Formatter):
    """One JSON object for each record, those of uvicorn and of Python itself included."""

    def format(self, record):
        now = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        name = {"WARNING": "WARN", "CRITICAL": "ERROR"}.get(record.levelname, record.levelname)
        line = {
            "timestamp": now.isoformat(timespec="microseconds"),
            "level": name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line)


def log_in_json():
    levels = {"error": logging.ERROR, "warn": logging.WARNING, "debug": logging.DEBUG}
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(
        handlers=[handler], level=levels.get(os.environ.get("RUST_LOG"), logging.INFO)
    )
    # At debug level, httpcore logs the headers of every call.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)
    sys.excepthook = lambda *error: log.error("arrêt : %s", error[1], exc_info=error)


log = logging.getLogger("catalogue")
log_in_json()

# --- The settings --------------------------------------------------------------------------


def setting(name, default, read):
    """Reads a variable. One that cannot be read ends the program."""
    value = os.environ.get(name) or default
    try:
        return read(value)
    except ValueError:
        log.error("arrêt : la valeur %r de %s est invalide", value, name)
        sys.exit(1)


def integer(text):
    # `int` would accept spaces and underscores, and refuse very long numbers.
    if not re.fullmatch("[0-9]+", text):
        raise ValueError(text)
    return float(text)


def port(text):
    number = integer(text)
    if not 1 <= number <= 65535:
        raise ValueError(text)
    return int(number)


def seconds(text):
    return integer(text) / 1000


def address(text):
    return str(ipaddress.IPv4Address(text))


def url(text):
    try:
        found = httpx.URL(text)
    except httpx.InvalidURL as error:
        raise ValueError(text) from error
    if found.scheme != "http" or not found.host:
        raise ValueError(text)
    return found


HOST = setting("HOTE", "127.0.0.1", address)
PORT = setting("PORT", "5000", port)
NOTICE = setting("PREAVIS_MS", "500", seconds)
LIMIT = setting("ARRET_MS", "5000", seconds)
DELAY = setting("DELAI_MS", "1000", seconds)
CATALOGUE = setting("CATALOGUE_URL", "http://127.0.0.1:5001", url)
PREFIX = CATALOGUE.raw_path.rstrip(b"/")

# --- The metrics ---------------------------------------------------------------------------

REQUESTS = Counter("http_requests_total", "Requests answered.", ["method", "route", "status"])
DURATIONS = Histogram(
    "http_request_duration_seconds",
    "Time from a request to the end of its response.",
    ["method", "route"],
    buckets=[0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
)
IN_FLIGHT = Gauge("http_requests_in_flight", "Requests that have no response yet.")
CALLS = Counter("catalogue_requests_total", "Calls of the catalogue.", ["result"])

# --- The catalogue -------------------------------------------------------------------------


class Refused(Exception):
    """An error with its status."""

    def __init__(self, status, text):
        self.status, self.text = status, text


# A new connection for each call: one that was kept may be closed just when it is used.
limits = httpx.Limits(max_connections=None, max_keepalive_connections=0)
client = httpx.AsyncClient(timeout=None, limits=limits, trust_env=False)


def stream(path, headers):
    """Starts a call. The target is sent as it is: httpx would encode parts of the path again."""
    headers = {b"accept-encoding": b"identity", **headers}
    return client.stream("GET", CATALOGUE, headers=headers, extensions={"target": PREFIX + path})


async def fetch(path, headers):
    """The result of one call, as the metrics name it, and the body of a product."""
    try:
        async with asyncio.timeout(DELAY), stream(path, headers) as response:
            if response.status_code == 404:
                return "not_found", None
            body = b""
            if response.status_code == 200:
                async for chunk in response.aiter_raw():
                    body += chunk
                    if len(body) > MAX_BODY:
                        break
    except TimeoutError:
        return "timeout", None
    except httpx.HTTPError:
        return "error", None
    return ("ok", body) if len(body) <= MAX_BODY and is_object(body) else ("error", None)


def is_object(body):
    """Whether this is a JSON object. Numbers are not converted: some are too long for Python."""

    def refuse(constant):
        raise ValueError(constant)

    try:
        found = json.loads(
            body.decode("utf-8"), parse_int=len, parse_float=len, parse_constant=refuse
        )
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict)


async def departure(request):
    """Waits until the client closes its connection."""
    while (await request.receive())["type"] != "http.disconnect":
        pass


# --- The routes ----------------------------------------------------------------------------

app = FastAPI(openapi_url=None, redirect_slashes=False)


@app.get("/api/produits/{id}")
async def read(request: Request):
    call = asyncio.create_task(
        fetch(request.scope["path"].encode("latin-1"), request.state.call_headers)
    )
    gone = asyncio.create_task(departure(request))
    try:
        await asyncio.wait({call, gone}, return_when=asyncio.FIRST_COMPLETED)
        if not call.done():
            raise Refused(GONE, "le client est parti")
    finally:
        call.cancel()
        gone.cancel()
    result, body = call.result()
    CALLS.labels(result).inc()
    if result == "not_found":
        raise Refused(404, "produit inconnu")
    if result == "timeout":
        raise Refused(504, "le catalogue ne répond pas à temps")
    if result == "error":
        raise Refused(502, "le catalogue a donné une réponse inattendue")
    return Response(body, media_type="application/json")


@app.get("/metrics")
async def metrics():
    return Response(generate_latest(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


@app.get("/health/live")
async def live():
    return {"etat": "en vie"}


@app.get("/health/ready")
async def ready():
    if server.is_stopping:
        raise Refused(503, "le service s'arrête")
    try:
        async with asyncio.timeout(0.5), stream(b"/health/live", {}) as response:
            is_ready = response.status_code == 200
    except (TimeoutError, httpx.HTTPError):
        is_ready = False
    if server.is_stopping:  # the signal may have come during the call
        raise Refused(503, "le service s'arrête")
    if not is_ready:
        raise Refused(503, "le catalogue n'est pas prêt")
    return {"etat": "prêt"}


@app.exception_handler(Refused)
async def refused(request: Request, error: Refused):
    return JSONResponse({"erreur": error.text}, error.status)


@app.exception_handler(HTTPException)
async def framework(request: Request, error: HTTPException):
    return JSONResponse({"erreur": error.detail}, error.status_code, error.headers)


@app.exception_handler(Exception)
async def failed(request: Request, error: Exception):
    return JSONResponse({"erreur": "erreur interne"}, 500)


# --- Ids, log lines and counts -------------------------------------------------------------


def values(scope, name):
    return [value for key, value in scope["headers"] if key == name]


def request_id_of(scope):
    given = values(scope, b"x-request-id")
    if len(given) == 1 and re.fullmatch(rb"[A-Za-z0-9._-]{1,64}", given[0]):
        return given[0].decode()
    return uuid.uuid4().hex


def trace_of(scope):
    """The trace id, and the headers that carry the trace to the catalogue."""
    trace, flags, state = secrets.token_hex(16), 1, []
    given = values(scope, b"traceparent")
    form = rb"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?"
    found = re.fullmatch(form, given[0]) if len(given) == 1 else None
    if found:
        version, old, parent, old_flags, rest = found.groups()
        is_known = version != b"ff" and not (version == b"00" and rest is not None)
        if is_known and int(old, 16) and int(parent, 16):
            trace, flags = old.decode(), int(old_flags, 16) & 1
            state = values(scope, b"tracestate")
    headers = {b"traceparent": f"00-{trace}-{secrets.token_hex(8)}-{flags:02x}".encode()}
    if state:
        headers[b"tracestate"] = b",".join(state)
    return trace, headers


def level_of(status):
    if status >= 500:
        return logging.ERROR
    return logging.WARNING if status >= 400 else logging.INFO


class Observed:
    """Gives each request its ids, then logs and counts it. It is written for ASGI itself, because
    FastAPI's own middleware returns before the body is sent."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        # The router sees the path as the client encoded it: `%2F` does not end a segment.
        raw = re.sub(rb"^https?://[^/]*", b"", scope["raw_path"]) or b"/"
        path = scope["path"] = raw.decode("latin-1")
        request_id = request_id_of(scope)
        trace, headers = trace_of(scope)
        headers[b"x-request-id"] = request_id.encode()
        scope["state"] = {**scope.get("state", {}), "call_headers": headers}
        matches = (route.path for route in app.routes if route.matches(scope)[0] != Match.NONE)
        route, method = next(matches, "unknown"), scope["method"]
        status = 500

        async def send_with_id(message):
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        if method == "GET" and route in QUIET:
            return await self.app(scope, receive, send_with_id)
        begin = time.perf_counter()
        try:
            with IN_FLIGHT.track_inprogress():
                await self.app(scope, receive, send_with_id)
        finally:
            seconds = time.perf_counter() - begin
            counted = method if method in METHODS else "OTHER"
            REQUESTS.labels(counted, route, status).inc()
            DURATIONS.labels(counted, route).observe(seconds)
            fields = {
                "request_id": request_id,
                "trace_id": trace,
                "method": method,
                "route": route,
                "path": path,
                "status": status,
                "duration_ms": round(seconds * 1000, 3),
            }
            log.log(level_of(status), "%s %s", method, route, extra={"fields": fields})


# --- The server, and its end ---------------------------------------------------------------


def has_another_request(connection):
    """Whether a request waits behind the one under way, which `shutdown` would make the last."""
    cycle = connection.cycle
    is_active = cycle is not None and not cycle.response_complete
    return is_active and connection.conn.trailing_data[0]


class Server(uvicorn.Server):
    """Stops in two steps: a notice, then the end of the requests. On a signal, uvicorn alone would
    close its socket at once, count its time limit from there, and end by the same signal."""

    is_stopping = False
    status = 0

    @contextlib.contextmanager
    def capture_signals(self):
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self.stop, number)
        yield

    def stop(self, number):
        if self.is_stopping:
            return
        self.is_stopping = True
        log.info("%s : préavis de %g s", signal.Signals(number).name, NOTICE)
        loop = asyncio.get_running_loop()
        loop.call_later(NOTICE, self.drain)
        loop.call_later(LIMIT, self.cut)

    def drain(self):
        self.should_exit = True

    async def shutdown(self, sockets=None):
        """Accepts no connection, closes the idle ones, ends with the last response. uvicorn's own
        method goes through the connections once: it would wait for one that was accepted late."""
        for listener in self.servers:
            listener.close()
        state = self.server_state
        while (state.connections or state.tasks) and not self.force_exit:
            for connection in list(state.connections):
                if not connection.transport.is_closing() and not has_another_request(connection):
                    connection.shutdown()
            await asyncio.sleep(0.02)

    def cut(self):
        transports = [connection.transport for connection in self.server_state.connections]
        is_unread = any(transport.get_write_buffer_size() > 0 for transport in transports)
        if self.server_state.tasks or is_unread:
            log.error("des requêtes durent encore après %g s", LIMIT)
            self.status = 1
        for transport in transports:
            transport.abort()
        self.should_exit = self.force_exit = True


server = Server(
    uvicorn.Config(
        Observed(app),
        host=HOST,
        port=PORT,
        # h11 is always installed. httptools, which may be, refuses unknown methods.
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        # The default of 5 s is shorter than the notice of many platforms.
        timeout_keep_alive=65,
    )
)

if __name__ == "__main__":
    asyncio.run(server.serve())
    sys.exit(server.status)
