//! What the primer shows: ownership, `Result` and `?`, traits, closures and `async`.

// ANCHOR: struct
/// A plant of the greenhouse.
#[derive(Clone, Debug, PartialEq)]
pub struct Plante {
    /// its species
    pub espece: String,
    /// its height
    pub hauteur_cm: u32,
}
// ANCHOR_END: struct

// ANCHOR: ownership
/// Takes the plant: the caller no longer has it.
pub fn add(serre: &mut Vec<Plante>, plante: Plante) {
    serre.push(plante);
}

/// Reads the plant.
pub fn label(plante: &Plante) -> String {
    format!("{} ({} cm)", plante.espece, plante.hauteur_cm)
}

/// Changes the plant.
pub fn grow(plante: &mut Plante) {
    plante.hauteur_cm += 1;
}
// ANCHOR_END: ownership

// ANCHOR: calls
/// A greenhouse with a plant that has grown.
pub fn morning() -> Vec<Plante> {
    let mut ficus = Plante { espece: "Ficus".to_owned(), hauteur_cm: 120 };
    grow(&mut ficus); // lent, to be changed
    println!("{}", label(&ficus)); // lent, to be read
    let mut serre = Vec::new();
    add(&mut serre, ficus); // given: `ficus` can no longer be used
    serre
}
// ANCHOR_END: calls

// ANCHOR: result
use std::num::ParseIntError;

/// Why a label cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LabelError {
    /// nothing separates the species from the height
    #[error("il manque le deux-points entre l'espèce et la hauteur")]
    NoColon,
    /// the height is not a positive integer
    #[error("la hauteur n'est pas un entier positif")]
    Height(#[from] ParseIntError),
}

/// Reads a label such as `Ficus: 120`.
pub fn read_label(text: &str) -> Result<Plante, LabelError> {
    let (espece, hauteur) = text.split_once(':').ok_or(LabelError::NoColon)?;
    let hauteur_cm = hauteur.trim().parse::<u32>()?;
    Ok(Plante { espece: espece.trim().to_owned(), hauteur_cm })
}
// ANCHOR_END: result

// ANCHOR: trait
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

impl IntoResponse for LabelError {
    fn into_response(self) -> Response {
        (StatusCode::UNPROCESSABLE_ENTITY, self.to_string()).into_response()
    }
}
// ANCHOR_END: trait

// ANCHOR: handler
/// `POST /etiquettes`: reads a label, and responds with the label as we write it.
pub async fn tidy(body: String) -> Result<String, LabelError> {
    let plante = read_label(&body)?;
    Ok(label(&plante))
}
// ANCHOR_END: handler

// ANCHOR: closures
/// The species of the plants taller than `least`, sorted.
pub fn tall(serre: &[Plante], least: u32) -> Vec<String> {
    let mut especes: Vec<String> = serre
        .iter()
        .filter(|plante| plante.hauteur_cm > least)
        .map(|plante| plante.espece.clone())
        .collect();
    especes.sort();
    especes
}
// ANCHOR_END: closures

// ANCHOR: async
async fn temperature() -> i32 {
    26 // a real one would ask a sensor over the network
}

async fn humidity() -> u32 {
    70
}

/// The weather in the greenhouse, from both sensors at the same time.
pub async fn weather() -> String {
    let (degrees, percent) = tokio::join!(temperature(), humidity());
    format!("{degrees} °C, {percent} %")
}
// ANCHOR_END: async

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plant_grows_before_it_is_added() {
        assert_eq!(morning(), [Plante { espece: "Ficus".to_owned(), hauteur_cm: 121 }]);
    }

    #[test]
    fn both_kinds_of_error_come_out_of_one_function() {
        assert!(matches!(read_label("Ficus"), Err(LabelError::NoColon)));
        assert!(matches!(read_label("Ficus: haut"), Err(LabelError::Height(_))));
        let ficus = read_label("Ficus: 120").expect("a label");
        assert_eq!(label(&ficus), "Ficus (120 cm)");
        assert_eq!(tall(&[ficus], 100), ["Ficus"]);
    }

    #[tokio::test]
    async fn a_handler_is_a_function_like_others() {
        assert_eq!(tidy("Ficus:120".to_owned()).await.ok().as_deref(), Some("Ficus (120 cm)"));
        let refused = tidy("Ficus".to_owned()).await.into_response();
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        assert_eq!(weather().await, "26 °C, 70 %");
    }
}
