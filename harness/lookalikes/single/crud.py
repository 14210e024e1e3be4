"""Lab 04 with Python's standard library alone: one client at a time, each on its own connection, and
five more may wait. It shares nothing with the reference solution, and decides otherwise wherever the
contract leaves the choice: a taken name comes before an unknown id, `Location` is absolute, `12.0` is
no integer, and a URL of more than 4,000 characters is refused.

    PORT=5000 DATABASE_URL=sqlite://produits.db python3 crud.py
"""

import json
import os
import re
import sqlite3
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import parse_qs, unquote, urlsplit

MAX_AMOUNT = 2**53 - 1
BLANKS = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B)))

URL = os.environ.get("DATABASE_URL", "sqlite://produits.db")
database = sqlite3.connect(
    unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//")), isolation_level=None)
database.row_factory = sqlite3.Row
database.execute("""CREATE TABLE IF NOT EXISTS produits (
                        id INTEGER PRIMARY KEY, nom TEXT NOT NULL,
                        prix_centimes INTEGER NOT NULL, stock INTEGER NOT NULL)""")


class Refused(Exception):
    def __init__(self, status, text, **headers):
        super().__init__(text)
        self.status, self.text, self.headers = status, text, headers


def rows(sql, *values):
    return [dict(row) for row in database.execute(sql, values)]


def find(number):
    for row in rows("SELECT * FROM produits WHERE id = ?", number):
        return row
    raise Refused(404, "produit inconnu")


def free(nom, but=0):
    """No other client is served in the meantime: whoever looks first and writes then is right here."""
    if rows("SELECT id FROM produits WHERE nom = ? AND id <> ?", nom, but):
        raise Refused(409, "un autre produit porte déjà ce nom")


# --- The routes ----------------------------------------------------------------------------


def list_products(request):
    limite = request.parameter("limite", 20, 1, 100)
    apres = request.parameter("apres", 0, 0, 2**63 - 1)
    q = lower(request.query.get("q", [""])[-1])
    found = [row for row in rows("SELECT * FROM produits WHERE id > ? ORDER BY id", apres)
             if q in lower(row["nom"])]
    more = len(found) > limite
    return 200, {"produits": found[:limite], "suivant": found[limite - 1]["id"] if more else None}


def create(request):
    fields = {"stock": 0} | request.fields(PRODUIT, optional={"stock"})
    free(fields["nom"])
    produit = rows("INSERT INTO produits (nom, prix_centimes, stock) VALUES (?, ?, ?) RETURNING *",
                   fields["nom"], fields["prix_centimes"], fields["stock"])[0]
    return 201, produit


def read(request, number):
    return 200, find(number)


def replace(request, number):
    return write(number, request.fields(PRODUIT))


def change(request, number):
    return write(number, request.fields(PRODUIT, optional=PRODUIT.keys()))


def write(number, fields):
    if "nom" in fields:
        free(fields["nom"], but=number)
    produit = find(number) | fields
    return 200, rows("UPDATE produits SET nom = ?, prix_centimes = ?, stock = ? WHERE id = ? RETURNING *",
                     produit["nom"], produit["prix_centimes"], produit["stock"], number)[0]


def delete(request, number):
    find(number)
    rows("DELETE FROM produits WHERE id = ?", number)
    return 204, None


def withdraw(request, number):
    quantity = request.fields({"quantite": quantite})["quantite"]
    produit = find(number)
    if produit["stock"] < quantity:
        raise Refused(409, "le stock est trop bas")
    return write(number, {"stock": produit["stock"] - quantity})


ROUTES = {
    r"/api/produits": {"GET": list_products, "POST": create},
    r"/api/produits/([^/]*)": {"GET": read, "PUT": replace, "PATCH": change, "DELETE": delete},
    r"/api/produits/([^/]*)/retrait": {"POST": withdraw},
}


# --- The rules -----------------------------------------------------------------------------


def lower(text):
    """ASCII letters only."""
    return re.sub("[A-Z]", lambda letter: letter[0].lower(), text)


def integer(text):
    if not re.fullmatch("-?[0-9]{1,99}", text):
        raise Refused(400, "un entier est attendu")
    return int(text)


def nom(value):
    text = value.strip(BLANKS) if isinstance(value, str) else ""
    if not 1 <= len(text) <= 100 or re.search(r"[\0\ud800-\udfff]", text):
        raise Refused(422, "nom : un texte de 1 à 100 caractères")
    return text


def amount(value):
    if type(value) is not int or not 0 <= value <= MAX_AMOUNT:
        raise Refused(422, f"un entier de 0 à {MAX_AMOUNT}")
    return value


def quantite(value):
    if type(value) is not int or value < 1:
        raise Refused(422, "un entier à partir de 1")
    return value


PRODUIT = {"nom": nom, "prix_centimes": amount, "stock": amount}


# --- HTTP ----------------------------------------------------------------------------------


class Handler(BaseHTTPRequestHandler):
    def handle_any(self):
        try:
            status, answer = self.answer()
            headers = {}
        except Refused as refused:
            status, answer, headers = refused.status, {"erreur": refused.text}, refused.headers
        if status == 201:
            port = self.server.server_address[1]
            headers["Location"] = f"http://127.0.0.1:{port}/api/produits/{answer['id']}"
        body = b"" if answer is None else json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if answer is not None:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

    def answer(self):
        # A body that nobody reads would break off the response.
        self.body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        if len(self.path) > 4000:
            raise Refused(414, "cette adresse est trop longue")
        url = urlsplit(self.path)
        self.query = parse_qs(url.query, keep_blank_values=True)
        for pattern, methods in ROUTES.items():
            if match := re.fullmatch(pattern, url.path):
                if self.command not in methods:
                    raise Refused(405, "méthode refusée", Allow=", ".join(methods))
                numbers = [integer(unquote(number)) for number in match.groups()]
                return methods[self.command](self, *(n if 0 < n < 2**63 else 0 for n in numbers))
        raise Refused(404, "chemin inconnu")

    def parameter(self, name, default, least, most):
        number = integer(self.query.get(name, [str(default)])[-1])
        if not least <= number <= most:
            raise Refused(400, f"{name} : un entier de {least} à {most}")
        return number

    def fields(self, rules, optional=frozenset()):
        declared = self.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if declared != "application/json":
            raise Refused(415, "le corps doit être déclaré application/json")
        try:
            value = json.loads(self.body.decode(), parse_constant=int)
        except (ValueError, RecursionError):
            raise Refused(400, "le corps n'est pas du JSON") from None
        if not isinstance(value, dict) or not rules.keys() - optional <= value.keys() <= rules.keys():
            raise Refused(422, f"un objet est attendu, avec {', '.join(rules)}")
        return {name: rules[name](field) for name, field in value.items()}

    def log_message(self, *arguments):
        pass


if __name__ == "__main__":
    HTTPServer(("127.0.0.1", int(os.environ.get("PORT", "5000"))), Handler).serve_forever()
