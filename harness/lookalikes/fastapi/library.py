"""Lab 11 in FastAPI: a library of three services that shares nothing with the reference solution. The ids of
its loans are texts.

    pip install fastapi uvicorn httpx
    SERVICE=livres PORT=5001 python3 library.py
    SERVICE=membres PORT=5002 python3 library.py
    SERVICE=emprunts PORT=5003 python3 library.py

A service is one process with one event loop, and one connection to SQLite: what happens between two `await`
happens at once.
"""

import asyncio
import contextlib
import json
import os
import re
import sqlite3
import sys
import time
import uuid
from urllib.parse import quote, unquote

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

SERVICE = os.environ.get("SERVICE")
PORT = int(os.environ.get("PORT", "5000"))
URL = os.environ.get("DATABASE_URL", f"sqlite://{SERVICE}.db")
LIVRES = os.environ.get("LIVRES_URL", "http://127.0.0.1:5001")
MEMBRES = os.environ.get("MEMBRES_URL", "http://127.0.0.1:5002")
EMPRUNTS = os.environ.get("EMPRUNTS_URL", "http://127.0.0.1:5003")

ATTEMPT = 1.0  # seconds for one attempt of a call, of which there are two at most
ANSWER = 4.5  # seconds after which a client has its answer, whatever goes on
AT_ONCE = 0.4  # seconds that a return waits for its copy to be free
ROUND = 0.2  # seconds between two rounds of the repairs
LATE = 2.0  # seconds after which no reservation that was given up arrives any more
MAX_LOANS = 3


class Refused(Exception):
    def __init__(self, status, text):
        self.status, self.text = status, text


class Unreachable(Exception):
    """The other service gave no usable answer."""


# --- What all three share ---------------------------------------------------------------

TABLES = {
    "livres": """
        create table if not exists livres (
            id integer primary key autoincrement, titre text, auteur text, exemplaires integer);
        create table if not exists reservations (
            livre integer, emprunt text, primary key (livre, emprunt));""",
    "membres": "create table if not exists membres (id integer primary key autoincrement, nom text);",
    # `due`: when the copy is to be freed, in seconds since 1970; null once nothing is left to do.
    "emprunts": """
        create table if not exists emprunts (
            rang integer primary key autoincrement, id text unique, cle text, membre text,
            livre text, etat text, depuis real, due real);
        create index if not exists cles on emprunts (cle);
        create index if not exists membres on emprunts (membre);""",
}


def opened():
    path = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))
    db = sqlite3.connect(path, timeout=30, isolation_level=None)
    db.row_factory = sqlite3.Row
    db.execute("pragma journal_mode = wal")
    db.execute("pragma synchronous = full")
    db.executescript(TABLES[SERVICE])
    return db


@contextlib.contextmanager
def transaction():
    db.execute("begin immediate")
    try:
        yield
    except BaseException:
        db.execute("rollback")
        raise
    db.execute("commit")


async def call(method, url):
    """The status and the body of another service's answer, in up to two attempts."""
    for attempt in range(2):
        try:
            async with asyncio.timeout(ATTEMPT):
                answer = await client.request(method, url)
            if answer.status_code < 500:
                return answer
        except (httpx.HTTPError, TimeoutError):
            pass
        await asyncio.sleep(0.05 * (1 - attempt))
    raise Unreachable


async def body(request):
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        raise Refused(415, "le corps doit être déclaré application/json")
    try:
        value = json.loads((await request.body()).decode(), parse_int=lambda digits: int(digits[:99]))
    except (ValueError, RecursionError) as error:
        raise Refused(400, "JSON mal formé") from error
    if not isinstance(value, dict):
        raise Refused(422, "un objet est attendu")
    return value


def text_of(value):
    if isinstance(value, str) and 1 <= len(value.strip()) <= 100 and "\0" not in value:
        with contextlib.suppress(UnicodeError):  # a lone surrogate
            return value.strip().encode().decode()
    raise Refused(422, "un texte a de 1 à 100 caractères")


def number(text):
    """An id in a path; no row has -1."""
    return int(text) if re.fullmatch("[0-9]{1,18}", text) else -1


def row_of(sql, *values):
    row = db.execute(sql, values).fetchone()
    if row is None:
        raise Refused(404, "introuvable")
    return row


# --- livres -----------------------------------------------------------------------------

def book(id):
    row = row_of("select * from livres where id = ?", id)
    (taken,) = db.execute("select count(*) from reservations where livre = ?", (id,)).fetchone()
    return {**row, "disponibles": row["exemplaires"] - taken}


