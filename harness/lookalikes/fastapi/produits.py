"""Labs 04 and 05 in FastAPI: a right server that shares nothing with the reference solution.

    pip install fastapi uvicorn flask-swagger-ui
    PORT=5000 DATABASE_URL=sqlite://produits.db python3 produits.py [LIE]

Of flask-swagger-ui only the files of Swagger UI are used, never its code.
With LIE (status, type, missing, parameter or header) the server behaves the same, but its OpenAPI
document lies in exactly one place: see `LIES`.
"""

import importlib.util
import json
import os
import pathlib
import re
import sqlite3
import sys
import threading
from typing import Annotated
from urllib.parse import unquote

import uvicorn
from fastapi import Depends, FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, Response
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, WithJsonSchema
from pydantic import ValidationError, with_config
from starlette.exceptions import HTTPException
from typing_extensions import NotRequired, TypedDict

MAX_AMOUNT = 2**53 - 1  # every reader of JSON, JavaScript included, holds it exactly
MAX_I64 = 2**63 - 1

# Unicode's White_Space, for a regular expression's class. A bare `str.strip()` would also take
# U+001C to U+001F, which lack this property.
WHITE = r"\u0009-\u000d\u0020\u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000"
BLANKS = "".join(c for c in map(chr, range(0x3001)) if re.fullmatch(f"[{WHITE}]", c))
TRIMMED = rf"[^{WHITE}\u0000](?:[^\u0000]{{0,98}}[^{WHITE}\u0000])?"


def trimmed_name(text):
    text.encode()  # a lone surrogate cannot be encoded, and UnicodeError is a ValueError
    name = text.strip(BLANKS)
    if not 1 <= len(name) <= 100 or "\0" in name:
        raise ValueError("1 to 100 characters, none of them NUL")
    return name


def whole_number(value):
    """JSON has one kind of number, so 1.0 is the integer 1; true and "1" are not numbers."""
    if type(value) not in (int, float) or value % 1 != 0:
        raise ValueError("an integer is expected")
    return int(value)


def integer_text(text):
    """`int()` alone would also take "1_000", " 1 " and digits of any script."""
    if not re.fullmatch("-?[0-9]+", text):
        raise ValueError("an integer is expected")
    return int(text)


# A maximum length would count the spaces around the name, so the pattern alone says it all.
NAME = {"type": "string", "pattern": f"^[{WHITE}]*{TRIMMED}[{WHITE}]*$"}
Nom = Annotated[str, AfterValidator(trimmed_name), WithJsonSchema(NAME)]
Amount = Annotated[int, Field(ge=0, le=MAX_AMOUNT), BeforeValidator(whole_number)]
Quantity = Annotated[int, Field(ge=1, le=MAX_I64), BeforeValidator(whole_number)]
KnownId = Annotated[int, Field(ge=1, le=MAX_I64)]
Id = Annotated[int, Path(ge=-MAX_I64, le=MAX_I64), BeforeValidator(integer_text)]
Limite = Annotated[int, Query(ge=1, le=100), BeforeValidator(integer_text)]
Apres = Annotated[int, Query(ge=0, le=MAX_I64), BeforeValidator(integer_text)]


def record(name, **fields):
    return with_config(extra="forbid")(TypedDict(name, fields))


Produit = record("Produit", id=KnownId, nom=Annotated[str, Field(min_length=1, max_length=100)],
                 prix_centimes=Amount, stock=Amount)
Creation = record("CreationProduit", nom=Nom, prix_centimes=Amount, stock=NotRequired[Amount])
Remplacement = record("RemplacementProduit", nom=Nom, prix_centimes=Amount, stock=Amount)
Modification = record("ModificationProduit", nom=NotRequired[Nom],
                      prix_centimes=NotRequired[Amount], stock=NotRequired[Amount])
Retrait = record("Retrait", quantite=Quantity)
Page = record("PageProduits", produits=list[Produit], suivant=KnownId | None)
Erreur = record("Erreur", erreur=str)


def body(model):
    """What the request's JSON says, once it is known to keep the rules of `model`."""
    adapter = TypeAdapter(model)

    async def read(request: Request):
        declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if declared != "application/json":
            raise HTTPException(415, "le corps doit être déclaré application/json")
        try:
            text = (await request.body()).decode()
            # Left alone, Python reads NaN and Infinity, and refuses integers of 5000 digits, which
            # are only out of range: as much as their beginning is.
            value = json.loads(text, parse_constant=int, parse_int=lambda digits: int(digits[:99]))
        except (ValueError, RecursionError):
            raise HTTPException(400, "le corps n'est pas du JSON") from None
        try:
            return adapter.validate_python(value)
        except ValidationError as error:
            # `ascii`, for an unknown field may have any name, lone surrogates included.
            where = ", ".join(sorted({ascii(detail["loc"]) for detail in error.errors()}))
            raise HTTPException(422, f"une règle n'est pas respectée : {where}") from None

    return Depends(read)


# --- The database --------------------------------------------------------------------------

URL = os.environ.get("DATABASE_URL", "sqlite://produits.db")
DATABASE = unquote(URL.partition("?")[0].removeprefix("sqlite:").removeprefix("//"))
LOCAL = threading.local()


