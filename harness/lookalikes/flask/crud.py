"""Lab 04 in Flask: products in a SQLite database. It shares nothing with the reference solution.

    pip install flask
    PORT=5000 DATABASE_URL=sqlite://produits.db python3 crud.py
"""

import json
import logging
import math
import os
import re
import sqlite3
import threading
from urllib.parse import unquote, urlsplit

from flask import Flask, abort, request
from flask.json.provider import DefaultJSONProvider
from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter
from werkzeug.serving import run_simple

MAX_AMOUNT = 2**53 - 1  # every reader of JSON holds it exactly (RFC 8259, section 6)
MAX_ID = 2**63 - 1

# The characters with Unicode's property White_Space. A bare `str.strip()` would also take U+001C to
# U+001F, which lack it.
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B)))


class StrictJSON(DefaultJSONProvider):
    """JSON in UTF-8 and nothing else: Python alone also reads UTF-16, NaN and Infinity."""

    def loads(self, data, **options):
        try:
            # Python refuses integers of 5000 digits; those are out of range, as their beginning is.
            return json.loads(data.decode(), parse_int=lambda digits: int(digits[:99]),
                              parse_constant=int)
        except RecursionError:
            raise ValueError("trop de niveaux") from None


class Id(BaseConverter):
    """An id in a path. Any text is one as far as routes go, so that a word is 400 and not 404."""

    def to_python(self, value):
        number = integer(unquote(value))
        return number if 0 < number <= MAX_ID else 0  # which is no product's


def routed_undecoded(wsgi_app):
    """Makes Flask find the route of a path as it came, where WSGI would have it decoded."""

    def call(environ, start_response):
        environ["PATH_INFO"] = urlsplit(environ["REQUEST_URI"]).path
        return wsgi_app(environ, start_response)

    return call


app = Flask(__name__, static_folder=None)
app.json = StrictJSON(app)
app.wsgi_app = routed_undecoded(app.wsgi_app)
app.url_map.converters["id"] = Id
app.url_map.merge_slashes = False  # a path with a slash too many is an unknown path


# --- The database --------------------------------------------------------------------------

URL = os.environ.get("DATABASE_URL", "sqlite://produits.db")
PATH = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))

# Without an isolation level every statement is a transaction of its own.
database = sqlite3.connect(PATH, timeout=30, isolation_level=None, check_same_thread=False)
database.row_factory = sqlite3.Row
turn = threading.Lock()


def rows(sql, **values):
    """Runs one statement, which another thread sees done or not begun."""
    with turn:
        return [dict(row) for row in database.execute(sql, values)]


def one(sql, **values):
    for row in rows(sql, **values):
        return row
    abort(404, "produit inconnu")


def migrate():
    rows("PRAGMA journal_mode = WAL")
    # AUTOINCREMENT: the id of a deleted product is never given again.
    rows("""CREATE TABLE IF NOT EXISTS produits (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                nom TEXT NOT NULL UNIQUE,
                prix_centimes INTEGER NOT NULL CHECK (prix_centimes >= 0),
                stock INTEGER NOT NULL CHECK (stock >= 0))""")


# --- The routes ----------------------------------------------------------------------------


@app.get("/api/produits")
def list_products():
    limite = parameter("limite", 20, 1, 100)
    apres = parameter("apres", 0, -MAX_ID, MAX_ID)
    # SQLite's lower() changes ASCII letters only, and instr() knows no wildcard.
    found = rows("""SELECT * FROM produits
                    WHERE id > :apres AND instr(lower(nom), lower(:q)) > 0
                    ORDER BY id LIMIT :limite""",
                 apres=apres, q=request.args.get("q", ""), limite=limite + 1)
    shown = found[:limite]
    return {"produits": shown, "suivant": shown[-1]["id"] if len(found) > limite else None}


