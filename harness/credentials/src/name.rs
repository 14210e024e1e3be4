//! Names of secrets.

/// How the names of secrets end, without separators.
const ENDS: [&str; 4] = ["TOKEN", "SECRET", "PASSWORD", "KEY"];
/// How the names of other keys end, without separators.
const OTHER_KEYS: [&str; 3] = ["PUBLICKEY", "PUBLISHABLEKEY", "CACHEKEY"];

/// Whether a name says that its value is a secret: it ends in `TOKEN`, `SECRET`, `PASSWORD` or `KEY`, in
/// upper or lower case. `…_FILE` names a file that holds it, and a public key is not a secret.
pub fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_uppercase().replace(['_', '-', '.'], "");
    let has_end = |ends: &[&str]| ends.iter().any(|end| name.ends_with(end));
    has_end(&ENDS) && !has_end(&OTHER_KEYS)
}

#[cfg(test)]
mod tests {
    use super::is_secret_name;

    #[test]
    fn the_name_of_a_secret_ends_in_one_of_four_words() {
        for name in [
            "API_TOKEN",
            "JWT_SECRET",
            "DB_PASSWORD",
            "PGPASSWORD",
            "SIGNING_KEY",
            "TLS_KEY",
            "api_key",
            "api-key",
            "apiKey",
            "Password",
            "token",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn other_names_are_not_those_of_secrets() {
        for name in [
            "TOKEN_FILE",
            "SECRET_FILE",
            "TOKEN_TTL",
            "TOKENS",
            "KEYS",
            "KEY_ID",
            "KEYBOARD",
            "SECRETARY",
            "USER",
            "PORT",
            "DATABASE_URL",
            "SSH_PUBLIC_KEY",
            "publicKey",
            "STRIPE_PUBLISHABLE_KEY",
            "CACHE_KEY",
            "",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
