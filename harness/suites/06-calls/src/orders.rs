//! The two services that the harness plays, and the orders that need them.

use std::time::Duration;

use engine::difference::Difference;
use engine::draw::{self, Drawn};
use engine::http::{Request, post};
use engine::transcript::Projection::Success;
use engine::{Conversation, Stop};
use fastrand::Rng;
use serde_json::{Value, json};
use upstream::{Behaviour, Gate, Reply, Upstream};

use crate::messages::steps;

pub const ORDERS: &str = "/api/commandes";
pub const ORDER: &str = "/api/commandes/{id}";

/// Where the server finds the services.
pub const USERS: &str = "UTILISATEURS_URL";
pub const PRODUCTS: &str = "PRODUITS_URL";

/// Both services, and what they know: one user, and a few products.
pub struct Shop {
    pub users: Upstream,
    pub products: Upstream,
    user: Resource,
    stock: Vec<Resource>,
    /// how many pieces of each product are ordered
    quantities: Vec<i64>,
    drawn: Numbers,
}

/// Something that a service knows.
struct Resource {
    path: String,
    json: Value,
}

/// A service of the shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    Users,
    Products,
}

pub const SIDES: [Side; 2] = [Side::Users, Side::Products];

impl Shop {
    /// Starts both services, which know a user and `count` products. The check can use these names:
    /// `{utilisateur}` and `{client}` for the user; `{p1}`, `{nom1}`, `{prix1}`, `{quantite1}` and
    /// `{montant1}` for the first product, and so on; `{total}` for an order of one line each.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open(c: &mut Conversation<'_>, count: usize) -> Result<Self, Stop> {
        Self::open_at(c, count, "", "")
    }

    /// Like [`open`](Self::open), with a path at the end of each URL.
    ///
    /// # Errors
    /// When the server runs already.
    pub fn open_at(
        c: &mut Conversation<'_>,
        count: usize,
        users: &'static str,
        products: &'static str,
    ) -> Result<Self, Stop> {
        let users = Upstream::start(c, USERS, users)?;
        let products = Upstream::start(c, PRODUCTS, products)?;
        c.note(steps::PLAYED);
        let mut drawn = Numbers::default();
        let user = draw_user(c, &mut drawn);
        let mut shop = Self { users, products, user, stock: vec![], quantities: vec![], drawn };
        shop.draw_stock(c, count);
        Ok(shop)
    }

    /// From here on there are another user and other products, under the same names. Calls of earlier
    /// orders may still be under way, because a server need not wait for a call whose result it does
    /// not need any more: they can no longer be taken for calls of the orders that follow.
    pub fn turn_over(&mut self, c: &mut Conversation<'_>) {
        c.note(steps::BOTH_WELL);
        SIDES.into_iter().for_each(|side| self.side(side).forget());
        self.user = draw_user(c, &mut self.drawn);
        self.draw_stock(c, self.stock.len());
    }

    fn draw_stock(&mut self, c: &mut Conversation<'_>, count: usize) {
        let drawn = (1..=count).map(|number| draw_product(c, &mut self.drawn, number));
        (self.stock, self.quantities) = drawn.unzip();
        if count > 1 {
            let total = (1..=count).map(|number| self.amount(number, number)).sum();
            c.bind("total", Drawn::Integer(total));
        }
        self.answer_well();
    }

    /// From now on, both services respond well.
    pub fn heal(&self, c: &mut Conversation<'_>) {
        c.note(steps::BOTH_WELL);
        self.answer_well();
    }

    fn answer_well(&self) {
        SIDES.into_iter().for_each(|side| self.all(side, Behaviour::Answer));
    }

    /// One service behaves like that, given the right reply, for everything that it knows.
    pub fn all(&self, side: Side, behave: impl Fn(Reply) -> Behaviour) {
        for resource in self.resources(side) {
            self.side(side).on(&resource.path, behave(resource.reply()));
        }
    }

    /// The product service behaves like that for one product.
    pub fn product(&self, number: usize, behave: impl Fn(Reply) -> Behaviour) {
        let product = &self.stock[number - 1];
        self.products.on(&product.path, behave(product.reply()));
    }

    /// One service behaves like that for the next calls of each thing that it knows, and then well.
    pub fn first(&self, side: Side, behaviours: &[Behaviour]) {
        for resource in self.resources(side) {
            let well = Behaviour::Answer(resource.reply());
            self.side(side).script(&resource.path, behaviours.to_vec(), well);
        }
    }

    /// From now on, the user service responds well.
    pub fn answer_users(&self) {
        self.all(Side::Users, Behaviour::Answer);
    }

    /// What a line with this product costs, with the quantity of another one.
    pub fn amount(&self, product: usize, quantity: usize) -> i64 {
        let price = self.stock[product - 1].json["prix_centimes"].as_i64().unwrap_or_default();
        price * self.quantities[quantity - 1]
    }

    /// The ids of what a service knows.
    pub fn ids(&self, side: Side) -> Vec<i64> {
        let id = |resource: &Resource| resource.json["id"].as_i64().unwrap_or_default();
        self.resources(side).iter().map(id).collect()
    }

    /// What a service knows first, to change it.
    pub fn known(&self, side: Side) -> Value {
        self.resources(side)[0].json.clone()
    }

    pub fn side(&self, side: Side) -> &Upstream {
        match side {
            Side::Users => &self.users,
            Side::Products => &self.products,
        }
    }

    /// Compares the calls that both services received with the snapshot, whatever was asked for.
    ///
    /// # Errors
    /// When the snapshot contains other calls.
    pub fn compare_all_calls(&self, c: &mut Conversation<'_>) -> Result<(), Stop> {
        self.users.compare_all_calls(c)?;
        self.products.compare_all_calls(c)
    }

    /// Compares how many calls one service received since the last time with the snapshot, which does
    /// not say which service it was.
    ///
    /// # Errors
    /// When the snapshot contains another number.
    pub fn compare_count(&self, c: &mut Conversation<'_>, side: Side) -> Result<(), Stop> {
        let count = self.side(side).forget_calls().len();
        let difference = Difference::Calls { variable: side.variable().to_owned() };
        c.compare_found("→", format!("{count} × GET").into(), difference)
    }

    /// Forgets the calls that both services received.
    pub fn forget_calls(&self) {
        SIDES.into_iter().for_each(|side| drop(self.side(side).forget_calls()));
    }

    fn resources(&self, side: Side) -> &[Resource] {
        match side {
            Side::Users => std::slice::from_ref(&self.user),
            Side::Products => &self.stock,
        }
    }
}