def connection():
    """FastAPI runs requests in a pool of threads, each of which keeps its own connection."""
    if not hasattr(LOCAL, "db"):
        # IMMEDIATE: a transaction that writes waits for its turn before it does anything.
        LOCAL.db = sqlite3.connect(DATABASE, timeout=30, isolation_level="IMMEDIATE")
        LOCAL.db.row_factory = sqlite3.Row
        LOCAL.db.execute("PRAGMA journal_mode = WAL")
        # AUTOINCREMENT: the id of a deleted product is never given again.
        LOCAL.db.execute("""CREATE TABLE IF NOT EXISTS produits (
            id INTEGER PRIMARY KEY AUTOINCREMENT, nom TEXT NOT NULL UNIQUE,
            prix_centimes INTEGER NOT NULL, stock INTEGER NOT NULL)""")
    return LOCAL.db


def one(sql, **values):
    """The one product that the statement, a transaction of its own, reads or writes."""
    with connection() as db:
        row = db.execute(sql, values).fetchone()
    if row is None:
        raise HTTPException(404, "introuvable")
    return dict(row)


# --- The routes ----------------------------------------------------------------------------

# Without `redirect_slashes=False`, a path with a slash too many would not be unknown.
app = FastAPI(openapi_url="/api-docs/openapi.json", docs_url=None, redoc_url=None,
              redirect_slashes=False)


@app.get("/api/produits")
def list_products(limite: Limite = 20, apres: Apres = 0, q: str = ""):
    # SQLite's lower() changes ASCII letters only, and instr() knows no wildcard.
    rows = connection().execute(
        """SELECT * FROM produits WHERE id > ? AND instr(lower(nom), lower(?)) > 0
           ORDER BY id LIMIT ?""", (apres, q, limite + 1)).fetchall()
    shown = [dict(row) for row in rows[:limite]]
    return {"produits": shown, "suivant": shown[-1]["id"] if len(rows) > limite else None}


@app.post("/api/produits")
def create(creation=body(Creation)):
    produit = one("""INSERT INTO produits (nom, prix_centimes, stock)
                     VALUES (:nom, :prix_centimes, :stock) RETURNING *""",
                  **{"stock": 0} | creation)
    return JSONResponse(produit, 201, {"Location": f"/api/produits/{produit['id']}"})


@app.get("/api/produits/{id}")
def read(id: Id):
    return one("SELECT * FROM produits WHERE id = :id", id=id)


@app.put("/api/produits/{id}")
def replace(id: Id, replacement=body(Remplacement)):
    return change(id, replacement)


@app.patch("/api/produits/{id}")
def change(id: Id, modification=body(Modification)):
    return one("""UPDATE produits SET nom = coalesce(:nom, nom), stock = coalesce(:stock, stock),
                  prix_centimes = coalesce(:prix_centimes, prix_centimes)
                  WHERE id = :id RETURNING *""",
               id=id, **dict.fromkeys(("nom", "prix_centimes", "stock")) | modification)


@app.delete("/api/produits/{id}")
def delete(id: Id):
    one("DELETE FROM produits WHERE id = :id RETURNING *", id=id)
    return Response(status_code=204)


@app.post("/api/produits/{id}/retrait")
def withdraw(id: Id, retrait=body(Retrait)):
    try:
        return one("""UPDATE produits SET stock = stock - :quantite
                      WHERE id = :id AND stock >= :quantite RETURNING *""", id=id, **retrait)
    except HTTPException:
        read(id)  # 404 when it is the product that lacks
        raise HTTPException(409, "le stock est trop bas") from None


@app.exception_handler(HTTPException)
def refused(request, error):
    headers = dict(error.headers or {})
    if error.status_code == 405:
        # The framework names the methods of one route; a path here may have several.
        matching = (r for r in app.routes if r.path_regex.match(request.scope["path"]))
        headers["Allow"] = ", ".join(sorted({m for route in matching for m in route.methods}))
    return JSONResponse({"erreur": error.detail}, error.status_code, headers)


def always(status, text):
    return lambda request, error: JSONResponse({"erreur": text}, status)


app.add_exception_handler(RequestValidationError, always(400, "paramètre invalide"))
app.add_exception_handler(sqlite3.IntegrityError, always(409, "ce nom est déjà pris"))
app.add_exception_handler(Exception, always(500, "erreur interne"))

# --- The document --------------------------------------------------------------------------

ERRORS = {400: "A parameter is no integer or out of range, or the body is malformed JSON",
          404: "No such product",
          409: "The name is taken, or the stock too low; nothing changed",
          415: "The body is not declared application/json",
          422: "The JSON breaks a rule; nothing changed"}
WRITING = (400, 404, 409, 415, 422)


def content(model, **more):
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    return {"content": {"application/json": {"schema": schema}}} | more


def parameter(name, place, **schema):
    return {"name": name, "in": place, "required": place == "path", "schema": schema}


