//! What the chapter on JSON in a service shows, and what it claims.

mod transcript;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use axum::body::Body;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use axum::{Json, Router};
use listings::health::index::rounded;
use listings::health::{Plantes, app, echo, reading};
use serde::Deserialize;
use tempfile::TempDir;

const PLANTES: &str = include_str!("../src/health/plantes.json");

/// A greenhouse with the plants of the page, and the folder that holds its file.
fn greenhouse() -> (TempDir, PathBuf, Router) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plantes.json");
    fs::write(&path, PLANTES).expect("written");
    let plantes = Plantes::open(path.clone()).expect("plants");
    (folder, path, app(plantes))
}

/// A PUT of that body to that name.
fn put(nom: &str, body: &str) -> String {
    format!("PUT /plantes/{nom}\ncontent-type: application/json\n\n{body}")
}

const LIERRE: &str = r#"{"arrosages": 2, "hauteur_cm": 75.5, "lumiere": {"max": 800, "min": 100}}"#;

#[tokio::test]
async fn the_names_are_sorted_by_code_point() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app, &["GET /plantes"]).await;
    transcript::assert_snapshot("health-names", &text);
    assert!("Ficus" < "Érable" && "zinnia" < "Érable" && "Zinnia" < "acanthe");
}

#[test]
fn the_error_of_a_truncated_file_is_one_line() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("plantes.json");
    fs::write(&path, &PLANTES[..70]).expect("written");
    let error = refusal(&path);
    let name = path.display().to_string();
    assert!(error.starts_with(&name), "{error}");
    transcript::assert_snapshot("health-unreadable", &error.replace(&name, "plantes.json"));
    fs::remove_file(&path).expect("removed");
    assert!(refusal(&path).starts_with(&name));
}

/// The error of reading that file.
fn refusal(path: &Path) -> String {
    match reading::read(path) {
        Ok(_) => panic!("{} holds plants", path.display()),
        Err(error) => error,
    }
}

#[tokio::test]
async fn a_label_has_its_keys_side_by_side() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app, &["GET /plantes/Ficus"]).await;
    transcript::assert_snapshot("health-label", &text);
}

#[tokio::test]
async fn a_plant_is_new_once() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app, &[&put("Lierre", LIERRE), &put("Lierre", LIERRE)]).await;
    transcript::assert_snapshot("health-put", &text);
}

#[tokio::test]
async fn json_comes_back_as_the_types_have_it() {
    let body = r#"{"lumiere": {"min": 300, "max": 900}, "pot": "terre", "hauteur_cm": 120, "arrosages": 3}"#;
    let request = format!("POST /echo\ncontent-type: application/json\n\n{body}");
    let text = transcript::of(echo::app(), &[&request]).await;
    transcript::assert_snapshot("health-echo", &text);
}

#[tokio::test]
async fn axum_refuses_in_its_own_words() {
    let wrong = r#"{"arrosages": 3, "hauteur_cm": 120, "lumiere": {"max": "vive", "min": 300}}"#;
    let text = transcript::of(
        echo::app(),
        &[
            &format!("POST /echo\ncontent-type: text/plain\n\n{LIERRE}"),
            "POST /echo\ncontent-type: application/json\n\n{\"arrosages\": 3,",
            &format!("POST /echo\ncontent-type: application/json\n\n{wrong}"),
        ],
    )
    .await;
    transcript::assert_snapshot("health-rejections", &text);
}

#[tokio::test]
async fn a_type_of_the_family_is_json_too() {
    let request = format!("POST /echo\ncontent-type: application/geo+json\n\n{LIERRE}");
    let text = transcript::of(echo::app(), &[&request]).await;
    assert!(text.contains("HTTP 200"), "{text}");
}

#[tokio::test]
async fn a_body_of_more_than_two_megabytes_is_too_large() {
    let body = Body::from(vec![b' '; 2 * 1024 * 1024 + 1]);
    let request = Request::builder().header("content-type", "application/json").body(body);
    let rejection = Json::<serde_json::Value>::from_request(request.expect("a request"), &())
        .await
        .expect_err("too large");
    assert_eq!(rejection.status(), StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn rules_are_refused_in_one_shape() {
    let (_folder, path, app) = greenhouse();
    let unknown = r#"{"arrosages": 2, "hauteur_cm": 75.5, "pot": "terre", "lumiere": {"max": 800, "min": 100}}"#;
    let tall = LIERRE.replace("75.5", "9000");
    let text = transcript::of(
        app,
        &[&put("Lierre", "{\"arrosages\": 2,"), &put("Lierre", unknown), &put("Lierre", &tall)],
    )
    .await;
    transcript::assert_snapshot("health-refused", &text);
    assert_eq!(fs::read_to_string(&path).expect("read"), PLANTES);
}

#[tokio::test]
async fn an_array_is_not_an_object() {
    let (_folder, _, app) = greenhouse();
    let light = LIERRE.replace(r#"{"max": 800, "min": 100}"#, "[800, 100]");
    let all = r#"[2, 75.5, {"max": 800, "min": 100}]"#;
    let text = transcript::of(app, &[&put("Lierre", &light), &put("Lierre", all)]).await;
    assert_eq!(text.matches("HTTP 422").count(), 2, "{text}");

    #[derive(Deserialize)]
    struct Lumiere {
        #[serde(rename = "max")]
        _max: u32,
        #[serde(rename = "min")]
        _min: u32,
    }
    serde_json::from_str::<Lumiere>("[800, 100]").map(|_| ()).expect("serde accepts an array");
}

#[tokio::test]
async fn the_bounds_are_allowed() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(
        app,
        &[
            &put("Lierre", &LIERRE.replace("75.5", "3000")),
            &put("Menthe", &LIERRE.replace("75.5", "0.5")),
        ],
    )
    .await;
    assert_eq!(text.matches("HTTP 201").count(), 2, "{text}");
}

#[tokio::test]
async fn what_no_handler_sees_has_the_shape_too() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app, &["GET /plante", "POST /plantes", "GET /plantes/Lierre"]).await;
    transcript::assert_snapshot("health-errors", &text);
}

