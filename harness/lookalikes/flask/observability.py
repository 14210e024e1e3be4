"""Lab 09 in Flask on werkzeug's threaded server, with http.client and metrics written by hand: a right
server that shares nothing with the reference solution.

    pip install flask
    PORT=5000 CATALOGUE_URL=http://… python3 observability.py
"""

import collections
import contextlib
import datetime
import http.client
import json
import logging
import os
import re
import secrets
import socket
import sys
import threading
import time
import urllib.parse
import uuid

from flask import Flask, Response, abort, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

MAX_BODY = 1024 * 1024
METHODS = set("GET HEAD POST PUT PATCH DELETE OPTIONS TRACE CONNECT".split())

# --- The log -------------------------------------------------------------------------------

LEVELS = {"error": 40, "warn": 30, "info": 20, "debug": 10}
LEAST = LEVELS.get(os.environ.get("RUST_LOG", "info"), 20)


def write(level, message, **fields):
    """A line of the log."""
    if LEVELS[level] < LEAST:
        return
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    line = {"timestamp": now, "level": level.upper(), "message": message, **fields}
    # A single write, so that the lines of two threads do not mix.
    sys.stderr.write(json.dumps(line) + "\n")


class Forwarded(logging.Handler):
    """Writes the records of Flask and werkzeug as lines of the log."""

    def emit(self, record):
        level = {"CRITICAL": "error", "WARNING": "warn"}.get(
            record.levelname, record.levelname.lower()
        )
        write(level, logging.Formatter().format(record))


logging.basicConfig(handlers=[Forwarded()], level=LEAST)
logging.captureWarnings(True)
sys.excepthook = lambda kind, error, _: write("error", f"arrêt : {kind.__name__} : {error}")
threading.excepthook = lambda found: write("error", f"thread : {found.exc_type.__name__}")

DELAY = int(os.environ.get("DELAI_MS", "1000")) / 1000
CATALOGUE = urllib.parse.urlsplit(os.environ.get("CATALOGUE_URL", "http://127.0.0.1:5001"))
ADDRESS = (CATALOGUE.hostname, CATALOGUE.port or 80)

# --- The metrics ---------------------------------------------------------------------------

BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"]
FAMILIES = {
    "http_requests_total": ("counter", "Requests that were answered."),
    "http_request_duration_seconds": ("histogram", "How long requests took."),
    "http_requests_in_flight": ("gauge", "Requests that wait for their response."),
    "catalogue_requests_total": ("counter", "Calls of the catalogue, by their result."),
}
guard = threading.Lock()
series = collections.Counter()


def add(name, value=1, **labels):
    with guard:
        series[name, tuple(labels.items())] += value


def exposition():
    with guard:
        current = list(series.items())
    lines = []
    for family, (kind, words) in FAMILIES.items():
        lines += [f"# HELP {family} {words}", f"# TYPE {family} {kind}"]
        for (name, labels), value in current:
            if name.startswith(family):
                shown = ",".join(f'{key}="{text}"' for key, text in labels)
                lines.append(f"{name}{{{shown}}} {value}" if shown else f"{name} {value}")
    return "\n".join(lines) + "\n"


# --- The catalogue -------------------------------------------------------------------------


class Late(Exception):
    """The catalogue did not answer in time."""


class Gone(Exception):
    """The client has left."""


class Failed(Exception):
    """The catalogue did not give a whole response."""


