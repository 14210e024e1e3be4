//! Lab 04 by somebody else: the product. See `produits.rs` beside it.

use serde::{Deserialize, Serialize};

use crate::error::Error;

#[derive(Clone, Debug, Serialize, sqlx::FromRow)]
pub struct Produit {
    pub id: i64,
    pub nom: String,
    pub prix_centimes: i64,
    pub stock: i64,
}

#[derive(Debug, Deserialize)]
pub struct Creation {
    pub nom: String,
    pub prix_centimes: i64,
    #[serde(default)]
    pub stock: i64,
}

#[derive(Debug, Deserialize)]
pub struct Replacement {
    pub nom: String,
    pub prix_centimes: i64,
    pub stock: i64,
}

#[derive(Debug, Deserialize)]
pub struct Modification {
    pub nom: Option<String>,
    pub prix_centimes: Option<i64>,
    pub stock: Option<i64>,
}

#[derive(Debug, Deserialize)]
pub struct Retrait {
    pub quantite: i64,
}

/// The name without the blanks around it.
pub fn verifier_nom(nom: &str) -> Result<String, Error> {
    let nom = nom.trim();
    let longueur = nom.chars().count();
    if longueur == 0 || longueur > 100 {
        return Err(Error::Invalide("nom"));
    }
    Ok(nom.to_string())
}
