//! Where the products are kept: in memory, until there is a database.

use std::sync::{Arc, Mutex, MutexGuard};

use super::produit::Produit;

// ANCHOR: catalogue
/// Every product that was added. The reference of a product is its rank, from 1 on.
#[derive(Clone, Default)]
pub struct Catalogue(Arc<Mutex<Vec<Produit>>>);

impl Catalogue {
    /// Keeps a product, and tells the reference to find it by.
    pub fn ajouter(&self, produit: Produit) -> usize {
        let mut produits = self.produits();
        produits.push(produit);
        produits.len()
    }

    /// The product of this reference, if there is one.
    pub fn trouver(&self, reference: usize) -> Option<Produit> {
        self.produits().get(reference.checked_sub(1)?).cloned()
    }

    fn produits(&self) -> MutexGuard<'_, Vec<Produit>> {
        self.0.lock().expect("no handler panics with the lock held")
    }
}
// ANCHOR_END: catalogue
