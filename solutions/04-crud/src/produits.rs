//! `/api/produits`: the products, one by one and by the page.

// SOLUTION-BEGIN
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::{Deserialize, Serialize};
use sqlx::AnyPool;

use crate::erreur::Erreur;
use crate::extraire::{Chemin, Corps, Requete};
use crate::produit::{Creation, Modification, Nom, Produit, Remplacement, Retrait};
// SOLUTION-ELSE
// use axum::Router;
// use axum::extract::State;
// use axum::response::Response;
// use axum::routing::{get, post};
// use serde::Deserialize;
// use sqlx::AnyPool;
//
// use crate::erreur::Erreur;
// use crate::extraire::{Chemin, Corps, Requete};
// use crate::produit::{Creation, Modification, Remplacement, Retrait};
// SOLUTION-END

pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/api/produits", get(lister).post(creer))
        .route("/api/produits/{id}", get(lire).put(remplacer).patch(modifier).delete(supprimer))
        .route("/api/produits/{id}/retrait", post(retirer))
}

// SOLUTION-BEGIN
/// Which page of which products.
#[derive(Deserialize)]
#[serde(default)]
struct Page {
    limite: Limite,
    apres: Apres,
    q: String,
}

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

/// A page of products, and where the next one begins.
#[derive(Serialize)]
struct Produits {
    produits: Vec<Produit>,
    suivant: Option<i64>,
}

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
// SOLUTION-ELSE
// /// Which page of which products: `limite`, `apres`, `q`.
// #[derive(Debug, Deserialize)]
// struct Page {}
//
// /// A page of products, by id, and the last id shown when more follow.
// async fn lister(
//     State(base): State<AnyPool>,
//     Requete(page): Requete<Page>,
// ) -> Result<Response, Erreur> {
//     todo!("select {page:?} from {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
// ANCHOR: creer
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
// ANCHOR_END: creer
// SOLUTION-ELSE
// /// A new product: 201, and where it is in `Location`.
// async fn creer(
//     State(base): State<AnyPool>,
//     Corps(creation): Corps<Creation>,
// ) -> Result<Response, Erreur> {
//     todo!("insert {creation:?} into {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
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
// SOLUTION-ELSE
// /// One product.
// async fn lire(State(base): State<AnyPool>, Chemin(id): Chemin<i64>) -> Result<Response, Erreur> {
//     todo!("select {id} from {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
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
// SOLUTION-ELSE
// /// All of a product anew.
// async fn remplacer(
//     State(base): State<AnyPool>,
//     Chemin(id): Chemin<i64>,
//     Corps(remplacement): Corps<Remplacement>,
// ) -> Result<Response, Erreur> {
//     todo!("update {id} with {remplacement:?} in {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
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
// SOLUTION-ELSE
// /// A part of a product anew.
// async fn modifier(
//     State(base): State<AnyPool>,
//     Chemin(id): Chemin<i64>,
//     Corps(modification): Corps<Modification>,
// ) -> Result<Response, Erreur> {
//     todo!("update {id} with {modification:?} in {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
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
// SOLUTION-ELSE
// /// One product less: 204.
// async fn supprimer(
//     State(base): State<AnyPool>,
//     Chemin(id): Chemin<i64>,
// ) -> Result<Response, Erreur> {
//     todo!("delete {id} from {base:?}")
// }
// SOLUTION-END

// SOLUTION-BEGIN
/// The condition and the change are one statement: between a `select` and an `update` another
/// client could take what was left.
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
// SOLUTION-ELSE
// /// Pieces withdrawn from the stock, unless it is too low.
// async fn retirer(
//     State(base): State<AnyPool>,
//     Chemin(id): Chemin<i64>,
//     Corps(retrait): Corps<Retrait>,
// ) -> Result<Response, Erreur> {
//     todo!("withdraw {retrait:?} from {id} in {base:?}")
// }
// SOLUTION-END
