//! What a browser loads with a page. (HTML Standard, sections 4.2, 4.8 and 4.12)

use std::collections::BTreeSet;

use cssparser::{ParseError, Parser, Token};
use scraper::{ElementRef, Html, Selector};

/// What a browser loads with a page, in the order of the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Loads {
    /// the address against which the others are resolved, if the page names one
    pub base: Option<String>,
    /// in order
    pub resources: Vec<Resource>,
}

/// One thing that is loaded, or stands in the page itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Resource {
    /// a script
    Script(Script),
    /// a style sheet at this address
    Style(String),
    /// the text of a style sheet
    InlineStyle(String),
    /// an image, an icon or a frame at this address
    Other(String),
}

/// A script that is run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    /// its address, or its text
    pub source: Source,
    /// whether it is a module
    pub is_module: bool,
    /// whether it waits until the page is parsed
    pub is_deferred: bool,
}

/// Where the text of a script is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// at this address
    Address(String),
    /// in the page
    Inline(String),
}

/// What a browser loads with `html`. What only other programs read (`canonical`, `alternate`,
/// `preconnect`, `license` and so on) is not loaded, nor is anything in a `template`.
pub fn loads(html: &str) -> Loads {
    let document = Html::parse_document(html);
    let mut loads = Loads::default();
    let Ok(all) = Selector::parse("*") else { return loads };
    for element in document.select(&all).filter(|element| !is_inert(*element)) {
        let attribute = |name: &str| {
            let value = element.attr(name).map(|value| value.trim().to_owned());
            value.filter(|value| !value.is_empty())
        };
        match element.value().name() {
            "base" if loads.base.is_none() => loads.base = attribute("href"),
            "link" => loads.resources.extend(linked(element, attribute("href"))),
            "style" => loads.resources.push(Resource::InlineStyle(text(element))),
            "script" => loads.resources.extend(script(element, attribute("src"))),
            "img" | "iframe" | "embed" | "frame" | "audio" | "video" | "source" | "track"
            | "input" => {
                loads.resources.extend(attribute("src").map(Resource::Other));
            }
            "object" => loads.resources.extend(attribute("data").map(Resource::Other)),
            _ => {}
        }
        loads.resources.extend(handlers(element));
    }
    loads
}

/// Whether the page has an element that the selector finds.
pub fn has_element(html: &str, selector: &str) -> bool {
    let Ok(selector) = Selector::parse(selector) else { return false };
    Html::parse_document(html).select(&selector).any(|element| !is_inert(element))
}

/// The addresses that a style sheet loads: those of other style sheets, then the others.
pub fn style_loads(css: &str) -> (Vec<String>, Vec<String>) {
    let (mut sheets, mut others) = (Vec::new(), Vec::new());
    gather(&mut Parser::new(css), &mut sheets, &mut others);
    (sheets, others)
}

fn gather(parser: &mut Parser<'_>, sheets: &mut Vec<String>, others: &mut Vec<String>) {
    let mut is_import = false;
    while let Ok(token) = parser.next_including_whitespace().cloned() {
        match token {
            Token::WhiteSpace(_) | Token::Comment(_) => continue,
            Token::AtKeyword(name) => {
                is_import = name.eq_ignore_ascii_case("import");
                continue;
            }
            Token::QuotedString(address) if is_import => sheets.push(address.to_string()),
            Token::UnquotedUrl(address) => {
                (if is_import { &mut *sheets } else { &mut *others }).push(address.to_string());
            }
            Token::Function(name) => {
                let is_url = name.eq_ignore_ascii_case("url") || name.eq_ignore_ascii_case("src");
                let into = if is_import { &mut *sheets } else { &mut *others };
                inside(parser, |inner| {
                    if is_url {
                        into.extend(inner.expect_string().ok().map(ToString::to_string));
                    } else {
                        gather(inner, &mut Vec::new(), into);
                    }
                });
            }
            Token::ParenthesisBlock | Token::SquareBracketBlock | Token::CurlyBracketBlock => {
                inside(parser, |inner| gather(inner, sheets, others));
            }
            _ => {}
        }
        is_import = false;
    }
}

/// Reads the block that has just begun.
fn inside(parser: &mut Parser<'_>, mut read: impl FnMut(&mut Parser<'_>)) {
    // Never an error: what `read` leaves over is skipped.
    let _: Result<(), ParseError<()>> = parser.parse_nested_block(|inner| {
        read(inner);
        while inner.next().is_ok() {}
        Ok(())
    });
}

