//! `/api/produits`: the products, one by one and in pages.

// SOLUTION-BEGIN
#![expect(unused_qualifications, reason = "`utoipa::path` writes some for `params(Page)`")]

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::document::{BadRequest, BodyErrors, NomTaken, ProduitErrors};
use crate::error::{Error, ErrorBody};
// SOLUTION-ELSE
// use axum::extract::State;
// use axum::http::{StatusCode, header};
// use axum::response::IntoResponse;
// use axum::routing::{get, post};
// use axum::{Json, Router};
// use serde::{Deserialize, Serialize};
// use sqlx::AnyPool;
//
// use crate::error::Error;
// SOLUTION-END
use crate::extract::{JsonBody, PathParam, QueryParams};
use crate::produit::{Amount, Creation, Modification, Nom, Produit, Replacement, Retrait};

// SOLUTION-BEGIN
/// The routes, taken from the annotations below: routes and descriptions have one source.
pub fn router() -> OpenApiRouter<AnyPool> {
    OpenApiRouter::new()
        .routes(routes!(list, create))
        .routes(routes!(read, replace, update, delete))
        .routes(routes!(withdraw))
}
// SOLUTION-ELSE
// /// Give every handler an annotation `#[utoipa::path(…)]`. `utoipa_axum::router::OpenApiRouter` and
// /// `routes!` then take the routes from the annotations.
// pub fn router() -> Router<AnyPool> {
//     Router::new()
//         .route("/api/produits", get(list).post(create))
//         .route("/api/produits/{id}", get(read).put(replace).patch(update).delete(delete))
//         .route("/api/produits/{id}/retrait", post(withdraw))
// }
// SOLUTION-END

/// The id in a path.
// SOLUTION-BEGIN
// ANCHOR: produit_id
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Path)]
struct ProduitId {
    /// l'identifiant du produit
    #[param(minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    id: i64,
}
// ANCHOR_END: produit_id
// SOLUTION-ELSE
// #[derive(Deserialize)]
// struct ProduitId {
//     id: i64,
// }
// SOLUTION-END

/// The query string of a list: which page of which products.
// SOLUTION-BEGIN
#[derive(Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Page {
    /// le nombre de produits de la page
    #[param(value_type = i64, minimum = 1, maximum = 100, default = 20)]
    limite: Limit,
    /// l'identifiant après lequel la page commence
    #[param(value_type = i64, minimum = 0, default = 0)]
    apres: After,
    /// un texte que les noms contiennent, tel quel, sans égard à la casse ASCII
    q: String,
}
// SOLUTION-ELSE
// #[derive(Deserialize)]
// #[serde(default)]
// struct Page {
//     limite: Limit,
//     apres: After,
//     q: String,
// }
// SOLUTION-END

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limit(20), apres: After(0), q: String::new() }
    }
}

/// How many products a page shows: 1 to 100.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limit(u8);

impl TryFrom<i64> for Limit {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        match u8::try_from(number) {
            Ok(limit @ 1..=100) => Ok(Self(limit)),
            _ => Err("limite va de 1 à 100"),
        }
    }
}

/// A page begins after the product with this id. It is never negative.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct After(i64);

impl TryFrom<i64> for After {
    type Error = &'static str;

    fn try_from(number: i64) -> Result<Self, Self::Error> {
        if number >= 0 { Ok(Self(number)) } else { Err("apres n'est pas négatif") }
    }
}

// SOLUTION-BEGIN
/// Une page de produits, par identifiant
#[derive(Serialize, ToSchema)]
struct Produits {
    produits: Vec<Produit>,
    /// le dernier identifiant de la page, s'il y a une suite
    #[schema(required = true)]
    suivant: Option<i64>,
}
// SOLUTION-ELSE
// /// Une page de produits, par identifiant
// #[derive(Serialize)]
// struct Produits {
//     produits: Vec<Produit>,
//     /// le dernier identifiant de la page, s'il y a une suite
//     suivant: Option<i64>,
// }
// SOLUTION-END

