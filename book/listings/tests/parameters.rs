//! The exchanges that the chapter on parameters and pages shows.

mod transcript;

use listings::parameters::app;

#[tokio::test]
async fn a_text() {
    let text = transcript::of(app(), &["GET /"]).await;
    transcript::assert_snapshot("parameters-text", &text);
}

#[tokio::test]
async fn a_page_from_a_template() {
    let text = transcript::of(app(), &["GET /fiche"]).await;
    transcript::assert_snapshot("parameters-page", &text);
}

#[tokio::test]
async fn a_page_that_repeats() {
    let text = transcript::of(app(), &["GET /serre"]).await;
    transcript::assert_snapshot("parameters-list", &text);
}

#[tokio::test]
async fn a_query_string() {
    let text = transcript::of(
        app(),
        &[
            "GET /recherche?couleur=vert&espece=ficus",
            "GET /recherche?couleur=vert",
            "GET /recherche?espece=",
        ],
    )
    .await;
    transcript::assert_snapshot("parameters-query", &text);
}

#[tokio::test]
async fn values_out_of_range() {
    let text = transcript::of(
        app(),
        &[
            "GET /taille?min=10&max=300",
            "GET /taille?min=10&max=haut",
            "GET /taille?min=10&max=9000",
            "GET /taille?min=10",
            "GET /taille?min=300&max=10",
        ],
    )
    .await;
    transcript::assert_snapshot("parameters-typed", &text);
}

#[tokio::test]
async fn values_from_the_path() {
    let text = transcript::of(app(), &["GET /plantes/ficus/3", "GET /plantes/ficus/trois"]).await;
    transcript::assert_snapshot("parameters-path", &text);
}

#[tokio::test]
async fn markup_is_shown_as_text() {
    let text = transcript::of(app(), &["GET /fiches/%3Cb%3EAda%3C%2Fb%3E"]).await;
    transcript::assert_snapshot("parameters-escaped", &text);
}

#[tokio::test]
async fn plus_signs() {
    let text = transcript::of(
        app(),
        &["GET /recherche?espece=a+b", "GET /recherche?espece=a%2Bb", "GET /plantes/a+b/1"],
    )
    .await;
    transcript::assert_snapshot("parameters-plus", &text);
}
