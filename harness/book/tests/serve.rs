//! The command: the pages that it serves, and its exit statuses.

use std::fs;
use std::net::TcpListener;
use std::process::{Command, Output};

use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use book::language::Language;
use book::{build, serve};
use tower::ServiceExt as _;

fn command(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_book")).args(arguments).output().expect("the command starts")
}

#[test]
fn wrong_usage_ends_with_status_2_and_a_message() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port().to_string();
    for (arguments, message) in [
        (&["serve", "de"][..], "possible values: fr, en"),
        (&["serve", "--port", "70000"], "70000 is not in 0..=65535"),
        (&["serve", "--port", &port], "is in use; choose another"),
        (&["read"], "unrecognized subcommand 'read'"),
        (&[], "Usage: book <COMMAND>"),
    ] {
        let output = command(arguments);
        let printed = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {printed}");
        assert!(printed.contains(message), "{arguments:?}: {printed}");
        assert!(!printed.contains("panicked"), "{printed}");
    }
}

#[test]
fn a_broken_book_does_not_build_and_the_error_names_the_file() {
    let root = tempfile::tempdir().expect("a folder");
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for language in ["fr", "en"] {
        write(&format!("book/{language}/book.toml"), "[build]\ncreate-missing = false\n");
        write(&format!("book/{language}/src/SUMMARY.md"), "- [One](one.md)\n");
        write(&format!("book/{language}/src/one.md"), "# One\n");
    }
    build::both(root.path()).expect("a book without faults");
    let page = root.path().join("target/book/fr/one.html");
    assert!(page.is_file());

    write("book/fr/src/one.md", "# One\n\n{{#include ../gone.rs}}\n");
    let error = build::both(root.path()).expect_err("an include without a file");
    assert!(format!("{error:#}").contains("one.md:3: ../gone.rs: no such file"), "{error:#}");
    assert!(page.is_file(), "the previous book stays");

    write("book/fr/src/one.md", "# One\n");
    write("book/en/src/SUMMARY.md", "- [One](one.md)\n- [Two](two.md)\n");
    let error = build::both(root.path()).expect_err("a page is missing");
    assert!(format!("{error:#}").contains("two.md"), "{error:#}");
}

async fn get(path: &str, accepted: &str, language: Option<Language>) -> Response {
    let output = tempfile::tempdir().expect("a folder");
    fs::create_dir_all(output.path().join("fr")).expect("a folder");
    fs::write(output.path().join("fr/index.html"), "la préface").expect("a page");
    let request = Request::get(path).header(header::ACCEPT_LANGUAGE, accepted);
    let request = request.body(Body::empty()).expect("a request");
    serve::app(output.path(), language).oneshot(request).await.expect("a response")
}

#[tokio::test]
async fn the_root_redirects_to_the_language_of_the_reader_or_of_the_command() {
    for (accepted, given, target) in [
        ("en-GB,en;q=0.9", None, "/en/"),
        ("fr", None, "/fr/"),
        ("de", None, "/fr/"),
        ("fr", Some(Language::En), "/en/"),
    ] {
        let response = get("/", accepted, given).await;
        assert_eq!(response.status(), StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(response.headers()[header::LOCATION], target);
    }
}

#[tokio::test]
async fn pages_are_served_and_never_cached() {
    let response = get("/fr/", "fr", None).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
    assert_eq!(get("/fr/none.html", "fr", None).await.status(), StatusCode::NOT_FOUND);
    let slashless = get("/fr", "fr", None).await;
    assert_eq!(slashless.headers()[header::LOCATION], "/fr/");
}
