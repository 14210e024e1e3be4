//! The page: it and everything that it loads come from this server, and it shows the document.
//!
//! The page is read as a browser reads it, but no script is run:
//!
//! - Addresses are resolved against the page, its `<base>`, or the file that names them. What HTML,
//!   style sheets (`@import`, `url()`) and modules (`import`) load must be on this server; `data:`,
//!   `blob:` and `about:` are nowhere. Style sheets and modules that are loaded are read in turn.
//! - Swagger UI must be there: a script that is run and defines `SwaggerUIBundle`, before the call of it.
//! - The call must name an element of the page (`dom_id` or `domNode`), and the document: by `url`, the
//!   one of `urls` that is shown first, or `configUrl`, resolved against the page; or as `spec`, equal to
//!   the one that is served.
//! - Where only running a script could tell an address, it counts as right if one of the texts that it
//!   is made of is the document's address.
//! - An element that only a script makes is not seen.
//! - Frames, bundles that are built with other code, and `Content-Security-Policy` are not looked into.

use std::collections::BTreeSet;

use engine::http::{Response, get};
use engine::{Conversation, Stop, json};
use page::{Loads, Resource, Source};
use serde_json::Value;
use url::Url;

use crate::contract::DOCUMENT;
use crate::messages::pages;
use crate::script::{Found, Script};

const PAGE: &str = "/swagger-ui/";

/// The types under which a browser runs a script.
const JAVASCRIPT: &[&str] = &[
    "text/javascript",
    "application/javascript",
    "text/ecmascript",
    "application/ecmascript",
    "application/x-javascript",
    "text/x-javascript",
];

/// How many files a page may load by way of others.
const FILES: usize = 60;

/// Loads the page as a browser would, and looks for what it shows.
pub fn page(conversation: &mut Conversation<'_>) -> Result<(), Stop> {
    let origin = conversation.origin()?;
    let response = loaded(conversation, PAGE, &["text/html"])?;
    let html = String::from_utf8_lossy(&response.body).into_owned();
    let here =
        Url::parse(&format!("{origin}{PAGE}")).map_err(|error| Stop::Harness(error.into()))?;
    let Loads { base, resources } = page::loads(&html);
    let base = base.and_then(|base| here.join(&base).ok()).unwrap_or_else(|| here.clone());
    let mut visit =
        Visit { conversation, origin, base, scripts: Vec::new(), seen: BTreeSet::new() };
    for resource in resources {
        visit.resource(resource)?;
    }
    let shown = visit.shown(&html)?;
    visit.verdict(shown)?;
    conversation.compare(&format!("GET {PAGE}"), "✓")
}

/// What is known of a page while it is loaded.
struct Visit<'a, 'b> {
    conversation: &'a mut Conversation<'b>,
    origin: String,
    base: Url,
    /// in the order in which they are run, deferred ones last
    scripts: Vec<Loaded>,
    /// the files that were loaded
    seen: BTreeSet<String>,
}

/// A script that is run.
struct Loaded {
    script: Script,
    is_deferred: bool,
}

/// What a page shows.
enum Shown {
    /// the document
    Document,
    /// nothing, for want of Swagger UI
    NoSwaggerUi,
    /// nothing, for want of a call of it
    NoCall,
    /// nothing, for want of this element
    NoElement(String),
    /// something else
    Other(String),
}

impl Visit<'_, '_> {
    fn resource(&mut self, resource: Resource) -> Result<(), Stop> {
        let base = self.base.clone();
        match resource {
            Resource::Other(address) => self.fetched(&base, &address, &[]).map(drop),
            Resource::Style(address) => self.style(&base, &address),
            Resource::InlineStyle(css) => self.style_text(&base, &css),
            Resource::Script(script) => {
                let (at, text) = match script.source {
                    Source::Inline(text) => (base, text),
                    Source::Address(address) => match self.fetched(&base, &address, JAVASCRIPT)? {
                        Some(file) => file,
                        None => return Ok(()),
                    },
                };
                self.script(&at, &text, script.is_module, script.is_deferred)
            }
        }
    }