def livres(app):
    @app.post("/api/livres")
    async def create(request: Request):
        given = await body(request)
        copies = given.get("exemplaires")
        if type(copies) not in (int, float) or copies % 1 != 0 or not 1 <= copies <= 1000:
            raise Refused(422, "un livre a de 1 à 1000 exemplaires")
        values = (text_of(given.get("titre")), text_of(given.get("auteur")), int(copies))
        made = db.execute("insert into livres (titre, auteur, exemplaires) values (?, ?, ?)", values)
        return created("livres", book(made.lastrowid))

    @app.get("/api/livres/{id}")
    async def read(id: str):
        return JSONResponse(book(number(id)))

    @app.put("/api/livres/{id}/reservations/{emprunt}")
    async def reserve(id: str, emprunt: str):
        with transaction():
            free = book(number(id))["disponibles"]
            pair = (number(id), emprunt)
            if db.execute("select 1 from reservations where livre = ? and emprunt = ?", pair).fetchone():
                return Response(status_code=200)
            if free <= 0:
                raise Refused(409, "aucun exemplaire n'est disponible")
            db.execute("insert into reservations values (?, ?)", pair)
        return Response(status_code=201)

    @app.delete("/api/livres/{id}/reservations/{emprunt}")
    async def release(id: str, emprunt: str):
        db.execute("delete from reservations where livre = ? and emprunt = ?", (number(id), emprunt))
        return Response(status_code=204)


# --- membres ----------------------------------------------------------------------------

def membres(app):
    @app.post("/api/membres")
    async def create(request: Request):
        nom = text_of((await body(request)).get("nom"))
        made = db.execute("insert into membres (nom) values (?)", (nom,))
        return created("membres", {"id": made.lastrowid, "nom": nom})

    @app.get("/api/membres/{id}")
    async def read(id: str):
        return JSONResponse({**row_of("select * from membres where id = ?", number(id))})

    @app.delete("/api/membres/{id}")
    async def delete(id: str):
        row_of("select * from membres where id = ?", number(id))
        answer = await call("GET", f"{EMPRUNTS}/api/emprunts?membre={number(id)}")
        try:
            states = [loan["etat"] for loan in answer.json()["emprunts"]]
        except (ValueError, KeyError, TypeError):
            raise Unreachable from None
        if answer.status_code != 200:
            raise Unreachable
        if "ouvert" in states:
            raise Refused(409, "ce membre a un emprunt ouvert")
        row_of("delete from membres where id = ? returning id", number(id))
        return Response(status_code=204)


# --- emprunts ---------------------------------------------------------------------------

SEEN = "etat in ('ouvert', 'rendu')"
turns = {}  # by key and by member: whose loan is being made
tasks = set()


def turn(kind, name):
    return turns.setdefault((kind, name), asyncio.Lock())


def shown(row):
    ids = {name: json.loads(row[name]) for name in ("membre", "livre")}
    return {"id": row["id"], **ids, "etat": row["etat"]}


def of_key(key, membre, livre):
    row = db.execute(f"select * from emprunts where cle = ? and {SEEN}", (key,)).fetchone()
    if row and (row["membre"], row["livre"]) != (membre, livre):
        raise Refused(422, "cette clé est celle d'un autre emprunt")
    return row


def change(id, etat, due):
    db.execute("update emprunts set etat = ?, depuis = ?, due = ? where id = ?",
               (etat, time.time(), due, id))


async def lend(key, membre, livre):
    """One loan for one key. Whoever asks meanwhile waits for its turn, and finds it."""
    async with turn("key", key):
        if row := of_key(key, membre, livre):
            return row
        answer = await call("GET", f"{MEMBRES}/api/membres/{part(membre)}")
        if answer.status_code == 404:
            raise Refused(422, "membre inconnu")
        if answer.status_code != 200:
            raise Unreachable
        async with turn("member", membre):
            (open_loans,) = db.execute(
                "select count(*) from emprunts where membre = ? and etat = 'ouvert'", (membre,)).fetchone()
            if open_loans >= MAX_LOANS:
                raise Refused(409, "ce membre a déjà trois emprunts ouverts")
            return await reserved(key, membre, livre)


async def reserved(key, membre, livre):
    """The loan is written down first: whatever comes, its reservation will not be forgotten."""
    id = uuid.uuid4().hex
    db.execute("insert into emprunts (id, cle, membre, livre, etat, depuis) values (?, ?, ?, ?, ?, ?)",
               (id, key, membre, livre, "attendu", time.time()))
    try:
        answer = await call("PUT", f"{LIVRES}/api/livres/{part(livre)}/reservations/{id}")
    except Unreachable:
        change(id, "perdu", time.time())
        raise
    if answer.status_code in (200, 201):
        change(id, "ouvert", None)
        return row_of("select * from emprunts where id = ?", id)
    # An attempt before this answer may have been heard all the same.
    change(id, "perdu", time.time())
    if answer.status_code == 404:
        raise Refused(422, "livre inconnu")
    if answer.status_code == 409:
        raise Refused(409, "aucun exemplaire n'est disponible")
    raise Unreachable


