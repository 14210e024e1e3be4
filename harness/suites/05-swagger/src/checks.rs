//! The checks, in the order in which a student meets them.

use engine::http::{delete, get, patch, post, put};
use engine::transcript::Look::{Refusal, Status};
use engine::{Check, Conversation, Stop, Text};
use openapi::{Side, agree, lint, methods};
use serde_json::json;

use crate::contract::{
    DOCUMENT, KNOWN, document, missing_routes, missing_statuses, no_problem, whole_document,
};
use crate::samples;
use crate::swagger::page;

/// How many requests are generated on each side when the run does not say.
const REQUESTS: u32 = 120;

/// All of them.
pub const CHECKS: &[Check] = &[
    Check {
        id: "document",
        title: Text {
            fr: "GET /api-docs/openapi.json donne un document OpenAPI 3.1 valide",
            en: "GET /api-docs/openapi.json returns a valid OpenAPI 3.1 document",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez `router` dans src/document.rs : le document se construit à partir des \
                 annotations, puis se sert comme une réponse JSON. Un endroit \
                 `#/components/schemas/…` vient d'un type de src/produit.rs ou de src/erreur.rs, \
                 `#/paths/…` d'une annotation de src/produits.rs.",
            en: "Look at `router` in src/document.rs: the document is made from the annotations, \
                 then served as a JSON answer. A place `#/components/schemas/…` comes from a type \
                 in src/produit.rs or src/erreur.rs, `#/paths/…` from an annotation in \
                 src/produits.rs.",
        },
        idea: Text {
            fr: "`OpenApiRouter::split_for_parts()` rend les routes et le document ; \
                 `SwaggerUi::new(\"/swagger-ui\").url(\"/api-docs/openapi.json\", document)` sert \
                 les deux.",
            en: "`OpenApiRouter::split_for_parts()` returns the routes and the document; \
                 `SwaggerUi::new(\"/swagger-ui\").url(\"/api-docs/openapi.json\", document)` serves \
                 both.",
        },
        chapter: "5-openapi/documentation.md#document",
        talk: |talk| {
            let document = document(talk)?;
            let mut problems = lint::invalid(&document, talk.lang()).map_err(Stop::Harness)?;
            problems.extend(lint::unreadable_patterns(&document, talk.lang()));
            seen(talk, &problems)
        },
    },
    Check {
        id: "routes",
        title: Text {
            fr: "chaque route du lab 04 est dans le document",
            en: "every route of lab 04 is in the document",
        },
        points: 3,
        nudge: Text {
            fr: "Regardez src/produits.rs : une annotation `#[utoipa::path(…)]` par gestionnaire, et \
                 `routes!` au lieu de `route`.",
            en: "Look at src/produits.rs: an annotation `#[utoipa::path(…)]` for each handler, and \
                 `routes!` instead of `route`.",
        },
        idea: Text {
            fr: "`OpenApiRouter::new().routes(routes!(lister, creer))` : les gestionnaires d'un même \
                 chemin ensemble. La route vient alors de l'annotation, et ne peut plus en différer.",
            en: "`OpenApiRouter::new().routes(routes!(lister, creer))`: the handlers of one path \
                 together. The route then comes from the annotation and can differ from it no more.",
        },
        chapter: "5-openapi/documentation.md#annotations",
        talk: |talk| {
            let document = document(talk)?;
            let problems = missing_routes(&document, talk.lang());
            seen(talk, &problems)
        },
    },
    Check {
        id: "references",
        title: Text {
            fr: "toute référence mène quelque part, tout paramètre de chemin est déclaré",
            en: "every reference leads somewhere, every path parameter is declared",
        },
        points: 1,
        nudge: Text {
            fr: "Un schéma utilisé doit être dans `components` ; un `{id}` du chemin, dans `params`.",
            en: "A schema that is used must be in `components`; an `{id}` of the path, in `params`.",
        },
        idea: Text {
            fr: "`routes!` ajoute les schémas des corps que les annotations nomment. \
                 `params((\"id\" = i64, Path, …))` déclare le paramètre du chemin.",
            en: "`routes!` adds the schemas of the bodies that the annotations name. \
                 `params((\"id\" = i64, Path, …))` declares the parameter of the path.",
        },
        chapter: "5-openapi/documentation.md#annotations",
        talk: |talk| {
            let document = whole_document(talk)?;
            let problems = lint::loose_ends(&document, talk.lang());
            seen(talk, &problems)
        },
    },
    Check {
        id: "statuses",
        title: Text {
            fr: "chaque route annonce tous les statuts par lesquels elle peut répondre",
            en: "every route names all the statuses it can answer with",
        },
        points: 3,
        nudge: Text {
            fr: "Prenez un par un les gestionnaires de src/produits.rs : l'identifiant ou les \
                 paramètres, le corps et la requête SQL peuvent chacun refuser, et chacun de \
                 leurs statuts va dans l'annotation. Le tableau du chapitre dit lesquels ; celui \
                 du lab 04 ne les nomme pas tous.",
            en: "Take the handlers of src/produits.rs one by one: the id or the parameters, the \
                 body and the SQL query can each refuse, and every status of theirs goes into the \
                 annotation. The table of the chapter says which; that of lab 04 does not name \
                 them all.",
        },
        idea: Text {
            fr: "`responses((status = 200, body = Produit, description = \"…\"), (status = 404, \
                 body = erreur::Corps, …), …)` : une parenthèse par statut.",
            en: "`responses((status = 200, body = Produit, description = \"…\"), (status = 404, \
                 body = erreur::Corps, …), …)`: a parenthesis for each status.",
        },
        chapter: "5-openapi/documentation.md#annotations",
        talk: |talk| {
            let document = whole_document(talk)?;
            let problems = missing_statuses(&document, talk.lang());
            seen(talk, &problems)
        },
    },
    Check {
        id: "described",
        title: Text {
            fr: "chaque opération a un résumé, une étiquette et un operationId à elle",
            en: "every operation has a summary, a tag and an operationId of its own",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez l'annotation de ce gestionnaire dans src/produits.rs : `summary`, \
                 `tag`, et `operation_id`, qu'aucun autre gestionnaire ne porte.",
            en: "Look at the annotation of this handler in src/produits.rs: `summary`, `tag`, and \
                 `operation_id`, which no other handler has.",
        },
        idea: Text {
            fr: "Sans `summary`, utoipa prend le premier paragraphe du commentaire `///` ; sans \
                 `operation_id`, le nom de la fonction.",
            en: "Without `summary`, utoipa takes the first paragraph of the `///` comment; without \
                 `operation_id`, the name of the function.",
        },
        chapter: "5-openapi/documentation.md#annotations",
        talk: |talk| {
            let document = whole_document(talk)?;
            let problems = lint::undescribed(&document, talk.lang());
            seen(talk, &problems)
        },
    },
    Check {
        id: "schemas",
        title: Text {
            fr: "des schémas décrivent le produit, sa création, son changement et l'erreur",
            en: "schemas describe the product, its creation, its change and the error",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez src/produit.rs, et src/erreur.rs pour l'erreur : un schéma dit les \
                 types, les bornes et les champs obligatoires, et celui d'un corps envoyé \
                 interdit les champs inconnus. Les blancs autour d'un nom ne comptent pas dans sa \
                 longueur.",
            en: "Look at src/produit.rs, and at src/erreur.rs for the error: a schema says the \
                 types, the bounds and the required fields, and that of a body that is sent \
                 forbids unknown ones. The blanks around a name do not count in its length.",
        },
        idea: Text {
            fr: "`#[derive(ToSchema)]`, qui lit `deny_unknown_fields`. Pour un type à vous, \
                 `PartialSchema` avec `ObjectBuilder`, `minimum`, `maximum`, `pattern` : une \
                 longueur compterait les blancs autour d'un nom.",
            en: "`#[derive(ToSchema)]`, which reads `deny_unknown_fields`. For a type of yours, \
                 `PartialSchema` with `ObjectBuilder`, `minimum`, `maximum`, `pattern`: a length \
                 would count the blanks around a name.",
        },
        chapter: "5-openapi/documentation.md#schemas",
        talk: |talk| {
            let document = whole_document(talk)?;
            let problems = samples::problems(&document, talk.lang());
            seen(talk, &problems)
        },
    },
    Check {
        id: "page",
        title: Text {
            fr: "GET /swagger-ui/ montre ce document, sans rien charger d'ailleurs",
            en: "GET /swagger-ui/ shows that document, and loads nothing from elsewhere",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez src/document.rs. La page, ses scripts et ses styles viennent de votre \
                 serveur, et l'adresse du document qu'elle montre est /api-docs/openapi.json.",
            en: "Look at src/document.rs. The page, its scripts and its styles come from your \
                 server, and the address of the document that it shows is /api-docs/openapi.json.",
        },
        idea: Text {
            fr: "`SwaggerUi` de utoipa-swagger-ui contient les fichiers de la page : `.merge(…)` \
                 suffit.",
            en: "`SwaggerUi` of utoipa-swagger-ui holds the files of the page: `.merge(…)` is \
                 enough.",
        },
        chapter: "5-openapi/documentation.md#swagger-ui",
        talk: page,
    },
    Check {
        id: "allowed",
        title: Text {
            fr: "ce que le document permet reçoit la réponse qu'il décrit",
            en: "what the document allows gets the answer that it describes",
        },
        points: 2,
        nudge: Text {
            fr: "`-` est le document, avec l'endroit (`~1` y est un `/`), `+` est le serveur : \
                 lequel des deux a raison, d'après le contrat ? Un 5xx est toujours la faute du \
                 serveur.",
            en: "`-` is the document, with the place in it (`~1` stands for `/`), `+` is the \
                 server: which of them is right, by the contract? A 5xx is always the server's \
                 fault.",
        },
        idea: Text {
            fr: "Comparez l'annotation du gestionnaire et les types de sa requête et de sa réponse : \
                 un statut, un champ, une borne qui manque au schéma.",
            en: "Compare the annotation of the handler with the types of its request and its \
                 answer: a status, a field, a bound that the schema lacks.",
        },
        chapter: "5-openapi/documentation.md#agreement",
        talk: |talk| agreement(talk, Side::Allowed),
    },
    Check {
        id: "forbidden",
        title: Text {
            fr: "ce que le document interdit est refusé",
            en: "what the document forbids is refused",
        },
        points: 2,
        nudge: Text {
            fr: "Ce qui suit `-` est dans le document (`~1` y est un `/`). Si c'est une règle, le \
                 serveur la contrôle-t-il aussi ? Si ce sont des statuts ou un type de contenu, \
                 son refus doit en être.",
            en: "What follows `-` is in the document (`~1` stands for `/`). If it is a rule, does \
                 the server check it too? If it is statuses or a content type, the refusal must \
                 be among them.",
        },
        idea: Text {
            fr: "Une règle doit être aux deux endroits : dans le type (`try_from`, \
                 `deny_unknown_fields`) et dans son schéma.",
            en: "A rule must be in both places: in the type (`try_from`, `deny_unknown_fields`) and \
                 in its schema.",
        },
        chapter: "5-openapi/documentation.md#agreement",
        talk: |talk| agreement(talk, Side::Forbidden),
    },
    Check {
        id: "life",
        title: Text {
            fr: "ce qui est créé est là, ce qui est supprimé ne l'est plus",
            en: "what is created is there, what is deleted is gone",
        },
        points: 1,
        nudge: Text {
            fr: "Un produit créé se lit à l'adresse de `Location` ; une fois supprimé, il donne \
                 404 pour toutes les méthodes. Une méthode que le document n'a pas donne 405, et \
                 `Allow` nomme celles qu'il a.",
            en: "A created product can be read at the address of `Location`; once deleted, it is \
                 404 to every method. A method that the document lacks is 405, and `Allow` names \
                 those that it has.",
        },
        idea: Text {
            fr: "C'est le service du lab 04 : `cargo lab test 4` dit ce qui lui manque.",
            en: "It is the service of lab 04: `cargo lab test 4` says what it lacks.",
        },
        chapter: "5-openapi/documentation.md#agreement",
        talk: life,
    },
];

