"""The catalogue in FastAPI: the models are Pydantic's."""

from typing import Annotated

from fastapi import FastAPI, Query, Response

from catalogue import TITLE, errors, show, summary
from pydantic_models import Creation, Erreur, Modification, Page, Produit, Remplacement, Retrait

app = FastAPI(title=TITLE)


def described(name, **more):
    refusals = {status: {"model": Erreur, "description": text} for status, text in errors(name).items()}
    return {"operation_id": name, "summary": summary(name), "tags": ["produits"],
            "responses": refusals} | more


@app.get("/api/produits", **described("lister"))
def list_products(limite: Annotated[int, Query(ge=1, le=100)] = 20,
                  apres: Annotated[int | None, Query(ge=0)] = None,
                  q: str | None = None) -> Page: ...


@app.post("/api/produits", **described("creer", status_code=201))
def create(creation: Creation) -> Produit: ...


@app.get("/api/produits/{id}", **described("lire"))
def read(id: int) -> Produit: ...


@app.put("/api/produits/{id}", **described("remplacer"))
def replace(id: int, remplacement: Remplacement) -> Produit: ...


@app.patch("/api/produits/{id}", **described("modifier"))
def change(id: int, modification: Modification) -> Produit: ...


@app.delete("/api/produits/{id}", **described("supprimer", status_code=204, response_class=Response))
def delete(id: int) -> None: ...


@app.post("/api/produits/{id}/retrait", **described("retirer"))
def withdraw(id: int, retrait: Retrait) -> Produit: ...


show(app.openapi())