#[tokio::test]
async fn a_part_of_the_path_is_refused_in_the_shape_too() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app, &["GET /plantes/%FF"]).await;
    assert!(text.contains("HTTP 400") && text.contains("\"erreur\""), "{text}");
}

#[test]
fn yaml_puts_quotation_marks_around_what_would_be_misread() {
    for text in ["no", "1.20"] {
        let yaml = serde_saphyr::to_string(&text).expect("YAML");
        assert!(
            yaml.trim() == format!("\"{text}\"") || yaml.trim() == format!("'{text}'"),
            "{yaml}"
        );
    }
}

#[test]
fn a_map_whose_keys_are_tuples_has_no_json() {
    serde_json::to_string(&BTreeMap::from([((1, 2), 3)])).expect_err("no JSON");
}

#[tokio::test]
async fn a_removed_plant_leaves_the_file() {
    let (_folder, path, app) = greenhouse();
    let text =
        transcript::of(app, &["DELETE /plantes/Ficus", "DELETE /plantes/Ficus", "GET /plantes"])
            .await;
    transcript::assert_snapshot("health-removing", &text);
    transcript::assert_snapshot("health-file", &fs::read_to_string(&path).expect("read"));
}

#[tokio::test]
async fn a_label_is_yaml_for_those_who_ask() {
    let (_folder, _, app) = greenhouse();
    let text = transcript::of(app.clone(), &["GET /plantes/Ficus\naccept: application/yaml"]).await;
    transcript::assert_snapshot("health-yaml", &text);
    let json = transcript::of(app.clone(), &["GET /plantes/Ficus\naccept: */*"]).await;
    assert!(json.contains("content-type: application/json"), "{json}");
    for (accept, format) in [
        ("text/html, application/yaml;q=0.9", "application/yaml"),
        ("application/json;q=0.5, Application/YAML", "application/yaml"),
        ("application/yaml;q=0.5, */*", "application/json"),
        ("application/yaml;q=0, */*", "application/json"),
        ("application/yaml;q=0.9, application/json;indent=2;q=0.5", "application/yaml"),
    ] {
        let request = format!("GET /plantes/Ficus\naccept: {accept}");
        let text = transcript::of(app.clone(), &[&request]).await;
        assert!(text.contains(&format!("content-type: {format}")), "{accept}: {text}");
    }
}

#[test]
fn two_lines_that_seem_to_round_do_not() {
    // weight in kg and height in m; the same in g and in tenths of a millimetre; what each gives
    let rows = [
        (80.6, 2.0, 80_600, 20_000, "20.1", 20.2, 202),
        (41.0, 2.0, 41_000, 20_000, "10.2", 10.3, 103),
        (80.0, 1.6, 80_000, 16_000, "31.2", 31.2, 313),
    ];
    for (kilograms, metres, grams, tenths, formatted, nearly, wanted) in rows {
        let q: f64 = kilograms / (metres * metres);
        assert_eq!(format!("{q:.1}"), formatted);
        assert_eq!((q * 10.0).round() / 10.0, nearly);
        assert_eq!(rounded(grams * 1_000_000, tenths * tenths), wanted);
    }
}

#[test]
fn adding_a_little_moves_the_fault() {
    let q: f64 = 64.3 / (2.31 * 2.31);
    assert_eq!(format!("{q:.1}"), "12.0");
    assert_eq!(format!("{:.1}", q + 1e-6), "12.1");
    assert_eq!(rounded(64_300 * 1_000_000, 23_100 * 23_100), 120);
}

#[test]
fn unknown_fields_are_denied_by_one_struct_alone() {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[serde(rename = "lumiere")]
        _lumiere: Inner,
    }
    #[derive(Deserialize)]
    struct Inner {
        #[serde(rename = "max")]
        _max: u32,
    }
    serde_json::from_str::<Outer>(r#"{"lumiere": {"max": 900, "moyenne": 600}}"#)
        .map(|_| ())
        .expect("the struct inside does not deny");
    serde_json::from_str::<Outer>(r#"{"lumiere": {"max": 900}, "moyenne": 600}"#)
        .map(|_| ())
        .expect_err("the struct outside denies");
}
