//! References in `value`: `$(NAME)`, and `$$` for a dollar sign.
//!
//! As in `third_party/forked/golang/expansion` of Kubernetes: what is not known stays as it is written.

use std::collections::BTreeMap;

use crate::environment::variable::Variable;
use crate::reason::{Elsewhere, Source};

/// The longest text that references make: each may double it.
const LONGEST: usize = 10_000;

/// A value with its references replaced by the variables that came before.
pub(crate) fn expand(text: &str, known: &BTreeMap<String, Variable>) -> Variable {
    let mut value = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('$') {
        value.push_str(before);
        if let Some(after) = after.strip_prefix('$') {
            value.push('$');
            rest = after;
            continue;
        }
        let reference = after.strip_prefix('(').and_then(|name| name.split_once(')'));
        let Some((name, after_reference)) = reference else {
            value.push('$');
            rest = after;
            continue;
        };
        match known.get(name) {
            Some(Variable::Known { value: other, .. }) => value.push_str(other),
            // The field alone, as in `$(POD_IP)`, or a part of a longer text.
            Some(field @ Variable::PodField(_)) if text.len() == name.len() + 3 => {
                return field.clone();
            }
            Some(Variable::PodField(_)) => return Variable::Unknown(Elsewhere::Pod),
            Some(unknown @ Variable::Unknown(_)) => return unknown.clone(),
            None => value.push_str(&format!("$({name})")),
        }
        rest = after_reference;
        if value.len() > LONGEST {
            return Variable::Unknown(Elsewhere::TooLong);
        }
    }
    value.push_str(rest);
    Variable::Known { value, from: Source::Env }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::expand;
    use crate::environment::variable::Variable;
    use crate::reason::Source;

    #[test]
    fn a_reference_is_replaced_and_what_only_resembles_one_is_not() {
        let known = Variable::Known { value: "8080".to_owned(), from: Source::Env };
        let known = BTreeMap::from([("BASE".to_owned(), known)]);
        for (text, value) in [
            ("$(BASE)", "8080"),
            ("a$(BASE)b$(BASE)", "a8080b8080"),
            ("$$(BASE)", "$(BASE)"),
            ("$$$(BASE)", "$8080"),
            ("$(OTHER)", "$(OTHER)"),
            ("$BASE ${BASE}", "$BASE ${BASE}"),
            ("$(BASE", "$(BASE"),
            ("5$", "5$"),
            ("", ""),
        ] {
            let Variable::Known { value: found, .. } = expand(text, &known) else {
                panic!("{text}")
            };
            assert_eq!(found, value, "{text}");
        }
    }
}