    /// The file at an address, and where it is; nothing if it is not loaded from anywhere, or was
    /// loaded before.
    fn fetched(
        &mut self,
        base: &Url,
        address: &str,
        types: &[&str],
    ) -> Result<Option<(Url, String)>, Stop> {
        let foreign = pages::foreign_asset(address);
        let Ok(url) = base.join(address) else {
            return Err(self.conversation.broken(foreign, PAGE, address));
        };
        if matches!(url.scheme(), "data" | "blob" | "about" | "javascript") {
            return Ok(None);
        }
        if !self.is_here(&url) {
            return Err(self.conversation.broken(foreign, PAGE, url.to_string()));
        }
        let path = url[url::Position::BeforePath..url::Position::AfterQuery].to_owned();
        let is_new = self.seen.len() < FILES && self.seen.insert(path.clone());
        if !is_new {
            return Ok(None);
        }
        let response = loaded(self.conversation, &path, types)?;
        self.conversation.forget_last_step();
        Ok(Some((url, String::from_utf8_lossy(&response.body).into_owned())))
    }

    /// Whether an address is on this server, by whichever of its names.
    fn is_here(&self, url: &Url) -> bool {
        let here = |host: Option<&str>| matches!(host, Some("127.0.0.1" | "localhost"));
        url.scheme() == self.base_of_server().scheme()
            && url.port_or_known_default() == self.base_of_server().port_or_known_default()
            && (url.host_str() == self.base_of_server().host_str()
                || here(url.host_str()) && here(self.base_of_server().host_str()))
    }

    /// The root of the server.
    fn base_of_server(&self) -> Url {
        Url::parse(&self.origin).unwrap_or_else(|_| self.base.clone())
    }

    fn style(&mut self, base: &Url, address: &str) -> Result<(), Stop> {
        match self.fetched(base, address, &["text/css"])? {
            Some((url, css)) => self.style_text(&url, &css),
            None => Ok(()),
        }
    }

    fn style_text(&mut self, base: &Url, css: &str) -> Result<(), Stop> {
        let (sheets, others) = page::style_loads(css);
        for address in others {
            let is_away = base
                .join(&address)
                .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && !self.is_here(&url));
            if is_away {
                let foreign = pages::foreign_asset(&address);
                return Err(self.conversation.broken(foreign, PAGE, address));
            }
        }
        sheets.iter().try_for_each(|address| self.style(base, address))
    }

    fn script(
        &mut self,
        base: &Url,
        text: &str,
        is_module: bool,
        is_deferred: bool,
    ) -> Result<(), Stop> {
        let script = Script::read(text, &self.origin);
        if is_module {
            let is_address =
                |import: &&String| import.starts_with(['.', '/']) || import.contains("://");
            for address in script.imports().iter().filter(is_address) {
                if let Some((url, text)) = self.fetched(base, address, JAVASCRIPT)? {
                    self.script(&url, &text, true, true)?;
                }
            }
        }
        self.scripts.push(Loaded { script, is_deferred });
        Ok(())
    }

    /// What the scripts of a page show on it.
    fn shown(&mut self, html: &str) -> Result<Shown, Stop> {
        // Deferred scripts are run after the others.
        self.scripts.sort_by_key(|loaded| loaded.is_deferred);
        let bundle = self.scripts.iter().position(|loaded| loaded.script.defines_swagger_ui());
        let Some(bundle) = bundle else { return Ok(Shown::NoSwaggerUi) };
        let others = self.scripts.iter().enumerate().filter(|(at, _)| *at != bundle);
        let calls: Vec<Found> = others
            .flat_map(|(at, loaded)| loaded.script.calls().into_iter().map(move |call| (at, call)))
            .filter(|(at, call)| *at > bundle || !call.is_immediate)
            .filter(|(_, call)| {
                // Declared once, and named once more by whoever calls it.
                call.function.as_ref().is_none_or(|name| self.mentions(name) > 1)
            })
            .map(|(_, call)| call.settings)
            .collect();
        let mut shown = Shown::NoCall;
        for settings in calls {
            shown = self.shown_by(&settings, html)?;
            if matches!(shown, Shown::Document) {
                break;
            }
        }
        Ok(shown)
    }

    /// How often the scripts name something, except for Swagger UI's own.
    fn mentions(&self, name: &str) -> usize {
        let scripts = self.scripts.iter().map(|loaded| &loaded.script);
        let own = scripts.filter(|script| !script.defines_swagger_ui());
        own.map(|script| script.mentions(name)).sum()
    }

    /// What one call of Swagger UI shows.
    fn shown_by(&mut self, settings: &Found, html: &str) -> Result<Shown, Stop> {
        let selector = match (settings.field("dom_id"), settings.field("domNode")) {
            (Found::Plain(Value::String(selector)), _) | (_, Found::Element(selector)) => selector,
            (Found::Unknown(_), _) | (_, Found::Unknown(_)) => "#swagger-ui".to_owned(),
            _ => return Ok(Shown::NoElement("dom_id".to_owned())),
        };
        if !page::has_element(html, &selector) {
            return Ok(Shown::NoElement(selector));
        }
        let spec = settings.field("spec");
        if let Some(spec) =
            spec.json().filter(|spec| spec.as_object().is_some_and(|one| !one.is_empty()))
        {
            let same = self.served()?.is_some_and(|served| json::equal(&spec, &served));
            return Ok(if same { Shown::Document } else { Shown::Other("spec".to_owned()) });
        }
        let mut settings = settings.clone();
        if let Found::Plain(Value::String(address)) = settings.field("configUrl") {
            let base = self.base.clone();
            let fetched = self.fetched(&base, &address, &[])?;
            let read = fetched.and_then(|(_, text)| serde_json::from_str::<Value>(&text).ok());
            if let (Some(read), Found::Object(fields)) = (read, &mut settings)
                && let Found::Object(more) = Found::from(read)
            {
                fields.extend(more);
            }
        }
        Ok(self.shown_at(&address_of(&settings)))
    }

    fn shown_at(&self, address: &Found) -> Shown {
        let is_document = |address: &String| {
            self.base.join(address).is_ok_and(|url| {
                url.origin() == self.base_of_server().origin() && url.path() == DOCUMENT
            })
        };
        match address {
            Found::Plain(Value::String(address)) if is_document(address) => Shown::Document,
            Found::Plain(Value::String(address)) => Shown::Other(address.clone()),
            Found::Unknown(texts) if texts.iter().any(is_document) => Shown::Document,
            Found::Unknown(texts) => Shown::Other(texts.join(" ")),
            _ => Shown::Other(String::new()),
        }
    }

    /// The document that the server serves.
    fn served(&mut self) -> Result<Option<Value>, Stop> {
        let response = self.conversation.send(&get(DOCUMENT))?;
        self.conversation.forget_last_step();
        Ok(json::parse(&response.body).ok())
    }

    fn verdict(&self, shown: Shown) -> Result<(), Stop> {
        let files: Vec<&str> = self.seen.iter().map(String::as_str).collect();
        let files = files.join("\n");
        let broken =
            |promise, received: String| Err(self.conversation.broken(promise, DOCUMENT, received));
        match shown {
            Shown::Document => Ok(()),
            Shown::NoSwaggerUi => broken(pages::NO_SWAGGER_UI, files),
            Shown::NoCall => broken(pages::NO_CALL, files),
            Shown::NoElement(selector) => broken(pages::no_element(&selector), selector),
            Shown::Other(address) => broken(pages::OTHER_DOCUMENT, address),
        }
    }
}

