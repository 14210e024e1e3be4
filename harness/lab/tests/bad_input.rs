//! What cannot be done is said in a sentence, in both languages, with the right exit status.

mod support;

use std::net::TcpListener;

use support::{complaint, faulty, lab, root, status};

/// Refused with status 2, and with these words in French and in English.
fn refused(arguments: &[&str], french: &str, english: &str) {
    for (lang, words) in [("fr", french), ("en", english)] {
        let all = [arguments, &["--lang", lang]].concat();
        let output = lab(&root(), &all).output().expect("the command starts");
        let complaint = complaint(&output).replace("\n  ", " ");
        assert_eq!(complaint, format!("✗ {words}"));
        assert_eq!(status(&output), 2, "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn an_unknown_lab_has_its_nearest_name_proposed() {
    refused(
        &["test", "salutaton"],
        "Aucun lab ne s'appelle « salutaton » : vouliez-vous dire salutation ?",
        "No lab is called “salutaton”: did you mean salutation?",
    );
    refused(
        &["run", "12"],
        "Aucun lab ne s'appelle « 12 » : choisissez parmi 01-salutation, 02-params, 03-health, 04-crud, 05-swagger, 06-calls, 07-messages, 08-auth, 09-observability, 10-deploy, 11-library.",
        "No lab is called “12”: the choices are 01-salutation, 02-params, 03-health, 04-crud, 05-swagger, 06-calls, 07-messages, 08-auth, 09-observability, 10-deploy, 11-library.",
    );
}

#[test]
fn an_unknown_check_has_its_nearest_name_proposed() {
    refused(
        &["test", "1", "--solutions", "--only", "greting"],
        "Aucune vérification ne s'appelle « greting » : vouliez-vous dire greeting ?",
        "No check is called “greting”: did you mean greeting?",
    );
}

#[test]
fn a_check_is_found_in_whichever_lab_has_it() {
    let arguments = ["test", "--solutions", "--only", "escaped", "--format", "json"];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    assert_eq!(report["labs"].as_array().map(Vec::len), Some(1), "{report:#}");
    assert_eq!(report["labs"][0]["lab"], "params");
    assert_eq!(status(&output), 0);
}

#[test]
fn a_command_that_does_not_exist() {
    refused(
        &["test", "1", "--cmd", "pyhton3 app.py"],
        "Le programme « pyhton3 » donné à --cmd est introuvable : vérifiez son nom, et qu'il est bien \
         installé.",
        "Cannot find the program “pyhton3” in --cmd: check its name, and that it is installed.",
    );
    refused(
        &["test", "1", "--cmd", "sh 'x"],
        "La commande donnée à --cmd est vide, ou un guillemet n'y est pas fermé : sh 'x",
        "The command in --cmd is empty, or a quote is not closed: sh 'x",
    );
}

#[test]
#[cfg(unix)]
fn a_command_that_the_system_refuses_to_start() {
    use std::os::unix::fs::PermissionsExt;

    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str, text: &str, mode| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).expect("a file");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(mode)).expect("a mode");
        path.display().to_string()
    };
    let refused_with = |command: &str, words: &str| {
        let arguments = ["test", "1", "--lang", "en", "--cmd", command];
        let output = lab(&root(), &arguments).output().expect("the command starts");
        let complaint = complaint(&output).replace("\n  ", " ");
        assert!(complaint.contains(words), "{complaint}");
        assert_eq!(status(&output), 2, "{complaint}");
    };
    refused_with(&file("app.py", "print(1)", 0o644), "is not executable: give the whole command");
    let missing = file("app", "#!/usr/bin/nosuchpython\nprint(1)", 0o755);
    refused_with(&missing, "names “/usr/bin/nosuchpython”, which does not exist");
    refused_with(&file("text", "#!/etc/passwd\n", 0o755), "cannot be started");
}

