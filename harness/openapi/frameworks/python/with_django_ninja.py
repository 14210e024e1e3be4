"""The catalogue in Django Ninja: the models are Pydantic's, the routes Django's."""

import django
from django.conf import settings

settings.configure(ROOT_URLCONF=__name__, SECRET_KEY="-")
django.setup()

from typing import Annotated

from django.urls import path
from ninja import NinjaAPI, Query, Schema
from pydantic import Field

from catalogue import TITLE, errors, show, summary
from pydantic_models import Creation, Erreur, Modification, Page, Produit, Remplacement, Retrait


class Filters(Schema):
    limite: Annotated[int, Field(ge=1, le=100)] = 20
    apres: Annotated[int | None, Field(ge=0)] = None
    q: str | None = None


api = NinjaAPI(title=TITLE, version="1.0.0")


def described(name, status=200, model=Produit):
    return {"operation_id": name, "summary": summary(name), "tags": ["produits"],
            "response": {status: model} | {status: Erreur for status in errors(name)}}


@api.get("/produits", **described("lister", model=Page))
def list_products(request, filters: Query[Filters]): ...


@api.post("/produits", **described("creer", 201))
def create(request, creation: Creation): ...


@api.get("/produits/{int:id}", **described("lire"))
def read(request, id: int): ...


@api.put("/produits/{int:id}", **described("remplacer"))
def replace(request, id: int, remplacement: Remplacement): ...


@api.patch("/produits/{int:id}", **described("modifier"))
def change(request, id: int, modification: Modification): ...


@api.delete("/produits/{int:id}", **described("supprimer", 204, None))
def delete(request, id: int): ...


@api.post("/produits/{int:id}/retrait", **described("retirer"))
def withdraw(request, id: int, retrait: Retrait): ...


urlpatterns = [path("api/", api.urls)]
show(api.get_openapi_schema())
