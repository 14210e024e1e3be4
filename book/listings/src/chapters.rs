//! The services of the chapters, each under the name of its first page.

use std::env::VarError;
use std::io::{self, Error, ErrorKind};
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::{env, fs};

use axum::Router;
use rustls::ServerConfig;
use sqlx::AnyPool;
use tempfile::TempDir;
use tokio::net::TcpListener;

use crate::identity::{self, Account, Accounts, AppState, Tokens};
use crate::library::{self, COMMANDES, Ordering, Stock, Store as Orders, semences};
use crate::lifecycle::Readiness;
use crate::product_service::Catalogue;
use crate::queue::{Broker, Store};
use crate::{
    calls, documentation, first_api, health, layout, lifecycle, logs, metrics, parameters,
    product_service, products, queue, transit,
};

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
    /// Calling another service, and when the other one fails
    Calls,
    /// Messages
    Queue,
    /// Who asks
    Identity,
    /// In transit and at rest
    Transit,
    /// Logs
    Logs,
    /// Metrics and alerts
    Metrics,
    /// Starting and stopping
    Lifecycle,
    /// A system
    Library,
}

/// The jars of seeds that a reader finds in the database: species and grams.
const JARS: [(&str, i64); 6] =
    [("Basilic", 250), ("Menthe", 80), ("Thym", 40), ("Origan", 120), ("Persil", 10), ("Aneth", 5)];

/// The accounts of the book, whose passwords everybody knows: names, passwords and roles.
const ACCOUNTS: [(&str, &str, &[&str]); 3] = [
    ("lea", "tisane de thym", &["jardinier"]),
    ("noe", "figuier pleureur", &["visiteur"]),
    ("hugo", "olivier nain", &["visiteur"]),
];

/// Where the broker is, unless `AMQP_URL` says otherwise.
pub const AMQP_URL: &str = "amqp://guest:guest@127.0.0.1:5672/%2f";

impl Chapter {
    /// Every chapter that has a service, in the order of the book.
    pub const ALL: [Self; 17] = [
        Self::Http,
        Self::Rust,
        Self::FirstApi,
        Self::Parameters,
        Self::Health,
        Self::ProductService,
        Self::Products,
        Self::Documentation,
        Self::Contract,
        Self::Calls,
        Self::Queue,
        Self::Identity,
        Self::Transit,
        Self::Logs,
        Self::Metrics,
        Self::Lifecycle,
        Self::Library,
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
            Self::Calls => &["6-services/calls.md", "6-services/failures.md"],
            Self::Queue => &["6-services/messages.md"],
            Self::Identity => &["7-security/identity.md"],
            Self::Transit => &["7-security/transit.md"],
            Self::Logs => &["8-observability/logs.md"],
            Self::Metrics => &["8-observability/metrics.md"],
            Self::Lifecycle => &["9-deployment/lifecycle.md"],
            Self::Library => &["10-library/library.md"],
        }
    }

    /// The name of its first page, without the folder and the extension. The page on messages is an
    /// exception: much else has that name.
    pub fn name(self) -> &'static str {
        if self == Self::Queue {
            return "queue";
        }
        let page = self.pages()[0];
        let file = page.rsplit_once('/').map_or(page, |(_, file)| file);
        file.trim_end_matches(".md")
    }

    /// Its service, with new data. `port` is the one that it was asked to listen on.
    ///
    /// # Errors
    /// When the data cannot be written, or there is no port for the services that it calls.
    pub async fn service(self, port: u16) -> io::Result<Service> {
        match self {
            Self::Http | Self::Rust => Ok(layout::app().into()),
            Self::FirstApi => Ok(first_api::app().into()),
            Self::Parameters => Ok(parameters::app().into()),
            Self::Health => greenhouse(),
            Self::ProductService => Ok(product_service::app(Catalogue::default()).into()),
            Self::Products => jars(products::app).await,
            Self::Documentation | Self::Contract => jars(documentation::app).await,
            Self::Calls => with_upstream(port).await,
            Self::Queue => with_broker().await,
            Self::Identity => with_accounts(),
            Self::Transit => with_certificate(),
            Self::Logs => with_sensors(port).await,
            Self::Metrics => with_pump(port).await,
            Self::Lifecycle => Ok(lifecycle::app(Readiness::default()).into()),
            Self::Library => with_stock(port).await,
        }
    }
}

/// A service that is ready to be served.
pub struct Service {
    /// its routes and their state
    pub app: Router,
    /// where its data are, if they are in a file
    pub folder: Option<TempDir>,
    /// where the services that it calls are listening, if it calls any
    pub upstream: Option<String>,
    /// where a broker should be, if there is none
    pub missing_broker: Option<String>,
    /// how it speaks HTTPS, if it does
    pub https: Option<Https>,
}

/// What a service needs for HTTPS.
pub struct Https {
    /// the settings of TLS
    pub config: ServerConfig,
    /// where its certificate is
    pub folder: PathBuf,
}

impl From<Router> for Service {
    fn from(app: Router) -> Self {
        Self { app, folder: None, upstream: None, missing_broker: None, https: None }
    }
}

/// The greenhouse with the plants of the page, and the route `/echo` beside it.
fn greenhouse() -> io::Result<Service> {
    let folder = folder()?;
    let path = folder.path().join("plantes.json");
    fs::write(&path, include_str!("health/plantes.json"))?;
    let app = health::app(health::Plantes::open(path)?).merge(health::echo::app());
    Ok(Service { folder: Some(folder), ..app.into() })
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
    Ok(Service { folder: Some(folder), ..app(pool).into() })
}

