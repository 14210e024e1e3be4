//! Variants of the page, each also opened in a browser: what the check says agrees with what a person
//! sees.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use browser::Browser;

use super::{File, Site, failure, fetched, solution};
use crate::swagger::page;

/// The files of Swagger UI, as the solution serves them.
const FILES: [(&str, &str); 4] = [
    ("/swagger-ui/swagger-ui.css", "text/css"),
    ("/swagger-ui/swagger-ui-bundle.js", "text/javascript"),
    ("/swagger-ui/swagger-ui-standalone-preset.js", "text/javascript"),
    ("/swagger-ui/favicon-32x32.png", "image/png"),
];

/// Beginning and end of most pages.
const HEAD: &str = "<!doctype html><meta charset=utf-8><title>Produits</title>
    <link rel=stylesheet href=swagger-ui.css><link rel=icon href=favicon-32x32.png>";
const BUNDLE: &str = "<div id=swagger-ui></div><script src=swagger-ui-bundle.js></script>";
const PRESET: &str = "<script src=swagger-ui-standalone-preset.js></script>";
const CALL: &str =
    "<script>SwaggerUIBundle({ url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>";

/// Whether the document is shown: its seven operations are.
const IS_SHOWN: &str = "document.querySelectorAll('.opblock').length >= 7";