class Call(threading.Thread):
    """A call of the catalogue, in its own thread: a socket's timeout starts again with every byte, so
    another thread has to watch the clock."""

    def __init__(self, path, headers, delay):
        super().__init__(daemon=True)
        self.target = CATALOGUE.path.rstrip("/") + path
        self.headers = headers
        self.connection = http.client.HTTPConnection(*ADDRESS, timeout=delay)
        self.ended, self.is_given_up, self.socket = threading.Event(), False, None
        self.found, self.error = None, None

    def run(self):
        try:
            self.found = self.read()
        except TimeoutError:
            self.error = Late()
        except (OSError, ValueError, http.client.HTTPException, Failed):
            self.error = Failed()
        finally:
            self.ended.set()
            self.connection.close()

    def read(self):
        self.connection.connect()
        self.socket = self.connection.sock
        if self.is_given_up:
            return None
        self.connection.request("GET", self.target, headers=self.headers)
        with self.connection.getresponse() as response:
            body = response.read(MAX_BODY + 1)
            # `read` with a size accepts a body that is cut.
            if len(body) <= MAX_BODY and response.length:
                raise Failed
            return response.status, body

    def result(self, end, has_left):
        self.start()
        try:
            while not self.ended.wait(min(0.1, max(0, end - time.monotonic()))):
                if time.monotonic() >= end:
                    raise Late
                if has_left():
                    raise Gone
        finally:
            self.give_up()
        if self.error:
            raise self.error
        return self.found

    def give_up(self):
        self.is_given_up = True
        if self.socket:
            with contextlib.suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


def ask(path, headers, delay, has_left=lambda: False):
    end = time.monotonic() + delay
    return Call(path, headers, delay).result(end, has_left)


def is_object(body):
    """Whether this is a JSON object. Numbers are not converted: some are too long for Python."""

    def refuse(constant):
        raise ValueError(constant)

    try:
        found = json.loads(str(body, "utf-8"), parse_int=len, parse_float=len, parse_constant=refuse)
    except (ValueError, RecursionError):
        return False
    return isinstance(found, dict)


# --- The routes ----------------------------------------------------------------------------

app = Flask(__name__, static_folder=None)
app.url_map.merge_slashes = False


def refuse(status, text):
    response = jsonify(erreur=text)
    response.status_code = status
    abort(response)


@app.get("/api/produits/<id>")
def read(id):
    if not id.isascii():
        refuse(400, "le chemin n'est pas encodé")
    try:
        status, body = ask(request.path, g.call_headers, DELAY, client_has_left)
    except Late:
        add("catalogue_requests_total", result="timeout")
        refuse(504, "le catalogue ne répond pas à temps")
    except Gone:
        add("catalogue_requests_total", result="error")
        refuse(499, "le client est parti")
    except Failed:
        status, body = None, b""
    if status == 404:
        add("catalogue_requests_total", result="not_found")
        refuse(404, "produit inconnu")
    if status != 200 or len(body) > MAX_BODY or not is_object(body):
        add("catalogue_requests_total", result="error")
        refuse(502, "le catalogue a donné une réponse inattendue")
    add("catalogue_requests_total", result="ok")
    return Response(body, mimetype="application/json")


def client_has_left():
    """Reads the client's connection, to notice that it is closed. The bytes of a body are dropped: no
    route reads one, and the connection serves a single request."""
    try:
        return not request.environ["werkzeug.socket"].recv(65536, socket.MSG_DONTWAIT)
    except BlockingIOError:
        return False
    except OSError:
        return True


@app.get("/metrics")
def metrics():
    return Response(exposition(), content_type="text/plain; version=0.0.4")


@app.get("/health/live")
def live():
    return jsonify(vivant=True)


@app.get("/health/ready")
def ready():
    with contextlib.suppress(Late, Failed):
        if ask("/health/live", {}, 0.5)[0] == 200:
            return jsonify(pret=True)
    refuse(503, "catalogue indisponible")


@app.errorhandler(HTTPException)
def http_error(found):
    if found.response is not None:
        return found.response
    response = found.get_response()
    response.data = json.dumps({"erreur": found.name})
    response.content_type = "application/json"
    return response


# --- Ids, log lines and counts -------------------------------------------------------------


def trace_of(headers):
    """The trace id, and the headers that carry the trace to the catalogue."""
    given = [value.strip(" \t") for value in headers.get_all("traceparent", [])]
    form = r"(?!ff)([0-9a-f]{2})-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-([0-9a-f]{2})(-.*)?"
    found = re.fullmatch(form, given[0]) if len(given) == 1 else None
    parent = secrets.token_hex(8)
    if not found or (found[1] == "00" and found[4]):
        trace = secrets.token_hex(16)
        return trace, {"traceparent": f"00-{trace}-{parent}-01"}
    sampled = int(found[3], 16) & 1
    carried = {"traceparent": f"00-{found[2]}-{parent}-0{sampled}"}
    states = headers.get_all("tracestate", [])
    return found[2], carried | ({"tracestate": ",".join(states)} if states else {})


