//! Histories made by hand, right and wrong, for each invariant: both sides of each bound.

mod available;
mod kept;
mod keys;
mod loans;
mod members;
mod order;
mod own;
mod recorder;
mod script;
mod sentences;
mod served;
mod shrink;
mod story;
