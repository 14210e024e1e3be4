"""The catalogue in marshmallow's schemas, which APIFlask and flask-smorest have in common."""

from marshmallow import RAISE, Schema, fields, validate

from catalogue import MOST, NOM


class Strict(Schema):
    class Meta:
        unknown = RAISE


def nom(**more):
    return fields.String(validate=validate.Regexp(NOM), **more)


def amount(**more):
    return fields.Integer(strict=True, validate=validate.Range(min=0, max=MOST), **more)


class Produit(Strict):
    id = fields.Integer(required=True)
    nom = fields.String(required=True, validate=validate.Length(min=1, max=100))
    prix_centimes = amount(required=True)
    stock = amount(required=True)


class Creation(Strict):
    nom = nom(required=True)
    prix_centimes = amount(required=True)
    stock = amount(load_default=0)


class Remplacement(Strict):
    nom = nom(required=True)
    prix_centimes = amount(required=True)
    stock = amount(required=True)


class Modification(Strict):
    nom = nom()
    prix_centimes = amount()
    stock = amount()


class Retrait(Strict):
    quantite = fields.Integer(strict=True, required=True, validate=validate.Range(min=1))


class Page(Strict):
    produits = fields.List(fields.Nested(Produit), required=True)
    suivant = fields.Integer(required=True, allow_none=True)


class Erreur(Strict):
    erreur = fields.String(required=True)


class Listing(Schema):
    limite = fields.Integer(load_default=20, validate=validate.Range(min=1, max=100))
    apres = fields.Integer(load_default=None, validate=validate.Range(min=0))
    q = fields.String()
