"""The catalogue in APIFlask."""

from apiflask import APIFlask

from catalogue import TITLE, errors, show, summary
from marshmallow_models import Creation, Erreur, Listing, Modification, Page, Produit, Remplacement, Retrait

app = APIFlask(__name__, title=TITLE)
app.config["OPENAPI_VERSION"] = "3.1.0"
app.config["HTTP_ERROR_SCHEMA"] = Erreur
app.config["VALIDATION_ERROR_SCHEMA"] = Erreur
app.config["VALIDATION_ERROR_STATUS_CODE"] = 422


def described(name):
    return app.doc(operation_id=name, summary=summary(name), tags=["produits"],
                   responses=errors(name))


@app.get("/api/produits")
@app.input(Listing, location="query")
@app.output(Page)
@described("lister")
def list_products(query_data): ...


@app.post("/api/produits")
@app.input(Creation)
@app.output(Produit, status_code=201)
@described("creer")
def create(json_data): ...


@app.get("/api/produits/<int:id>")
@app.output(Produit)
@described("lire")
def read(id): ...


@app.put("/api/produits/<int:id>")
@app.input(Remplacement)
@app.output(Produit)
@described("remplacer")
def replace(id, json_data): ...


@app.patch("/api/produits/<int:id>")
@app.input(Modification)
@app.output(Produit)
@described("modifier")
def change(id, json_data): ...


@app.delete("/api/produits/<int:id>")
@app.output({}, status_code=204)
@described("supprimer")
def delete(id): ...


@app.post("/api/produits/<int:id>/retrait")
@app.input(Retrait)
@app.output(Produit)
@described("retirer")
def withdraw(id, json_data): ...


with app.app_context():
    show(app.spec)
