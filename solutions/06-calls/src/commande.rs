//! What an order is, and what a client may send. Every rule is in a type and is checked once.

use serde::{Deserialize, Serialize};

use crate::json_object::JsonObject;
use crate::neighbours::{Produit, Utilisateur};

/// An order, as the responses show it.
#[derive(Clone, Debug, Serialize)]
pub struct Commande {
    pub id: u64,
    pub utilisateur: Utilisateur,
    pub lignes: Vec<Ligne>,
    // A u128 holds the total of any order: 20 lines of 1000 pieces at the highest price.
    total_centimes: u128,
}

/// A line of an order, with the name and the price that the product had when it was ordered.
#[derive(Clone, Debug, Serialize)]
pub struct Ligne {
    pub produit: i64,
    pub nom: String,
    pub quantite: u64,
    pub prix_centimes: u64,
    total_centimes: u128,
}

/// What creates an order.
#[derive(Debug, Deserialize)]
pub struct Creation {
    pub utilisateur: i64,
    pub lignes: Lignes,
}

/// The lines of an order: from 1 to 20.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<JsonObject<LigneCreation>>")]
pub struct Lignes(Vec<LigneCreation>);

/// A line that a client orders.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct LigneCreation {
    pub produit: i64,
    pub quantite: Quantite,
}

/// How many pieces are ordered: from 1 to 1000.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u64")]
pub struct Quantite(u64);

/// The rule that a value breaks. axum's `Json` responds with 422 and this text.
#[derive(Debug, thiserror::Error)]
pub enum Invalid {
    #[error("une commande a de 1 à {} lignes", Lignes::MAX)]
    Lignes,
    #[error("une quantité est un entier de 1 à {}", Quantite::MAX)]
    Quantite,
}

impl Lignes {
    const MAX: usize = 20;

    pub fn as_slice(&self) -> &[LigneCreation] {
        &self.0
    }
}

impl TryFrom<Vec<JsonObject<LigneCreation>>> for Lignes {
    type Error = Invalid;

    fn try_from(lignes: Vec<JsonObject<LigneCreation>>) -> Result<Self, Invalid> {
        if !(1..=Self::MAX).contains(&lignes.len()) {
            return Err(Invalid::Lignes);
        }
        Ok(Self(lignes.into_iter().map(|JsonObject(ligne)| ligne).collect()))
    }
}

impl Quantite {
    const MAX: u64 = 1_000;
}

impl TryFrom<u64> for Quantite {
    type Error = Invalid;

    fn try_from(number: u64) -> Result<Self, Invalid> {
        if !(1..=Self::MAX).contains(&number) {
            return Err(Invalid::Quantite);
        }
        Ok(Self(number))
    }
}

impl Commande {
    pub fn new(id: u64, utilisateur: Utilisateur, lignes: Vec<Ligne>) -> Self {
        let total_centimes = lignes.iter().map(|ligne| ligne.total_centimes).sum();
        Self { id, utilisateur, lignes, total_centimes }
    }
}

impl Ligne {
    /// The line with what the product service knows of its product.
    pub fn new(ligne: LigneCreation, produit: &Produit) -> Self {
        let Quantite(quantite) = ligne.quantite;
        let prix_centimes = produit.prix_centimes.get();
        Self {
            produit: produit.id,
            nom: produit.nom.clone(),
            quantite,
            prix_centimes,
            total_centimes: u128::from(prix_centimes) * u128::from(quantite),
        }
    }
}
