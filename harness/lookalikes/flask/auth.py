"""Lab 08 in Flask with PyJWT and argon2-cffi: a right server that shares nothing with the reference
solution.

    pip install flask pyjwt argon2-cffi
    PORT=5000 COMPTES=comptes.json JWT_SECRET=… python3 auth.py
"""

import json
import logging
import os
import ssl
import sys
import threading
import time
import uuid

import argon2
import jwt
from flask import Flask, abort, g, jsonify, request
from werkzeug.exceptions import HTTPException
from werkzeug.serving import WSGIRequestHandler, make_server

app = Flask(__name__)
logging.getLogger("werkzeug").setLevel(logging.ERROR)

KEY = os.environb.get(b"JWT_SECRET", b"")
FILE = os.environ.get("COMPTES", "comptes.json")
DURATION = int(os.environ.get("DUREE_S", "900"))
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
NOBODY = HASHER.hash(uuid.uuid4().hex)


class Name:
    """A name with its wrong attempts, and the lock that has one of them wait for another."""

    def __init__(self):
        self.lock, self.failures = threading.Lock(), []


guard = threading.Lock()
names, revoked, products = {}, set(), []


def accounts():
    """The accounts of the file. Whatever is wrong with it is an error of one of these kinds."""
    with open(FILE, encoding="utf-8") as file:
        found = json.load(file)
    for account in found.items():
        hashed, roles = account[1]["mot_de_passe"], account[1]["roles"]
        texts = [hashed, *roles] if isinstance(roles, list) else [None]
        if not all(isinstance(text, str) for text in texts):
            raise TypeError
    return found


def error(status, text, headers=None):
    response = jsonify(erreur=text)
    response.status_code = status
    response.headers.update(headers or {})
    abort(response)


@app.errorhandler(HTTPException)
def http_error(found):
    if found.response is not None:
        return found.response
    response = found.get_response()
    response.data = json.dumps({"erreur": found.name})
    response.content_type = "application/json"
    return response


def body():
    if not request.is_json:
        error(415, "le corps n'est pas déclaré comme du JSON")
    try:
        found = json.loads(request.get_data())
    except ValueError:
        error(400, "le corps n'est pas du JSON")
    return found if isinstance(found, dict) else error(422, "le corps n'est pas un objet")


@app.post("/api/login")
def log_in():
    found = body()
    name, password = found.get("username"), found.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        error(422, "username et password sont des chaînes de caractères")
    with guard:
        known = names.setdefault(name, Name())
    with known.lock:
        account = ACCOUNTS.get(name)
        known.failures = [one for one in known.failures if one > time.time() - 60]
        if len(known.failures) >= 5:
            wait = max(1, round(60 - (time.time() - known.failures[-5])))
            error(429, "trop d'essais", {"Retry-After": str(wait)})
        try:
            HASHER.verify(account["mot_de_passe"] if account else NOBODY, password)
            is_right = account is not None
        except argon2.exceptions.Argon2Error:
            is_right = False
        if not is_right:
            known.failures.append(time.time())
            error(401, "nom ou mot de passe incorrect")
        known.failures = []
    now = int(time.time())
    claims = dict(iss="atelier", sub=name, roles=account["roles"], iat=now, exp=now + DURATION)
    token = jwt.encode({**claims, "jti": str(uuid.uuid4())}, KEY, algorithm="HS256")
    response = jsonify(token=token, expire_dans=DURATION)
    response.headers["Cache-Control"] = "no-store"
    return response


def is_right(claims):
    texts = [claims[name] for name in ("iss", "sub", "jti")]
    numbers = [claims[name] for name in ("iat", "exp")]
    return (
        isinstance(claims["roles"], list)
        and all(isinstance(text, str) for text in texts + claims["roles"])
        and all(type(number) in (int, float) for number in numbers)
        and claims["jti"] not in revoked
    )


@app.before_request
def identify():
    """Who asks, for everything but a login and unknown paths."""
    if request.endpoint in (None, "log_in"):
        return
    words = request.headers.get("Authorization", "").split(None, 1)
    if len(words) < 2 or words[0].lower() != "bearer":
        error(401, "il faut se connecter", {"WWW-Authenticate": "Bearer"})
    try:
        header = jwt.get_unverified_header(words[1])
        required = ["iss", "sub", "roles", "iat", "exp", "jti"]
        g.claims = jwt.decode(
            words[1], KEY, algorithms=["HS256"], issuer="atelier", options={"require": required}
        )
        is_known = "jwk" not in header and is_right(g.claims)
    except (jwt.InvalidTokenError, TypeError, ValueError):
        is_known = False
    if not is_known:
        error(401, "jeton invalide", {"WWW-Authenticate": 'Bearer error="invalid_token"'})


def require(*roles):
    if not set(roles) & set(g.claims["roles"]):
        error(403, "ce compte n'a pas ce droit")


@app.get("/api/profil")
def profile():
    return jsonify(username=g.claims["sub"], roles=g.claims["roles"])


@app.post("/api/logout")
def log_out():
    revoked.add(g.claims["jti"])
    return "", 204


@app.get("/api/produits")
def list_products():
    require("lecteur", "admin")
    return jsonify(produits=products)


@app.post("/api/produits")
def create():
    require("admin")
    name = body().get("nom")
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        error(422, "nom : de 1 à 100 caractères")
    products.append(name)
    return jsonify(nom=name), 201


def certificate():
    """A context for HTTPS, if there is a certificate. Half of one ends the start."""
    files = [os.environ.get(name) for name in ("TLS_CERT", "TLS_KEY")]
    if files == [None, None]:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        context.load_cert_chain(*files)
    except (OSError, TypeError):
        sys.exit("TLS_CERT and TLS_KEY do not name a certificate and its key")
    return context


if len(KEY) < 32:
    sys.exit("JWT_SECRET must have at least 32 bytes")
try:
    ACCOUNTS = accounts()
except (OSError, ValueError, TypeError, KeyError, AttributeError, IndexError):
    sys.exit(f"{FILE} is not a file of accounts")
WSGIRequestHandler.protocol_version = "HTTP/1.1"
make_server(
    "127.0.0.1",
    int(os.environ.get("PORT", "5000")),
    app,
    threaded=True,
    ssl_context=certificate(),
).serve_forever()
