//! Where the requests of a document go. (OpenAPI 3.1.0, section 4.8.5)

use serde_json::Value;
use url::Url;

/// The first part of the path of every request to a server, without a slash at the end: nothing where
/// the document says nothing, or names another server.
pub fn prefix(server: Option<&Value>, location: &Url) -> String {
    let Some(url) = server.and_then(|server| address(server, location).ok()) else {
        return String::new();
    };
    if !is_here(&url, location) {
        return String::new();
    }
    url.path().trim_end_matches('/').to_owned()
}

/// The address of a server, its variables replaced by their default values.
///
/// # Errors
/// The address as far as it can be told, when it has a variable without a value or is not an address.
pub fn address(server: &Value, location: &Url) -> Result<Url, String> {
    let mut written = server.get("url").and_then(Value::as_str).unwrap_or_default().to_owned();
    let variables = server.get("variables").and_then(Value::as_object);
    for (name, variable) in variables.into_iter().flatten() {
        let value = variable.get("default").and_then(Value::as_str).unwrap_or_default();
        written = written.replace(&format!("{{{name}}}"), value);
    }
    if written.contains(['{', '}']) {
        return Err(written);
    }
    // Tools read the empty address as the root of the server.
    let relative = if written.is_empty() { "/" } else { &written };
    location.join(relative).map_err(|_| written)
}

/// Whether an address is on the server of the document.
pub fn is_here(url: &Url, location: &Url) -> bool {
    let is_loopback = |host: Option<&str>| matches!(host, Some("127.0.0.1" | "localhost"));
    let same_host = url.host_str() == location.host_str()
        || is_loopback(url.host_str()) && is_loopback(location.host_str());
    url.scheme() == location.scheme()
        && same_host
        && url.port_or_known_default() == location.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use url::Url;

    use super::{address, is_here, prefix};

    fn location() -> Url {
        Url::parse("http://127.0.0.1:5000/api-docs/openapi.json").expect("an address")
    }

    #[test]
    fn a_server_is_relative_to_the_document() {
        let path = |server| prefix(Some(&server), &location());
        for root in ["", "/", "..", "http://127.0.0.1:5000", "http://localhost:5000/"] {
            assert_eq!(path(json!({ "url": root })), "", "{root}");
        }
        assert_eq!(path(json!({ "url": "/api/" })), "/api");
        assert_eq!(path(json!({ "url": "v1" })), "/api-docs/v1");
        let version = json!({ "url": "/{v}", "variables": { "v": { "default": "api" } } });
        assert_eq!(path(version), "/api");
        assert!(address(&json!({ "url": "/{v}" }), &location()).is_err());
    }

    #[test]
    fn another_port_is_another_server() {
        let is_here = |url| is_here(&Url::parse(url).expect("an address"), &location());
        assert!(is_here("http://localhost:5000/api"));
        assert!(!is_here("http://localhost:8080/api"));
        assert!(!is_here("https://127.0.0.1:5000/api"));
        assert!(!is_here("http://example.org:5000/"));
    }
}
