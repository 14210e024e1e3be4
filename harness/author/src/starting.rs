//! What becomes of a solution that finds its file or its database where it looks for it by default, or
//! that cannot use its database: at the start it then ends with a status that is not 0, and one line on
//! standard error that says which database, and why; later it answers 500.

use std::ffi::OsStr;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output};

use anyhow::{Context, Result, anyhow, ensure};
use engine::http::{Request, exchange};
use engine::limits;
use engine::server::{Launch, Server, Setting};
use engine::template::Values;

/// What becomes of the solution with this database.
///
/// # Errors
/// When it cannot be started at all.
pub fn started(solution: &Path, url: &str) -> Result<Output> {
    let mut command = Command::new(solution);
    command.env("DATABASE_URL", url).env("PORT", "0").output().context("starting the solution")
}

/// It ends with one line that holds all these words, and no password.
///
/// # Errors
/// When it ends otherwise.
pub fn refused(solution: &Path, url: &str, words: &[&str]) -> Result<()> {
    let output = started(solution, url)?;
    let errors = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.code() == Some(1), "{url}: {}\n{errors}", output.status);
    ensure!(errors.lines().count() == 1, "{url}: not one line:\n{errors}");
    for word in words {
        ensure!(errors.contains(word), "{url}: it does not say {word}:\n{errors}");
    }
    ensure!(!errors.contains(SECRET), "a password has no place in a log: {errors}");
    Ok(())
}

const SECRET: &str = "motdepasse";

/// The solution refuses this value of `variable`: it ends with one line that names the variable and
/// does not show the value.
///
/// # Errors
/// When it ends otherwise.
pub fn refuses_value(solution: &Path, variable: &str, value: &OsStr) -> Result<()> {
    let mut command = Command::new(solution);
    let output = command.env("PORT", "0").env(variable, value).output()?;
    let errors = String::from_utf8_lossy(&output.stderr);
    let value = value.to_string_lossy();
    ensure!(output.status.code() == Some(1), "{variable}={value}: {}\n{errors}", output.status);
    ensure!(errors.lines().count() == 1, "{variable}={value}: not one line:\n{errors}");
    ensure!(errors.contains(variable), "{variable}={value}: it does not name it:\n{errors}");
    ensure!(!errors.contains(&*value), "{variable}={value}: the value may be a secret:\n{errors}");
    Ok(())
}

/// Every kind of database that cannot be used, but for one that is locked.
///
/// # Errors
/// Names the database with which it ends otherwise.
pub fn refuses_unusable_databases(solution: &Path) -> Result<()> {
    let other = format!("mysql://ada:{SECRET}@127.0.0.1/produits");
    refused(solution, &other, &["mysql://127.0.0.1/produits", "no driver found"])?;
    refused(solution, "produits.db", &["database produits.db cannot"])?;
    let nowhere = "sqlite:///no/such/folder/produits.db";
    refused(solution, nowhere, &[nowhere, "unable to open"])?;
    let port = free_port()?;
    let url = format!("postgres://ada:{SECRET}@127.0.0.1:{port}/produits");
    refused(solution, &url, &[&format!("postgres://127.0.0.1:{port}/produits"), "refused"])?;
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("produits.db");
    fs::write(&path, "nom;prix\n".repeat(1_000))?;
    refused(solution, &format!("sqlite://{}", path.display()), &["produits.db", "not a database"])
}

/// The solution uses the file of that name, in the folder that it is started in, when `variable` is not
/// in its environment. It finds the file with `content`, or makes it when there is none.
///
/// # Errors
/// When it does not start or the file is not there then.
pub fn uses_by_default(
    solution: &Path,
    variable: &str,
    file: &str,
    content: Option<&str>,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    if let Some(content) = content {
        fs::write(folder.path().join(file), content)?;
    }
    // Whoever runs the tests may have set it.
    let arguments = ["-u", variable, &solution.to_string_lossy()].map(str::to_owned).to_vec();
    let launch = Launch { program: "env".into(), arguments, folder: None };
    let _server = booted(&launch, folder.path(), &[])?;
    ensure!(folder.path().join(file).exists(), "{file} is not there");
    Ok(())
}

/// A database that fails while the solution runs, because `spoil` was given its URL, is a 500, and no
/// conflict of the client's.
///
/// # Errors
/// When the answer is another one.
pub fn fails_with_its_database(
    solution: &Path,
    spoil: impl FnOnce(&str),
    create: &Request,
) -> Result<()> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("produits.db").display());
    let settings = [("DATABASE_URL", Some(url.clone().into()))];
    let mut server = booted(&plain(solution), folder.path(), &settings)?;
    spoil(&url);
    let (status, body) = asked(&mut server, create)?;
    ensure!(status == 500 && body.starts_with("{\"erreur\":"), "{status} {body}");
    Ok(())
}

/// What the solution answers, on a fresh database, to a request that is not the contract's business:
/// the status and the body of the last of these.
///
/// # Errors
/// When it does not start or an answer breaks off.
pub fn answered(solution: &Path, requests: &[Request]) -> Result<(u16, String)> {
    let folder = tempfile::tempdir()?;
    let url = format!("sqlite://{}", folder.path().join("produits.db").display());
    let settings = [("DATABASE_URL", Some(url.into()))];
    let mut server = booted(&plain(solution), folder.path(), &settings)?;
    let mut last = (0, String::new());
    for request in requests {
        last = asked(&mut server, request)?;
    }
    Ok(last)
}

fn plain(solution: &Path) -> Launch {
    Launch { program: solution.to_owned(), arguments: Vec::new(), folder: None }
}

fn booted(launch: &Launch, folder: &Path, settings: &[Setting]) -> Result<Server> {
    Server::boot(launch, folder, settings, limits::BOOT)
        .map_err(|error| anyhow!("the solution does not start: {error:?}"))
}

fn asked(server: &mut Server, request: &Request) -> Result<(u16, String)> {
    let host = server.address().to_string();
    let stream = server.connect().map_err(|fault| anyhow!("{fault:?}"))?;
    let wire = request.wire(&host, &Values::default());
    let response =
        exchange(stream, &wire, limits::EXCHANGE).map_err(|fault| anyhow!("{fault:?}"))?;
    Ok((response.status, String::from_utf8_lossy(&response.body).into_owned()))
}

/// A port that nobody listens on, as far as can be known.
fn free_port() -> Result<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}
