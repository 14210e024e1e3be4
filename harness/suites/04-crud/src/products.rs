//! Draws products, and has them created.

use engine::draw::{self, Drawn};
use engine::http::{Request, Response, get, post};
use engine::transcript::Projection::Success;
use engine::{Conversation, Row, Stop, json};
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
    /// The largest price and the largest stock.
    pub const MAX_AMOUNT: i64 = (1 << 53) - 1;

    /// Draws a product; its numbers differ from each other.
    pub fn draw(rng: &mut Rng) -> Self {
        let nom = format!("{} {}", draw::word(rng).text(), draw::word(rng).text());
        Self { id: 0, nom, prix_centimes: rng.i64(200..=99_999), stock: rng.i64(20..=199) }
    }

    /// Draws `count` products with different names.
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

    /// Takes the value of one field from another product.
    pub fn take(&mut self, field: &str, from: &Self) {
        match field {
            "nom" => self.nom.clone_from(&from.nom),
            "prix_centimes" => self.prix_centimes = from.prix_centimes,
            _ => self.stock = from.stock,
        }
    }

    /// The product in a response.
    pub fn json(&self) -> Value {
        json!({
            "id": self.id,
            "nom": self.nom,
            "prix_centimes": self.prix_centimes,
            "stock": self.stock,
        })
    }

    /// Names for its values in a request.
    pub fn row(&self) -> Row {
        vec![
            ("nom", Drawn::Text(self.nom.clone())),
            ("prix", Drawn::Integer(self.prix_centimes)),
            ("stock", Drawn::Integer(self.stock)),
        ]
    }

    /// Names for its values in a response: `{id}` and `{produit}`.
    pub fn known(&self) -> Row {
        vec![("id", Drawn::Id(self.id)), ("produit", Drawn::Json(self.json()))]
    }
}

/// The request that creates the product of a [`Product::row`].
pub fn create() -> Request {
    post(PRODUCTS).json(whole())
}

/// A body with all fields of a product.
pub fn whole() -> Value {
    json!({ "nom": "{nom}", "prix_centimes": "{prix}", "stock": "{stock}" })
}

/// Draws a product and names its values.
pub fn draw_product(conversation: &mut Conversation<'_>) -> Product {
    let product = Product::draw(conversation.rng());
    for (name, value) in product.row() {
        conversation.bind(name, value);
    }
    product
}

/// Draws a product and creates it on the server; `{id}` is its id.
pub fn created(conversation: &mut Conversation<'_>) -> Result<Product, Stop> {
    let product = draw_product(conversation);
    let responses = conversation.responses(&[product.row()], &create().naming("id"), Success)?;
    Ok(with_ids(vec![product], &responses).remove(0))
}

/// Creates products on the server, one by one, and returns them with their ids.
pub fn created_all(
    conversation: &mut Conversation<'_>,
    products: Vec<Product>,
) -> Result<Vec<Product>, Stop> {
    let rows: Vec<Row> = products.iter().map(Product::row).collect();
    let responses = conversation.responses(&rows, &create(), Success)?;
    Ok(with_ids(products, &responses))
}

/// Products with the ids that the server gave them. Without an id it is 0, which no product has:
/// the next request then shows the problem.
pub fn with_ids(products: Vec<Product>, responses: &[Response]) -> Vec<Product> {
    let ids = responses.iter().map(|response| response.id().unwrap_or_default());
    products.into_iter().zip(ids).map(|(product, id)| Product { id, ..product }).collect()
}

fn all_json(products: &[Product]) -> Value {
    products.iter().map(Product::json).collect()
}

/// A page of these products: `suivant` is the last id if `more` follow.
pub fn page(products: &[Product], more: bool) -> Value {
    let suivant = products.last().filter(|_| more).map(|last| last.id);
    json!({ "produits": all_json(products), "suivant": suivant })
}

/// The products of a page, without `suivant`.
pub fn products_of(page: &Value) -> Value {
    page.get("produits").unwrap_or(page).clone()
}

/// The products of a page in the order of their ids, for checks that leave their order to another.
pub fn products_by_id(page: &Value) -> Value {
    let mut products = products_of(page);
    if let Some(products) = products.as_array_mut() {
        products.sort_by_key(|product| json::integer(&product["id"]));
    }
    products
}

/// Binds `{produits}` to these products, for a page that is compared by [`products_of`].
pub fn bind_products(conversation: &mut Conversation<'_>, products: &[Product]) {
    conversation.bind("produits", Drawn::Json(all_json(products)));
}

/// Requests all products, up to 100.
pub fn all() -> Request {
    get("/api/produits?limite=100")
}