/// Pages that show the document: with `{head}`, `{bundle}`, `{preset}` and `{call}` for the parts above,
/// `{origin}` and `{host}` for the server and `{document}` for the document.
const RIGHT: &[(&str, &str)] = &[
    ("plain", "{head}{bundle}{call}"),
    ("an icon in the page", "{head}<link rel=icon href='data:image/png;base64,AA=='>{bundle}{call}"),
    ("links that only others follow", "{head}<link rel=canonical href=https://example.org/>
        <link rel=preconnect href=https://example.org><link rel=license href=https://example.org/l>
        <link rel=alternate href=https://example.org/a>{bundle}{call}"),
    ("addresses with dots", "{head}<div id=swagger-ui></div>
        <script src='../swagger-ui/x/../swagger-ui-bundle.js'></script>
        <script>SwaggerUIBundle({ url: '../api-docs/openapi.json', dom_id: '#swagger-ui' })</script>"),
    ("a base", "<base href=/swagger-ui/>{head}{bundle}{call}"),
    ("addresses of this server", "<link rel=stylesheet href='{origin}/swagger-ui/swagger-ui.css'>
        <div id=swagger-ui></div><script src='{origin}/swagger-ui/swagger-ui-bundle.js'></script>
        <script>SwaggerUIBundle({ url: '{origin}/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>"),
    ("the document inside, as swagger-ui-express writes it", "{head}{bundle}<script>
        window.onload = function() {
          var url = window.location.search.match(/url=([^&]+)/);
          if (url && url.length > 1) { url = decodeURIComponent(url[1]); }
          else { url = window.location.origin; }
          var options = { \"swaggerDoc\": {document}, \"customOptions\": {} };
          url = options.swaggerUrl || url
          var urls = options.swaggerUrls
          var customOptions = options.customOptions
          var spec1 = options.swaggerDoc
          var swaggerOptions = { spec: spec1, url: url, urls: urls, dom_id: '#swagger-ui' }
          for (var attrname in customOptions) { swaggerOptions[attrname] = customOptions[attrname]; }
          var ui = SwaggerUIBundle(swaggerOptions)
          window.ui = ui
        }</script>"),
    ("after loading", "{head}<script>window.onload = () => { SwaggerUIBundle({
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' }) }</script>{bundle}"),
    ("deferred scripts", "{head}<script defer src=call.js></script>{bundle}"),
    ("a module that calls", "{head}{bundle}<script type=module src=call.js></script>"),
    ("an element", "{head}{bundle}<script>SwaggerUIBundle({ url: '/api-docs/openapi.json',
        domNode: document.getElementById('swagger-ui') })</script>"),
    ("another element", "{head}<main class=doc></main><script src=swagger-ui-bundle.js></script>
        <script>SwaggerUIBundle({ url: '/api-docs/openapi.json', dom_id: '.doc' })</script>"),
    ("settings in a variable", "{head}{bundle}<script>const config = { dom_id: '#swagger-ui' };
        config.url = `${window.location.origin}/api-docs/openapi.json`; SwaggerUIBundle(config)</script>"),
    ("an address that a function makes", "{head}{bundle}<script>const f = (a) => a;
        SwaggerUIBundle({ url: f('/api-docs/openapi.json'), dom_id: '#swagger-ui' })</script>"),
    ("settings from a file", "{head}{bundle}<script>
        SwaggerUIBundle({ configUrl: 'config.json', dom_id: '#swagger-ui' })</script>"),
    ("a style sheet of this server", "{head}<style>@import 'swagger-ui.css'; p { color: red }</style>{bundle}{call}"),
    ("several documents", "{head}{bundle}{preset}<script>SwaggerUIBundle({
        urls: [{ url: '/autre.json', name: 'a' }, { url: '/api-docs/openapi.json', name: 'b' }],
        'urls.primaryName': 'b', dom_id: '#swagger-ui', layout: 'StandaloneLayout',
        presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset] })</script>"),
    ("as FastAPI writes it", "<!DOCTYPE html><html><head><link type=\"text/css\" rel=\"stylesheet\"
        href=\"/swagger-ui/swagger-ui.css\"><title>Produits</title></head><body><div id=\"swagger-ui\"></div>
        <script src=\"/swagger-ui/swagger-ui-bundle.js\"></script><script>
        const ui = SwaggerUIBundle({ url: '/api-docs/openapi.json', \"dom_id\": \"#swagger-ui\",
        \"layout\": \"BaseLayout\", \"deepLinking\": true, oauth2RedirectUrl: window.location.origin + '/o',
        presets: [SwaggerUIBundle.presets.apis, SwaggerUIBundle.SwaggerUIStandalonePreset], })
        </script></body></html>"),
    ("capitals and character references", "<!DOCTYPE HTML><LINK REL=StyleSheet HREF=swagger-ui.css>
        <DIV ID=swagger-ui></DIV><SCRIPT TYPE='Text/JavaScript' SRC='swagger&#45;ui-bundle.js?v=1'></SCRIPT>{call}"),
    ("an address without its scheme", "{head}<div id=swagger-ui></div>
        <script src='//{host}/swagger-ui/swagger-ui-bundle.js'></script>{call}"),
    ("a module that imports", "{head}{bundle}<script type=module>import './call.js'</script>"),
    ("by the name of the window", "{head}{bundle}<script>window.ui = window.SwaggerUIBundle({
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>"),
    ("when the page is read", "{head}{bundle}<script>document.addEventListener('DOMContentLoaded', () => {
        SwaggerUIBundle({ url: '/api-docs/openapi.json', dom_id: '#swagger-ui' }) })</script>"),
    ("a function that is called", "{head}{bundle}<script>function show(url) { SwaggerUIBundle({
        url: url, dom_id: '#swagger-ui' }) } show('/api-docs/openapi.json')</script>"),
    ("a call in an attribute", "{head}<div id=swagger-ui></div><script src=swagger-ui-bundle.js
        onload=\"SwaggerUIBundle({ url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })\"></script>"),
];

/// Pages that do not, or that load something from elsewhere; with words of what is said about them.
const WRONG: &[(&str, &str, &str)] = &[
    ("nothing but a link", "<!doctype html><title>x</title><link rel=\"alternate\" href=\"/api-docs/openapi.json\">", "does not load Swagger UI"),
    ("the address in a comment of the page", "{head}{bundle}<!-- {call} -->", "no script then calls"),
    ("the address in a comment of a script", "{head}{bundle}<script>/* SwaggerUIBundle({
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' }) */</script>", "no script then calls"),
    ("a base elsewhere", "<base href=https://example.invalid/>{head}{bundle}{call}", "https://example.invalid/swagger-ui.css"),
    ("a style sheet imported from elsewhere", "{head}<style>@import url(https://example.invalid/a.css);</style>{bundle}{call}", "https://example.invalid/a.css"),
    ("a module imported from elsewhere", "{head}<div id=swagger-ui></div>
        <script type=module>import 'https://example.invalid/swagger-ui-bundle.js';
        SwaggerUIBundle({ url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>", "https://example.invalid/swagger-ui-bundle.js"),
    ("a bundle from elsewhere", "{head}<div id=swagger-ui></div>
        <script src=https://example.invalid/swagger-ui-bundle.js></script>{call}", "https://example.invalid/swagger-ui-bundle.js"),
    ("another document", "{head}{bundle}<script>
        SwaggerUIBundle({ url: '/autre.json', dom_id: '#swagger-ui' })</script>", "/autre.json"),
    ("the document of the example", "{head}{bundle}<script>
        SwaggerUIBundle({ url: 'https://petstore.swagger.io/v2/swagger.json', dom_id: '#swagger-ui' });
        const unused = '/api-docs/openapi.json'</script>", "petstore"),
    ("another document inside", "{head}{bundle}<script>SwaggerUIBundle({
        spec: { openapi: '3.1.0', info: { title: 'x', version: '1' }, paths: {} },
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>", "+ spec"),
    ("no bundle", "{head}<div id=swagger-ui></div>{call}", "does not load Swagger UI"),
    ("a bundle that is missing", "{head}<div id=swagger-ui></div><script src=absent.js></script>{call}", "/swagger-ui/absent.js"),
    ("no element", "{head}<script src=swagger-ui-bundle.js></script>{call}", "no element #swagger-ui"),
    ("an element in a comment", "{head}<!-- <div id=swagger-ui></div> --><script src=swagger-ui-bundle.js></script>{call}", "no element #swagger-ui"),
    ("no call", "{head}{bundle}", "no script then calls"),
    ("the call before the bundle", "{head}<div id=swagger-ui></div>{call}<script src=swagger-ui-bundle.js></script>", "no script then calls"),
    ("a script that is data", "{head}{bundle}<script type=application/json>SwaggerUIBundle({
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' })</script>", "no script then calls"),
    ("a script in a template", "{head}{bundle}<template>{call}</template>", "no script then calls"),
    ("not Swagger UI", "{head}<redoc spec-url=/api-docs/openapi.json></redoc>
        <script>window.SwaggerUIBundle = function (settings) {}</script>{call}", "does not load Swagger UI"),
    ("several documents, and nothing to choose one", "{head}{bundle}<script>SwaggerUIBundle({
        urls: [{ url: '/api-docs/openapi.json', name: 'a' }], dom_id: '#swagger-ui' })</script>",
        "not show /api-docs/openapi.json"),
    ("another document shown first", "{head}{bundle}{preset}<script>SwaggerUIBundle({
        urls: [{ url: '/autre.json', name: 'a' }, { url: '/api-docs/openapi.json', name: 'b' }],
        dom_id: '#swagger-ui', layout: 'StandaloneLayout',
        presets: [SwaggerUIBundle.presets.apis, SwaggerUIStandalonePreset] })</script>", "/autre.json"),
    ("a function that is never called", "{head}{bundle}<script>function show() { SwaggerUIBundle({
        url: '/api-docs/openapi.json', dom_id: '#swagger-ui' }) }</script>", "no script then calls"),
    ("an image from elsewhere", "{head}<img src=https://example.invalid/a.png>{bundle}{call}",
        "https://example.invalid/a.png"),
];

fn files(address: SocketAddr, body: &str, solution: SocketAddr) -> Vec<File> {
    let fetch = |path| fetched(solution, path).body;
    let document = fetch("/api-docs/openapi.json");
    let html = body
        .replace("{head}", HEAD)
        .replace("{bundle}", BUNDLE)
        .replace("{preset}", PRESET)
        .replace("{call}", CALL)
        .replace("{host}", &address.to_string())
        .replace("{origin}", &format!("http://{address}"))
        .replace("{document}", &String::from_utf8_lossy(&document));
    let call = CALL.replace("<script>", "").replace("</script>", "");
    let config = r#"{ "url": "/api-docs/openapi.json" }"#;
    let other = r#"{ "openapi": "3.1.0", "info": { "title": "x", "version": "1" }, "paths": {} }"#;
    let mut files: Vec<File> = vec![
        ("/swagger-ui/", "text/html; charset=utf-8", html.into_bytes()),
        ("/swagger-ui/call.js", "text/javascript", call.into_bytes()),
        ("/swagger-ui/config.json", "application/json", config.into()),
        ("/autre.json", "application/json", other.into()),
        ("/api-docs/openapi.json", "application/json", document),
    ];
    files.extend(FILES.iter().map(|(path, media)| (*path, *media, fetch(path))));
    files
}

#[test]
fn right_page_variants_are_accepted_and_wrong_ones_are_not() {
    let (_server, solution) = solution();
    let mut misjudged = Vec::new();
    for (name, body) in RIGHT {
        let site = Site::serving(|address| files(address, body, solution));
        misjudged.extend(failure(site.address, page).map(|why| format!("{name}: {why}")));
    }
    for (name, body, word) in WRONG {
        let site = Site::serving(|address| files(address, body, solution));
        let why = failure(site.address, page).unwrap_or_default();
        if !why.contains(word) {
            misjudged.push(format!("{name}: {word} is not in {why:?}"));
        }
    }
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n"));
}

#[test]
fn needs_chromium_a_browser_shows_right_page_variants_and_no_wrong_ones() {
    let Some(browser) = Browser::start(1_000, 800).expect("Chromium starts") else {
        return needs::CHROMIUM.skip();
    };
    let (_server, solution) = solution();
    let page = browser.open("about:blank").expect("a page");
    let open = |body: &str| {
        let site = Site::serving(|address| files(address, body, solution));
        page.go(&format!("http://{}/swagger-ui/", site.address)).expect("the page");
        site
    };
    let mut misjudged = Vec::new();
    let mut longest = Duration::ZERO;
    for (name, body) in RIGHT {
        let begun = Instant::now();
        let _site = open(body);
        misjudged.extend(page.until(IS_SHOWN).err().map(|error| format!("{name}: {error}")));
        longest = longest.max(begun.elapsed());
    }
    // These have longer to show the document than any right page needed, from the same moment on.
    let patience = (PATIENCE * longest).as_millis();
    for (name, body, _) in WRONG {
        let before = page.seen().requests.len();
        let _site = open(body);
        let shown = format!("{IS_SHOWN} || performance.now() > {patience}");
        page.until(&shown).expect("an end");
        // Nothing hides a document whose page also asks for something elsewhere.
        let requests = page.seen().requests.split_off(before);
        let asks_elsewhere = requests.iter().any(|url| url.contains("example."));
        if !asks_elsewhere && page.value(IS_SHOWN).expect("a value") == true {
            misjudged.push(format!("{name} is shown"));
        }
    }
    assert!(misjudged.is_empty(), "{}", misjudged.join("\n"));
}

/// How many times as long as the slowest right page a wrong one may take.
const PATIENCE: u32 = 2;
