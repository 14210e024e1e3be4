"""The catalogue in Litestar: the models are msgspec's."""

from typing import Annotated

from litestar import Litestar, Router, delete, get, patch, post, put
from litestar.openapi import ResponseSpec
from litestar.openapi.config import OpenAPIConfig
from litestar.params import Parameter
from msgspec import UNSET, Meta, Struct, UnsetType

from catalogue import MOST, NOM, TITLE, errors, show, summary

Nom = Annotated[str, Meta(pattern=NOM)]
Amount = Annotated[int, Meta(ge=0, le=MOST)]


class Produit(Struct, forbid_unknown_fields=True):
    id: int
    nom: Annotated[str, Meta(min_length=1, max_length=100)]
    prix_centimes: Amount
    stock: Amount


class Creation(Struct, forbid_unknown_fields=True):
    nom: Nom
    prix_centimes: Amount
    stock: Amount = 0


class Remplacement(Struct, forbid_unknown_fields=True):
    nom: Nom
    prix_centimes: Amount
    stock: Amount


# Litestar leaves out a `ge` of 0 where a type is one of several.
AboveMinusOne = Annotated[int, Meta(gt=-1, le=MOST)]


class Modification(Struct, forbid_unknown_fields=True):
    nom: Nom | UnsetType = UNSET
    prix_centimes: AboveMinusOne | UnsetType = UNSET
    stock: AboveMinusOne | UnsetType = UNSET


class Retrait(Struct, forbid_unknown_fields=True):
    quantite: Annotated[int, Meta(ge=1)]


class Page(Struct):
    produits: list[Produit]
    suivant: int | None


class Erreur(Struct):
    erreur: str


def described(name):
    refusals = {status: ResponseSpec(Erreur, description=text, generate_examples=False)
                for status, text in errors(name).items()}
    return {"operation_id": name, "summary": summary(name), "responses": refusals}


@get("/", **described("lister"))
async def list_products(limite: Annotated[int, Parameter(ge=1, le=100)] = 20,
                        apres: Annotated[int | None, Parameter(gt=-1)] = None,
                        q: str | None = None) -> Page: ...


@post("/", **described("creer"))
async def create(data: Creation) -> Produit: ...


@get("/{id:int}", **described("lire"))
async def read(id: int) -> Produit: ...


@put("/{id:int}", **described("remplacer"))
async def replace(id: int, data: Remplacement) -> Produit: ...


@patch("/{id:int}", **described("modifier"))
async def change(id: int, data: Modification) -> Produit: ...


@delete("/{id:int}", **described("supprimer"))
async def remove(id: int) -> None: ...


@post("/{id:int}/retrait", status_code=200, **described("retirer"))
async def withdraw(id: int, data: Retrait) -> Produit: ...


handlers = [list_products, create, read, replace, change, remove, withdraw]
app = Litestar([Router("/api/produits", route_handlers=handlers, tags=["produits"])],
               openapi_config=OpenAPIConfig(title=TITLE, version="1.0.0"))
document = app.openapi_schema.to_schema()
# The models refuse unknown fields, and the document does not say so.
for schema in document["components"]["schemas"].values():
    schema["additionalProperties"] = False
show(document)
