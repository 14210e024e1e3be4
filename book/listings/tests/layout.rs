//! The exchanges that the chapters on APIs, on HTTP and on Rust show.

mod talk;

use listings::layout::app;

// ANCHOR: test
#[tokio::test]
async fn an_unknown_plant_is_not_found() {
    let text = talk::with(app(), &["GET /plantes/Cactus"]).await;
    talk::assert_recorded("layout-unknown", &text);
}
// ANCHOR_END: test

#[tokio::test]
async fn a_plant_is_read() {
    let text = talk::with(app(), &["GET /plantes/Ficus"]).await;
    talk::assert_recorded("http-reading", &text);
}

#[tokio::test]
async fn a_plant_is_asked_about() {
    let text = talk::with(app(), &["OPTIONS /plantes/Ficus"]).await;
    talk::assert_recorded("http-asking", &text);
}

#[tokio::test]
async fn post_adds() {
    let post = "POST /plantes\ncontent-type: application/json\n\n{\"espece\": \"Lierre\", \"hauteur_cm\": 30}";
    let text = talk::with(app(), &[post, post]).await;
    talk::assert_recorded("http-adding", &text);
}

#[tokio::test]
async fn post_is_not_idempotent() {
    let post = "POST /plantes/Ficus/arrosages";
    let text = talk::with(app(), &[post, post]).await;
    talk::assert_recorded("http-watering", &text);
}

#[tokio::test]
async fn put_is_idempotent() {
    let put = "PUT /plantes/Lierre\ncontent-type: application/json\n\n{\"hauteur_cm\": 30, \"arrosages\": 1}";
    let text = talk::with(app(), &[put, put]).await;
    talk::assert_recorded("http-placing", &text);
}

#[tokio::test]
async fn patch_changes_what_it_names() {
    let patch = "PATCH /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": 125}";
    let text = talk::with(app(), &[patch]).await;
    talk::assert_recorded("http-changing", &text);
}

#[tokio::test]
async fn delete_removes_once() {
    let delete = "DELETE /plantes/Ficus";
    let text = talk::with(app(), &[delete, delete]).await;
    talk::assert_recorded("http-removing", &text);
}

#[tokio::test]
async fn bodies_are_refused() {
    let text = talk::with(
        app(),
        &[
            "PUT /plantes/Ficus\ncontent-type: text/plain\n\n{\"hauteur_cm\": 30, \"arrosages\": 1}",
            "PUT /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": 30,",
            "PUT /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": -30, \"arrosages\": 1}",
        ],
    )
    .await;
    talk::assert_recorded("http-refusing", &text);
}
