"""Lab 07 in FastAPI with aio-pika: orders that go through RabbitMQ and end in a SQLite database. A
right server that shares nothing with the reference solution.

    pip install fastapi uvicorn aio-pika
    PORT=5000 AMQP_URL=amqp://… DATABASE_URL=sqlite://commandes.db python3 messages.py
"""

import asyncio
import json
import logging
import os
import re
import sqlite3
import sys
import uuid
from contextlib import asynccontextmanager
from urllib.parse import unquote

import aio_pika
import uvicorn
from aio_pika.exceptions import DeliveryError
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

BROKER = os.environ.get("AMQP_URL", "amqp://guest:guest@127.0.0.1:5672/%2f")
QUEUE = os.environ.get("FILE_COMMANDES", "commandes")
REJECTS = f"{QUEUE}.rejets"

# In seconds. A broker that falls silent leaves its connections as they are, and aio-pika waits for
# several heartbeats: so each connection asks the broker for an answer every second.
HEARTBEAT = 2
CONNECT = 1.5  # from the first packet to the declared queues
ANSWER = 2
UPKEEP = 1
PAUSE = 0.3  # between two connections
PATIENCE = 2.3  # that a client waits for the broker

PREFETCH = 20


class Refused(Exception):
    """An error with its status."""

    def __init__(self, status, text):
        self.status, self.text = status, text


class Digits(str):
    """An integer of a JSON text, as it is written: ids may have more digits than any machine's."""


def log(text):
    print(text, file=sys.stderr, flush=True)


# --- The rules -----------------------------------------------------------------------------


def parsed(data):
    """JSON in UTF-8 and nothing else: Python alone also reads NaN and Infinity."""
    try:
        return json.loads(data.decode("utf-8"), parse_int=Digits, parse_constant=int)
    except RecursionError:
        raise ValueError("trop de niveaux") from None


def checked(body):
    """The product and the quantity of a request or of a message."""
    if not isinstance(body, dict):
        raise Refused(422, "un objet est attendu")
    name, quantity = body.get("produit"), body.get("quantite")
    # Half a character, "\ud83e", has no UTF-8.
    if type(name) is not str or not re.fullmatch(r"[^\ud800-\udfff]{1,100}", name, re.DOTALL):
        raise Refused(422, "produit : un texte de 1 à 100 caractères")
    if type(quantity) is not Digits or not re.fullmatch("[1-9][0-9]{0,2}|1000", quantity):
        raise Refused(422, "quantite : un entier de 1 à 1000")
    return name, int(quantity)


def checked_id(body):
    """The id of a message: 7 and "7" are the same."""
    id = body.get("id")
    if type(id) is Digits:
        return "0" if id == "-0" else str(id)
    if type(id) is not str or not re.fullmatch("[A-Za-z0-9._-]{1,64}", id):
        raise Refused(422, "id : un entier, ou de 1 à 64 caractères parmi A-Z a-z 0-9 . _ -")
    return id


# --- The database --------------------------------------------------------------------------

URL = os.environ.get("DATABASE_URL", "sqlite://commandes.db")
PATH = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))