/// The greenhouse that calls two other services, and those two, which are already listening.
async fn with_upstream(port: u16) -> io::Result<Service> {
    let listener = after(port).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, calls::upstream::app()).await });
    let config = calls::Config::at(address.parse().map_err(Error::other)?);
    let app = calls::app(&config).map_err(Error::other)?;
    Ok(Service { upstream: Some(address), ..app.into() })
}

/// The greenhouse that publishes its waterings, which it consumes too, and the valve beside it.
async fn with_broker() -> io::Result<Service> {
    let uri = env::var("AMQP_URL").unwrap_or_else(|_| AMQP_URL.to_owned());
    let uri = uri.parse().map_err(|_| Error::other("AMQP_URL is not the URL of a broker"))?;
    let queue = env::var("FILE_ARROSAGES").unwrap_or_else(|_| "arrosages".to_owned());
    let broker = Broker::new(uri, queue);
    let missing_broker = broker.connect().await.is_err().then(|| broker.address());
    let folder = folder()?;
    let url = format!("sqlite://{}", folder.path().join("arrosages.db").display());
    let store = Store::open(&url).await.map_err(Error::other)?;
    tokio::spawn(queue::run(broker.clone(), store.clone()));
    let app = queue::app(broker.clone(), store).merge(queue::valve::app(broker));
    Ok(Service { folder: Some(folder), missing_broker, ..app.into() })
}

/// The greenhouse that knows who asks, and the workshop beside it.
fn with_accounts() -> io::Result<Service> {
    // Without a secret, a new one at every start: no token of the book outlives its service.
    let secret = match env::var("SECRET_JETONS") {
        Err(VarError::NotPresent) => identity::random_secret(),
        value => identity::secret(value.ok()).map_err(Error::other)?,
    };
    let account = |(nom, password, roles): (&str, &str, &[&str])| {
        Ok((nom.to_owned(), Account::new(&password.into(), roles)?))
    };
    let accounts: Result<_, argon2::password_hash::Error> =
        ACCOUNTS.into_iter().map(account).collect();
    let accounts = accounts.and_then(Accounts::new).map_err(Error::other)?;
    let state = AppState::new(accounts, Tokens::new(&secret).map_err(Error::other)?);
    Ok(identity::app(state.clone()).merge(identity::workshop(state)).into())
}

/// The greenhouse that speaks HTTPS.
fn with_certificate() -> io::Result<Service> {
    let folder = transit::folder()?;
    let config = transit::server::open(&folder).map_err(Error::other)?;
    Ok(Service { https: Some(Https { config, folder }), ..transit::app().into() })
}

/// The greenhouse that writes a log, and the sensor service that it calls, which is already listening.
async fn with_sensors(port: u16) -> io::Result<Service> {
    let listener = after(port).await?;
    let address = format!("http://{}", listener.local_addr()?);
    tokio::spawn(async { axum::serve(listener, logs::sensors::app()).await });
    let app = logs::app(address.parse().map_err(Error::other)?).map_err(Error::other)?;
    Ok(Service { upstream: Some(address), ..app.into() })
}

/// The greenhouse that measures itself, and its pump, which is already listening.
async fn with_pump(port: u16) -> io::Result<Service> {
    let listener = after(port).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let pump = metrics::upstream::Pump::default();
    let upstream = metrics::upstream::app(pump.clone());
    tokio::spawn(async { axum::serve(listener, upstream).await });
    let url = address.parse().map_err(Error::other)?;
    let state = metrics::AppState::new(url).map_err(Error::other)?;
    let workshop = metrics::workshop(state.clone(), pump).map_err(Error::other)?;
    let app = metrics::app(state).merge(workshop);
    Ok(Service { upstream: Some(address), ..app.into() })
}

/// The orders of the gardeners, and the stock of seeds that they call, which is already listening. Each
/// has its own database.
async fn with_stock(port: u16) -> io::Result<Service> {
    let folder = folder()?;
    let url = |name: &str| format!("sqlite://{}", folder.path().join(name).display());
    let open = async |name, tables| library::open(&url(name), tables).await.map_err(Error::other);
    let seeds = open("semences.db", semences::TABLES).await?;
    let orders = open("commandes.db", COMMANDES).await?;
    let listener = after(port).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let router = semences::router(seeds.clone());
    tokio::spawn(async { axum::serve(listener, router).await });
    let stock = Stock::new(address.parse().map_err(Error::other)?).map_err(Error::other)?;
    let app = library::app(Ordering { store: Orders::new(orders), stock }, seeds);
    Ok(Service { folder: Some(folder), upstream: Some(address), ..app.into() })
}

/// A listener on the port after this one, or on a free port if it is taken or this one is 0.
async fn after(port: u16) -> io::Result<TcpListener> {
    let next = if port == 0 { 0 } else { port.wrapping_add(1) };
    match TcpListener::bind((Ipv4Addr::LOCALHOST, next)).await {
        Err(error) if error.kind() == ErrorKind::AddrInUse => {
            TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await
        }
        listener => listener,
    }
}

/// A new folder.
fn folder() -> io::Result<TempDir> {
    tempfile::Builder::new().prefix("atelier-").tempdir()
}