fn linked(element: ElementRef<'_>, address: Option<String>) -> Option<Resource> {
    const LOADED: [&str; 7] = [
        "icon",
        "apple-touch-icon",
        "mask-icon",
        "manifest",
        "preload",
        "modulepreload",
        "prefetch",
    ];
    let address = address?;
    let relations = element.attr("rel").unwrap_or_default().to_ascii_lowercase();
    let relations: BTreeSet<&str> = relations.split_ascii_whitespace().collect();
    if relations.contains("stylesheet") {
        return Some(Resource::Style(address));
    }
    LOADED.iter().any(|loaded| relations.contains(loaded)).then_some(Resource::Other(address))
}

/// A script that a browser runs: of another type, it is only data.
fn script(element: ElementRef<'_>, address: Option<String>) -> Option<Resource> {
    const JAVASCRIPT: [&str; 6] = [
        "",
        "text/javascript",
        "application/javascript",
        "text/ecmascript",
        "application/ecmascript",
        "application/x-javascript",
    ];
    let kind = element.attr("type").unwrap_or_default().trim().to_ascii_lowercase();
    let is_module = kind == "module";
    let has = |name: &str| element.attr(name).is_some();
    if !is_module && (!JAVASCRIPT.contains(&kind.as_str()) || has("nomodule")) {
        return None;
    }
    let is_deferred = is_module || address.is_some() && (has("defer") || has("async"));
    let source = match address {
        Some(address) => Source::Address(address),
        None if has("src") => return None,
        None => Source::Inline(text(element)),
    };
    Some(Resource::Script(Script { source, is_module, is_deferred }))
}

/// The scripts in its attributes, as in `<body onload="…">`: they are run when something happens.
fn handlers(element: ElementRef<'_>) -> impl Iterator<Item = Resource> + '_ {
    let attributes = element.value().attrs().filter(|(name, _)| name.starts_with("on"));
    attributes.map(|(_, text)| {
        let source = Source::Inline(text.to_owned());
        Resource::Script(Script { source, is_module: false, is_deferred: true })
    })
}

fn text(element: ElementRef<'_>) -> String {
    element.text().collect()
}

/// Whether an element lies in what a browser does not run or show.
fn is_inert(element: ElementRef<'_>) -> bool {
    let ancestors = element.ancestors().filter_map(ElementRef::wrap);
    ancestors.into_iter().any(|one| matches!(one.value().name(), "template" | "noscript"))
}

#[cfg(test)]
mod tests {
    use super::{Resource, Source, has_element, loads, style_loads};

    fn addresses(html: &str) -> Vec<String> {
        let address = |resource| match resource {
            Resource::Style(address) | Resource::Other(address) => Some(address),
            Resource::Script(script) => match script.source {
                Source::Address(address) => Some(address),
                Source::Inline(_) => None,
            },
            Resource::InlineStyle(_) => None,
        };
        loads(html).resources.into_iter().filter_map(address).collect()
    }

    #[test]
    fn what_only_other_programs_read_is_not_loaded() {
        let html = "<link rel=canonical href=a><link rel='preconnect' href=b><link rel=license href=c>
            <link rel=alternate href=d><!-- <script src=e></script> --><template><img src=f></template>
            <script type=application/json src=g></script><link rel='shortcut icon' href=h>";
        assert_eq!(addresses(html), ["h"]);
    }

    #[test]
    fn styles_scripts_and_images_are_loaded() {
        let html = "<base href=/x/><link rel=StyleSheet href=a><script src=b></script><img src=c>";
        assert_eq!(addresses(html), ["a", "b", "c"]);
        assert_eq!(loads(html).base.as_deref(), Some("/x/"));
    }

    #[test]
    fn a_style_sheet_loads_what_it_imports() {
        let css =
            "/* @import 'no'; */ @import 'a'; @import url(b) screen; @font-face { src: url('c'); }
            p { background: image-set(url(d) 1x); content: 'e' }";
        let (sheets, others) = style_loads(css);
        assert_eq!((sheets, others), (vec!["a".into(), "b".into()], vec!["c".into(), "d".into()]));
    }

    #[test]
    fn an_element_in_a_comment_is_none() {
        assert!(has_element("<div id=swagger-ui></div>", "#swagger-ui"));
        assert!(!has_element("<!-- <div id=swagger-ui></div> -->", "#swagger-ui"));
        assert!(!has_element("<template><div id=a></div></template>", "#a"));
    }
}