#[test]
fn an_address_that_is_none_or_that_refuses() {
    refused(
        &["test", "1", "--url", "https://127.0.0.1:5000"],
        "« https://127.0.0.1:5000 » : les labs utilisent HTTP, pas HTTPS. Donnez une adresse http://.",
        "“https://127.0.0.1:5000”: the labs use HTTP, not HTTPS. Give an http:// address.",
    );
    refused(
        &["test", "1", "--url", "http://127.0.0.1:5000/api"],
        "« http://127.0.0.1:5000/api » n'est pas une adresse de serveur valide : écrivez par exemple \
         http://127.0.0.1:5000, sans chemin.",
        "“http://127.0.0.1:5000/api” is not a valid server address: write for example \
         http://127.0.0.1:5000, without a path.",
    );
    refused(
        &["test", "1", "--url", "21555"],
        "« 21555 » n'est qu'un port : donnez l'adresse entière, http://127.0.0.1:21555.",
        "“21555” is only a port: give the whole address, http://127.0.0.1:21555.",
    );
    // A port below 1024 that nothing listens on refuses at once.
    let url = "http://127.0.0.1:1";
    for lang in ["fr", "en"] {
        let arguments = ["test", "1", "--url", url, "--lang", lang];
        let output = lab(&root(), &arguments).output().expect("the command starts");
        assert_eq!(status(&output), 2);
        assert!(complaint(&output).contains(url), "{}", complaint(&output));
    }
}

#[test]
fn a_port_that_is_taken_or_that_is_none() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let arguments = ["run", "1", "--solutions", "--lang", "en"];
    let output = lab(&root(), &arguments)
        .env("PORT", port.to_string())
        .output()
        .expect("the command starts");
    let expected = format!("✗ Port {port} is already in use: stop the other program, or choose");
    assert!(complaint(&output).starts_with(&expected), "{}", complaint(&output));
    assert_eq!(status(&output), 2);

    let output = lab(&root(), &arguments).env("PORT", "http").output().expect("the command starts");
    assert_eq!(
        complaint(&output),
        "✗ PORT is “http”, which is not a valid port number (1 to 65535)."
    );
    assert_eq!(status(&output), 2);
}

#[test]
fn arguments_that_make_no_sense() {
    refused(
        &["test", "--colour"],
        "L'argument --colour n'existe pas : `cargo lab --help` donne la liste des arguments.",
        "Unknown argument --colour: `cargo lab --help` lists the arguments.",
    );
    refused(
        &["tset"],
        "La commande tset n'existe pas : `cargo lab --help` donne la liste des commandes.",
        "Unknown command tset: `cargo lab --help` lists the commands.",
    );
    refused(
        &["test", "--format", "xml"],
        "« xml » n'est pas une valeur valide pour --format <FORMAT> : choisissez parmi human, json, junit.",
        "“xml” is not a valid value for --format <FORMAT>; the possible values are human, json, junit.",
    );
    refused(
        &["test", "--solutions", "--url", "http://127.0.0.1:1"],
        "--solutions et --url <URL> sont incompatibles : retirez l'un des deux.",
        "--solutions and --url <URL> cannot be used together: remove one of them.",
    );
}

#[test]
fn a_running_server_is_judged_where_it_is() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let url = format!("http://{}", listener.local_addr().expect("an address"));
    std::thread::spawn(move || {
        use std::io::{Read, Write};
        for mut stream in listener.incoming().flatten() {
            // The client decides when the conversation is over.
            let _ = stream.read(&mut [0; 4096]);
            let body = "{\"message\": \"Bonjour, bienvenue dans notre API de microservices !\"}";
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close";
            let _ = write!(stream, "{head}\r\n\r\n{body}");
        }
    });
    let arguments = ["test", "1", "--url", &url, "--only", "greeting"];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    assert_eq!(status(&output), 0, "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn a_port_that_another_program_took_first_costs_no_points() {
    let folder = tempfile::tempdir().expect("a folder");
    let note = folder.path().join("note");
    let server = format!("{} '{}'", faulty("port-taken-once"), note.display());
    let arguments = ["test", "1", "--only", "greeting", "--format", "json", "--cmd", &server];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("a JSON report");
    assert!(note.exists());
    assert_eq!(report["labs"][0]["checks"][0]["reason"], "mismatch", "{report:#}");
}
