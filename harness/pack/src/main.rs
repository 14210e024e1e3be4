//! Writes an archive, as `cargo lab pack` asks: a request in JSON on standard input, a sentence for the student
//! on standard output, or on standard error with exit status 2.

use std::io;
use std::process::ExitCode;

use anyhow::{Context, Result};
use pack::{Packed, Request, Unpackable};
use texts::{Lang, Message};

mod messages {
    //! What the student reads.

    texts::include_texts!();
}

use messages::{labels, refusals};

fn main() -> Result<ExitCode> {
    let request: Request = serde_json::from_reader(io::stdin()).context("reading the request")?;
    let lang = Lang::named(&request.lang);
    let out = request.shown.clone();
    Ok(match pack::write(&request)? {
        Ok(Packed { files, bytes }) => {
            let labs: Vec<&str> = request.labs.iter().map(|lab| lab.folder.as_str()).collect();
            let size = bytes.div_ceil(1024);
            println!("{}", labels::packed(out, labs.join(", "), files, size).text(lang));
            ExitCode::SUCCESS
        }
        Err(unpackable) => {
            eprintln!("✗ {}", refusal(&unpackable, out).text(lang));
            ExitCode::from(2)
        }
    })
}

fn refusal(unpackable: &Unpackable, out: String) -> Message {
    match unpackable {
        Unpackable::Taken => refusals::taken(out),
        Unpackable::Unwritable { why } => refusals::unwritable(out, why),
        Unpackable::TooLarge { path } => refusals::too_large(path, pack::LARGEST >> 20),
        Unpackable::NotPlain { path } => refusals::not_plain(path),
    }
}
