//! Right manifests, wrong ones made from them by a small edit, realistic ones, and the messages.

mod base;
mod container;
mod environment;
mod hostile;
mod lists;
mod messages;
mod pods;
mod realistic;
mod secrets;
mod service;
mod texts_file;
mod validity;
