//! `/api/produits`: the products, one by one and by the page.

// SOLUTION-BEGIN
use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::erreur::{self, Erreur};
// SOLUTION-ELSE
// use axum::extract::State;
// use axum::http::{StatusCode, header};
// use axum::response::IntoResponse;
// use axum::routing::{get, post};
// use axum::{Json, Router};
// use serde::{Deserialize, Serialize};
// use sqlx::AnyPool;
//
// use crate::erreur::Erreur;
// SOLUTION-END
use crate::extraire::{Chemin, Corps, Requete};
use crate::produit::{Creation, Modification, Nom, Produit, Remplacement, Retrait};

// SOLUTION-BEGIN
/// The routes, which are those that the annotations below describe: there is one source of both.
pub fn router() -> OpenApiRouter<AnyPool> {
    OpenApiRouter::new()
        .routes(routes!(lister, creer))
        .routes(routes!(lire, remplacer, modifier, supprimer))
        .routes(routes!(retirer))
}
// SOLUTION-ELSE
// /// Every handler gets an annotation `#[utoipa::path(…)]`; `utoipa_axum::router::OpenApiRouter` and
// /// `routes!` then take the routes from the annotations.
// pub fn router() -> Router<AnyPool> {
//     Router::new()
//         .route("/api/produits", get(lister).post(creer))
//         .route("/api/produits/{id}", get(lire).put(remplacer).patch(modifier).delete(supprimer))
//         .route("/api/produits/{id}/retrait", post(retirer))
// }
// SOLUTION-END

/// Which page of which products.
// SOLUTION-BEGIN
#[derive(Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
struct Page {
    /// le nombre de produits de la page
    #[param(value_type = i64, minimum = 1, maximum = 100, default = 20)]
    limite: Limite,
    /// l'identifiant après lequel la page commence
    #[param(value_type = i64, minimum = 0, default = 0)]
    apres: Apres,
    /// un texte que les noms contiennent, tel quel, sans égard à la casse ASCII
    q: String,
}
// SOLUTION-ELSE
// #[derive(Deserialize)]
// #[serde(default)]
// struct Page {
//     limite: Limite,
//     apres: Apres,
//     q: String,
// }
// SOLUTION-END

impl Default for Page {
    fn default() -> Self {
        Self { limite: Limite(20), apres: Apres(0), q: String::new() }
    }
}

/// How many products a page shows: 1 to 100.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Limite(i64);

impl TryFrom<i64> for Limite {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if (1..=100).contains(&nombre) { Ok(Self(nombre)) } else { Err("limite va de 1 à 100") }
    }
}

/// The id after which a page begins: never negative.
#[derive(Clone, Copy, Deserialize)]
#[serde(try_from = "i64")]
struct Apres(i64);

impl TryFrom<i64> for Apres {
    type Error = &'static str;

    fn try_from(nombre: i64) -> Result<Self, Self::Error> {
        if nombre >= 0 { Ok(Self(nombre)) } else { Err("apres n'est pas négatif") }
    }
}

// SOLUTION-BEGIN
/// Une page de produits, par identifiant
#[derive(Serialize, ToSchema)]
struct Produits {
    produits: Vec<Produit>,
    /// le dernier identifiant montré, quand il y a une suite
    #[schema(required = true)]
    suivant: Option<i64>,
}
// SOLUTION-ELSE
// /// Une page de produits, par identifiant
// #[derive(Serialize)]
// struct Produits {
//     produits: Vec<Produit>,
//     /// le dernier identifiant montré, quand il y a une suite
//     suivant: Option<i64>,
// }
// SOLUTION-END

// SOLUTION-BEGIN
#[utoipa::path(
    get,
    path = "/api/produits",
    operation_id = "listerProduits",
    summary = "Lister les produits, par pages",
    tag = "produits",
    params(Page),
    responses(
        (status = 200, body = Produits, description = "la page demandée"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
    ),
)]
// SOLUTION-END
async fn lister(
    State(base): State<AnyPool>,
    Requete(page): Requete<Page>,
) -> Result<Json<Produits>, Erreur> {
    let Some(motif) = motif(&page.q) else {
        return Ok(Json(Produits { produits: Vec::new(), suivant: None }));
    };
    let limite = usize::try_from(page.limite.0).unwrap_or(usize::MAX);
    // One more than is shown: it tells whether a next page exists.
    let mut produits: Vec<Produit> = sqlx::query_as(
        r"
        select id, nom, prix_centimes, stock
        from produits
        where id > $1 and recherche like $2 escape '\'
        order by id
        limit $3
        ",
    )
    .bind(page.apres.0)
    .bind(motif)
    .bind(page.limite.0 + 1)
    .fetch_all(&base)
    .await?;
    let suite = produits.len() > limite;
    produits.truncate(limite);
    let suivant = produits.last().filter(|_| suite).map(|dernier| dernier.id);
    Ok(Json(Produits { produits, suivant }))
}

