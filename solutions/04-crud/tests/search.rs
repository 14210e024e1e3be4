//! A text that a database cannot search for is in no name.

use engine::http::{get, post};
use serde_json::json;

#[test]
fn a_text_with_a_nul_is_in_no_name() {
    let solution = env!("CARGO_BIN_EXE_solution-crud");
    let create = post("/api/produits").json(json!({ "nom": "thé", "prix_centimes": 250 }));
    let response =
        author::starting::answered(solution.as_ref(), &[create, get("/api/produits?q=%00")]);
    let (status, body) = response.expect("a response");
    assert_eq!(status, 200, "{body}");
    assert!(body.contains(r#""produits":[]"#), "{body}");
}
