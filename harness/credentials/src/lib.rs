//! Decides what a secret in a file is: a token in a known format, or a literal value under the name of a
//! secret. The Dockerfile, the manifests and the pipeline of lab 10 are judged alike.
//!
//! ```
//! use credentials::{Format, is_secret, tokens};
//!
//! let found = tokens("first\n-----BEGIN RSA PRIVATE KEY-----\n");
//! assert_eq!((found[0].line, found[0].format), (2, Format::PrivateKey));
//! assert!(is_secret("DB_PASSWORD", "hunter2"));
//! assert!(!is_secret("DB_PASSWORD", "$(PASSWORD)"));
//! assert!(!is_secret("DB_PASSWORD_FILE", "hunter2"));
//! ```
//!
//! ```text
//! tokens   the tokens of a text
//! format   the known formats, and what a student reads for each: the texts are in `texts.toml`
//! name     names of secrets
//! value    literal values
//! ```
//!
//! # Decisions
//! | Question | Decision |
//! |---|---|
//! | Names of secrets | End in `TOKEN`, `SECRET`, `PASSWORD` or `KEY`, in upper or lower case. |
//! | `JWT_PUBLIC_KEY`, `STRIPE_PUBLISHABLE_KEY`, `CACHE_KEY` | Not secrets. |
//! | `""`, a boolean, `none`, `null` | Not literal values. |
//! | A path, `/etc/tls/tls.key` or `./tests/key.pem` | Not a literal value. `/hunter2` is: a path has a second `/` or a point. |
//! | A value with a reference, `$NAME`, `${NAME}`, `$(NAME)`, `${{ … }}`, `Bearer $TOKEN` | Not a literal value. `$` after a letter or a digit, `pa$word`, is not a reference, but `${` is one everywhere. |
//! | The default of a reference, `${NAME:-hunter2}` | A literal value. |
//! | Placeholders, `ghp_xxxx…`, `xoxb-your-token-goes-here`, `AKIA…EXAMPLE` | Not tokens: few different characters, no digit, or Amazon's own example. |

mod format;
mod messages;
mod name;
mod tokens;
mod value;

pub use format::Format;
pub use name::is_secret_name;
pub use tokens::{Token, tokens};
pub use value::is_literal;

/// Whether a variable holds a secret: a literal value under the name of a secret.
pub fn is_secret(name: &str, value: &str) -> bool {
    is_secret_name(name) && is_literal(value)
}
