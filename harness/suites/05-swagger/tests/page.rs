//! The page of the solution in a real browser: what a person sees of it and does on it.
//!
//! The picture of the READMEs is the one that this test leaves behind: `just screenshots`.

use std::path::Path;

use author::running::Running;
use browser::{Browser, Page};
use serde_json::json;

const OPERATIONS: &str = "[...document.querySelectorAll('.opblock')]
    .map(block => ['method', 'path'].map(part =>
        block.querySelector('.opblock-summary-' + part).textContent.replaceAll('\\u200b', '')).join(' '))
    .sort()";

#[test]
fn needs_chromium_a_person_reads_the_page_and_creates_a_product_on_it() {
    let server = Running::start("solution-swagger").expect("the solution");
    // It starts last, because one that is idle for a while exits.
    let browser = Browser::start(1_100, 1_000).expect("Chromium starts");
    let Some(browser) = browser else {
        return needs::CHROMIUM.skip();
    };
    let page = browser.open(&format!("{}/swagger-ui/", server.url())).expect("the page");
    every_operation_is_rendered(&page);
    let picture = Path::new(env!("CARGO_TARGET_TMPDIR")).join("swagger-ui.png");
    page.picture(&picture).expect("a picture");
    trying_out_the_creation_shows_201(&page);
    let seen = page.seen();
    let away = |url: &&String| !url.starts_with(&server.url()) && !url.starts_with("data:");
    assert_eq!(seen.requests.iter().find(away), None, "nothing leaves the machine");
    assert!(seen.requests.len() > 4, "the page, its scripts and its document: {seen:#?}");
    assert_eq!(seen.errors, [] as [&str; 0]);
}

fn every_operation_is_rendered(page: &Page) {
    page.until("document.querySelectorAll('.opblock').length >= 7").expect("seven operations");
    let operations = page.value(OPERATIONS).expect("what is rendered");
    let expected = json!([
        "DELETE /api/produits/{id}",
        "GET /api/produits",
        "GET /api/produits/{id}",
        "PATCH /api/produits/{id}",
        "POST /api/produits",
        "POST /api/produits/{id}/retrait",
        "PUT /api/produits/{id}",
    ]);
    assert_eq!(operations, expected);
    let problems = page.value("document.querySelectorAll('.errors-wrapper').length");
    assert_eq!(problems.expect("a number"), json!(0), "Swagger UI complains of the document");
}

/// The example that the document gives is what is sent.
fn trying_out_the_creation_shows_201(page: &Page) {
    page.click("[id$=-creerProduit] .opblock-summary-control").expect("the creation opens");
    page.click("[id$=-creerProduit] .try-out__btn").expect("it can be tried");
    page.click("[id$=-creerProduit] .execute").expect("it is sent");
    let status = "document.querySelector('[id$=-creerProduit] .live-responses-table tbody .response-col_status')";
    page.until(status).expect("an answer");
    let shown = page.value(&format!("{status}.textContent.trim()")).expect("a status");
    assert_eq!(shown, json!("201"));
    let body = page
        .value("document.querySelector('[id$=-creerProduit] .live-responses-table').textContent");
    assert!(body.expect("a body").to_string().contains("Vélo de ville"), "the product is shown");
}
