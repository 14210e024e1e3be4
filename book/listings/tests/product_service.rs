//! The exchanges that the chapter on the product service shows.

mod transcript;

use listings::product_service::{Catalogue, app};

#[tokio::test]
async fn a_product_is_added_then_read() {
    let text = transcript::of(
        app(Catalogue::default()),
        &[
            "POST /catalogue\ncontent-type: application/json\n\n{\"nom\": \"Théière en fonte\", \"prix\": \"24.90\"}",
            "GET /catalogue/1",
        ],
    )
    .await;
    transcript::assert_snapshot("product-service-added", &text);
}

#[tokio::test]
async fn a_wrong_price_and_an_unknown_reference_are_refused() {
    let text = transcript::of(
        app(Catalogue::default()),
        &[
            "POST /catalogue\ncontent-type: application/json\n\n{\"nom\": \"Théière en fonte\", \"prix\": \"24,90\"}",
            "GET /catalogue/1",
        ],
    )
    .await;
    transcript::assert_snapshot("product-service-refused", &text);
}