/// The document was looked at, and this was found.
fn seen(talk: &mut Conversation<'_>, problems: &[String]) -> Result<(), Stop> {
    no_problem(talk, problems)?;
    talk.note(&format!("GET {DOCUMENT}"), "✓")
}

/// Requests made of the document, and answers held against it.
fn agreement(talk: &mut Conversation<'_>, side: Side) -> Result<(), Stop> {
    let document = whole_document(talk)?;
    let count = talk.requests().unwrap_or(REQUESTS);
    agree(talk, &document, side, count, KNOWN)?;
    talk.note(&format!("GET {DOCUMENT}"), "✓")
}

/// A product from its creation to after its end.
fn life(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    let document = whole_document(talk)?;
    methods(talk, &document, KNOWN)?;
    talk.ask(delete("/api/produits"), Refusal)?;
    talk.ask(get("/api/produits/1/inconnu"), Refusal)?;
    let product = json!({ "nom": "Vélo de ville", "prix_centimes": 24_900, "stock": 12 });
    talk.ask(
        post("/api/produits").json(product.clone()).naming("id").showing(&["location"]),
        Status,
    )?;
    talk.ask(get("/api/produits/{id}"), Status)?;
    talk.ask(delete("/api/produits/{id}"), Status)?;
    for request in [
        get("/api/produits/{id}"),
        put("/api/produits/{id}").json(product),
        patch("/api/produits/{id}").json(json!({ "stock": 1 })),
        post("/api/produits/{id}/retrait").json(json!({ "quantite": 1 })),
        delete("/api/produits/{id}"),
    ] {
        talk.ask(request, Status)?;
    }
    Ok(())
}
