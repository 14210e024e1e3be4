//! Scratch.
fn main() { let a: Vec<String> = std::env::args().collect(); let t=std::time::Instant::now(); if let Err(e)=book::build::into(a[1].as_ref(), a[2].as_ref()) {println!("{e:#}")} println!("{:?}", t.elapsed()); }
