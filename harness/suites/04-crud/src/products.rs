//! Products as the suite draws them, and what a server must say of them.

use engine::draw::{self, Drawn};
use engine::http::{Answer, Request, get, post};
use engine::transcript::Look::Success;
use engine::{Conversation, Row, Stop};
use fastrand::Rng;
use serde_json::{Value, json};

pub const PRODUCTS: &str = "/api/produits";
pub const PRODUCT: &str = "/api/produits/{id}";
pub const WITHDRAWAL: &str = "/api/produits/{id}/retrait";

/// A product that may not have its id yet.
#[derive(Clone, Debug)]
pub struct Product {
    pub id: i64,
    pub nom: String,
    pub prix_centimes: i64,
    pub stock: i64,
}

impl Product {
    /// Draws a product; its numbers differ from each other.
    pub fn draw(rng: &mut Rng) -> Self {
        let nom = format!("{} {}", draw::word(rng).text(), draw::word(rng).text());
        Self { id: 0, nom, prix_centimes: rng.i64(200..=99_999), stock: rng.i64(20..=199) }
    }

    /// Draws so many, no name twice.
    pub fn draw_many(rng: &mut Rng, count: usize) -> Vec<Self> {
        let mut products: Vec<Self> = Vec::with_capacity(count);
        while products.len() < count {
            let product = Self::draw(rng);
            if products.iter().all(|known| known.nom != product.nom) {
                products.push(product);
            }
        }
        products
    }

    /// What an answer says of it.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "nom": self.nom,
            "prix_centimes": self.prix_centimes,
            "stock": self.stock,
        })
    }

    /// Names for what a request says of it.
    pub fn row(&self) -> Row {
        vec![
            ("nom", Drawn::Text(self.nom.clone())),
            ("prix", Drawn::Integer(self.prix_centimes)),
            ("stock", Drawn::Integer(self.stock)),
        ]
    }

    /// Names for what it is answered with: `{id}` and `{produit}`.
    pub fn known(&self) -> Row {
        vec![("id", Drawn::Id(self.id)), ("produit", Drawn::Json(self.json()))]
    }
}

/// The request that creates the product of a [`Product::row`].
pub fn create() -> Request {
    post(PRODUCTS).json(whole())
}

/// All that can be said of a product.
pub fn whole() -> Value {
    json!({ "nom": "{nom}", "prix_centimes": "{prix}", "stock": "{stock}" })
}

/// Draws a product of which each field has a name.
pub fn draw_product(talk: &mut Conversation<'_>) -> Product {
    let product = Product::draw(talk.rng());
    for (name, value) in product.row() {
        talk.bind(name, value);
    }
    product
}

/// Draws a product and has it created; `{id}` is its id.
pub fn created(talk: &mut Conversation<'_>) -> Result<Product, Stop> {
    let product = draw_product(talk);
    let answers = talk.answers(&[product.row()], &create().naming("id"), Success)?;
    Ok(with_ids(vec![product], &answers).remove(0))
}

/// Has products created, one by one; they come back with their ids.
pub fn created_all(
    talk: &mut Conversation<'_>,
    products: Vec<Product>,
) -> Result<Vec<Product>, Stop> {
    let rows: Vec<Row> = products.iter().map(Product::row).collect();
    let answers = talk.answers(&rows, &create(), Success)?;
    Ok(with_ids(products, &answers))
}

/// Products with the ids that the server gave them. One without an id keeps 0, which is no
/// product's: asking for it shows what is wrong.
pub fn with_ids(products: Vec<Product>, answers: &[Answer]) -> Vec<Product> {
    let ids = answers.iter().map(|answer| answer.id().unwrap_or_default());
    products.into_iter().zip(ids).map(|(product, id)| Product { id, ..product }).collect()
}

fn all_json(products: &[Product]) -> Value {
    products.iter().map(Product::json).collect()
}

/// What a page of these products is: `suivant` is the last id when `more` follow.
pub fn page(products: &[Product], more: bool) -> Value {
    let suivant = products.last().filter(|_| more).map(|last| last.id);
    json!({ "produits": all_json(products), "suivant": suivant })
}

/// The products of a page, whatever it says of the next one.
pub fn products_of(page: &Value) -> Value {
    page.get("produits").unwrap_or(page).clone()
}

/// Binds `{produits}` to these products, for a page that is summed up by [`products_of`].
pub fn bind_products(talk: &mut Conversation<'_>, products: &[Product]) {
    talk.bind("produits", Drawn::Json(all_json(products)));
}

/// Every product, as far as one page goes.
pub fn all() -> Request {
    get("/api/produits?limite=100")
}
