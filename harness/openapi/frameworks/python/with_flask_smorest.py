"""The catalogue in flask-smorest."""

from flask import Flask
from flask_smorest import Api, Blueprint

from catalogue import TITLE, errors, show, summary
from marshmallow_models import Creation, Erreur, Listing, Modification, Page, Produit, Remplacement, Retrait


class Catalogue(Api):
    ERROR_SCHEMA = Erreur


app = Flask(__name__)
app.config |= {"API_TITLE": TITLE, "API_VERSION": "1.0.0", "OPENAPI_VERSION": "3.1.0"}
api = Catalogue(app)
produits = Blueprint("produits", __name__, url_prefix="/api", description="Les produits")


def described(name):
    def decorate(function):
        for status, text in errors(name).items():
            function = produits.alt_response(status, schema=Erreur, description=text)(function)
        return produits.doc(operationId=name, summary=summary(name))(function)

    return decorate


@produits.route("/produits")
@described("lister")
@produits.arguments(Listing, location="query")
@produits.response(200, Page)
def list_products(listing): ...


@produits.route("/produits", methods=["POST"])
@described("creer")
@produits.arguments(Creation)
@produits.response(201, Produit)
def create(creation): ...


@produits.route("/produits/<int:id>")
@described("lire")
@produits.response(200, Produit)
def read(id): ...


@produits.route("/produits/<int:id>", methods=["PUT"])
@described("remplacer")
@produits.arguments(Remplacement)
@produits.response(200, Produit)
def replace(remplacement, id): ...


@produits.route("/produits/<int:id>", methods=["PATCH"])
@described("modifier")
@produits.arguments(Modification)
@produits.response(200, Produit)
def change(modification, id): ...


@produits.route("/produits/<int:id>", methods=["DELETE"])
@described("supprimer")
@produits.response(204)
def delete(id): ...


@produits.route("/produits/<int:id>/retrait", methods=["POST"])
@described("retirer")
@produits.arguments(Retrait)
@produits.response(200, Produit)
def withdraw(retrait, id): ...


api.register_blueprint(produits)
show(api.spec.to_dict())
