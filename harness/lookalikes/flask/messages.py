"""Lab 07 in Flask with pika: orders that go through RabbitMQ and end in a SQLite database. It
shares nothing with the reference solution.

    pip install flask pika
    PORT=5000 AMQP_URL=amqp://… DATABASE_URL=sqlite://commandes.db python3 messages.py
"""

import json
import logging
import os
import queue
import re
import socket
import sqlite3
import sys
import threading
import time
import uuid
from concurrent.futures import Future
from urllib.parse import unquote

import pika
from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from pika.exceptions import AMQPError, NackError, UnroutableError
from werkzeug.exceptions import HTTPException
from werkzeug.serving import run_simple

QUEUE = os.environ.get("FILE_COMMANDES", "commandes")
REJECTS = f"{QUEUE}.rejets"

# In seconds. pika itself takes from 7 to 14 s to notice a broker that fell silent.
UPKEEP = 1  # the queues are declared again this often, which the broker has to answer
SILENCE = 3  # without an answer, after which a connection is given up
PAUSE = 0.3  # between two connections
PATIENCE = 2.3  # that a client waits for the broker

PREFETCH = 20

PARAMETERS = pika.URLParameters(
    os.environ.get("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/%2f"))
PARAMETERS.heartbeat = 2
PARAMETERS.connection_attempts = 1
PARAMETERS.socket_timeout = PARAMETERS.stack_timeout = 1.5
PARAMETERS.blocked_connection_timeout = 2


class Digits(str):
    """An integer of a JSON text, as it is written: ids may have more digits than Python reads."""


class StrictJSON(DefaultJSONProvider):
    """JSON in UTF-8 and nothing else: Python alone also reads UTF-16, NaN and Infinity."""

    def loads(self, data, **options):
        try:
            return json.loads(data.decode(), parse_int=Digits, parse_constant=int)
        except RecursionError:
            raise ValueError("trop de niveaux") from None


def routed_undecoded(wsgi_app):
    """Makes Flask find the route of a path as it came, where WSGI would have it decoded."""

    def call(environ, start_response):
        environ["PATH_INFO"] = environ["REQUEST_URI"].partition("?")[0]
        return wsgi_app(environ, start_response)

    return call


app = Flask(__name__, static_folder=None)
app.json = StrictJSON(app)
app.wsgi_app = routed_undecoded(app.wsgi_app)
app.url_map.merge_slashes = False  # a path with a slash too many is an unknown path


def log(text):
    print(text, file=sys.stderr, flush=True)


# --- The rules -----------------------------------------------------------------------------


def produit_of(fields):
    name = fields.get("produit")
    # Half a character, "\ud83e", cannot be stored.
    if type(name) is not str or not re.fullmatch(r"[^\ud800-\udfff]{1,100}", name, re.DOTALL):
        abort(422, "produit : un texte de 1 à 100 caractères")
    return name


def quantite_of(fields):
    digits = fields.get("quantite")
    if type(digits) is not Digits or not re.fullmatch("[1-9][0-9]{0,2}|1000", digits):
        abort(422, "quantite : un entier de 1 à 1000")
    return int(digits)


def id_of(fields):
    """7 and "7" are the same id."""
    number = fields.get("id")
    if type(number) is Digits:
        return "0" if number == "-0" else str(number)
    if type(number) is not str or not re.fullmatch("[A-Za-z0-9._-]{1,64}", number):
        abort(422, "id : un entier, ou de 1 à 64 caractères parmi A-Z a-z 0-9 . _ -")
    return number


def fields_of(body):
    if not isinstance(body, dict):
        abort(422, "un objet est attendu")
    return body


# --- The database --------------------------------------------------------------------------

URL = os.environ.get("DATABASE_URL", "sqlite://commandes.db")
PATH = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))

# Without an isolation level every statement is a transaction of its own.
database = sqlite3.connect(PATH, timeout=30, isolation_level=None, check_same_thread=False)
database.row_factory = sqlite3.Row
turn = threading.Lock()


def rows(sql, **values):
    """Runs one statement, which is committed when this returns."""
    with turn:
        return [dict(row) for row in database.execute(sql, values)]


def migrate():
    rows("PRAGMA journal_mode = WAL")
    # What was sold is a sum over orders, so that an order which comes twice counts once.
    rows("""CREATE TABLE IF NOT EXISTS commandes (
                id TEXT PRIMARY KEY,
                produit TEXT NOT NULL,
                quantite INTEGER NOT NULL,
                traitee INTEGER NOT NULL)""")


# --- The broker ----------------------------------------------------------------------------


class Session(threading.Thread):
    """One connection and the thread that uses it, from the first packet to its end."""

    def __init__(self):
        super().__init__(daemon=True)
        self.connection, self.answered, self.is_cut = None, time.monotonic(), False

    def run(self):
        try:
            self.connection = pika.BlockingConnection(PARAMETERS)
            with self.connection:
                self.channel = self.connection.channel()
                self.declare()
                self.begin()
                while not self.is_cut:
                    self.work_until(time.monotonic() + UPKEEP)
                    self.declare()
        except Exception as error:
            log(f"{type(self).__name__} : pas de courtier ({error!r})")

    def declare(self):
        dead_letters = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": REJECTS}
        self.channel.queue_declare(REJECTS, durable=True)
        self.channel.queue_declare(QUEUE, durable=True, arguments=dead_letters)
        self.answered = time.monotonic()

    def work_until(self, end):
        while not self.is_cut and (left := end - time.monotonic()) > 0:
            self.connection.process_data_events(time_limit=left)
            self.work()

    def cut(self):
        """Closes the connection under a thread that waits for a silent broker. No call of pika's
        public interface does."""
        self.is_cut = True
        try:
            self.connection._impl._transport._sock.shutdown(socket.SHUT_RDWR)
        except (AttributeError, OSError):
            pass  # it is closed already

    @classmethod
    def always(cls):
        """Whatever ends a session, the next one begins after a pause."""
        while True:
            session = cls()
            session.start()
            while session.is_alive() and time.monotonic() - session.answered < SILENCE:
                session.join(0.1)
            session.cut()
            time.sleep(PAUSE)


