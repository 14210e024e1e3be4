//! Where the products are stored: in memory, until there is a database.

use std::sync::{Arc, Mutex, MutexGuard};

use super::produit::Produit;

// ANCHOR: catalogue
/// Every product that was added. The reference of a product is its rank, starting at 1.
#[derive(Clone, Default)]
pub struct Catalogue(Arc<Mutex<Vec<Produit>>>);

impl Catalogue {
    /// Stores a product and returns its reference.
    pub fn add(&self, produit: Produit) -> usize {
        let mut produits = self.produits();
        produits.push(produit);
        produits.len()
    }

    /// The product of this reference, if there is one.
    pub fn find(&self, reference: usize) -> Option<Produit> {
        self.produits().get(reference.checked_sub(1)?).cloned()
    }

    fn produits(&self) -> MutexGuard<'_, Vec<Produit>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}
// ANCHOR_END: catalogue