def operation(operation_id, summary, responses, errors, takes=None, **more):
    refusals = {str(code): {"$ref": f"#/components/responses/Erreur{code}"} for code in errors}
    if takes:
        more["requestBody"] = content(takes, required=True)
    return {"operationId": operation_id, "summary": summary, "tags": ["produits"],
            "responses": responses | refusals} | more


def document():
    models = (Produit, Creation, Remplacement, Modification, Retrait, Page, Erreur)
    inputs = [(model, "validation", TypeAdapter(model)) for model in models]
    schemas = TypeAdapter.json_schemas(inputs, ref_template="#/components/schemas/{model}")[1]
    errors = {f"Erreur{code}": content(Erreur, description=ERRORS[code]) for code in ERRORS}
    an_id = parameter("id", "path", type="integer", minimum=-MAX_I64, maximum=MAX_I64)
    listing = [parameter("limite", "query", type="integer", minimum=1, maximum=100, default=20),
               parameter("apres", "query", type="integer", minimum=0, maximum=MAX_I64, default=0),
               parameter("q", "query", type="string", default="")]
    page = {"200": content(Page, description="By id; the last one's id when more follow")}
    location = {"required": True, "schema": {"type": "string", "pattern": "^/api/produits/[0-9]+$"}}
    created = {"201": content(Produit, description="Created", headers={"Location": location})}
    product = {"200": content(Produit, description="The product")}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Produits", "version": "1.0.0"},
        "components": {"schemas": schemas["$defs"], "responses": errors},
        "paths": {
            "/api/produits": {
                "get": operation("lister", "List products", page, [400], parameters=listing),
                "post": operation("creer", "Create one", created, (400, 409, 415, 422), Creation)},
            "/api/produits/{id}": {
                "parameters": [an_id],
                "get": operation("lire", "Read a product", product, (400, 404)),
                "put": operation("remplacer", "Replace it", product, WRITING, Remplacement),
                "patch": operation("modifier", "Change it", product, WRITING, Modification),
                "delete": operation("supprimer", "Delete it", {"204": {"description": "Deleted"}},
                                    (400, 404))},
            "/api/produits/{id}/retrait": {
                "parameters": [an_id],
                "post": operation("retirer", "Lower its stock", product, WRITING, Retrait)},
        },
    }


def lie_about_status(told):
    """POST /api/produits is said to answer 200; it answers 201."""
    responses = told["paths"]["/api/produits"]["post"]["responses"]
    responses["200"] = responses.pop("201")


def lie_about_type(told):
    """A product's price is said to be a string; it is an integer."""
    told["components"]["schemas"]["Produit"]["properties"]["prix_centimes"] = {"type": "string"}


def lie_about_missing(told):
    """A product is said to have no `stock`, and no field beyond those said; it has one."""
    produit = told["components"]["schemas"]["Produit"]
    del produit["properties"]["stock"]
    produit["required"].remove("stock")


def lie_about_parameter(told):
    """`limite` is said to go up to 1000; beyond 100 it is refused."""
    told["paths"]["/api/produits"]["get"]["parameters"][0]["schema"]["maximum"] = 1000


def lie_about_header(told):
    """A new product is said to be at /produits/ID; it is at /api/produits/ID."""
    headers = told["paths"]["/api/produits"]["post"]["responses"]["201"]["headers"]
    headers["Location"]["schema"]["pattern"] = "^/produits/[0-9]+$"


LIES = {"status": lie_about_status, "type": lie_about_type, "missing": lie_about_missing,
        "parameter": lie_about_parameter, "header": lie_about_header}

# --- Swagger UI ----------------------------------------------------------------------------

# Without a null `validatorUrl` the page would ask a validator elsewhere.
PAGE = """<!DOCTYPE html>
<html lang="fr"><meta charset="utf-8">
<title>Produits · Swagger UI</title>
<link rel="stylesheet" href="swagger-ui.css">
<link rel="icon" type="image/png" href="favicon-32x32.png">
<div id="swagger-ui"></div>
<script src="swagger-ui-bundle.js"></script>
<script src="swagger-ui-standalone-preset.js"></script>
<script>
  SwaggerUIBundle({
    url: "/api-docs/openapi.json", dom_id: "#swagger-ui", validatorUrl: null,
    presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset], layout: "StandaloneLayout",
  });
</script>
"""
ASSETS = pathlib.Path(importlib.util.find_spec("flask_swagger_ui").origin).parent / "dist"
SERVED = re.findall(r'(?:href|src)="([^"]+)"', PAGE)


@app.get("/swagger-ui/{name:path}")
def swagger_ui(name: str):
    if name and name not in SERVED:
        raise HTTPException(404, "introuvable")
    return FileResponse(ASSETS / name) if name else HTMLResponse(PAGE)


# The paths are regular expressions, whose `$` would let a last line feed (%0A) through.
for route in app.routes:
    route.path_regex = re.compile(route.path_regex.pattern.removesuffix("$") + r"\Z")

if __name__ == "__main__":
    told = document()
    for lie in sys.argv[1:]:
        LIES[lie](told)
    app.openapi = lambda: told
    connection()  # the database is there before the first request
    port = int(os.environ.get("PORT", "5000"))
    uvicorn.run(app, host="127.0.0.1", port=port, access_log=False, log_level="warning")
