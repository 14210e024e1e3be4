//! The exchanges that the chapters on APIs, on HTTP and on Rust show.

mod transcript;

use listings::layout::app;

// ANCHOR: test
#[tokio::test]
async fn an_unknown_plant_is_not_found() {
    let text = transcript::of(app(), &["GET /plantes/Cactus"]).await;
    transcript::assert_snapshot("layout-unknown", &text);
}
// ANCHOR_END: test

#[tokio::test]
async fn a_plant_is_read() {
    let text = transcript::of(app(), &["GET /plantes/Ficus"]).await;
    transcript::assert_snapshot("http-reading", &text);
}

#[tokio::test]
async fn a_plant_is_asked_about() {
    let text = transcript::of(app(), &["OPTIONS /plantes/Ficus"]).await;
    transcript::assert_snapshot("http-asking", &text);
}

#[tokio::test]
async fn post_adds() {
    let post = "POST /plantes\ncontent-type: application/json\n\n{\"espece\": \"Lierre\", \"hauteur_cm\": 30}";
    let text = transcript::of(app(), &[post, post]).await;
    transcript::assert_snapshot("http-adding", &text);
}

#[tokio::test]
async fn post_is_not_idempotent() {
    let post = "POST /plantes/Ficus/arrosages";
    let text = transcript::of(app(), &[post, post]).await;
    transcript::assert_snapshot("http-watering", &text);
}

#[tokio::test]
async fn put_is_idempotent() {
    let put = "PUT /plantes/Lierre\ncontent-type: application/json\n\n{\"hauteur_cm\": 30, \"arrosages\": 1}";
    let text = transcript::of(app(), &[put, put]).await;
    transcript::assert_snapshot("http-placing", &text);
}

#[tokio::test]
async fn patch_changes_what_it_names() {
    let patch = "PATCH /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": 125}";
    let text = transcript::of(app(), &[patch]).await;
    transcript::assert_snapshot("http-changing", &text);
}

#[tokio::test]
async fn delete_removes_once() {
    let delete = "DELETE /plantes/Ficus";
    let text = transcript::of(app(), &[delete, delete]).await;
    transcript::assert_snapshot("http-removing", &text);
}

#[tokio::test]
async fn bodies_are_refused() {
    let text = transcript::of(
        app(),
        &[
            "PUT /plantes/Ficus\ncontent-type: text/plain\n\n{\"hauteur_cm\": 30, \"arrosages\": 1}",
            "PUT /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": 30,",
            "PUT /plantes/Ficus\ncontent-type: application/json\n\n{\"hauteur_cm\": -30, \"arrosages\": 1}",
        ],
    )
    .await;
    transcript::assert_snapshot("http-refusing", &text);
}
