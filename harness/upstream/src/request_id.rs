//! Values of `X-Request-Id` that a server has to pass on, and values that it has to replace, as every lab from 06 on
//! wants it.

use fastrand::Rng;

/// The header, in lower case.
pub const X_REQUEST_ID: &str = "x-request-id";

/// Ids of every form, one of them as long and one as short as it may be.
pub fn valid_ids(rng: &mut Rng) -> [String; 3] {
    const FORM: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-";
    let mut draw = |length: usize| {
        (0..length).map(|_| char::from(FORM[rng.usize(..FORM.len())])).collect::<String>()
    };
    [draw(12), format!("._-Az09{}", draw(57)), draw(1)]
}

/// No id, and ids that are not valid, some of them twice: each gets another one.
pub const INVALID_IDS: &[Option<&str>] = &[
    None,
    None,
    Some("deux mots"),
    Some("deux mots"),
    Some("a/b"),
    Some("{}"),
    Some("é"),
    Some("a:b"),
    Some("a+b"),
    Some(""),
    Some(TOO_LONG),
    Some(TOO_LONG),
];

/// 65 characters.
const TOO_LONG: &str = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa";

/// Whether an id has the form of the contract: 1 to 64 of `A-Z a-z 0-9 . _ -`.
pub fn is_valid_id(id: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=64).contains(&id.len()) && id.bytes().all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::{INVALID_IDS, is_valid_id, valid_ids};

    #[test]
    fn each_value_is_what_it_is_said_to_be() {
        for seed in 0..100 {
            let ids = valid_ids(&mut fastrand::Rng::with_seed(seed));
            assert!(ids.iter().all(|id| is_valid_id(id)), "{ids:?}");
            assert_eq!(ids.map(|id| id.len()), [12, 64, 1]);
        }
        assert!(INVALID_IDS.iter().flatten().all(|id| !is_valid_id(id)));
    }
}