/// The address of what is shown first.
fn address_of(settings: &Found) -> Found {
    let name = settings.field("urls.primaryName");
    // The bar at the top chooses one of them, and the layout that is the default has none.
    let has_bar = match settings.field("layout") {
        Found::Undefined => false,
        Found::Plain(layout) => layout != "BaseLayout",
        _ => true,
    };
    match settings.field("urls") {
        Found::List(urls) if has_bar && !urls.is_empty() => {
            let primary = urls.iter().find(|url| url.field("name") == name);
            primary.or(urls.first()).map_or(Found::Undefined, |url| url.field("url"))
        }
        Found::Unknown(texts) if has_bar && settings.field("url") == Found::Undefined => {
            Found::Unknown(texts)
        }
        _ => settings.field("url"),
    }
}

/// What lies at `path`: 200, of one of these types, not empty.
fn loaded(
    conversation: &mut Conversation<'_>,
    path: &str,
    types: &[&str],
) -> Result<Response, Stop> {
    let response = conversation.send(&get(path.to_owned()))?;
    let media = response.media_type().unwrap_or_default();
    let right_type = types.is_empty() || types.contains(&media.as_str());
    if response.status == 200 && right_type && !response.body.is_empty() {
        return Ok(response);
    }
    let promise = if path == PAGE { pages::missing(path) } else { pages::missing_asset(path) };
    let expected = match types {
        [] => "HTTP 200".to_owned(),
        types => format!(
            "HTTP 200\ncontent-type: {}",
            types.iter().take(2).copied().collect::<Vec<_>>().join(" | ")
        ),
    };
    let length = response.body.len();
    let received = format!("HTTP {}\ncontent-type: {media}\n{length} B", response.status);
    Err(conversation.broken(promise, &expected, received))
}
