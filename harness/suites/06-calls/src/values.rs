//! Bodies of orders, on both sides of every rule.

use engine::Row;
use engine::draw::Drawn;
use serde_json::{Value, json};

/// What the services know: a body that breaks a rule would be an order without it.
pub struct Known {
    pub user: i64,
    /// twenty
    pub products: Vec<i64>,
}

impl Known {
    /// Bodies that keep every rule, as long and as large as it allows.
    pub fn accepted(&self) -> Vec<Row> {
        let all = self.products.iter().map(|id| line(*id, json!(1))).collect();
        rows([
            self.order(vec![self.line(json!(1))]),
            self.order(vec![self.line(json!(1000))]),
            self.order(all),
        ])
    }

    /// Bodies that break one rule each.
    pub fn refused(&self) -> Vec<Row> {
        let right = || vec![self.line(json!(1))];
        let mut bodies = vec![
            self.order(vec![]),
            self.order(vec![self.line(json!(1)); 21]),
            json!({ "lignes": right() }),
            json!({ "utilisateur": self.user }),
            json!([self.user, right()]),
            json!("commande"),
            // The rule holds for every line.
            self.order(vec![self.line(json!(1)), self.line(json!(0))]),
        ];
        let quantities = wrong_quantities().into_iter();
        bodies.extend(quantities.map(|quantity| self.order(vec![self.line(quantity)])));
        let users = wrong_ids(self.user).into_iter();
        bodies.extend(users.map(|id| json!({ "utilisateur": id, "lignes": right() })));
        let products = wrong_ids(self.products[0]).into_iter();
        bodies.extend(products.map(|id| self.order(vec![json!({ "produit": id, "quantite": 1 })])));
        let lines = self.wrong_lines().into_iter();
        bodies.extend(lines.map(|lines| json!({ "utilisateur": self.user, "lignes": lines })));
        rows(bodies)
    }

    fn order(&self, lines: Vec<Value>) -> Value {
        json!({ "utilisateur": self.user, "lignes": lines })
    }

    /// A line with the first product.
    fn line(&self, quantity: Value) -> Value {
        line(self.products[0], quantity)
    }

    /// Values that are no list of lines.
    fn wrong_lines(&self) -> [Value; 7] {
        let id = self.products[0];
        [
            json!(null),
            json!("ligne"),
            json!({}),
            self.line(json!(1)),
            json!([{ "produit": id }]),
            json!([{ "quantite": 1 }]),
            json!([[id, 1]]),
        ]
    }
}

fn line(id: i64, quantity: Value) -> Value {
    json!({ "produit": id, "quantite": quantity })
}

fn wrong_quantities() -> [Value; 13] {
    [
        json!(0),
        json!(-1),
        json!(1001),
        json!(i64::MAX),
        json!(u64::MAX),
        json!(1e300),
        json!(1.5),
        json!("1"),
        json!(null),
        json!(true),
        json!([1]),
        json!({}),
        json!(i64::MIN),
    ]
}

fn wrong_ids(id: i64) -> [Value; 7] {
    [
        json!(id.to_string()),
        json!("a"),
        json!(1.5),
        json!(null),
        json!(true),
        json!([id]),
        json!({}),
    ]
}

fn rows(bodies: impl IntoIterator<Item = Value>) -> Vec<Row> {
    bodies.into_iter().map(|body| vec![("corps", Drawn::Json(body))]).collect()
}
