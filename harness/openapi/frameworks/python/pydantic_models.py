"""The catalogue in Pydantic's models, which Django Ninja and FastAPI have in common."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from catalogue import MOST, NOM

Nom = Annotated[str, Field(pattern=NOM, examples=["Vélo"])]
Amount = Annotated[int, Field(ge=0, le=MOST)]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Produit(Strict):
    id: int
    nom: Annotated[str, Field(min_length=1, max_length=100)]
    prix_centimes: Amount
    stock: Amount


class Creation(Strict):
    nom: Nom
    prix_centimes: Amount
    stock: Amount = 0


class Remplacement(Strict):
    nom: Nom
    prix_centimes: Amount
    stock: Amount


class Modification(Strict):
    nom: Nom = None
    prix_centimes: Amount = None
    stock: Amount = None


class Retrait(Strict):
    quantite: Annotated[int, Field(ge=1)]


class Page(Strict):
    produits: list[Produit]
    suivant: int | None


class Erreur(Strict):
    erreur: Annotated[str, Field(min_length=1)]
