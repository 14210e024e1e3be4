//! The copies to be freed: their loans are over, and `livres` may still count them as lent.

// Write here what the reconciler needs of the database.