impl Produits {
    /// The page of `limit` products. One product more says that another page follows.
    fn page(mut produits: Vec<Produit>, Limit(limit): Limit) -> Self {
        let more = produits.len() > usize::from(limit);
        produits.truncate(usize::from(limit));
        let suivant = produits.last().filter(|_| more).map(|last| last.id);
        Self { produits, suivant }
    }
}

// SOLUTION-BEGIN
#[utoipa::path(
    get,
    path = "/api/produits",
    operation_id = "listerProduits",
    summary = "Lister les produits, par pages",
    tag = "produits",
    params(Page),
    responses((status = 200, body = Produits, description = "la page demandée"), BadRequest),
)]
// SOLUTION-END
async fn list(
    State(pool): State<AnyPool>,
    QueryParams(page): QueryParams<Page>,
) -> Result<Json<Produits>, Error> {
    let Some(pattern) = pattern(&page.q) else {
        return Ok(Json(Produits { produits: Vec::new(), suivant: None }));
    };
    let produits = sqlx::query_as(
        r"
        select id, nom, prix_centimes, stock
        from produits
        where id > $1 and recherche like $2 escape '\'
        order by id
        limit $3
        ",
    )
    .bind(page.apres.0)
    .bind(pattern)
    .bind(i64::from(page.limite.0) + 1)
    .fetch_all(&pool)
    .await?;
    Ok(Json(Produits::page(produits, page.limite)))
}

/// The pattern of the names that contain `text` literally, in any ASCII case. `None` if no name can
/// contain it: a database refuses a pattern that is too long, or that contains NUL.
fn pattern(text: &str) -> Option<String> {
    if text.chars().count() > Nom::MAX_CHARS || text.contains('\0') {
        return None;
    }
    let mut pattern = String::from("%");
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(character.to_ascii_lowercase());
    }
    pattern.push('%');
    Some(pattern)
}

// SOLUTION-BEGIN
#[utoipa::path(
    post,
    path = "/api/produits",
    operation_id = "creerProduit",
    summary = "Créer un produit",
    tag = "produits",
    request_body = Creation,
    responses(
        (
            status = 201,
            body = Produit,
            description = "le produit créé",
            headers(("Location" = String, description = "son adresse")),
        ),
        BodyErrors,
        NomTaken,
    ),
)]
// SOLUTION-END
async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<impl IntoResponse, Error> {
    let produit: Produit = sqlx::query_as(
        r"
        insert into produits (nom, prix_centimes, stock)
        values ($1, $2, $3)
        returning id, nom, prix_centimes, stock
        ",
    )
    .bind(creation.nom.as_str())
    .bind(creation.prix_centimes.get())
    .bind(creation.stock.get())
    .fetch_one(&pool)
    .await?;
    let location = format!("/api/produits/{}", produit.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, location)], Json(produit)))
}

// SOLUTION-BEGIN
// ANCHOR: read
#[utoipa::path(
    get,
    path = "/api/produits/{id}",
    operation_id = "lireProduit",
    summary = "Lire un produit",
    tag = "produits",
    params(ProduitId),
    responses((status = 200, body = Produit, description = "le produit"), ProduitErrors),
)]
// ANCHOR_END: read
// SOLUTION-END
async fn read(
    State(pool): State<AnyPool>,
    PathParam(ProduitId { id }): PathParam<ProduitId>,
) -> Result<Json<Produit>, Error> {
    Ok(Json(find(&pool, id).await?))
}

async fn find(pool: &AnyPool, id: i64) -> sqlx::Result<Produit> {
    sqlx::query_as("select id, nom, prix_centimes, stock from produits where id = $1")
        .bind(id)
        .fetch_one(pool)
        .await
}

