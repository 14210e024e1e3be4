//! What the solution does with settings that it cannot use: it ends at startup, with one line that names
//! the variable or the file, and shows no secret.

use std::fs;
use std::process::Command;

const SECRET: &str = "un secret de trente-deux octets au moins";

/// The one line with which it ends.
fn last_words(variables: &[(&str, &str)]) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("comptes.json"), "{}").expect("accounts");
    let mut command = Command::new(env!("CARGO_BIN_EXE_solution-auth"));
    command.current_dir(folder.path()).env("PORT", "0").env("JWT_SECRET", SECRET);
    let output = command.envs(variables.iter().copied()).output().expect("it starts");
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{errors}");
    assert_eq!(errors.lines().count(), 1, "{errors}");
    errors
}

#[test]
fn a_value_that_is_not_valid_is_refused_by_the_name_of_its_variable() {
    for value in ["", "trente-et-un octets, pas assez."] {
        let errors = last_words(&[("JWT_SECRET", value)]);
        assert!(errors.contains("JWT_SECRET"), "{errors}");
        assert!(value.is_empty() || !errors.contains(value), "{errors}");
    }
    for (variable, value) in [("PORT", "80a"), ("DUREE_S", "59"), ("DUREE_S", "86401")] {
        let errors = last_words(&[(variable, value)]);
        assert!(errors.contains(variable), "{errors}");
    }
}

#[test]
fn accounts_that_cannot_be_used_are_refused_by_the_name_of_their_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("autres.json");
    let file = path.to_str().expect("a path");
    assert!(last_words(&[("COMPTES", file)]).contains(file));
    let hash = "$argon2id$v=19$m=19456,t=2,p=1$c2Vs$secret";
    for text in [
        "pas du JSON".to_owned(),
        "[]".to_owned(),
        r#"{"ada": {"roles": []}}"#.to_owned(),
        format!(r#"{{"ada": {{"mot_de_passe": "{hash}", "roles": "{hash}"}}}}"#),
    ] {
        fs::write(&path, text).expect("accounts");
        let errors = last_words(&[("COMPTES", file)]);
        assert!(errors.contains(file) && !errors.contains("secret"), "{errors}");
    }
}

#[test]
fn one_half_of_a_certificate_is_refused() {
    let here = env!("CARGO_MANIFEST_DIR");
    let errors = last_words(&[("TLS_CERT", here)]);
    assert!(errors.contains("TLS_KEY"), "{errors}");
    let errors = last_words(&[("TLS_KEY", here)]);
    assert!(errors.contains("TLS_CERT"), "{errors}");
    let errors = last_words(&[("TLS_CERT", here), ("TLS_KEY", here)]);
    assert!(errors.contains(here), "{errors}");
}
