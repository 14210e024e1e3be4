//! The checks, in the order in which a student meets them.

use engine::Check;
use engine::draw::{self, Drawn};
use engine::http::{delete, get, patch, post, put};
use engine::transcript::Projection::{Json, Refusal, Status, Success, Summary};
use serde_json::json;

use crate::accepted::accepted;
use crate::at_once::{changes_at_once, many_clients, one_name_at_once, race};
use crate::pages::{bad_parameters, listed, searched};
use crate::products::{
    PRODUCT, PRODUCTS, Product, WITHDRAWAL, all, bind_products, create, created, draw_product,
    products_of, whole,
};
use crate::stock::{injection, restart, withdrawn};
use crate::values::{wrong_changes, wrong_products, wrong_withdrawals};

/// All checks.
pub const CHECKS: &[Check] = &[
    Check {
        id: "created",
        points: 2,
        chapter: "4-databases/products.md#creating",
        conversation: |c| {
            draw_product(c);
            c.exchange(create().naming("id").showing(&["location"]), Json)?;
            let other = Product::draw(c.rng());
            c.bind("nom", Drawn::Text(other.nom));
            let trimmed = json!({ "nom": "  {nom} ", "prix_centimes": "{prix}" });
            c.exchange(post(PRODUCTS).json(trimmed).naming("autre").showing(&["location"]), Json)
        },
    },
    Check {
        id: "read",
        points: 1,
        chapter: "4-databases/products.md#queries",
        conversation: |c| {
            created(c)?;
            c.exchange(get(PRODUCT), Json)?;
            let unknown = 1_000_000_000 + c.rng().i64(0..1_000_000_000);
            c.bind("inconnu", Drawn::Integer(unknown));
            c.exchange(get("/api/produits/{inconnu}"), Refusal)?;
            c.draw("mot", draw::word);
            c.exchange(get("/api/produits/{mot}"), Refusal)?;
            c.exchange(get("/api/produits/1.5"), Refusal)
        },
    },
    Check {
        id: "listed",
        points: 2,
        chapter: "4-databases/products.md#paging",
        conversation: listed,
    },
    Check {
        id: "searched",
        points: 1,
        chapter: "4-databases/products.md#paging",
        conversation: searched,
    },
    Check {
        id: "bad-parameters",
        points: 1,
        chapter: "4-databases/products.md#paging",
        conversation: bad_parameters,
    },
    Check {
        id: "replaced",
        points: 1,
        chapter: "4-databases/products.md#queries",
        conversation: |c| {
            let id = created(c)?.id;
            let product = Product { id, ..draw_product(c) };
            c.exchange(put(PRODUCT).json(whole()), Json)?;
            c.exchange(get(PRODUCT), Json)?;
            let spaced =
                json!({ "nom": " {nom}  ", "prix_centimes": "{prix}", "stock": "{stock}" });
            c.exchange(put(PRODUCT).json(spaced), Json)?;
            c.exchange(put(PRODUCT).json(json!({ "nom": "{nom}" })), Refusal)?;
            let stockless = json!({ "nom": "{nom}", "prix_centimes": "{prix}" });
            c.exchange(put(PRODUCT).json(stockless), Refusal)?;
            // A name that nobody has: where it is taken, 409 would be right too.
            draw_product(c);
            c.exchange(put("/api/produits/1999999999").json(whole()), Refusal)?;
            c.exchange(get("/api/produits/1999999999"), Refusal)?;
            c.exchange_each(&[product.known()], &get(PRODUCT), Json)
        },
    },
    Check {
        id: "patched",
        points: 1,
        chapter: "4-databases/products.md#queries",
        conversation: |c| {
            created(c)?;
            let other = Product::draw(c.rng());
            let change = |field| patch(PRODUCT).json(field);
            c.exchange(change(json!({})), Json)?;
            c.bind("nom", Drawn::Text(other.nom));
            c.exchange(change(json!({ "nom": " {nom} " })), Json)?;
            c.bind("prix", Drawn::Integer(other.prix_centimes));
            c.exchange(change(json!({ "prix_centimes": "{prix}" })), Json)?;
            c.bind("stock", Drawn::Integer(other.stock));
            c.exchange(change(json!({ "stock": "{stock}" })), Json)?;
            c.exchange(get(PRODUCT), Json)?;
            c.exchange(patch("/api/produits/1999999999").json(json!({})), Refusal)
        },
    },
    Check {
        id: "deleted",
        points: 1,
        chapter: "4-databases/products.md#queries",
        conversation: |c| {
            c.require_own_server()?;
            let kept = created(c)?;
            let gone = created(c)?;
            let next = created(c)?;
            c.bind("id", Drawn::Id(gone.id));
            c.exchange(delete(PRODUCT), Status)?;
            c.exchange(get(PRODUCT), Refusal)?;
            c.exchange(delete(PRODUCT), Refusal)?;
            bind_products(c, &[kept, next.clone()]);
            c.exchange(all(), Summary(products_of))?;
            // The last product of a page may be deleted before the next page is requested.
            c.bind("apres", Drawn::Id(gone.id));
            bind_products(c, &[next]);
            c.exchange(get("/api/produits?apres={apres}"), Summary(products_of))?;
            // Its name is free again.
            c.exchange_each(&[gone.row()], &create(), Success)
        },
    },
    Check {
        id: "withdrawn",
        points: 1,
        chapter: "4-databases/products.md#concurrency",
        conversation: withdrawn,
    },
    Check {
        id: "accepted",
        points: 1,
        chapter: "4-databases/products.md#validation",
        conversation: accepted,
    },
    Check {
        id: "rules",
        points: 1,
        chapter: "4-databases/products.md#validation",
        conversation: |c| {
            c.require_own_server()?;
            let product = created(c)?;
            let nom = draw::full_name(c.rng()).text();
            let corps = || json!("{corps}");
            let wrong = wrong_products(&nom);
            c.exchange_each(&wrong, &post(PRODUCTS).json(corps()), Refusal)?;
            c.exchange_each(&wrong, &put(PRODUCT).json(corps()), Refusal)?;
            c.exchange_each(&wrong_changes(&nom), &patch(PRODUCT).json(corps()), Refusal)?;
            c.exchange_each(&wrong_withdrawals(), &post(WITHDRAWAL).json(corps()), Refusal)?;
            bind_products(c, &[product]);
            c.exchange(all(), Summary(products_of))
        },
    },
    Check {
        id: "conflicts",
        points: 1,
        chapter: "4-databases/products.md#conflicts",
        conversation: |c| {
            c.require_own_server()?;
            let first = created(c)?;
            let second = created(c)?;
            c.bind("pris", Drawn::Text(first.nom.clone()));
            let products = vec![first, second];
            bind_products(c, &products);
            let taken = json!({ "nom": "{pris}", "prix_centimes": 1, "stock": 1 });
            let spaced = json!({ "nom": " {pris} ", "prix_centimes": 1 });
            c.exchange(post(PRODUCTS).json(taken.clone()), Refusal)?;
            c.exchange(post(PRODUCTS).json(spaced), Refusal)?;
            c.exchange(put(PRODUCT).json(taken), Refusal)?;
            c.exchange(patch(PRODUCT).json(json!({ "nom": "{pris}", "stock": 1 })), Refusal)?;
            c.exchange(all(), Summary(products_of))?;
            c.exchange(put(PRODUCT).json(whole()), Success)?;
            one_name_at_once(c, products)
        },
    },
    Check {
        id: "errors",
        points: 1,
        chapter: "4-databases/products.md#validation",
        conversation: |c| {
            created(c)?;
            c.draw("inconnu", draw::word);
            let allow = &["allow"];
            c.exchange(get("/api/{inconnu}"), Refusal)?;
            c.exchange(delete(PRODUCTS).showing(allow), Refusal)?;
            c.exchange(post(PRODUCT).json(json!({})).showing(allow), Refusal)?;
            c.exchange(get(WITHDRAWAL).showing(allow), Refusal)?;
            let json = Some("application/json");
            c.exchange(post(PRODUCTS).raw(json, "{\"nom\": \"article\","), Refusal)?;
            c.exchange(put(PRODUCT).raw(json, "nom=a"), Refusal)?;
            c.exchange(patch(PRODUCT).raw(json, "{"), Refusal)?;
            c.exchange(post(WITHDRAWAL).raw(json, "{\"quantite\": }"), Refusal)?;
            // Nothing else is wrong with these.
            draw_product(c);
            const VALID: &str = r#"{"nom": "{nom}", "prix_centimes": {prix}, "stock": {stock}}"#;
            let text = Some("text/plain");
            c.exchange(post(PRODUCTS).raw(text, VALID), Refusal)?;
            c.exchange(put(PRODUCT).raw(text, VALID), Refusal)?;
            c.exchange(patch(PRODUCT).raw(None, "{}"), Refusal)?;
            c.exchange(post(WITHDRAWAL).raw(text, "{\"quantite\": 1}"), Refusal)
        },
    },
    Check {
        id: "many-clients",
        points: 1,
        chapter: "4-databases/products.md#concurrency",
        conversation: many_clients,
    },
    Check {
        id: "changes-at-once",
        points: 1,
        chapter: "4-databases/products.md#concurrency",
        conversation: changes_at_once,
    },
    Check {
        id: "race",
        points: 1,
        chapter: "4-databases/products.md#concurrency",
        conversation: race,
    },
    Check {
        id: "restart",
        points: 1,
        chapter: "4-databases/products.md#migrations",
        conversation: restart,
    },
    Check {
        id: "injection",
        points: 1,
        chapter: "4-databases/products.md#injection",
        conversation: injection,
    },
];