@app.post("/api/produits")
def create():
    produit = one("""INSERT INTO produits (nom, prix_centimes, stock)
                     VALUES (:nom, :prix_centimes, :stock) RETURNING *""",
                  **{"stock": 0} | body(PRODUIT, optional={"stock"}))
    return produit, 201, {"Location": f"/api/produits/{produit['id']}"}


@app.get("/api/produits/<id:number>")
def read(number):
    return one("SELECT * FROM produits WHERE id = :id", id=number)


@app.put("/api/produits/<id:number>")
def replace(number):
    return update(number, body(PRODUIT))


@app.patch("/api/produits/<id:number>")
def change(number):
    return update(number, body(PRODUIT, optional=PRODUIT.keys()))


@app.delete("/api/produits/<id:number>")
def delete(number):
    one("DELETE FROM produits WHERE id = :id RETURNING *", id=number)
    return "", 204


@app.post("/api/produits/<id:number>/retrait")
def withdraw(number):
    changed = rows("""UPDATE produits SET stock = stock - :quantite
                      WHERE id = :id AND stock >= :quantite RETURNING *""",
                   id=number, **body({"quantite": quantity}))
    if not changed:
        read(number)  # which answers 404 when it is the product that lacks
        abort(409, "le stock est trop bas")
    return changed[0]


def update(number, fields):
    return one("""UPDATE produits SET nom = coalesce(:nom, nom), stock = coalesce(:stock, stock),
                  prix_centimes = coalesce(:prix_centimes, prix_centimes)
                  WHERE id = :id RETURNING *""",
               id=number, **dict.fromkeys(PRODUIT) | fields)


@app.errorhandler(HTTPException)
def refused(error):
    """Flask's own errors take the shape of the contract's, and keep their headers: `Allow` is one."""
    response = error.get_response()
    response.data = app.json.dumps({"erreur": error.description})
    response.content_type = "application/json"
    return response


@app.errorhandler(sqlite3.IntegrityError)
def taken(error):
    return {"erreur": "ce nom est déjà pris"}, 409


# --- The rules -----------------------------------------------------------------------------


def parameter(name, default, least, most):
    """An integer of the query."""
    number = integer(request.args.get(name, str(default)))
    if not least <= number <= most:
        abort(400, f"{name} : un entier de {least} à {most}")
    return number


def integer(text):
    """`int()` alone would also take " 1 ", "1_000" and the digits of any script."""
    if not re.fullmatch("-?[0-9]{1,4000}", text):
        abort(400, "un entier est attendu")
    return int(text)


def body(rules, optional=frozenset()):
    """The fields of the request's body, once each is known to keep its rule."""
    fields = request.get_json()  # which answers 415 and 400
    if not isinstance(fields, dict) or not rules.keys() - optional <= fields.keys() <= rules.keys():
        abort(422, f"un objet est attendu, avec {', '.join(rules)}")
    return {name: rules[name](value) for name, value in fields.items()}


def trimmed(value):
    text = value.strip(BLANKS) if isinstance(value, str) else ""
    # Not every database stores NUL, and none stores half a character, "\ud83e".
    if not 1 <= len(text) <= 100 or re.search(r"[\0\ud800-\udfff]", text):
        abort(422, "nom : un texte de 1 à 100 caractères")
    return text


def amount(value):
    return whole(value, 0, MAX_AMOUNT)


def quantity(value):
    # However large, it is an integer: one more than any stock stands for all that are.
    return min(whole(value, 1, math.inf), MAX_AMOUNT + 1)


def whole(value, least, most):
    """JSON has one kind of number, so 12.0 is the integer 12; true and "12" are not."""
    if type(value) not in (int, float) or value % 1 != 0 or not least <= value <= most:
        abort(422, f"un entier à partir de {least} est attendu")
    return int(value)


PRODUIT = {"nom": trimmed, "prix_centimes": amount, "stock": amount}


if __name__ == "__main__":
    migrate()
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    # What `app.run` does after it has printed its banner.
    run_simple("127.0.0.1", int(os.environ.get("PORT", "5000")), app, threaded=True)