impl Side {
    /// The variable that tells the server where the service is.
    pub fn variable(self) -> &'static str {
        match self {
            Self::Users => USERS,
            Self::Products => PRODUCTS,
        }
    }
}

impl Resource {
    fn reply(&self) -> Reply {
        Reply::json(200, &self.json)
    }
}

/// Numbers that were drawn for a check: no two are equal, so that a snapshot can name each.
#[derive(Default)]
struct Numbers(Vec<i64>);

impl Numbers {
    fn draw(&mut self, mut draw: impl FnMut() -> i64) -> i64 {
        loop {
            let number = draw();
            if !self.0.contains(&number) {
                self.0.push(number);
                return number;
            }
        }
    }
}

/// An id that the harness makes up. Small ones could be those of an order.
fn draw_id(rng: &mut Rng) -> i64 {
    rng.i64(1_000_000..=1 << 31)
}

fn draw_user(c: &mut Conversation<'_>, numbers: &mut Numbers) -> Resource {
    let id = numbers.draw(|| draw_id(c.rng()));
    let nom = draw::full_name(c.rng()).text();
    c.bind("utilisateur", Drawn::Id(id));
    c.bind("client", Drawn::Text(nom.clone()));
    Resource { path: format!("/api/utilisateurs/{id}"), json: json!({ "id": id, "nom": nom }) }
}

/// A product, and how many pieces of it are ordered.
fn draw_product(c: &mut Conversation<'_>, numbers: &mut Numbers, number: usize) -> (Resource, i64) {
    let id = numbers.draw(|| draw_id(c.rng()));
    let nom = format!("{} {}", draw::word(c.rng()).text(), draw::word(c.rng()).text());
    let prix = numbers.draw(|| c.rng().i64(200..=99_999));
    let quantite = numbers.draw(|| c.rng().i64(2..=99));
    c.bind(&format!("p{number}"), Drawn::Id(id));
    c.bind(&format!("nom{number}"), Drawn::Text(nom.clone()));
    c.bind(&format!("prix{number}"), Drawn::Integer(prix));
    c.bind(&format!("quantite{number}"), Drawn::Integer(quantite));
    c.bind(&format!("montant{number}"), Drawn::Integer(prix * quantite));
    let json = json!({
        "id": id,
        "nom": nom,
        "prix_centimes": prix,
        "stock": c.rng().i64(0..=500),
    });
    (Resource { path: format!("/api/produits/{id}"), json }, quantite)
}

/// Lets an attempt take its time, where only one is expected: a busy machine must not make it two.
///
/// # Errors
/// When the server runs already.
pub fn patient(c: &mut Conversation<'_>) -> Result<(), Stop> {
    c.set_variable("DELAI_MS", "5000")
}

/// Gives a check more time: it waits for pauses and for servers that start again, which is not the server's
/// fault, and a busy machine may need much longer.
pub fn unhurried(c: &mut Conversation<'_>) {
    const MORE: Duration = Duration::from_secs(30);
    c.allow_more(MORE);
}

/// An order of one line for each of the first `count` products.
pub fn order(count: usize) -> Request {
    post(ORDERS).json(creation(&(1..=count).collect::<Vec<_>>()))
}

/// An order of one line, with this product.
pub fn order_of(product: usize) -> Request {
    post(ORDERS).json(creation(&[product]))
}

/// The body of an order with a line for each of these products.
pub fn creation(products: &[usize]) -> Value {
    let line = |number: &usize| json!({ "produit": format!("{{p{number}}}"), "quantite": format!("{{quantite{number}}}") });
    json!({ "utilisateur": "{utilisateur}", "lignes": products.iter().map(line).collect::<Value>() })
}

/// Starts both services and has an order of one line created: `{id}` is its id. A server that rejects
/// everything gets no further.
///
/// # Errors
/// When the order is not created.
pub fn shop_with_order(c: &mut Conversation<'_>) -> Result<Shop, Stop> {
    let shop = Shop::open(c, 1)?;
    c.exchange(order(1).naming("id"), Success)?;
    shop.forget_calls();
    Ok(shop)
}

/// Has two orders created whose products are asked for at the same time: `{deuxieme}` and `{troisieme}`
/// are their ids.
///
/// # Errors
/// When one of them is not created.
pub fn created_together(c: &mut Conversation<'_>, shop: &Shop) -> Result<(), Stop> {
    const SOON: Duration = Duration::from_secs(2);
    let both = Gate::of(2, SOON);
    shop.all(Side::Products, |reply| Behaviour::Held(both.clone(), reply));
    c.note(steps::HELD_UNTIL_BOTH_ORDERS);
    let second = c.begin(order_of(2).naming("deuxieme"), None)?;
    let third = c.begin(order_of(3).naming("troisieme"), None)?;
    c.end(second, Success)?;
    c.end(third, Success)
}
