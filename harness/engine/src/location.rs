//! The header `Location`, which may be absolute or relative. (RFC 9110, section 10.2.2)

use std::net::SocketAddr;

/// The path that `location` means in the response of the server at `address` to a request for
/// `target`. An address of another server stays as it is.
pub fn resolved(location: &str, target: &str, address: Option<SocketAddr>) -> String {
    let scheme = location.split_once("://");
    let absolute = scheme.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("http"));
    let authority = absolute.map(|(_, rest)| rest).or_else(|| location.strip_prefix("//"));
    if let Some(rest) = authority {
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        let (host, path) = rest.split_at(end);
        return if is_own(host, address) { rooted(path) } else { location.to_owned() };
    }
    if location.starts_with('/') || location.contains(':') || location.is_empty() {
        return location.to_owned();
    }
    let base = target.split('?').next().unwrap_or(target);
    let folder = base.rfind('/').map_or("", |end| &base[..end]);
    let (path, query) = location.split_at(location.find('?').unwrap_or(location.len()));
    let mut parts: Vec<&str> = folder.split('/').collect();
    for part in path.split('/') {
        match part {
            "." => {}
            // The first part is empty: it stands before the first slash.
            ".." => parts.truncate((parts.len() - 1).max(1)),
            part => parts.push(part),
        }
    }
    format!("{}{query}", parts.join("/"))
}

fn rooted(path: &str) -> String {
    if path.starts_with('/') { path.to_owned() } else { format!("/{path}") }
}

/// Whether a host and port are those of the server.
fn is_own(host: &str, address: Option<SocketAddr>) -> bool {
    let Some(address) = address else { return false };
    let local = format!("localhost:{}", address.port());
    host == address.to_string() || host.eq_ignore_ascii_case(&local)
}

#[cfg(test)]
mod tests {
    use super::resolved;

    #[test]
    fn absolute_and_relative_addresses_mean_the_same_path() {
        let address = "127.0.0.1:81".parse().ok();
        let path = |location: &str| resolved(location, "/api/produits", address);
        for right in [
            "/api/produits/7",
            "http://127.0.0.1:81/api/produits/7",
            "HTTP://LOCALHOST:81/api/produits/7",
            "//localhost:81/api/produits/7",
            "produits/7",
            "./produits/7",
            "../api/produits/7",
        ] {
            assert_eq!(path(right), "/api/produits/7", "{right}");
        }
        for other in ["7", "/produits/7", "http://localhost/api/produits/7", "https://a/b", ""] {
            assert_ne!(path(other), "/api/produits/7", "{other}");
        }
    }
}
