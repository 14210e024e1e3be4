//! axum's extractors, with this service's errors in place of axum's own.

use std::fmt;
use std::marker::PhantomData;

use axum::Json;
use axum::extract::{FromRequest, FromRequestParts, Path, Query, Request};
use axum::http::request::Parts;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, DeserializeOwned, Deserializer, MapAccess, Visitor};

use super::erreur::Erreur;

/// A JSON body: like [`Json`], refused in our shape.
pub struct Corps<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Corps<T> {
    type Rejection = Erreur;

    async fn from_request(request: Request, state: &S) -> Result<Self, Erreur> {
        let Json(Objet(value)) = Json::from_request(request, state).await?;
        Ok(Self(value))
    }
}

/// A JSON object and nothing else: serde by itself also reads a struct from an array, field by
/// field.
struct Objet<T>(T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Objet<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(Champs(PhantomData))
    }
}

/// Reads the fields of an object into a `T`.
struct Champs<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for Champs<T> {
    type Value = Objet<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<Objet<T>, A::Error> {
        T::deserialize(MapAccessDeserializer::new(fields)).map(Objet)
    }
}

/// A part of the path: like [`Path`], refused in our shape.
pub struct Chemin<T>(pub T);

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Chemin<T> {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Erreur> {
        let Path(value) = Path::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}

/// The query string: like [`Query`], refused in our shape.
pub struct Requete<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Requete<T> {
    type Rejection = Erreur;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Erreur> {
        let Query(value) = Query::from_request_parts(parts, state).await?;
        Ok(Self(value))
    }
}
