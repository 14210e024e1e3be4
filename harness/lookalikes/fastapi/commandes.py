"""Lab 06 in FastAPI with httpx: a right server that shares nothing with the reference solution.

    pip install fastapi uvicorn httpx
    PORT=5000 UTILISATEURS_URL=http://… PRODUITS_URL=http://… python3 commandes.py
"""

import asyncio
import json
import os
import random
import re
import time
import uuid

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

DELAY = int(os.environ.get("DELAI_MS", "500")) / 1000
OPEN_FOR = int(os.environ.get("OUVERTURE_MS", "1000")) / 1000
PATIENCE = 4  # seconds that an order waits for the other services
MAX_BODY = 1024 * 1024
MAX_PRICE = 2**53 - 1
AWAY = "Service indisponible après plusieurs tentatives"


class Refused(Exception):
    """An error with its status."""

    def __init__(self, status, text):
        self.status, self.text = status, text


class Transient(Exception):
    """An attempt that may succeed the next time."""


class Service:
    """One other service: its connections and its circuit breaker.

    The breaker is a single number: until when it is open. An event loop has one thread, so that no
    lock is needed between two awaits.
    """

    def __init__(self, url):
        self.url = url
        limits = httpx.Limits(max_keepalive_connections=20, keepalive_expiry=30)
        self.client = httpx.AsyncClient(timeout=None, limits=limits, trust_env=False)
        self.failures, self.open_until, self.trying = 0, 0.0, False

    async def get(self, path, request_id):
        for pause in [(50, 200), (100, 400), None]:
            try:
                return await self.guarded(path, request_id)
            except Transient:
                if pause is None:
                    break
                await asyncio.sleep(random.uniform(*pause) / 1000)
        raise Refused(503, AWAY)

    async def guarded(self, path, request_id):
        """One attempt, if the breaker lets it through."""
        is_trial = self.failures >= 5
        if is_trial and (self.trying or time.monotonic() < self.open_until):
            raise Refused(503, AWAY)
        self.trying = is_trial
        try:
            result = await self.attempt(path, request_id)
        except Transient:
            self.failures += 1
            self.open_until = time.monotonic() + OPEN_FOR
            raise
        except Refused:
            self.failures = 0
            raise
        else:
            self.failures = 0
            return result
        finally:
            if is_trial:
                self.trying = False

    async def attempt(self, path, request_id):
        headers = {"X-Request-Id": request_id}
        try:
            async with asyncio.timeout(DELAY):
                async with self.client.stream("GET", self.url + path, headers=headers) as response:
                    if response.status_code >= 500 or response.status_code == 429:
                        raise Transient
                    body = b""
                    async for chunk in response.aiter_raw():
                        body += chunk
                        if len(body) > MAX_BODY:
                            raise Refused(502, "réponse trop longue")
        except (httpx.HTTPError, TimeoutError) as error:
            raise Transient from error
        if response.status_code == 404:
            raise Refused(422, "utilisateur ou produit inconnu")
        if response.status_code != 200:
            raise Refused(502, "réponse inattendue")
        try:
            found = json.loads(body.decode("utf-8"))
        except ValueError as error:
            raise Refused(502, "réponse illisible") from error
        promised = isinstance(found, dict) and is_integer(found.get("id"))
        if not promised or not isinstance(found.get("nom"), str):
            raise Refused(502, "réponse inattendue")
        return found


def is_integer(value):
    # In Python, True is an integer.
    return isinstance(value, int) and not isinstance(value, bool)


users = Service(os.environ["UTILISATEURS_URL"])
products = Service(os.environ["PRODUITS_URL"])
orders = {}
app = FastAPI(openapi_url=None)


@app.middleware("http")
async def with_request_id(request: Request, call_next):
    given = request.headers.get("x-request-id", "")
    request.state.id = given if re.fullmatch(r"[A-Za-z0-9._-]{1,64}", given) else uuid.uuid4().hex
    response = await call_next(request)
    response.headers["X-Request-Id"] = request.state.id
    return response


@app.post("/api/commandes")
async def create(request: Request):
    wanted = checked(await body_of(request))
    try:
        async with asyncio.timeout(PATIENCE):
            user, found = await call(wanted, request.state.id)
    except TimeoutError:
        raise Refused(503, AWAY) from None
    lines = []
    for line in wanted["lignes"]:
        product = found[line["produit"]]
        price, quantity = product["prix_centimes"], line["quantite"]
        lines.append({
            "produit": line["produit"],
            "nom": product["nom"],
            "quantite": quantity,
            "prix_centimes": price,
            "total_centimes": price * quantity,
        })
    order = {
        "id": uuid.uuid4().hex,
        "utilisateur": {"id": user["id"], "nom": user["nom"]},
        "lignes": lines,
        "total_centimes": sum(line["total_centimes"] for line in lines),
    }
    orders[order["id"]] = order
    location = {"Location": f"/api/commandes/{order['id']}"}
    return JSONResponse(order, status_code=201, headers=location)


async def call(wanted, request_id):
    """The user first, then all products together."""
    user = await users.get(f"/api/utilisateurs/{wanted['utilisateur']}", request_id)
    ids = list({line["produit"] for line in wanted["lignes"]})
    calls = [asyncio.create_task(product(id, request_id)) for id in ids]
    try:
        return user, dict(zip(ids, await asyncio.gather(*calls)))
    finally:
        for task in calls:
            task.cancel()


async def product(id, request_id):
    found = await products.get(f"/api/produits/{id}", request_id)
    price = found.get("prix_centimes")
    if not is_integer(price) or not 0 <= price <= MAX_PRICE:
        raise Refused(502, "prix inattendu")
    return found


async def body_of(request):
    media_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if media_type != "application/json":
        raise Refused(415, "le corps n'est pas annoncé comme du JSON")
    try:
        return json.loads((await request.body()).decode("utf-8"))
    except ValueError as error:
        raise Refused(400, "JSON mal formé") from error


def checked(body):
    is_order = isinstance(body, dict) and is_integer(body.get("utilisateur"))
    lines = body.get("lignes") if is_order else None
    if not isinstance(lines, list) or not 1 <= len(lines) <= 20:
        raise Refused(422, "une commande a un utilisateur et de 1 à 20 lignes")
    for line in lines:
        is_line = isinstance(line, dict) and is_integer(line.get("produit"))
        quantity = line.get("quantite") if is_line else None
        if not is_integer(quantity) or not 1 <= quantity <= 1000:
            raise Refused(422, "une ligne a un produit et une quantité de 1 à 1000")
    return body


@app.get("/api/commandes/{id}")
async def read(id: str):
    if id not in orders:
        raise Refused(404, "commande inconnue")
    return JSONResponse(orders[id])


@app.exception_handler(Refused)
async def refused(request: Request, error: Refused):
    headers = {"Retry-After": "60"} if error.status == 503 else {}
    return JSONResponse({"erreur": error.text}, status_code=error.status, headers=headers)


@app.exception_handler(HTTPException)
async def framework(request: Request, error: HTTPException):
    return JSONResponse({"erreur": error.detail}, error.status_code, error.headers)


if __name__ == "__main__":
    port = int(os.environ.get("PORT", "5000"))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")
