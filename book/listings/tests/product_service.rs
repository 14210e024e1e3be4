//! The exchanges that the chapter on the product service shows.
mod talk;

#[tokio::test]
async fn a_product_is_added_then_read() {
    let text = talk::with(
        listings::product_service::app(),
        &[
            "POST /catalogue\ncontent-type: application/json\n\n{\"nom\": \"Théière en fonte\", \"prix\": \"24.90\"}",
            "GET /catalogue/1",
        ],
    )
    .await;
    talk::assert_recorded("product-service-added", &text);
}

#[tokio::test]
async fn a_wrong_price_and_an_unknown_reference_are_refused() {
    let text = talk::with(
        listings::product_service::app(),
        &[
            "POST /catalogue\ncontent-type: application/json\n\n{\"nom\": \"Théière en fonte\", \"prix\": \"24,90\"}",
            "GET /catalogue/1",
        ],
    )
    .await;
    talk::assert_recorded("product-service-refused", &text);
}