class Consumer(Session):
    """Handles the messages of the queue, one after another."""

    is_cancelled = False

    def begin(self):
        self.channel.basic_qos(prefetch_count=PREFETCH)
        # The broker cancels the consumer when the queue is deleted.
        self.channel.add_on_cancel_callback(self.cancel)
        self.channel.basic_consume(QUEUE, self.handle)

    def cancel(self, frame):
        self.is_cancelled = True

    def work(self):
        if self.is_cancelled:
            raise ConnectionError("la file a disparu")

    def handle(self, channel, delivery, properties, body):
        if self.is_cut:
            return
        self.answered = time.monotonic()
        try:
            fields = fields_of(app.json.loads(body))
            order = {"id": id_of(fields), "produit": produit_of(fields),
                     "quantite": quantite_of(fields)}
        except (ValueError, HTTPException) as error:
            log(f"message mis de côté : {error}")
            channel.basic_reject(delivery.delivery_tag, requeue=False)
            return
        rows("""INSERT INTO commandes VALUES (:id, :produit, :quantite, TRUE)
                ON CONFLICT (id) DO UPDATE SET traitee = TRUE""", **order)
        channel.basic_ack(delivery.delivery_tag)


class Publisher(Session):
    """Publishes the orders of all requests."""

    orders = queue.SimpleQueue()
    current = None

    def begin(self):
        self.channel.confirm_delivery()
        Publisher.current = self
        self.work()

    def work(self):
        while not self.is_cut:
            try:
                order, published = self.orders.get_nowait()
            except queue.Empty:
                return
            # A client that has its 503 already does not wait for this order.
            if published.set_running_or_notify_cancel():
                self.publish(order, published)

    def publish(self, order, published):
        properties = pika.BasicProperties(
            content_type="application/json", delivery_mode=pika.DeliveryMode.Persistent.value,
            message_id=order["id"])
        try:
            # With confirmations, this waits for the broker's; and a message that no queue takes is
            # an error.
            self.channel.basic_publish("", QUEUE, json.dumps(order), properties, mandatory=True)
        except (NackError, UnroutableError) as error:
            published.set_exception(error)
        except Exception as error:
            published.set_exception(error)
            raise
        else:
            published.set_result(None)
        self.answered = time.monotonic()

    @classmethod
    def ask(cls, order):
        """When this returns, the order is in the queue."""
        published = Future()
        cls.orders.put((order, published))
        try:
            if cls.current:
                # Its thread looks for orders when it wakes up.
                cls.current.connection.add_callback_threadsafe(lambda: None)
        except AMQPError:
            pass  # the next session looks for them when it begins
        try:
            published.result(timeout=PATIENCE)
        except Exception as error:
            published.cancel()
            log(f"commande refusée : {error!r}")
            abort(503, "le courtier n'a pas pris la commande")


# --- The routes ----------------------------------------------------------------------------


@app.post("/api/commandes")
def create():
    fields = fields_of(request.get_json())  # which answers 415 and 400
    order = {"id": str(uuid.uuid4()), "produit": produit_of(fields),
             "quantite": quantite_of(fields)}
    Publisher.ask(order)
    # It may have come back from the queue already.
    rows("INSERT OR IGNORE INTO commandes VALUES (:id, :produit, :quantite, FALSE)", **order)
    location = f"/api/commandes/{order['id']}"
    return {**order, "etat": "en attente"}, 202, {"Location": location}


@app.get("/api/commandes/<number>")
def read(number):
    found = rows("SELECT * FROM commandes WHERE id = :id", id=decoded(number, 404))
    if not found:
        abort(404, "commande inconnue")
    [order] = found
    order["etat"] = "traitée" if order.pop("traitee") else "en attente"
    return order


@app.get("/api/ventes/<name>")
def sales(name):
    produit = decoded(name, 400)
    [sold] = rows("""SELECT coalesce(sum(quantite), 0) AS vendu FROM commandes
                     WHERE produit = :produit AND traitee""", produit=produit)
    return {"produit": produit, **sold}


def decoded(text, status):
    try:
        return unquote(text, errors="strict")  # which leaves a plus as it is
    except UnicodeDecodeError:
        abort(status, "ce n'est pas de l'UTF-8")


@app.errorhandler(HTTPException)
def refused(error):
    """Flask's own errors take the shape of the contract's, and keep their headers: `Allow` is one."""
    response = error.get_response()
    response.data = app.json.dumps({"erreur": error.description})
    response.content_type = "application/json"
    return response


if __name__ == "__main__":
    migrate()
    # What pika reports is logged here already, in one line.
    logging.getLogger("pika").setLevel(logging.CRITICAL)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    for session in (Consumer, Publisher):
        threading.Thread(target=session.always, daemon=True).start()
    # What `app.run` does after it has printed its banner.
    run_simple("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
