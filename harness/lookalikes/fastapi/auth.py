"""Lab 08 in FastAPI with PyJWT and argon2-cffi: a right server that shares nothing with the reference
solution.

    pip install fastapi uvicorn pyjwt argon2-cffi
    PORT=5000 COMPTES=comptes.json JWT_SECRET=… python3 auth.py
"""

import asyncio
import collections
import json
import os
import secrets
import sys
import time

import argon2
import jwt
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

LIMIT, WINDOW = 5, 60
HASHER = argon2.PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)
TYPES = {"iss": str, "sub": str, "jti": str, "roles": list, "iat": int, "exp": int}


def stop(words):
    """Ends the start, with one line."""
    sys.exit(words)


def read_accounts(path):
    try:
        with open(path, encoding="utf-8") as file:
            accounts = json.load(file)
    except (OSError, ValueError):
        stop(f"{path} cannot be read as JSON")
    if not isinstance(accounts, dict):
        stop(f"{path} is not an object")
    for account in accounts.values():
        roles = account.get("roles") if isinstance(account, dict) else None
        is_right = (
            isinstance(account, dict)
            and isinstance(account.get("mot_de_passe"), str)
            and isinstance(roles, list)
            and all(isinstance(role, str) for role in roles)
        )
        if not is_right:
            stop(f"{path} has an account without mot_de_passe or roles")
    return accounts


def read_secret():
    key = os.environb.get(b"JWT_SECRET", b"")
    if len(key) < 32:
        stop("JWT_SECRET must have at least 32 bytes")
    return key


def read_certificate():
    files = {name: os.environ.get(name) for name in ("TLS_CERT", "TLS_KEY")}
    given = [name for name, path in files.items() if path is not None]
    if not given:
        return {}
    for name, path in files.items():
        try:
            open(path, "rb").read()
        except (OSError, TypeError):
            stop(f"{name} names no file that can be read")
    return {"ssl_certfile": files["TLS_CERT"], "ssl_keyfile": files["TLS_KEY"]}


KEY = read_secret()
ACCOUNTS = read_accounts(os.environ.get("COMPTES", "comptes.json"))
DURATION = int(os.environ.get("DUREE_S", "900"))
NOBODY = HASHER.hash(secrets.token_hex())

app = FastAPI(openapi_url=None, redirect_slashes=False)
revoked, products = set(), []
failures = collections.defaultdict(collections.deque)
locks = collections.defaultdict(asyncio.Lock)


class Refused(Exception):
    """An error with its status and headers."""

    def __init__(self, status, text, **headers):
        self.status, self.text = status, text
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


@app.exception_handler(Refused)
def refused(_, error):
    return JSONResponse({"erreur": error.text}, error.status, error.headers)


@app.exception_handler(HTTPException)
def http_error(request, error):
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # Starlette names the methods of the first route of this path alone.
        path = request.url.path
        matching = [route for route in app.routes if getattr(route, "path", None) == path]
        headers["Allow"] = ", ".join(sorted({m for route in matching for m in route.methods}))
    return JSONResponse({"erreur": str(error.detail)}, error.status_code, headers)


async def read_object(request):
    declared = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if declared != "application/json":
        raise Refused(415, "le corps n'est pas déclaré comme du JSON")
    try:
        body = json.loads(await request.body())
    except ValueError:
        raise Refused(400, "le corps n'est pas du JSON") from None
    if not isinstance(body, dict):
        raise Refused(422, "le corps n'est pas un objet")
    return body


def verify(password, hashed):
    try:
        return HASHER.verify(hashed, password)
    except argon2.exceptions.Argon2Error:
        return False


@app.post("/api/login")
async def log_in(request: Request):
    body = await read_object(request)
    name, password = body.get("username"), body.get("password")
    if not isinstance(name, str) or not isinstance(password, str):
        raise Refused(422, "username et password sont des chaînes de caractères")
    async with locks[name]:
        old = failures[name]
        while old and old[0] <= time.monotonic() - WINDOW:
            old.popleft()
        if len(old) >= LIMIT:
            wait = int(old[-LIMIT] + WINDOW - time.monotonic()) + 1
            raise Refused(429, "trop d'essais", retry_after=str(max(1, min(WINDOW, wait))))
        account = ACCOUNTS.get(name)
        hashed = account["mot_de_passe"] if account else NOBODY
        is_right = await asyncio.to_thread(verify, password, hashed)
        if not account or not is_right:
            old.append(time.monotonic())
            raise Refused(401, "nom ou mot de passe incorrect")
        old.clear()
    now = int(time.time())
    claims = {
        "iss": "atelier",
        "sub": name,
        "roles": account["roles"],
        "iat": now,
        "exp": now + DURATION,
        "jti": secrets.token_urlsafe(16),
    }
    token = jwt.encode(claims, KEY, "HS256")
    return JSONResponse(
        {"token": token, "expire_dans": DURATION}, headers={"cache-control": "private, no-store"}
    )


def identify(request):
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer":
        raise Refused(401, "il faut se connecter", www_authenticate='Bearer realm="atelier"')
    challenge = 'Bearer realm="atelier", error="invalid_token"'
    bad = Refused(401, "jeton invalide", www_authenticate=challenge)
    try:
        if "jwk" in jwt.get_unverified_header(token):
            raise bad
        options = {"require": list(TYPES)}
        claims = jwt.decode(token, KEY, ["HS256"], options=options, issuer="atelier")
    except (jwt.InvalidTokenError, TypeError, ValueError):
        raise bad from None
    is_typed = all(type(claims[name]) is kind for name, kind in TYPES.items())
    if not is_typed or not all(isinstance(role, str) for role in claims["roles"]):
        raise bad
    if claims["jti"] in revoked:
        raise bad
    return claims


def require(claims, *roles):
    if not any(role in roles for role in claims["roles"]):
        raise Refused(403, "ce compte n'a pas ce droit")


@app.get("/api/profil")
async def profile(request: Request):
    claims = identify(request)
    return {"username": claims["sub"], "roles": claims["roles"]}


@app.post("/api/logout")
async def log_out(request: Request):
    revoked.add(identify(request)["jti"])
    return Response(status_code=204)


@app.get("/api/produits")
async def list_products(request: Request):
    require(identify(request), "lecteur", "admin")
    return {"produits": products}


@app.post("/api/produits")
async def create(request: Request):
    require(identify(request), "admin")
    name = (await read_object(request)).get("nom")
    if not isinstance(name, str) or not 1 <= len(name) <= 100:
        raise Refused(422, "nom : de 1 à 100 caractères")
    products.append(name)
    return JSONResponse({"nom": name}, 201)


uvicorn.run(
    app,
    host="127.0.0.1",
    port=int(os.environ.get("PORT", "5000")),
    log_level="warning",
    access_log=False,
    **read_certificate(),
)
