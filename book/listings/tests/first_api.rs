//! The exchanges that the chapter on a first API shows.

mod transcript;

#[tokio::test]
async fn a_greeting() {
    let text = transcript::of(listings::first_api::app(), &["GET /serre"]).await;
    transcript::assert_snapshot("first-api-greeting", &text);
}

#[tokio::test]
async fn plants_are_added_and_remembered() {
    let text = transcript::of(
        listings::first_api::app(),
        &[
            "POST /plantes\ncontent-type: application/json\n\n{\"espece\": \"Ficus\", \"hauteur_cm\": 120}",
            "GET /plantes",
        ],
    )
    .await;
    transcript::assert_snapshot("first-api-adding", &text);
}

#[tokio::test]
async fn bodies_are_refused() {
    let text = transcript::of(
        listings::first_api::app(),
        &[
            "POST /plantes\n\n{\"espece\": \"Ficus\", \"hauteur_cm\": 120}",
            "POST /plantes\ncontent-type: application/json\n\n{\"espece\": \"Ficus\"",
            "POST /plantes\ncontent-type: application/json\n\n{\"espece\": 12, \"hauteur_cm\": 40}",
        ],
    )
    .await;
    transcript::assert_snapshot("first-api-refusing", &text);
}

#[tokio::test]
async fn a_plant_is_removed_once() {
    let text = transcript::of(
        listings::first_api::app(),
        &[
            "POST /plantes\ncontent-type: application/json\n\n{\"espece\": \"érable rouge\", \"hauteur_cm\": 48}",
            "DELETE /plantes/%C3%A9rable%20rouge",
            "DELETE /plantes/%C3%A9rable%20rouge",
        ],
    )
    .await;
    transcript::assert_snapshot("first-api-removing", &text);
}