def route():
    """The pattern of this path, whatever the method. Every path here has a GET."""
    try:
        rule, _ = app.url_map.bind("localhost").match(
            request.environ["PATH_INFO"], method="GET", return_rule=True
        )
    except HTTPException:
        return "unknown"
    return rule.rule.replace("<", "{").replace(">", "}")


@app.before_request
def begin():
    headers = request.environ["atelier.headers"]
    given = [value.strip(" \t") for value in headers.get_all("X-Request-Id", [])]
    is_right = len(given) == 1 and re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given[0])
    g.request_id = given[0] if is_right else str(uuid.uuid4())
    g.trace, carried = trace_of(headers)
    g.call_headers = carried | {"X-Request-Id": g.request_id, "Connection": "close"}
    g.route, g.begin = route(), time.perf_counter()
    probes = {"/metrics", "/health/live", "/health/ready"}
    g.counts = not (request.method == "GET" and g.route in probes)
    if g.counts:
        add("http_requests_in_flight")


@app.after_request
def end(response):
    response.headers["X-Request-Id"] = g.request_id
    seconds, status = time.perf_counter() - g.begin, response.status_code
    if g.counts:
        add("http_requests_in_flight", -1)
        labels = {"method": request.method, "route": g.route}
        add("http_requests_total", **labels, status=status)
        name = "http_request_duration_seconds"
        for bound in BOUNDS:
            add(f"{name}_bucket", int(seconds <= float(bound)), **labels, le=bound)
        add(f"{name}_sum", seconds, **labels)
        add(f"{name}_count", **labels)
    write(
        "error" if status >= 500 else "warn" if status >= 400 else "info",
        f"réponse {status}",
        request_id=g.request_id,
        trace_id=g.trace,
        method=request.environ["atelier.method"],
        route=g.route,
        path=request.environ["atelier.path"],
        status=status,
        duration_ms=seconds * 1000,
    )
    return response


# --- The server ----------------------------------------------------------------------------


class Handler(WSGIRequestHandler):
    protocol_version = "HTTP/1.1"

    def make_environ(self):
        """Keeps the path as it was encoded, for the router too. http.server and werkzeug's router
        both treat several slashes at its start as one."""
        target = re.sub(r"^https?://[^/?]*", "", self.requestline.split()[1])
        path, _, query = target.partition("?")
        path = path or "/"
        self.path = "/routed"
        environ = super().make_environ()
        is_usual = path.startswith("/") and not path.startswith("//")
        environ["PATH_INFO"] = path if is_usual else "/%2F" + path.lstrip("/")
        environ["QUERY_STRING"] = query
        environ["atelier.path"], environ["atelier.headers"] = path, self.headers
        environ["atelier.method"] = self.command
        # Flask would treat `get` as GET.
        environ["REQUEST_METHOD"] = self.command if self.command in METHODS else "OTHER"
        return environ

    def send_error(self, code, message=None, explain=None):
        """Answers a request that cannot be parsed. Its bytes may hold secrets, so they are not logged."""
        write("debug", "requête illisible")
        body = json.dumps({"erreur": "requête illisible"}).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_request(self, code="-", size="-"):
        pass


class Server(ThreadedWSGIServer):
    def handle_error(self, request, client_address):
        write("error", f"connexion : {sys.exception().__class__.__name__}")


# The socket is opened here because werkzeug reports a port in use as plain text.
listener = socket.create_server(("127.0.0.1", int(os.environ.get("PORT", "5000"))), backlog=128)
port = listener.getsockname()[1]
Server("127.0.0.1", port, app, Handler, fd=listener.fileno()).serve_forever()
