//! Lab 04 by somebody else: the handlers, written without a look at the course's solution. Read by
//! the tests of `similarity`, compiled by nobody.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use sqlx::{AnyPool, Row};

use crate::error::Error;
use crate::extract::{JsonBody, PathParam, QueryParams};
use crate::produit::{Creation, Modification, Produit, Replacement, Retrait, verifier_nom};

pub fn router() -> Router<AnyPool> {
    Router::new()
        .route("/api/produits", get(list).post(create))
        .route("/api/produits/{id}", get(read).put(replace).patch(update).delete(delete))
        .route("/api/produits/{id}/retrait", post(withdraw))
}

#[derive(Debug, Deserialize)]
struct Page {
    limite: Option<i64>,
    apres: Option<i64>,
    q: Option<String>,
}

#[derive(serde::Serialize)]
struct Liste {
    produits: Vec<Produit>,
    suivant: Option<i64>,
}

async fn list(
    State(pool): State<AnyPool>,
    QueryParams(page): QueryParams<Page>,
) -> Result<Json<Liste>, Error> {
    let limite = match page.limite {
        None => 20,
        Some(n) if n < 1 || n > 100 => return Err(Error::Invalide("limite")),
        Some(n) => n,
    };
    let apres = page.apres.unwrap_or_default();
    if apres < 0 {
        return Err(Error::Invalide("apres"));
    }
    let rows = if let Some(q) = page.q {
        let q = q.to_lowercase().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        sqlx::query(
            "SELECT * FROM produits WHERE id > $1 AND recherche LIKE $2 ESCAPE '\\' ORDER BY id",
        )
        .bind(apres)
        .bind(format!("%{q}%"))
        .fetch_all(&pool)
        .await?
    } else {
        sqlx::query("SELECT * FROM produits WHERE id > $1 ORDER BY id")
            .bind(apres)
            .fetch_all(&pool)
            .await?
    };
    let mut liste = Liste { produits: vec![], suivant: None };
    for row in &rows {
        if liste.produits.len() as i64 == limite {
            liste.suivant = liste.produits.last().map(|p| p.id);
            break;
        }
        liste.produits.push(Produit {
            id: row.try_get("id")?,
            nom: row.try_get("nom")?,
            prix_centimes: row.try_get("prix_centimes")?,
            stock: row.try_get("stock")?,
        });
    }
    Ok(Json(liste))
}

async fn create(
    State(pool): State<AnyPool>,
    JsonBody(creation): JsonBody<Creation>,
) -> Result<(StatusCode, HeaderMap, Json<Produit>), Error> {
    let nom = verifier_nom(&creation.nom)?;
    if creation.prix_centimes < 0 || creation.stock < 0 {
        return Err(Error::Invalide("prix ou stock"));
    }
    let row = sqlx::query("INSERT INTO produits (nom, prix_centimes, stock) VALUES ($1, $2, $3) RETURNING id")
        .bind(&nom)
        .bind(creation.prix_centimes)
        .bind(creation.stock)
        .fetch_one(&pool)
        .await?;
    let id: i64 = row.try_get(0)?;
    let mut headers = HeaderMap::new();
    if let Ok(value) = HeaderValue::from_str(&format!("/api/produits/{id}")) {
        headers.insert("location", value);
    }
    let produit =
        Produit { id, nom, prix_centimes: creation.prix_centimes, stock: creation.stock };
    Ok((StatusCode::CREATED, headers, Json(produit)))
}

/// Reads a product, for every handler that needs one first.
async fn trouver(pool: &AnyPool, id: i64) -> Result<Produit, Error> {
    let found = sqlx::query_as::<_, Produit>("SELECT * FROM produits WHERE id = $1")
        .bind(id)
        .fetch_optional(pool)
        .await?;
    found.ok_or(Error::UnknownProduit)
}

async fn enregistrer(pool: &AnyPool, produit: &Produit) -> Result<(), Error> {
    sqlx::query("UPDATE produits SET nom = $1, prix_centimes = $2, stock = $3 WHERE id = $4")
        .bind(&produit.nom)
        .bind(produit.prix_centimes)
        .bind(produit.stock)
        .bind(produit.id)
        .execute(pool)
        .await?;
    Ok(())
}

async fn read(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<Json<Produit>, Error> {
    trouver(&pool, id).await.map(Json)
}

async fn replace(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(replacement): JsonBody<Replacement>,
) -> Result<Json<Produit>, Error> {
    let mut produit = trouver(&pool, id).await?;
    produit.nom = verifier_nom(&replacement.nom)?;
    if replacement.prix_centimes < 0 || replacement.stock < 0 {
        return Err(Error::Invalide("prix ou stock"));
    }
    produit.prix_centimes = replacement.prix_centimes;
    produit.stock = replacement.stock;
    enregistrer(&pool, &produit).await?;
    Ok(Json(produit))
}

async fn update(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(modification): JsonBody<Modification>,
) -> Result<Json<Produit>, Error> {
    let mut produit = trouver(&pool, id).await?;
    if let Some(nom) = modification.nom {
        produit.nom = verifier_nom(&nom)?;
    }
    match modification.prix_centimes {
        Some(prix) if prix >= 0 => produit.prix_centimes = prix,
        Some(_) => return Err(Error::Invalide("prix")),
        None => {}
    }
    match modification.stock {
        Some(stock) if stock >= 0 => produit.stock = stock,
        Some(_) => return Err(Error::Invalide("stock")),
        None => {}
    }
    enregistrer(&pool, &produit).await?;
    Ok(Json(produit))
}

async fn delete(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
) -> Result<StatusCode, Error> {
    trouver(&pool, id).await?;
    sqlx::query("DELETE FROM produits WHERE id = $1").bind(id).execute(&pool).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(pool): State<AnyPool>,
    PathParam(id): PathParam<i64>,
    JsonBody(retrait): JsonBody<Retrait>,
) -> Result<Json<Produit>, Error> {
    if retrait.quantite <= 0 {
        return Err(Error::Invalide("quantite"));
    }
    let mut transaction = pool.begin().await?;
    let changed = sqlx::query("UPDATE produits SET stock = stock - $1 WHERE id = $2 AND stock >= $1")
        .bind(retrait.quantite)
        .bind(id)
        .execute(&mut *transaction)
        .await?
        .rows_affected();
    transaction.commit().await?;
    let produit = trouver(&pool, id).await?;
    if changed == 1 { Ok(Json(produit)) } else { Err(Error::Stock) }
}
