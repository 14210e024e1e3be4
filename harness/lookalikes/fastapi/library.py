"""Lab 11 in FastAPI with httpx and SQLite: a right server that shares nothing with the reference
solution.

    pip install fastapi uvicorn httpx
    SERVICE=livres PORT=5001 LIVRES_URL=http://… MEMBRES_URL=… EMPRUNTS_URL=… python3 library.py

A loan is stored once it is open, and not before. What comes before is a debt: a reservation that
`livres` may hold and that no open loan needs. A debt is written before its reservation is asked
for. The transaction that opens a loan deletes its debt, and the one that returns it writes a new
one. So every reservation belongs to an open loan or to a debt, whenever a process is killed, and
the reconciler only has to pay the debts.
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
import weakref
from urllib.parse import unquote

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match

# In seconds.
PATIENCE = 3.0  # for a request, all its calls and its waiting included
RELEASE = 0.5  # for the call that frees a copy, which a client may be waiting for
MARGIN = 0.2  # between the end of a reservation's time and its release: two clocks may differ
PAUSE = 0.25  # of the reconciler after a failure, and when there is nothing to do

BATCH = 20  # debts paid at once
MAX_LOANS = 3
MAX_I64 = 2**63 - 1

# Unicode's White_Space. A bare `str.strip()` would also take U+001C to U+001F.
WHITE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
BLANKS = "".join(c for c in map(chr, range(0x3001)) if re.fullmatch(f"[{WHITE}]", c))


class Refused(Exception):
    """An error with its status."""

    def __init__(self, status, text):
        self.status, self.text = status, text


# --- The settings --------------------------------------------------------------------------

SERVICE = os.environ.get("SERVICE")
SCHEMAS = {
    # AUTOINCREMENT: an id is never given again.
    "livres": """
        CREATE TABLE IF NOT EXISTS livres (
            id INTEGER PRIMARY KEY AUTOINCREMENT, titre TEXT NOT NULL, auteur TEXT NOT NULL,
            exemplaires INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS reservations (
            livre INTEGER NOT NULL REFERENCES livres, emprunt TEXT NOT NULL,
            PRIMARY KEY (livre, emprunt)) WITHOUT ROWID;
    """,
    "membres": """
        CREATE TABLE IF NOT EXISTS membres (id TEXT PRIMARY KEY, nom TEXT NOT NULL);
    """,
    # `membre` and `livre` are the JSON of an id, because 7 and "7" are shown as they came.
    # `echeance`: from then on, `livres` no longer makes this reservation.
    "emprunts": """
        CREATE TABLE IF NOT EXISTS emprunts (
            rang INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, cle TEXT NOT NULL UNIQUE,
            membre TEXT NOT NULL, livre TEXT NOT NULL, etat TEXT NOT NULL);
        CREATE INDEX IF NOT EXISTS emprunts_par_membre ON emprunts (membre, rang);
        CREATE TABLE IF NOT EXISTS dettes (
            emprunt TEXT PRIMARY KEY, livre TEXT NOT NULL, echeance REAL NOT NULL);
    """,
}
if SERVICE not in SCHEMAS:
    sys.exit(f"SERVICE : {SERVICE!r} n'est pas un de {', '.join(SCHEMAS)}")

LIVRES = os.environ.get("LIVRES_URL", "http://127.0.0.1:5001").rstrip("/")
MEMBRES = os.environ.get("MEMBRES_URL", "http://127.0.0.1:5002").rstrip("/")
EMPRUNTS = os.environ.get("EMPRUNTS_URL", "http://127.0.0.1:5003").rstrip("/")

# --- The database --------------------------------------------------------------------------

URL = os.environ.get("DATABASE_URL", f"sqlite://{SERVICE}.db")
PATH = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))

# All statements run in the thread of the event loop: what stands between two awaits is atomic, and
# is on the disk when `with database` ends.
database = sqlite3.connect(PATH, timeout=30, isolation_level="IMMEDIATE")
database.row_factory = sqlite3.Row
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.executescript(SCHEMAS[SERVICE])


def one(sql, *values):
    """The first row that the statement finds, or None."""
    return database.execute(sql, values).fetchone()


# --- Calls ---------------------------------------------------------------------------------

# A new connection for each call: one that was kept may be dead. The time limits are those of
# `asyncio.timeout`, which hold for a whole call.
client = httpx.AsyncClient(
    timeout=None,
    limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
    trust_env=False,
)


@contextlib.asynccontextmanager
async def patience():
    """Limits the time of a request that needs another service, and yields when that time ends, in
    seconds since 1970."""
    deadline = time.time() + PATIENCE
    try:
        async with asyncio.timeout(PATIENCE):
            yield deadline
    except (TimeoutError, httpx.HTTPError) as error:
        raise Refused(503, "un autre service ne répond pas") from error


def id_in_path(id):
    """The id as it stands in a path, or None when no service can have made it."""
    if type(id) is int:
        return str(id) if 1 <= id <= MAX_I64 else None
    return id if type(id) is str and re.fullmatch("[A-Za-z0-9_-]{1,64}", id) else None


# --- Requests and errors -------------------------------------------------------------------


async def read_object(request):
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != "application/json":
        raise Refused(415, "le corps n'est pas déclaré comme du JSON")
    try:
        text = (await request.body()).decode()
        # Left alone, Python reads NaN, and refuses integers of 5000 digits: their beginning is as
        # much out of range.
        body = json.loads(text, parse_constant=int, parse_int=lambda digits: int(digits[:99]))
    except (ValueError, RecursionError):
        raise Refused(400, "le corps n'est pas du JSON") from None
    if not isinstance(body, dict):
        raise Refused(422, "le corps n'est pas un objet")
    return body


def text_of(body, name):
    value = body.get(name)
    text = value.strip(BLANKS) if type(value) is str else ""
    # Half a character, "\ud83e", has no UTF-8.
    if not re.fullmatch(r"[^\0\ud800-\udfff]{1,100}", text):
        raise Refused(422, f"{name} : de 1 à 100 caractères")
    return text


def created(path, shown):
    return JSONResponse(shown, 201, {"Location": f"{path}/{shown['id']}"})


async def refused(request: Request, error: Refused):
    return JSONResponse({"erreur": error.text}, error.status)


async def framework(request: Request, error: HTTPException):
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # Starlette names the methods of the first route of this path alone.
        found = [r.methods for r in request.app.routes if r.matches(request.scope)[0] != Match.NONE]
        headers["Allow"] = ", ".join(sorted(set().union(*found)))
    return JSONResponse({"erreur": error.detail}, error.status_code, headers)


async def failed(request: Request, error: Exception):
    return JSONResponse({"erreur": "erreur interne"}, 500)


def service(lifespan=None):
    return FastAPI(
        openapi_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
        exception_handlers={Refused: refused, HTTPException: framework, Exception: failed},
    )


# --- livres --------------------------------------------------------------------------------

livres = service()


def book(id):
    # `int` alone would also read spaces, underscores and digits of any script.
    if re.fullmatch("[1-9][0-9]{0,17}", id):
        found = one(
            """SELECT *, exemplaires - (SELECT count(*) FROM reservations WHERE livre = livres.id)
                         AS disponibles
               FROM livres WHERE id = ?""",
            int(id),
        )
        if found:
            return dict(found)
    raise Refused(404, "livre inconnu")


@livres.post("/api/livres")
async def create_book(request: Request):
    body = await read_object(request)
    title, author, copies = text_of(body, "titre"), text_of(body, "auteur"), body.get("exemplaires")
    if type(copies) is not int or not 1 <= copies <= 1000:
        raise Refused(422, "exemplaires : un entier de 1 à 1000")
    with database:
        id = database.execute(
            "INSERT INTO livres (titre, auteur, exemplaires) VALUES (?, ?, ?)",
            (title, author, copies),
        ).lastrowid
    return created("/api/livres", book(str(id)))


@livres.get("/api/livres/{id}")
async def read_book(id: str):
    return JSONResponse(book(id))


@livres.put("/api/livres/{id}/reservations/{loan}")
async def reserve(request: Request, id: str, loan: str):
    """`Echeance`, in seconds since 1970, is the end of the caller's patience. A request that comes
    later is refused: its caller may have freed the copy already, and would not free it again."""
    if time.time() > deadline_of(request):
        raise Refused(503, "la demande arrive trop tard")
    found = book(id)
    shown = {"livre": found["id"], "emprunt": loan}
    if one("SELECT 1 FROM reservations WHERE livre = ? AND emprunt = ?", found["id"], loan):
        return JSONResponse(shown)
    if found["disponibles"] <= 0:
        raise Refused(409, "il ne reste aucun exemplaire")
    with database:
        database.execute("INSERT INTO reservations VALUES (?, ?)", (found["id"], loan))
    return JSONResponse(shown, 201)


def deadline_of(request):
    try:
        return float(request.headers.get("echeance", "inf"))
    except ValueError:
        raise Refused(400, "Echeance : un nombre est attendu") from None


@livres.delete("/api/livres/{id}/reservations/{loan}")
async def release(id: str, loan: str):
    if re.fullmatch("[1-9][0-9]{0,17}", id):
        with database:
            database.execute(
                "DELETE FROM reservations WHERE livre = ? AND emprunt = ?", (int(id), loan)
            )
    return Response(status_code=204)


# --- membres -------------------------------------------------------------------------------

membres = service()


def member(id):
    found = one("SELECT * FROM membres WHERE id = ?", id)
    if found is None:
        raise Refused(404, "membre inconnu")
    return dict(found)


@membres.post("/api/membres")
async def create_member(request: Request):
    name = text_of(await read_object(request), "nom")
    id = uuid.uuid4().hex
    with database:
        database.execute("INSERT INTO membres VALUES (?, ?)", (id, name))
    return created("/api/membres", member(id))


@membres.get("/api/membres/{id}")
async def read_member(id: str):
    return JSONResponse(member(id))


@membres.delete("/api/membres/{id}")
async def delete_member(id: str):
    member(id)
    async with patience():
        response = await client.get(EMPRUNTS + "/api/emprunts", params={"membre": id})
    if has_open_loan(response):
        raise Refused(409, "ce membre a un emprunt ouvert")
    member(id)  # another request may have deleted it in the meantime
    with database:
        database.execute("DELETE FROM membres WHERE id = ?", (id,))
    return Response(status_code=204)


def has_open_loan(response):
    try:
        if response.status_code == 200:
            return any(loan["etat"] != "rendu" for loan in response.json()["emprunts"])
    except (ValueError, KeyError, TypeError):
        pass
    raise Refused(503, "les emprunts de ce membre ne sont pas connus")


# --- emprunts: the loans -------------------------------------------------------------------


@contextlib.asynccontextmanager
async def reconciling(app):
    task = asyncio.create_task(reconcile())
    yield
    task.cancel()


emprunts = service(reconciling)

# One borrower at a time for each key and for each member: the next one then finds either an open
# loan or none. The locks that nobody holds disappear by themselves.
locks = weakref.WeakValueDictionary()

# The loans whose reservation is being asked for: the reconciler leaves their debts alone.
in_progress = set()


def lock(*name):
    return locks.setdefault(name, asyncio.Lock())


def show(row):
    return {
        "id": row["id"],
        "membre": json.loads(row["membre"]),
        "livre": json.loads(row["livre"]),
        "etat": row["etat"],
    }


def loan(id):
    row = one("SELECT * FROM emprunts WHERE id = ?", id)
    if row is None:
        raise Refused(404, "emprunt inconnu")
    return row


@emprunts.post("/api/emprunts")
async def borrow(request: Request):
    keys = request.headers.getlist("idempotency-key")
    if len(keys) != 1 or not re.fullmatch("[A-Za-z0-9._-]{1,64}", keys[0]):
        raise Refused(400, "Idempotency-Key : de 1 à 64 caractères parmi A-Z a-z 0-9 . _ -")
    body = await read_object(request)
    member, book = body.get("membre"), body.get("livre")
    if id_in_path(member) is None or id_in_path(book) is None:
        raise Refused(422, "membre ou livre inconnu")
    # uvicorn lets a handler finish when its client leaves.
    async with patience() as deadline, lock("clé", keys[0]):
        row = one("SELECT * FROM emprunts WHERE cle = ?", keys[0])
        if row is None:
            row = await open_loan(keys[0], member, book, deadline)
    shown = show(row)
    if (shown["membre"], shown["livre"]) != (member, book):
        raise Refused(422, "cette clé est celle d'un autre emprunt")
    return created("/api/emprunts", shown)


async def open_loan(key, member, book, deadline):
    response = await client.get(f"{MEMBRES}/api/membres/{id_in_path(member)}")
    if response.status_code == 404:
        raise Refused(422, "membre inconnu")
    if response.status_code != 200:
        raise Refused(503, "le service des membres a donné une réponse inattendue")
    id = uuid.uuid4().hex
    async with lock("membre", member):
        [opened] = one(
            "SELECT count(*) FROM emprunts WHERE membre = ? AND etat = 'ouvert'", json.dumps(member)
        )
        if opened >= MAX_LOANS:
            raise Refused(409, f"ce membre a déjà {MAX_LOANS} emprunts ouverts")
        in_progress.add(id)
        try:
            await reserve_copy(id, book, deadline)
            with database:
                forget(id)
                database.execute(
                    """INSERT INTO emprunts (id, cle, membre, livre, etat)
                       VALUES (?, ?, ?, ?, 'ouvert')""",
                    (id, key, json.dumps(member), json.dumps(book)),
                )
        finally:
            in_progress.discard(id)
    return loan(id)


async def reserve_copy(id, book, deadline):
    """Returns once the copy is reserved. Whatever it raises, the debt stays as long as the copy may
    be reserved all the same."""
    with database:
        owe(id, json.dumps(book), deadline + MARGIN)
    try:
        response = await client.put(
            LIVRES + reservation(id, book), headers={"Echeance": f"{deadline:.3f}"}
        )
    except httpx.ConnectError:
        with database:
            forget(id)
        raise
    if response.status_code in (200, 201):
        return
    if response.status_code not in (404, 409):
        raise Refused(503, "le service des livres a donné une réponse inattendue")
    with database:
        forget(id)
    if response.status_code == 404:
        raise Refused(422, "livre inconnu")
    raise Refused(409, "il ne reste aucun exemplaire")


def reservation(id, book):
    return f"/api/livres/{id_in_path(book)}/reservations/{id}"


@emprunts.get("/api/emprunts")
async def list_loans(membre: str | None = None):
    if membre is None:
        raise Refused(400, "membre : un identifiant est attendu")
    rows = database.execute(
        "SELECT * FROM emprunts WHERE membre IN (?, ?) ORDER BY rang", (membre, json.dumps(membre))
    )
    return JSONResponse({"emprunts": [show(row) for row in rows]})


@emprunts.get("/api/emprunts/{id}")
async def read_loan(id: str):
    return JSONResponse(show(loan(id)))


@emprunts.post("/api/emprunts/{id}/retour")
async def give_back(id: str):
    row = loan(id)
    if row["etat"] == "ouvert":
        with database:
            database.execute("UPDATE emprunts SET etat = 'rendu' WHERE id = ?", (id,))
            owe(id, row["livre"], 0)
        await pay([(id, row["livre"])])
    return JSONResponse(show(loan(id)))


# --- emprunts: the debts -------------------------------------------------------------------


def owe(id, book, deadline):
    database.execute("INSERT INTO dettes VALUES (?, ?, ?)", (id, book, deadline))


def forget(id):
    database.execute("DELETE FROM dettes WHERE emprunt = ?", (id,))


async def pay(debts):
    """Frees the copies of all these debts at once, and returns how many are paid."""
    are_free = await asyncio.gather(*(is_freed(id, json.loads(book)) for id, book in debts))
    paid = [id for (id, _), is_free in zip(debts, are_free) if is_free]
    if paid:
        with database:
            for id in paid:
                forget(id)
    return len(paid)


async def is_freed(id, book):
    try:
        async with asyncio.timeout(RELEASE):
            response = await client.delete(LIVRES + reservation(id, book))
    except (TimeoutError, httpx.HTTPError):
        return False
    return response.status_code == 204


def due():
    """Some debts, in random order: those that cannot be paid do not stop the others."""
    rows = database.execute(
        "SELECT emprunt, livre FROM dettes WHERE echeance < ? ORDER BY random()", (time.time(),)
    )
    return [tuple(row) for row in rows if row["emprunt"] not in in_progress][:BATCH]


async def reconcile():
    while True:
        try:
            debts = due()
            is_behind = len(debts) > 0 and await pay(debts) == len(debts)
        except sqlite3.Error as error:  # the disk is full, for example
            print("réconciliation :", error, file=sys.stderr)
            is_behind = False
        if not is_behind:
            await asyncio.sleep(PAUSE)


# --- The server ----------------------------------------------------------------------------

app = {"livres": livres, "membres": membres, "emprunts": emprunts}[SERVICE]

# The paths are regular expressions, whose `$` would let a last line feed (%0A) through.
for route in app.routes:
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")

if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(os.environ.get("PORT", "5000")),
        # h11 is always installed. httptools, which may be, refuses unknown methods.
        http="h11",
        ws="none",
        log_level="warning",
        access_log=False,
        # A client that keeps its connections would meet the default of 5 s now and then.
        timeout_keep_alive=65,
    )
