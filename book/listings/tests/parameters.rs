//! The exchanges that the chapter on parameters and pages shows.

mod talk;

use listings::parameters::app;

#[tokio::test]
async fn a_text() {
    let text = talk::with(app(), &["GET /"]).await;
    talk::assert_recorded("parameters-text", &text);
}

#[tokio::test]
async fn a_page_from_a_template() {
    let text = talk::with(app(), &["GET /fiche"]).await;
    talk::assert_recorded("parameters-page", &text);
}

#[tokio::test]
async fn a_page_that_repeats() {
    let text = talk::with(app(), &["GET /serre"]).await;
    talk::assert_recorded("parameters-list", &text);
}

#[tokio::test]
async fn a_query_string() {
    let text = talk::with(
        app(),
        &[
            "GET /recherche?couleur=vert&espece=ficus",
            "GET /recherche?couleur=vert",
            "GET /recherche?espece=",
        ],
    )
    .await;
    talk::assert_recorded("parameters-query", &text);
}

#[tokio::test]
async fn values_out_of_range() {
    let text = talk::with(
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
    talk::assert_recorded("parameters-typed", &text);
}

#[tokio::test]
async fn values_from_the_path() {
    let text = talk::with(app(), &["GET /plantes/ficus/3", "GET /plantes/ficus/trois"]).await;
    talk::assert_recorded("parameters-path", &text);
}

#[tokio::test]
async fn markup_is_shown_as_text() {
    let text = talk::with(app(), &["GET /fiches/%3Cb%3EAda%3C%2Fb%3E"]).await;
    talk::assert_recorded("parameters-escaped", &text);
}

#[tokio::test]
async fn plus_signs() {
    let text = talk::with(
        app(),
        &["GET /recherche?espece=a+b", "GET /recherche?espece=a%2Bb", "GET /plantes/a+b/1"],
    )
    .await;
    talk::assert_recorded("parameters-plus", &text);
}
