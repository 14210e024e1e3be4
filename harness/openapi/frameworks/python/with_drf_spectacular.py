"""The catalogue in Django REST framework, described by drf-spectacular."""

import django
from django.conf import settings

from catalogue import MOST, NOM, TITLE, errors, show, summary

settings.configure(
    ROOT_URLCONF=__name__,
    SECRET_KEY="-",
    USE_TZ=True,
    INSTALLED_APPS=["django.contrib.contenttypes", "django.contrib.auth", "rest_framework",
                    "drf_spectacular"],
    REST_FRAMEWORK={"DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
                    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
                    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"]},
    SPECTACULAR_SETTINGS={"TITLE": TITLE, "VERSION": "1.0.0", "OAS_VERSION": "3.1.0",
                          "COMPONENT_SPLIT_REQUEST": True,
                          "POSTPROCESSING_HOOKS": [f"{__name__}.without_unknown_fields"]},
)
django.setup()

from django.urls import path
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.viewsets import ViewSet


def without_unknown_fields(result, **_):
    """A serializer ignores the fields that it does not know, and has no way to say otherwise."""
    for schema in result["components"]["schemas"].values():
        schema["additionalProperties"] = False
    return result


def amount(**more):
    return serializers.IntegerField(min_value=0, max_value=MOST, **more)


class Produit(serializers.Serializer):
    id = serializers.IntegerField(read_only=True)
    nom = serializers.CharField(min_length=1, max_length=100)
    prix_centimes = amount()
    stock = amount()


class Creation(serializers.Serializer):
    nom = serializers.RegexField(NOM)
    prix_centimes = amount()
    stock = amount(required=False)


class Remplacement(serializers.Serializer):
    nom = serializers.RegexField(NOM)
    prix_centimes = amount()
    stock = amount()


class Modification(serializers.Serializer):
    nom = serializers.RegexField(NOM, required=False)
    prix_centimes = amount(required=False)
    stock = amount(required=False)


class Retrait(serializers.Serializer):
    quantite = serializers.IntegerField(min_value=1)


class Page(serializers.Serializer):
    produits = Produit(many=True)
    suivant = serializers.IntegerField(allow_null=True)


class Erreur(serializers.Serializer):
    erreur = serializers.CharField()


def described(name, status=200, answer=Produit, **more):
    refusals = {code: OpenApiResponse(Erreur, text) for code, text in errors(name).items()}
    return extend_schema(operation_id=name, summary=summary(name), tags=["produits"],
                         responses={status: answer} | refusals, **more)


ID = [OpenApiParameter("id", int, OpenApiParameter.PATH)]
LISTING = [
    OpenApiParameter("limite", {"type": "integer", "minimum": 1, "maximum": 100}, default=20),
    OpenApiParameter("apres", {"type": ["integer", "null"], "minimum": 0}),
    OpenApiParameter("q", str),
]


class Produits(ViewSet):
    @described("lister", answer=Page, parameters=LISTING)
    def browse(self, request): ...

    @described("creer", 201, request=Creation)
    def create(self, request): ...

    @described("lire", parameters=ID)
    def retrieve(self, request, id): ...

    @described("remplacer", request=Remplacement, parameters=ID)
    def update(self, request, id): ...

    @described("modifier", request=Modification, parameters=ID)
    def partial_update(self, request, id): ...

    @described("supprimer", 204, None, parameters=ID)
    def destroy(self, request, id): ...

    @described("retirer", request=Retrait, parameters=ID)
    def withdraw(self, request, id): ...


urlpatterns = [
    path("api/produits", Produits.as_view({"get": "browse", "post": "create"})),
    path("api/produits/<int:id>", Produits.as_view({"get": "retrieve", "put": "update",
                                                    "patch": "partial_update",
                                                    "delete": "destroy"})),
    path("api/produits/<int:id>/retrait", Produits.as_view({"post": "withdraw"})),
]
show(SchemaGenerator().get_schema(public=True))
