//! The checks, in the order in which a student meets them.

use engine::draw::{self, Drawn};
use engine::http::{delete, get, patch, post, put};
use engine::transcript::Look::{Json, Refusal, Status, Success, Summary};
use engine::{Check, Text};
use serde_json::json;

use crate::crowd::{injection, many_clients, one_name_at_once, race, restart, withdrawn};
use crate::pages::{bad_parameters, listed, searched};
use crate::products::{
    PRODUCT, PRODUCTS, Product, WITHDRAWAL, all, bind_products, create, created, created_all,
    draw_product, products_of, whole,
};
use crate::values::{at_the_ends, wrong_changes, wrong_products, wrong_withdrawals};

/// All of them.
pub const CHECKS: &[Check] = &[
    Check {
        id: "created",
        title: Text {
            fr: "POST /api/produits crée un produit (201, Location)",
            en: "POST /api/produits creates a product (201, Location)",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez `creer` dans src/produits.rs, `Creation` dans src/produit.rs et la \
                 table dans migrations/. La réponse est un 201, avec le chemin entier du produit \
                 dans `Location`, et le produit tel que la base l'a gardé : son identifiant, un \
                 nom sans blancs autour, un prix en centimes, et 0 pour un `stock` absent.",
            en: "Look at `creer` in src/produits.rs, at `Creation` in src/produit.rs and at the \
                 table in migrations/. The answer is a 201, with the product's whole path in \
                 `Location`, and the product as the database has it: its id, a trimmed name, a \
                 price in cents, and 0 for an absent `stock`.",
        },
        idea: Text {
            fr: "`insert … returning id, nom, prix_centimes, stock` avec `sqlx::query_as` ; \
                 `#[serde(default)]` pour le stock ; répondez `(StatusCode::CREATED, \
                 [(header::LOCATION, place)], Json(produit))`.",
            en: "`insert … returning id, nom, prix_centimes, stock` with `sqlx::query_as`; \
                 `#[serde(default)]` for the stock; answer `(StatusCode::CREATED, \
                 [(header::LOCATION, place)], Json(product))`.",
        },
        chapter: "4-databases/products.md#creating",
        talk: |talk| {
            draw_product(talk);
            talk.ask(create().naming("id").showing(&["location"]), Json)?;
            let other = Product::draw(talk.rng());
            talk.bind("nom", Drawn::Text(other.nom));
            let trimmed = json!({ "nom": "  {nom} ", "prix_centimes": "{prix}" });
            talk.ask(post(PRODUCTS).json(trimmed).naming("autre").showing(&["location"]), Json)
        },
    },
    Check {
        id: "read",
        title: Text {
            fr: "GET /api/produits/{id} : 200, 404, ou 400 si ce n'est pas un entier",
            en: "GET /api/produits/{id}: 200, 404, or 400 when it is no integer",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez `lire` dans src/produits.rs : quand aucune ligne ne vient, c'est un \
                 404, et non une panne. Un identifiant qui n'est pas un entier est un 400 : son \
                 refus passe par `Chemin` et src/erreur.rs.",
            en: "Look at `lire` in src/produits.rs: when no row comes, it is a 404 and not a \
                 breakdown. An id that is no integer is a 400: its refusal goes through `Chemin` \
                 and src/erreur.rs.",
        },
        idea: Text {
            fr: "`fetch_one` rend `sqlx::Error::RowNotFound` : `From<sqlx::Error>` de votre erreur \
                 en fait un 404. `Chemin<i64>` refuse ce qui n'est pas un entier.",
            en: "`fetch_one` returns `sqlx::Error::RowNotFound`: `From<sqlx::Error>` of your error \
                 makes a 404 of it. `Chemin<i64>` refuses what is no integer.",
        },
        chapter: "4-databases/products.md#queries",
        talk: |talk| {
            created(talk)?;
            talk.ask(get(PRODUCT), Json)?;
            let unknown = 1_000_000_000 + talk.rng().i64(0..1_000_000_000);
            talk.bind("inconnu", Drawn::Integer(unknown));
            talk.ask(get("/api/produits/{inconnu}"), Refusal)?;
            talk.draw("mot", draw::word);
            talk.ask(get("/api/produits/{mot}"), Refusal)?;
            talk.ask(get("/api/produits/1.5"), Refusal)
        },
    },
    Check {
        id: "listed",
        title: Text {
            fr: "GET /api/produits donne des pages, par identifiant",
            en: "GET /api/produits returns pages, by id",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez `lister` : 20 produits sans `limite`, dans l'ordre des identifiants, à \
                 partir de celui qui suit `apres`. `suivant` est le dernier identifiant montré, \
                 et `null` quand la page est la dernière, même si elle est pleine : la clé est \
                 toujours là.",
            en: "Look at `lister`: 20 products without `limite`, in the order of their ids, from \
                 the one that follows `apres`. `suivant` is the last id shown, and `null` when \
                 the page is the last one, even if it is full: the key is never left out.",
        },
        idea: Text {
            fr: "`where id > $1 order by id limit $2`, en demandant un produit de plus que la page : \
                 s'il vient, il y a une suite, et on l'enlève.",
            en: "`where id > $1 order by id limit $2`, asking for one product more than the page: \
                 when it comes, more follow, and it is taken off.",
        },
        chapter: "4-databases/products.md#paging",
        talk: listed,
    },
    Check {
        id: "searched",
        title: Text {
            fr: "q cherche un texte tel quel, sans égard à la casse ASCII",
            en: "q looks for a text literally, whatever the ASCII case",
        },
        points: 1,
        nudge: Text {
            fr: "Pour `like`, `%` et `_` ont un sens ; dans `q`, ce sont des caractères comme les \
                 autres. La casse ne compte pas pour les lettres ASCII, et pour elles seules. \
                 `limite` et `apres` comptent parmi ce que `q` trouve.",
            en: "To `like`, `%` and `_` mean something; in `q` they are characters like any \
                 other. The case of ASCII letters, and of no others, does not count. `limite` and \
                 `apres` count among what `q` finds.",
        },
        idea: Text {
            fr: "`like $2 escape '\\'`, en mettant une barre oblique inverse devant `%`, `_` et `\\` \
                 du texte cherché. Pour la casse, comparez deux formes en minuscules ASCII.",
            en: "`like $2 escape '\\'`, with a backslash put before `%`, `_` and `\\` of the text. \
                 For the case, compare two forms in ASCII lower case.",
        },
        chapter: "4-databases/products.md#paging",
        talk: searched,
    },
    Check {
        id: "bad-parameters",
        title: Text {
            fr: "limite ou apres hors limites, ou qui n'est pas un entier, donne 400",
            en: "limite or apres out of range, or no integer, is 400",
        },
        points: 1,
        nudge: Text {
            fr: "`limite` va de 1 à 100, bornes comprises ; `apres` est un entier aussi. Regardez \
                 comment `lister` lit ses paramètres : une valeur hors limites n'est ni ignorée ni \
                 ramenée dans les bornes, elle est refusée par 400.",
            en: "`limite` goes from 1 to 100, both included; `apres` is an integer too. Look at how \
                 `lister` reads its parameters: a value out of range is neither ignored nor brought \
                 into range, it is refused with 400.",
        },
        idea: Text {
            fr: "Un type `Limite` avec `TryFrom<i64>` et `#[serde(try_from = \"i64\")]` : \
                 l'extracteur de la requête refuse alors par 400.",
            en: "A type `Limite` with `TryFrom<i64>` and `#[serde(try_from = \"i64\")]`: the \
                 extractor of the query string then refuses with 400.",
        },
        chapter: "4-databases/products.md#paging",
        talk: bad_parameters,
    },
    Check {
        id: "replaced",
        title: Text {
            fr: "PUT /api/produits/{id} remplace un produit",
            en: "PUT /api/produits/{id} replaces a product",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `Remplacement` dans src/produit.rs et `remplacer` : les trois champs, \
                 tous obligatoires, puis le produit tel que la base l'a désormais. Si elle n'en a \
                 pas de cet identifiant, c'est un 404.",
            en: "Look at `Remplacement` in src/produit.rs and at `remplacer`: the three fields, \
                 all of them required, then the product as the database now has it. When it has \
                 none with this id, it is a 404.",
        },
        idea: Text {
            fr: "`update … where id = $1 returning …` dit d'un coup si le produit existe.",
            en: "`update … where id = $1 returning …` tells at once whether the product exists.",
        },
        chapter: "4-databases/products.md#queries",
        talk: |talk| {
            created(talk)?;
            draw_product(talk);
            talk.ask(put(PRODUCT).json(whole()), Json)?;
            talk.ask(get(PRODUCT), Json)?;
            let spaced =
                json!({ "nom": " {nom}  ", "prix_centimes": "{prix}", "stock": "{stock}" });
            talk.ask(put(PRODUCT).json(spaced), Json)?;
            talk.ask(put(PRODUCT).json(json!({ "nom": "{nom}" })), Refusal)?;
            let stockless = json!({ "nom": "{nom}", "prix_centimes": "{prix}" });
            talk.ask(put(PRODUCT).json(stockless), Refusal)?;
            talk.ask(put("/api/produits/1999999999").json(whole()), Refusal)?;
            talk.ask(get(PRODUCT), Json)
        },
    },
    Check {
        id: "patched",
        title: Text {
            fr: "PATCH /api/produits/{id} change ce qui est donné, et rien d'autre",
            en: "PATCH /api/produits/{id} changes what is given and nothing else",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `modifier` : un champ donné prend sa nouvelle valeur, un champ absent \
                 garde sa valeur ; un corps `{}` ne change rien. Un produit qui n'existe pas \
                 donne 404.",
            en: "Look at `modifier`: a field that is given takes its new value, an absent field \
                 keeps its value; a body `{}` changes nothing. A product that does not exist is a \
                 404.",
        },
        idea: Text {
            fr: "Des champs `Option<…>`, et `set nom = coalesce($2, nom)` : un paramètre nul garde \
                 la colonne.",
            en: "Fields of type `Option<…>`, and `set nom = coalesce($2, nom)`: a null parameter \
                 keeps the column.",
        },
        chapter: "4-databases/products.md#queries",
        talk: |talk| {
            created(talk)?;
            let other = Product::draw(talk.rng());
            let change = |field| patch(PRODUCT).json(field);
            talk.ask(change(json!({})), Json)?;
            talk.bind("nom", Drawn::Text(other.nom));
            talk.ask(change(json!({ "nom": " {nom} " })), Json)?;
            talk.bind("prix", Drawn::Integer(other.prix_centimes));
            talk.ask(change(json!({ "prix_centimes": "{prix}" })), Json)?;
            talk.bind("stock", Drawn::Integer(other.stock));
            talk.ask(change(json!({ "stock": "{stock}" })), Json)?;
            talk.ask(get(PRODUCT), Json)?;
            talk.ask(patch("/api/produits/1999999999").json(json!({})), Refusal)
        },
    },
    Check {
        id: "deleted",
        title: Text {
            fr: "DELETE /api/produits/{id} : 204, puis 404",
            en: "DELETE /api/produits/{id}: 204, then 404",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `supprimer` : la base dit combien de lignes elle a supprimées. Une \
                 suppression faite donne 204, sans corps ; rien à supprimer donne 404. Ce qui suivait \
                 un produit supprimé se liste encore après son identifiant.",
            en: "Look at `supprimer`: the database tells how many rows it deleted. A deletion \
                 done is a 204, without a body; nothing to delete is a 404. What came after a \
                 deleted product is still listed after its id.",
        },
        idea: Text {
            fr: "`execute(…).await?.rows_affected()` : 0 veut dire que le produit n'existait pas. Dans \
                 la liste, `apres` est un identifiant, pas un nombre de lignes à sauter : celui d'un \
                 produit supprimé sert encore.",
            en: "`execute(…).await?.rows_affected()`: 0 means that there was no such product. In the \
                 list, `apres` is an id, not a number of rows to skip: that of a deleted product \
                 still serves.",
        },
        chapter: "4-databases/products.md#queries",
        talk: |talk| {
            talk.alone()?;
            let kept = created(talk)?;
            let gone = created(talk)?;
            let next = created(talk)?;
            talk.bind("id", Drawn::Id(gone.id));
            talk.ask(delete(PRODUCT), Status)?;
            talk.ask(get(PRODUCT), Refusal)?;
            talk.ask(delete(PRODUCT), Refusal)?;
            bind_products(talk, &[kept, next.clone()]);
            talk.ask(all(), Summary(products_of))?;
            // The last product of a page may be gone when the next page is asked for.
            talk.bind("apres", Drawn::Id(gone.id));
            bind_products(talk, &[next]);
            talk.ask(get("/api/produits?apres={apres}"), Summary(products_of))
        },
    },
    Check {
        id: "withdrawn",
        title: Text {
            fr: "POST …/retrait baisse le stock, ou répond 409",
            en: "POST …/retrait lowers the stock, or answers 409",
        },
        points: 1,
        nudge: Text {
            fr: "Regardez `retirer` : tout le stock peut partir, pas une pièce de plus ; un refus \
                 ne change rien. C'est un 409 quand le stock est trop bas, un 404 quand le \
                 produit n'existe pas.",
            en: "Look at `retirer`: all of the stock may go, not one piece more; a refusal \
                 changes nothing. It is a 409 when the stock is too low, a 404 when the product \
                 does not exist.",
        },
        idea: Text {
            fr: "Une seule instruction : `update … set stock = stock - $2 where id = $1 and stock \
                 >= $2 returning …`. Sans ligne rendue, reste à distinguer 404 de 409.",
            en: "A single statement: `update … set stock = stock - $2 where id = $1 and stock >= $2 \
                 returning …`. When no row comes back, tell 404 from 409.",
        },
        chapter: "4-databases/products.md#concurrency",
        talk: withdrawn,
    },
    Check {
        id: "rules",
        title: Text {
            fr: "une règle enfreinte ou un champ inconnu donne 422, et rien ne change",
            en: "a rule broken or an unknown field is 422, and nothing changes",
        },
        points: 2,
        nudge: Text {
            fr: "Regardez les types de src/produit.rs : un nom a de 1 à 100 caractères, et non \
                 octets, une fois les blancs retirés ; un prix n'a pas de virgule et n'est jamais \
                 négatif, un stock non plus ; une quantité est au moins 1. `null`, un champ \
                 inconnu et un corps qui n'est pas un objet sont refusés aussi : un JSON lisible \
                 qui enfreint une règle donne toujours 422.",
            en: "Look at the types of src/produit.rs: a name has 1 to 100 characters, not bytes, \
                 once trimmed; a price has no decimals and is never negative, nor is a stock; a \
                 quantity is at least 1. `null`, an unknown field and a body that is no object \
                 are refused too: JSON that can be read and breaks a rule is always a 422.",
        },
        idea: Text {
            fr: "Un type par règle (`Nom`, `Entier`, `Quantite`) avec `#[serde(try_from = \"…\")]`, \
                 et `deny_unknown_fields` sur chaque corps. `chars().count()` compte les caractères.",
            en: "A type for each rule (`Nom`, `Entier`, `Quantite`) with `#[serde(try_from = \
                 \"…\")]`, and `deny_unknown_fields` on every body. `chars().count()` counts \
                 characters.",
        },
        chapter: "4-databases/products.md#validation",
        talk: |talk| {
            talk.alone()?;
            let products = at_the_ends(talk.rng());
            let mut products = created_all(talk, products)?;
            products.push(created(talk)?);
            let nom = draw::full_name(talk.rng()).text();
            let corps = || json!("{corps}");
            let wrong = wrong_products(&nom);
            talk.ask_each(&wrong, &post(PRODUCTS).json(corps()), Refusal)?;
            talk.ask_each(&wrong, &put(PRODUCT).json(corps()), Refusal)?;
            talk.ask_each(&wrong_changes(), &patch(PRODUCT).json(corps()), Refusal)?;
            talk.ask_each(&wrong_withdrawals(), &post(WITHDRAWAL).json(corps()), Refusal)?;
            bind_products(talk, &products);
            talk.ask(all(), Summary(products_of))
        },
    },
    Check {
        id: "conflicts",
        title: Text {
            fr: "un nom déjà pris donne 409, et rien ne change",
            en: "a name already taken is 409, and nothing changes",
        },
        points: 1,
        nudge: Text {
            fr: "Seule la base voit tous les clients : sa table, dans migrations/, interdit-elle \
                 deux fois le même nom, et que devient son refus dans src/erreur.rs ? Ce qui est \
                 refusé n'a rien changé.",
            en: "Only the database sees all clients: does its table, in migrations/, forbid the \
                 same name twice, and what becomes of its refusal in src/erreur.rs? What is \
                 refused has changed nothing.",
        },
        idea: Text {
            fr: "Une contrainte `unique`, et dans `From<sqlx::Error>` : \
                 `is_unique_violation()` devient un 409. Chercher d'abord laisserait passer deux \
                 clients à la fois.",
            en: "A constraint `unique`, and in `From<sqlx::Error>`: `is_unique_violation()` becomes \
                 a 409. To look first would let two clients through at once.",
        },
        chapter: "4-databases/products.md#conflicts",
        talk: |talk| {
            talk.alone()?;
            let first = created(talk)?;
            let second = created(talk)?;
            talk.bind("pris", Drawn::Text(first.nom.clone()));
            bind_products(talk, &[first, second]);
            let taken = json!({ "nom": "{pris}", "prix_centimes": 1, "stock": 1 });
            let spaced = json!({ "nom": " {pris} ", "prix_centimes": 1 });
            talk.ask(post(PRODUCTS).json(taken.clone()), Refusal)?;
            talk.ask(post(PRODUCTS).json(spaced), Refusal)?;
            talk.ask(put(PRODUCT).json(taken), Refusal)?;
            talk.ask(patch(PRODUCT).json(json!({ "nom": "{pris}", "stock": 1 })), Refusal)?;
            talk.ask(all(), Summary(products_of))?;
            talk.ask(put(PRODUCT).json(whole()), Success)?;
            one_name_at_once(talk)
        },
    },
    Check {
        id: "errors",
        title: Text {
            fr: "toute erreur a son statut et le corps {\"erreur\": …}, celles d'axum comprises",
            en: "every error has its status and the body {\"erreur\": …}, axum's own included",
        },
        points: 1,
        nudge: Text {
            fr: "Un chemin inconnu donne 404, un chemin connu avec une autre méthode 405 et \
                 `Allow`, du JSON mal formé 400, un autre type déclaré 415. Comme au lab 03, \
                 c'est axum qui refuse : avez-vous remplacé un extracteur de src/extraire.rs par \
                 celui d'axum, ou changé src/app.rs ou src/erreur.rs ?",
            en: "An unknown path is 404, a known path with another method 405 with `Allow`, \
                 malformed JSON 400, another declared type 415. As in lab 03, it is axum that \
                 refuses: did you put axum's extractor in place of one of src/extraire.rs, or \
                 change src/app.rs or src/erreur.rs?",
        },
        idea: Text {
            fr: "`Corps`, `Chemin` et `Requete` partout, jamais `Json`, `Path` ou `Query` en \
                 argument.",
            en: "`Corps`, `Chemin` and `Requete` everywhere, never `Json`, `Path` or `Query` as an \
                 argument.",
        },
        chapter: "4-databases/products.md#validation",
        talk: |talk| {
            created(talk)?;
            talk.draw("inconnu", draw::word);
            let allow = &["allow"];
            talk.ask(get("/api/{inconnu}"), Refusal)?;
            talk.ask(delete(PRODUCTS).showing(allow), Refusal)?;
            talk.ask(post(PRODUCT).json(json!({})).showing(allow), Refusal)?;
            talk.ask(get(WITHDRAWAL).showing(allow), Refusal)?;
            let json = Some("application/json");
            talk.ask(post(PRODUCTS).raw(json, "{\"nom\": \"article\","), Refusal)?;
            talk.ask(put(PRODUCT).raw(json, "nom=a"), Refusal)?;
            talk.ask(patch(PRODUCT).raw(json, "{"), Refusal)?;
            talk.ask(post(WITHDRAWAL).raw(json, "{\"quantite\": }"), Refusal)?;
            talk.ask(post(PRODUCTS).raw(Some("text/plain"), "{\"nom\": \"article\"}"), Refusal)?;
            talk.ask(put(PRODUCT).raw(Some("text/plain"), "{\"nom\": \"article\"}"), Refusal)?;
            talk.ask(patch(PRODUCT).raw(None, "{}"), Refusal)?;
            talk.ask(post(WITHDRAWAL).raw(Some("text/plain"), "{\"quantite\": 1}"), Refusal)
        },
    },
    Check {
        id: "many-clients",
        title: Text {
            fr: "cinquante clients à la fois ne perdent rien, et ne partagent aucun identifiant",
            en: "fifty clients at once lose nothing, and share no id",
        },
        points: 1,
        nudge: Text {
            fr: "L'identifiant vient-il de l'insertion elle-même, ou d'une seconde requête comme \
                 `max(id)` ? Cinquante clients se partagent les quelques connexions du pool : un \
                 gestionnaire n'en garde aucune pendant qu'il attend autre chose.",
            en: "Does the id come from the insertion itself, or from a second query such as \
                 `max(id)`? Fifty clients share the few connections of the pool: a handler keeps \
                 none while it waits for something else.",
        },
        idea: Text {
            fr: "Un `AnyPool` partagé comme état, et `insert … returning id`.",
            en: "An `AnyPool` shared as the state, and `insert … returning id`.",
        },
        chapter: "4-databases/products.md#concurrency",
        talk: many_clients,
    },
    Check {
        id: "race",
        title: Text {
            fr: "de 20 retraits simultanés d'un stock de 10, exactement 10 réussissent",
            en: "of 20 simultaneous withdrawals from a stock of 10, exactly 10 succeed",
        },
        points: 1,
        nudge: Text {
            fr: "Entre lire le stock et l'écrire, un autre client peut passer.",
            en: "Between reading the stock and writing it, another client can come.",
        },
        idea: Text {
            fr: "La condition dans l'`update` lui-même : `… where id = $1 and stock >= $2`.",
            en: "The condition inside the `update` itself: `… where id = $1 and stock >= $2`.",
        },
        chapter: "4-databases/products.md#concurrency",
        talk: race,
    },
    Check {
        id: "restart",
        title: Text {
            fr: "les données survivent à un redémarrage", en: "data survives a restart"
        },
        points: 1,
        nudge: Text {
            fr: "La base est-elle bien celle de `DATABASE_URL`, et non une base en mémoire, ou \
                 recréée au démarrage ? Ce qu'un démarrage y trouve reste tel quel : une table \
                 n'est ni supprimée, ni créée une seconde fois.",
            en: "Is the database the one of `DATABASE_URL`, and not one in memory, or made anew \
                 at the start? What a start finds there stays as it is: a table is neither \
                 dropped nor created a second time.",
        },
        idea: Text {
            fr: "`sqlx::migrate!` n'applique que ce qui manque : pas de `drop table` ni de \
                 suppression du fichier au démarrage.",
            en: "`sqlx::migrate!` applies only what is missing: no `drop table` and no removal of \
                 the file at the start.",
        },
        chapter: "4-databases/products.md#migrations",
        talk: restart,
    },
    Check {
        id: "injection",
        title: Text {
            fr: "du SQL dans une valeur n'est que du texte",
            en: "SQL in a value is only text",
        },
        points: 1,
        nudge: Text {
            fr: "Une valeur ne doit jamais faire partie du texte de la requête SQL. Tout nom de 1 \
                 à 100 caractères est bon, apostrophes et points-virgules compris : il est gardé, \
                 trouvé et renvoyé lettre à lettre.",
            en: "A value must never become part of the text of the SQL query. Every name of 1 to \
                 100 characters is a good one, quotes and semicolons included: it is stored, \
                 found and answered letter by letter.",
        },
        idea: Text {
            fr: "Des paramètres `$1`, `$2` et `.bind(…)`, jamais `format!` : sqlx n'accepte \
                 d'ailleurs que des requêtes littérales.",
            en: "Parameters `$1`, `$2` and `.bind(…)`, never `format!`: sqlx takes literal queries \
                 only, for that matter.",
        },
        chapter: "4-databases/products.md#injection",
        talk: injection,
    },
];
