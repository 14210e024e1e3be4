//! What the contract of lab 04 demands of requests, whatever the document says about them: both sides
//! of every bound, in every run.

use openapi::{Demand, Outcome};
use serde_json::Value;

use crate::bodies::{MOST, Sample, Verdict, changes, creations, replacements, withdrawals};

const PRODUCTS: &str = "/api/produits";
const PRODUCT: &str = "/api/produits/{}";
const WITHDRAWAL: &str = "/api/produits/{}/retrait";

/// All demands.
pub fn demands() -> Vec<Demand> {
    let mut demands = of_bodies("POST", PRODUCTS, creations());
    demands.extend(of_bodies("PUT", PRODUCT, replacements()));
    demands.extend(of_bodies("PATCH", PRODUCT, changes()));
    demands.extend(of_bodies("POST", WITHDRAWAL, withdrawals()));
    demands.extend(of_lists());
    demands.extend(of_ids());
    demands
}

fn of_bodies(method: &'static str, path: &'static str, samples: Vec<Sample>) -> Vec<Demand> {
    let demand = |(body, verdict): (Value, Verdict)| {
        let outcome = match verdict {
            Verdict::Right => Outcome::Accepted,
            Verdict::Wrong => Outcome::Refused(422),
        };
        Demand { body: Some(body), ..bare(method, path, outcome) }
    };
    samples.into_iter().map(demand).collect()
}

fn of_lists() -> Vec<Demand> {
    let most = MOST.to_string();
    let long = "q".repeat(101);
    let rows: [(&str, &[&str], Outcome); 6] = [
        ("limite", &["1", "100"], Outcome::Accepted),
        ("limite", &["0", "101", "-1", "1.5", "dix", "true", ""], Outcome::Refused(400)),
        ("apres", &["0", "1", "2147483648", &most], Outcome::Accepted),
        ("apres", &["1.5", "dix", "true", ""], Outcome::Refused(400)),
        // Where ids begin is up to the service: document and server only have to agree.
        ("apres", &["-1"], Outcome::AsDescribed),
        ("q", &["", "vélo", "%", "_", "\\", "'", "\0", "a b&c=d+e", &long], Outcome::Accepted),
    ];
    let demand = |name: &str, value: &str, outcome| Demand {
        query: vec![(name.to_owned(), value.to_owned())],
        ..bare("GET", PRODUCTS, outcome)
    };
    rows.iter()
        .flat_map(|(name, values, outcome)| {
            values.iter().map(|value| demand(name, value, *outcome)).collect::<Vec<_>>()
        })
        .collect()
}

fn of_ids() -> Vec<Demand> {
    let routes = [("GET", PRODUCT), ("DELETE", PRODUCT)];
    let demand = |(method, path), id: &str, outcome| Demand {
        id: Some(id.to_owned()),
        ..bare(method, path, outcome)
    };
    routes
        .iter()
        .flat_map(|route| {
            ["1.5", "abc", "true"].map(|id| demand(*route, id, Outcome::Refused(400)))
        })
        .collect()
}

fn bare(method: &'static str, path: &'static str, outcome: Outcome) -> Demand {
    Demand { method, path, id: None, query: Vec::new(), body: None, outcome }
}