// SOLUTION-BEGIN
#[utoipa::path(
    put,
    path = "/api/produits/{id}",
    operation_id = "remplacerProduit",
    summary = "Remplacer un produit",
    tag = "produits",
    params(ProduitId),
    request_body = Replacement,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        ProduitErrors,
        BodyErrors,
        NomTaken,
    ),
)]
// SOLUTION-END
async fn replace(
    State(pool): State<AnyPool>,
    PathParam(ProduitId { id }): PathParam<ProduitId>,
    JsonBody(replacement): JsonBody<Replacement>,
) -> Result<Json<Produit>, Error> {
    let produit = sqlx::query_as(
        r"
        update produits
        set nom = $2, prix_centimes = $3, stock = $4
        where id = $1
        returning id, nom, prix_centimes, stock
        ",
    )
    .bind(id)
    .bind(replacement.nom.as_str())
    .bind(replacement.prix_centimes.get())
    .bind(replacement.stock.get())
    .fetch_one(&pool)
    .await?;
    Ok(Json(produit))
}

// SOLUTION-BEGIN
#[utoipa::path(
    patch,
    path = "/api/produits/{id}",
    operation_id = "modifierProduit",
    summary = "Changer une partie d'un produit",
    tag = "produits",
    params(ProduitId),
    request_body = Modification,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        ProduitErrors,
        BodyErrors,
        NomTaken,
    ),
)]
// SOLUTION-END
async fn update(
    State(pool): State<AnyPool>,
    PathParam(ProduitId { id }): PathParam<ProduitId>,
    JsonBody(modification): JsonBody<Modification>,
) -> Result<Json<Produit>, Error> {
    let produit = sqlx::query_as(
        r"
        update produits
        set nom = coalesce($2, nom),
            prix_centimes = coalesce($3, prix_centimes),
            stock = coalesce($4, stock)
        where id = $1
        returning id, nom, prix_centimes, stock
        ",
    )
    .bind(id)
    .bind(modification.nom.as_ref().map(Nom::as_str))
    .bind(modification.prix_centimes.map(Amount::get))
    .bind(modification.stock.map(Amount::get))
    .fetch_one(&pool)
    .await?;
    Ok(Json(produit))
}

// SOLUTION-BEGIN
#[utoipa::path(
    delete,
    path = "/api/produits/{id}",
    operation_id = "supprimerProduit",
    summary = "Supprimer un produit",
    tag = "produits",
    params(ProduitId),
    responses((status = 204, description = "le produit n'existe plus"), ProduitErrors),
)]
// SOLUTION-END
async fn delete(
    State(pool): State<AnyPool>,
    PathParam(ProduitId { id }): PathParam<ProduitId>,
) -> Result<StatusCode, Error> {
    let outcome = sqlx::query("delete from produits where id = $1").bind(id).execute(&pool).await?;
    match outcome.rows_affected() {
        0 => Err(Error::UnknownProduit),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

// SOLUTION-BEGIN
#[utoipa::path(
    post,
    path = "/api/produits/{id}/retrait",
    operation_id = "retirerDuStock",
    summary = "Retirer des pièces du stock",
    tag = "produits",
    params(ProduitId),
    request_body = Retrait,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        ProduitErrors,
        BodyErrors,
        (status = 409, body = ErrorBody, description = "le stock est trop bas"),
    ),
)]
// SOLUTION-END
async fn withdraw(
    State(pool): State<AnyPool>,
    PathParam(ProduitId { id }): PathParam<ProduitId>,
    JsonBody(retrait): JsonBody<Retrait>,
) -> Result<Json<Produit>, Error> {
    // The condition and the change are one statement: between a `select` and an `update`, another
    // client could take what was left.
    let produit = sqlx::query_as(
        r"
        update produits
        set stock = stock - $2
        where id = $1 and stock >= $2
        returning id, nom, prix_centimes, stock
        ",
    )
    .bind(id)
    .bind(retrait.quantite.get())
    .fetch_optional(&pool)
    .await?;
    let Some(produit) = produit else {
        // No row was changed: the product does not exist, or its stock is too low.
        find(&pool, id).await?;
        return Err(Error::StockTooLow);
    };
    Ok(Json(produit))
}
