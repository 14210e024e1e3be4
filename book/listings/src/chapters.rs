//! The services of the chapters, each under the name of its first page.

use std::fs;
use std::io::{self, Error};

use axum::Router;
use sqlx::AnyPool;
use tempfile::TempDir;

use crate::product_service::Catalogue;
use crate::{documentation, first_api, health, layout, parameters, product_service, products};

/// A chapter that has a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chapter {
    /// Requests and responses
    Http,
    /// Rust and axum for services
    Rust,
    /// A first API
    FirstApi,
    /// Parameters and pages
    Parameters,
    /// JSON in a service, and writing its file
    Health,
    /// The product service
    ProductService,
    /// A database
    Products,
    /// Documenting an API
    Documentation,
    /// A contract that can be tested
    Contract,
}

/// The jars of seeds that a reader finds in the database: species and grams.
const JARS: [(&str, i64); 6] =
    [("Basilic", 250), ("Menthe", 80), ("Thym", 40), ("Origan", 120), ("Persil", 10), ("Aneth", 5)];

impl Chapter {
    /// Every chapter that has a service, in the order of the book.
    pub const ALL: [Self; 9] = [
        Self::Http,
        Self::Rust,
        Self::FirstApi,
        Self::Parameters,
        Self::Health,
        Self::ProductService,
        Self::Products,
        Self::Documentation,
        Self::Contract,
    ];

    /// The chapter of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|chapter| chapter.name() == name)
    }

    /// Its pages, below `src` in both languages.
    pub fn pages(self) -> &'static [&'static str] {
        match self {
            Self::Http => &["1-apis/http.md"],
            Self::Rust => &["1-apis/rust.md"],
            Self::FirstApi => &["1-apis/first-api.md"],
            Self::Parameters => &["1-apis/parameters.md"],
            Self::Health => &["2-data/health.md", "2-data/storage.md"],
            Self::ProductService => &["3-design/product-service.md"],
            Self::Products => &["4-databases/products.md"],
            Self::Documentation => &["5-openapi/documentation.md"],
            Self::Contract => &["5-openapi/contract.md"],
        }
    }

    /// The name of its first page, without the folder and the extension.
    pub fn name(self) -> &'static str {
        let page = self.pages()[0];
        let file = page.rsplit_once('/').map_or(page, |(_, file)| file);
        file.trim_end_matches(".md")
    }

    /// Its service, with new data.
    ///
    /// # Errors
    /// When the data cannot be written.
    pub async fn service(self) -> io::Result<Service> {
        match self {
            Self::Http | Self::Rust => Ok(layout::app().into()),
            Self::FirstApi => Ok(first_api::app().into()),
            Self::Parameters => Ok(parameters::app().into()),
            Self::Health => greenhouse(),
            Self::ProductService => Ok(product_service::app(Catalogue::default()).into()),
            Self::Products => jars(products::app).await,
            Self::Documentation | Self::Contract => jars(documentation::app).await,
        }
    }
}

/// A service that is ready to be served.
pub struct Service {
    /// its routes and their state
    pub app: Router,
    /// where its data are, if they are in a file
    pub folder: Option<TempDir>,
}

impl From<Router> for Service {
    fn from(app: Router) -> Self {
        Self { app, folder: None }
    }
}

/// The greenhouse with the plants of the page, and the route `/echo` beside it.
fn greenhouse() -> io::Result<Service> {
    let folder = folder()?;
    let path = folder.path().join("plantes.json");
    fs::write(&path, include_str!("health/plantes.json"))?;
    let app = health::app(health::Plantes::open(path)?).merge(health::echo::app());
    Ok(Service { app, folder: Some(folder) })
}

/// A service on a new database, which holds the jars above.
async fn jars(app: fn(AnyPool) -> Router) -> io::Result<Service> {
    let folder = folder()?;
    let url = format!("sqlite://{}", folder.path().join("semences.db").display());
    let pool = products::open(&url).await.map_err(Error::other)?;
    for (espece, grammes) in JARS {
        sqlx::query("insert into semences (espece, grammes) values ($1, $2)")
            .bind(espece)
            .bind(grammes)
            .execute(&pool)
            .await
            .map_err(Error::other)?;
    }
    Ok(Service { app: app(pool), folder: Some(folder) })
}

/// A new folder.
fn folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("atelier-").tempdir()
}
