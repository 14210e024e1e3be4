//! The page: it and everything that it loads come from this server.

use engine::http::{Answer, get};
use engine::{Conversation, Lang, Stop};

use crate::contract::DOCUMENT;

const PAGE: &str = "/swagger-ui/";

/// Loads the page as a browser would, and looks for the document's address in it.
pub fn page(talk: &mut Conversation<'_>) -> Result<(), Stop> {
    let page = loaded(talk, PAGE, &["text/html"])?;
    let html = String::from_utf8_lossy(&page.body).into_owned();
    let assets = page::assets(&html);
    let mut names_it = names_the_document(&html);
    for asset in &assets {
        let Some(path) = resolved(asset) else {
            let sentence = match talk.lang() {
                Lang::Fr => format!("La page charge {asset}, qui ne vient pas de ce serveur."),
                Lang::En => {
                    format!("The page loads {asset}, which does not come from this server.")
                }
            };
            return Err(talk.broken(sentence, PAGE, asset));
        };
        let answer = loaded(talk, &path, types(&path))?;
        talk.forget();
        names_it |= names_the_document(&String::from_utf8_lossy(&answer.body));
    }
    if assets.is_empty() || !names_it {
        let sentence = match talk.lang() {
            Lang::Fr => format!(
                "La page ne montre pas {DOCUMENT} : ni elle ni ce qu'elle charge (+) ne nomme cette \
                 adresse."
            ),
            Lang::En => format!(
                "The page does not show {DOCUMENT}: neither it nor what it loads (+) names that \
                 address."
            ),
        };
        return Err(talk.broken(sentence, DOCUMENT, &assets.join("\n")));
    }
    talk.note(&format!("GET {PAGE}"), "✓")
}

/// What lies at `path`: 200, of one of these types, not empty.
fn loaded(talk: &mut Conversation<'_>, path: &str, types: &[&str]) -> Result<Answer, Stop> {
    let answer = talk.send(&get(path.to_owned()))?;
    let media = answer.media_type().unwrap_or_default();
    let right_type = types.is_empty() || types.contains(&media.as_str());
    if answer.status == 200 && right_type && !answer.body.is_empty() {
        return Ok(answer);
    }
    let sentence = match (talk.lang(), path == PAGE) {
        (Lang::Fr, true) => format!("{path} ne donne pas la page."),
        (Lang::En, true) => format!("{path} does not answer with the page."),
        (Lang::Fr, false) => {
            format!("La page charge {path}, mais le serveur ne donne pas ce fichier.")
        }
        (Lang::En, false) => {
            format!("The page loads {path}, but the server does not answer with that file.")
        }
    };
    let said = format!("HTTP 200\ncontent-type: {}", types.join(" | "));
    let came = format!("HTTP {}\ncontent-type: {media}\n{} B", answer.status, answer.body.len());
    Err(talk.broken(sentence, &said, &came))
}

/// The types under which a browser takes a file for what it is.
fn types(path: &str) -> &'static [&'static str] {
    match path.split('?').next().and_then(|path| path.rsplit_once('.')) {
        Some((_, "js")) => &["text/javascript", "application/javascript"],
        Some((_, "css")) => &["text/css"],
        _ => &[],
    }
}

/// The path of an address on this server, relative ones resolved against the page; nothing when it
/// is another server's.
fn resolved(address: &str) -> Option<String> {
    if address.contains("://") || address.starts_with("//") {
        return None;
    }
    if address.starts_with('/') {
        return Some(address.to_owned());
    }
    Some(format!("{PAGE}{}", address.strip_prefix("./").unwrap_or(address)))
}

/// Whether a script sets the address of the document: in quotation marks, as a path or an address
/// that ends with it.
fn names_the_document(text: &str) -> bool {
    text.contains(&format!("{DOCUMENT}\"")) || text.contains(&format!("{DOCUMENT}'"))
}
