//! Right manifests, wrong ones made from them by a small edit, and realistic ones.

mod base;
mod container;
mod environment;
mod hostile;
mod lists;
mod pods;
mod realistic;
mod secrets;
mod service;
mod validity;