/// The pattern of the names that contain `texte` literally, whatever the ASCII case; none when no
/// name can: a database refuses a pattern that is too long, or that holds a NUL.
fn motif(texte: &str) -> Option<String> {
    if texte.chars().count() > Nom::MAXIMUM || texte.contains('\0') {
        return None;
    }
    let mut motif = String::from("%");
    for lettre in texte.chars() {
        if matches!(lettre, '%' | '_' | '\\') {
            motif.push('\\');
        }
        motif.push(lettre.to_ascii_lowercase());
    }
    motif.push('%');
    Some(motif)
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
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 409, body = erreur::Corps, description = "un autre produit porte déjà ce nom"),
        (status = 415, body = erreur::Corps, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = erreur::Corps, description = "le corps enfreint une règle"),
    ),
)]
// SOLUTION-END
async fn creer(
    State(base): State<AnyPool>,
    Corps(creation): Corps<Creation>,
) -> Result<impl IntoResponse, Erreur> {
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
    .fetch_one(&base)
    .await?;
    let place = format!("/api/produits/{}", produit.id);
    Ok((StatusCode::CREATED, [(header::LOCATION, place)], Json(produit)))
}

// SOLUTION-BEGIN
// ANCHOR: lire
#[utoipa::path(
    get,
    path = "/api/produits/{id}",
    operation_id = "lireProduit",
    summary = "Lire un produit",
    tag = "produits",
    params(("id" = i64, Path, description = "l'identifiant du produit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    responses(
        (status = 200, body = Produit, description = "le produit"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 404, body = erreur::Corps, description = "aucun produit n'a cet identifiant"),
    ),
)]
// ANCHOR_END: lire
// SOLUTION-END
async fn lire(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
) -> Result<Json<Produit>, Erreur> {
    let produit =
        sqlx::query_as("select id, nom, prix_centimes, stock from produits where id = $1")
            .bind(id)
            .fetch_one(&base)
            .await?;
    Ok(Json(produit))
}

// SOLUTION-BEGIN
#[utoipa::path(
    put,
    path = "/api/produits/{id}",
    operation_id = "remplacerProduit",
    summary = "Remplacer un produit",
    tag = "produits",
    params(("id" = i64, Path, description = "l'identifiant du produit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    request_body = Remplacement,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 404, body = erreur::Corps, description = "aucun produit n'a cet identifiant"),
        (status = 409, body = erreur::Corps, description = "un autre produit porte déjà ce nom"),
        (status = 415, body = erreur::Corps, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = erreur::Corps, description = "le corps enfreint une règle"),
    ),
)]
// SOLUTION-END
async fn remplacer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(remplacement): Corps<Remplacement>,
) -> Result<Json<Produit>, Erreur> {
    let produit = sqlx::query_as(
        r"
        update produits
        set nom = $2, prix_centimes = $3, stock = $4
        where id = $1
        returning id, nom, prix_centimes, stock
        ",
    )
    .bind(id)
    .bind(remplacement.nom.as_str())
    .bind(remplacement.prix_centimes.get())
    .bind(remplacement.stock.get())
    .fetch_one(&base)
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
    params(("id" = i64, Path, description = "l'identifiant du produit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    request_body = Modification,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 404, body = erreur::Corps, description = "aucun produit n'a cet identifiant"),
        (status = 409, body = erreur::Corps, description = "un autre produit porte déjà ce nom"),
        (status = 415, body = erreur::Corps, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = erreur::Corps, description = "le corps enfreint une règle"),
    ),
)]
// SOLUTION-END
async fn modifier(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(modification): Corps<Modification>,
) -> Result<Json<Produit>, Erreur> {
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
    .bind(modification.prix_centimes.map(|prix| prix.get()))
    .bind(modification.stock.map(|stock| stock.get()))
    .fetch_one(&base)
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
    params(("id" = i64, Path, description = "l'identifiant du produit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    responses(
        (status = 204, description = "le produit n'existe plus"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 404, body = erreur::Corps, description = "aucun produit n'a cet identifiant"),
    ),
)]
// SOLUTION-END
async fn supprimer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
) -> Result<StatusCode, Erreur> {
    let outcome = sqlx::query("delete from produits where id = $1").bind(id).execute(&base).await?;
    match outcome.rows_affected() {
        0 => Err(Erreur::ProduitInconnu),
        _ => Ok(StatusCode::NO_CONTENT),
    }
}

/// The condition and the change are one statement: between a `select` and an `update` another
/// client could take what was left.
// SOLUTION-BEGIN
#[utoipa::path(
    post,
    path = "/api/produits/{id}/retrait",
    operation_id = "retirerDuStock",
    summary = "Retirer des pièces du stock",
    tag = "produits",
    params(("id" = i64, Path, description = "l'identifiant du produit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    request_body = Retrait,
    responses(
        (status = 200, body = Produit, description = "le produit"),
        (status = 400, body = erreur::Corps, description = "un paramètre, ou le corps, ne se lit pas"),
        (status = 404, body = erreur::Corps, description = "aucun produit n'a cet identifiant"),
        (status = 409, body = erreur::Corps, description = "le stock est trop bas"),
        (status = 415, body = erreur::Corps, description = "le corps n'est pas déclaré comme du JSON"),
        (status = 422, body = erreur::Corps, description = "le corps enfreint une règle"),
    ),
)]
// SOLUTION-END
async fn retirer(
    State(base): State<AnyPool>,
    Chemin(id): Chemin<i64>,
    Corps(retrait): Corps<Retrait>,
) -> Result<Json<Produit>, Erreur> {
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
    .fetch_optional(&base)
    .await?;
    match produit {
        Some(produit) => Ok(Json(produit)),
        None => {
            // Nothing was lowered: either there is no such product, or not enough of it.
            let _ = lire(State(base), Chemin(id)).await?;
            Err(Erreur::StockTropBas)
        }
    }
}
