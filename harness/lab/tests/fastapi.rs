//! A service in another language that keeps the contract of lab 05, and the same with a document
//! that lies in one place.

mod support;

use std::path::Path;
use std::process::Command;

use serde_json::Value;
use support::{lab, root};

/// The report on the service, its document lying in this way.
fn report(lie: &str) -> Value {
    let server = Path::new(env!("CARGO_MANIFEST_DIR")).join("../lookalikes/fastapi/produits.py");
    let command = format!("python3 '{}' {lie}", server.display());
    let arguments =
        ["test", "5", "--cmd", &command, "--seed", "7", "--format", "json", "--lang", "en"];
    let output = lab(&root(), &arguments).output().expect("the command starts");
    serde_json::from_slice(&output.stdout).expect("a JSON report")
}

/// The differences of the checks that failed, by their names.
fn failed(report: &Value) -> Vec<(&str, &str)> {
    let checks = report["labs"][0]["checks"].as_array().expect("checks");
    let failed = checks.iter().filter(|check| check["verdict"] == "failed");
    failed.filter_map(|check| Some((check["id"].as_str()?, check["diff"].as_str()?))).collect()
}

/// The service with one lie loses the points of the checks that see it, and each of these places is
/// named.
fn finds(lie: &str, checks: &[&str], places: &[&str]) {
    let report = report(lie);
    let failed = failed(&report);
    let names: Vec<&str> = failed.iter().map(|(check, _)| *check).collect();
    assert_eq!(names, checks, "{report:#}");
    for place in places {
        assert!(failed.iter().any(|(_, diff)| diff.contains(place)), "{place}: {failed:#?}");
    }
}

#[test]
fn needs_fastapi_the_truth_earns_everything_and_every_lie_is_named() {
    if !fastapi_is_there() {
        return needs::FASTAPI.skip();
    }
    let truth = report("");
    assert_eq!(truth["points"], 20, "{truth:#}");
    assert_eq!(failed(&truth), []);
    finds(
        "status",
        &["statuses", "schemas", "allowed"],
        &[
            "POST /api/produits: the status 201 is missing",
            "#/paths/~1api~1produits/post/responses: 200",
        ],
    );
    finds(
        "type",
        &["schemas", "allowed"],
        &["- #/components/schemas/Produit/properties/prix_centimes/type: \"string\""],
    );
    finds(
        "missing",
        &["schemas", "allowed"],
        &["#/components/schemas/Produit/additionalProperties", "'stock' was unexpected"],
    );
    finds("parameter", &["allowed"], &["~1produits/get/parameters, limite: {\"default\""]);
    finds(
        "header",
        &["allowed"],
        &["post/responses/201/headers/Location/schema", "+ location: /api"],
    );
}

fn fastapi_is_there() -> bool {
    let imports = "import fastapi, uvicorn, flask_swagger_ui";
    let output = Command::new("python3").args(["-c", imports]).output();
    output.is_ok_and(|output| output.status.success())
}