# Without an isolation level every statement is a transaction of its own. All of them run in the
# thread of the event loop.
database = sqlite3.connect(PATH, timeout=30, isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("PRAGMA journal_mode = WAL")
database.execute("""CREATE TABLE IF NOT EXISTS commandes (
    id TEXT PRIMARY KEY, produit TEXT NOT NULL, quantite INTEGER NOT NULL, etat TEXT NOT NULL)""")


def accept(id, name, quantity):
    """The order may have come back from the queue already: then nothing changes."""
    database.execute("INSERT OR IGNORE INTO commandes VALUES (?, ?, ?, 'en attente')",
                     (id, name, quantity))


def handle(id, name, quantity):
    """What was sold is a sum over orders, so that an order which comes twice counts once."""
    database.execute("""INSERT INTO commandes VALUES (?, ?, ?, 'traitée')
                        ON CONFLICT (id) DO UPDATE SET etat = 'traitée'""", (id, name, quantity))


# --- The broker ----------------------------------------------------------------------------


async def declare(channel):
    dead_letters = {"x-dead-letter-exchange": "", "x-dead-letter-routing-key": REJECTS}
    await channel.declare_queue(REJECTS, durable=True)
    return await channel.declare_queue(QUEUE, durable=True, arguments=dead_letters)


async def upkeep(channel):
    """Declares the queues again and again: a deleted one comes back, and a silent broker shows."""
    closed = asyncio.ensure_future(channel.closed())
    while not (await asyncio.wait([closed], timeout=UPKEEP))[0]:
        async with asyncio.timeout(ANSWER):
            await declare(channel)
    raise ConnectionError("la connexion a pris fin")


closing = set()


@asynccontextmanager
async def connected():
    """A channel of a new connection, with its queues declared."""
    connection = None
    try:
        async with asyncio.timeout(CONNECT):
            connection = await aio_pika.connect(BROKER, heartbeat=HEARTBEAT)
            channel = await connection.channel(on_return_raises=True)
            await declare(channel)
        yield channel
    finally:
        if connection:
            # A silent broker makes the end of a connection last: nobody waits for it.
            task = asyncio.create_task(connection.close())
            closing.add(task)
            task.add_done_callback(closing.discard)


async def always(use):
    """Whatever ends a connection, the next one begins after a pause."""
    while True:
        try:
            async with connected() as channel:
                await use(channel)
        except Exception as error:
            log(f"{use.__name__} : pas de courtier ({error!r})")
        await asyncio.sleep(PAUSE)


class Outlet:
    """The channel on which requests publish, while there is one."""

    def __init__(self):
        self.channel, self.upkeep, self.is_open = None, None, asyncio.Event()

    async def offer(self, channel):
        self.channel, self.upkeep = channel, asyncio.create_task(upkeep(channel))
        self.is_open.set()
        try:
            await asyncio.gather(self.upkeep, return_exceptions=True)
        finally:
            self.is_open.clear()
            self.upkeep.cancel()

    async def publish(self, id, name, quantity):
        """When this returns, the order is in the queue."""
        order = {"id": id, "produit": name, "quantite": quantity}
        message = aio_pika.Message(
            json.dumps(order).encode(), message_id=id, content_type="application/json",
            delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        used = None
        try:
            async with asyncio.timeout(PATIENCE):
                await self.is_open.wait()
                used = self.upkeep
                exchange = self.channel.default_exchange
                # A message that no queue takes is sent back, and the next line raises.
                await exchange.publish(message, routing_key=QUEUE, mandatory=True)
        except DeliveryError as error:
            raise Refused(503, "aucune file n'a pris la commande") from error
        except Exception as error:
            if used:
                used.cancel()  # and the next order finds another connection
            raise Refused(503, "le courtier ne répond pas") from error


outlet = Outlet()


async def publishing(channel):
    await outlet.offer(channel)


async def consuming(channel):
    deliveries = asyncio.Queue()
    underlay = await channel.get_underlay_channel()
    # The broker cancels the consumer when the queue is deleted.
    underlay.on_consumer_cancel_callbacks.add(lambda _: deliveries.put_nowait(None))
    async with asyncio.timeout(ANSWER):
        await channel.set_qos(prefetch_count=PREFETCH)
        queue = await channel.get_queue(QUEUE, ensure=False)
        await queue.consume(deliveries.put)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(upkeep(channel))
        tasks.create_task(handle_all(deliveries))


async def handle_all(deliveries):
    """One after another, so that the first message with an id is the one that counts."""
    while message := await deliveries.get():
        try:
            body = parsed(message.body)
            name, quantity = checked(body)
            id = checked_id(body)
        except (ValueError, Refused) as error:
            log(f"message mis de côté : {error!r}")
            await message.reject(requeue=False)
        else:
            handle(id, name, quantity)
            await message.ack()
        # A request may have its turn between two messages.
        await asyncio.sleep(0)
    raise ConnectionError("la file a disparu")


# --- The routes ----------------------------------------------------------------------------


@asynccontextmanager
async def lifespan(app):
    tasks = [asyncio.create_task(always(use)) for use in (publishing, consuming)]
    yield
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await asyncio.gather(*closing, return_exceptions=True)


class Undecoded:
    """Makes the routes see a path as it came: decoded, every malformed name would be the same."""

    def __init__(self, app):
        self.app = app

    async def __call__(self, scope, receive, send):
        if scope["type"] == "http":
            scope = {**scope, "path": scope["raw_path"].decode("latin-1")}
        await self.app(scope, receive, send)


app = FastAPI(openapi_url=None, redirect_slashes=False, lifespan=lifespan)
app.add_middleware(Undecoded)


@app.post("/api/commandes")
async def create(request: Request):
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(415, "le corps n'est pas annoncé comme du JSON")
    try:
        body = parsed(await request.body())
    except ValueError as error:
        raise Refused(400, "JSON mal formé") from error
    name, quantity = checked(body)
    id = str(uuid.uuid4())
    await outlet.publish(id, name, quantity)
    accept(id, name, quantity)
    order = {"id": id, "produit": name, "quantite": quantity, "etat": "en attente"}
    return JSONResponse(order, status_code=202, headers={"Location": f"/api/commandes/{id}"})


@app.get("/api/commandes/{id}")
async def read(id: str):
    found = database.execute("SELECT * FROM commandes WHERE id = ?", (decoded(id, 404),)).fetchone()
    if found is None:
        raise Refused(404, "commande inconnue")
    return JSONResponse(dict(found))


@app.get("/api/ventes/{name}")
async def sales(name: str):
    name = decoded(name, 400)
    [sold] = database.execute("""SELECT coalesce(sum(quantite), 0) FROM commandes
                                 WHERE produit = ? AND etat = 'traitée'""", (name,)).fetchone()
    return JSONResponse({"produit": name, "vendu": sold})


def decoded(text, status):
    try:
        return unquote(text, errors="strict")  # which leaves a plus as it is
    except UnicodeDecodeError as error:
        raise Refused(status, "ce n'est pas de l'UTF-8") from error


@app.exception_handler(Refused)
async def refused(request: Request, error: Refused):
    return JSONResponse({"erreur": error.text}, status_code=error.status)


@app.exception_handler(HTTPException)
async def framework(request: Request, error: HTTPException):
    return JSONResponse({"erreur": error.detail}, error.status_code, error.headers)


@app.exception_handler(Exception)
async def failed(request: Request, error: Exception):
    return JSONResponse({"erreur": "panne"}, status_code=500)


if __name__ == "__main__":
    # What they report is logged here already, in one line.
    logging.getLogger("aiormq").setLevel(logging.CRITICAL)
    logging.getLogger("aio_pika").setLevel(logging.CRITICAL)
    port = int(os.environ.get("PORT", "5000"))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
