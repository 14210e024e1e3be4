use serde_json::{Value, json};

use super::{Call, Found, Script};

fn call(script: &str) -> Call {
    let calls = Script::read(script, "http://127.0.0.1:5000").calls();
    assert_eq!(calls.len(), 1, "{script}: {calls:?}");
    calls.into_iter().next().expect("a call")
}

fn url(script: &str) -> Found {
    call(script).settings.field("url")
}

fn text(text: &str) -> Found {
    Found::Plain(Value::String(text.to_owned()))
}

#[test]
fn the_settings_are_read_where_they_are_passed() {
    let found = call(
        "// SwaggerUIBundle({ url: 'no' })
        window.onload = function () { window.ui = SwaggerUIBundle({
            'dom_id': '#swagger-ui', url: \"/a\", presets: [SwaggerUIBundle.presets.apis, f(1)],
            onComplete: () => { run({ url: 'no' }) }, deepLinking: true }); };",
    );
    assert!(!found.is_immediate);
    assert_eq!(found.settings.field("url"), text("/a"));
    assert_eq!(found.settings.field("dom_id"), text("#swagger-ui"));
    assert_eq!(found.settings.field("deepLinking"), Found::Plain(json!(true)));
    assert!(call("const ui = SwaggerUIBundle({ url: '/a' })").is_immediate);
}

#[test]
fn names_are_followed() {
    assert_eq!(url("const u = '/a'; SwaggerUIBundle({ url: u })"), text("/a"));
    assert_eq!(url("let c = { url: '/a' }; c.url = '/b'; SwaggerUIBundle(c)"), text("/b"));
    assert_eq!(url("SwaggerUIBundle(Object.assign({}, { url: '/a' }, { url: '/b' }))"), text("/b"));
    assert_eq!(url("const o = { url: '/a' }; SwaggerUIBundle({ ...o, x: 1 })"), text("/a"));
    let origin = "http://127.0.0.1:5000/a";
    assert_eq!(url("SwaggerUIBundle({ url: location.origin + '/a' })"), text(origin));
    assert_eq!(url("SwaggerUIBundle({ url: `${window.location.origin}/a` })"), text(origin));
}

#[test]
fn what_only_running_could_tell_keeps_its_texts() {
    assert_eq!(url("SwaggerUIBundle({ url: f('./a') })"), Found::Unknown(vec!["./a".into()]));
    let chosen = url("SwaggerUIBundle({ url: x ? '/a' : '/b' })");
    assert_eq!(chosen, Found::Unknown(vec!["/a".into(), "/b".into()]));
}

#[test]
fn swagger_ui_express_passes_the_document_itself() {
    let script = r#"window.onload = function() {
      var url = window.location.search.match(/url=([^&]+)/);
      if (url && url.length > 1) { url = decodeURIComponent(url[1]); }
      else { url = window.location.origin; }
      var options = { "swaggerDoc": { "openapi": "3.1.0", "a": [1, -2, null] }, "customOptions": {} };
      url = options.swaggerUrl || url
      var urls = options.swaggerUrls
      var customOptions = options.customOptions
      var spec1 = options.swaggerDoc
      var swaggerOptions = { spec: spec1, url: url, urls: urls, dom_id: '#swagger-ui',
        presets: [SwaggerUIBundle.presets.apis] }
      for (var attrname in customOptions) { swaggerOptions[attrname] = customOptions[attrname]; }
      var ui = SwaggerUIBundle(swaggerOptions)
      if (customOptions.oauth) { ui.initOAuth(customOptions.oauth) }
    }"#;
    let settings = call(script).settings;
    let spec = settings.field("spec").json();
    assert_eq!(spec, Some(json!({ "openapi": "3.1.0", "a": [1, -2, null] })));
    assert_eq!(settings.field("urls"), Found::Undefined);
    assert_eq!(settings.field("dom_id"), text("#swagger-ui"));
}

#[test]
fn a_module_names_what_it_imports() {
    let script = "import a from './a.js'; import 'b'; export { c } from \"c\"; await import('d'); x.from('e')";
    let imports = Script::read(script, "").imports();
    assert_eq!(imports, ["./a.js", "b", "c", "d"]);
}

#[test]
fn only_swagger_ui_defines_its_name() {
    let defines = |script| Script::read(script, "").defines_swagger_ui();
    assert!(defines("!function(s,o){s.SwaggerUIBundle=o()}(this,()=>({dom_id:null}))"));
    assert!(!defines("SwaggerUIBundle({ dom_id: '#a' })"));
    assert!(!defines("window.SwaggerUIBundle = function () {}"));
}
