//! The order of names in a list.

/// What a name is sorted by: small letters, those of French and its neighbours without their accents.
pub(crate) fn alphabetical(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => key.push('a'),
            'ç' | 'č' | 'ć' => key.push('c'),
            'è' | 'é' | 'ê' | 'ë' => key.push('e'),
            'ì' | 'í' | 'î' | 'ï' => key.push('i'),
            'ñ' => key.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => key.push('o'),
            'š' => key.push('s'),
            'ù' | 'ú' | 'û' | 'ü' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'ž' => key.push('z'),
            'æ' => key.push_str("ae"),
            'œ' => key.push_str("oe"),
            'ß' => key.push_str("ss"),
            other => key.push(other),
        }
    }
    key
}

#[cfg(test)]
mod tests {
    use super::alphabetical;

    #[test]
    fn accents_and_capitals_do_not_send_a_name_to_the_end() {
        let mut names = ["Zoé", "Éloïse", "emma", "Enzo", "Œdipe", "Oscar", "Çelik", "山田"];
        names.sort_by_cached_key(|name| alphabetical(name));
        assert_eq!(names, ["Çelik", "Éloïse", "emma", "Enzo", "Œdipe", "Oscar", "Zoé", "山田"]);
    }
}