def part(id):
    """A stored id as a part of a path."""
    return quote(str(json.loads(id)), safe="")


async def free(row):
    """Frees the copy of a loan that is over. A late reservation may still come, so it is freed once more."""
    answer = await call("DELETE", f"{LIVRES}/api/livres/{part(row['livre'])}/reservations/{row['id']}")
    if answer.status_code in (200, 204, 404):
        again = row["depuis"] + LATE if row["etat"] == "perdu" else 0
        due = again if time.time() < again else None
        db.execute("update emprunts set due = ? where id = ?", (due, row["id"]))


async def repair():
    while True:
        rows = db.execute("select * from emprunts where due <= ? limit 50", (time.time(),)).fetchall()
        await asyncio.gather(*map(free, rows), return_exceptions=True)
        await asyncio.sleep(ROUND)


def in_background(work):
    """A task that ends by itself, whoever waits for it."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)
    return task


def emprunts(app):
    @app.post("/api/emprunts")
    async def create(request: Request):
        key = request.headers.get("idempotency-key", "")
        if not re.fullmatch("[A-Za-z0-9._-]{1,64}", key):
            raise Refused(400, "Idempotency-Key est obligatoire")
        given = await body(request)
        ids = [given.get("membre"), given.get("livre")]
        if any(type(id) not in (int, str) for id in ids):
            raise Refused(422, "un emprunt a un membre et un livre")
        membre, livre = map(json.dumps, ids)
        if row := of_key(key, membre, livre):
            return created("emprunts", shown(row))
        task = in_background(lend(key, membre, livre))
        try:
            async with asyncio.timeout(ANSWER):
                row = await asyncio.shield(task)
        except TimeoutError:
            task.add_done_callback(lambda task: task.exception())
            raise Unreachable from None
        return created("emprunts", shown(row))

    @app.get("/api/emprunts")
    async def of_member(membre: str | None = None):
        if membre is None:
            raise Refused(400, "membre est obligatoire")
        stored = (json.dumps(membre), membre)
        rows = db.execute(f"select * from emprunts where membre in (?, ?) and {SEEN} order by rang", stored)
        return JSONResponse({"emprunts": [shown(row) for row in rows]})

    @app.get("/api/emprunts/{id}")
    async def read(id: str):
        return JSONResponse(shown(row_of(f"select * from emprunts where id = ? and {SEEN}", id)))

    @app.post("/api/emprunts/{id}/retour")
    async def give_back(id: str):
        row = row_of(f"select * from emprunts where id = ? and {SEEN}", id)
        if row["etat"] == "ouvert":
            change(id, "rendu", time.time())
            row = row_of("select * from emprunts where id = ?", id)
            freeing = in_background(free(row))
            freeing.add_done_callback(lambda task: task.exception())
            with contextlib.suppress(TimeoutError, Unreachable):
                async with asyncio.timeout(AT_ONCE):
                    await asyncio.shield(freeing)
        return JSONResponse(shown(row))


# --- The application --------------------------------------------------------------------

def created(collection, value):
    location = f"/api/{collection}/{value['id']}"
    return JSONResponse(value, 201, {"Location": location})


@contextlib.asynccontextmanager
async def lifespan(app):
    global client
    # A new connection for each call: nobody says when an idle one leads nowhere any more.
    limits = httpx.Limits(max_keepalive_connections=0)
    async with httpx.AsyncClient(timeout=ATTEMPT, limits=limits, trust_env=False) as client:
        if SERVICE == "emprunts":
            # Nobody works any more on what a killed process has begun.
            db.execute("update emprunts set etat = 'perdu', depuis = ?1, due = ?1 where etat = 'attendu'",
                       (time.time(),))
            in_background(repair())
        yield


app = FastAPI(openapi_url=None, lifespan=lifespan)


@app.exception_handler(Refused)
async def refused(request: Request, error: Refused):
    return JSONResponse({"erreur": error.text}, error.status)


@app.exception_handler(Unreachable)
async def unreachable(request: Request, error: Unreachable):
    return JSONResponse({"erreur": "un autre service ne répond pas"}, 503, {"Retry-After": "1"})


@app.exception_handler(HTTPException)
async def framework(request: Request, error: HTTPException):
    return JSONResponse({"erreur": error.detail}, error.status_code, error.headers)


if __name__ == "__main__":
    routes = {"livres": livres, "membres": membres, "emprunts": emprunts}.get(SERVICE)
    if routes is None:
        sys.exit("SERVICE: livres, membres ou emprunts")
    routes(app)
    db = opened()
    uvicorn.run(app, host="127.0.0.1", port=PORT, log_level="warning")
