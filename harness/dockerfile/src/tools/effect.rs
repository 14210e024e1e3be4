//! What a known build tool does.

use crate::shell::Simple;
use crate::tools::tool::{Effect, Tool};
use crate::tools::{compiled, scripted};

/// What a command does for the program. None if it does nothing, or if the tool is not known.
///
/// Installing a tool (`cargo install cargo-chef`, `pip install poetry`, `npm install -g pnpm`) is not an
/// effect on the program.
pub fn effect(command: &Simple) -> Option<(Tool, Effect)> {
    let arguments = command.arguments();
    match command.program() {
        "cargo" | "xx-cargo" | "cross" => compiled::cargo(arguments),
        "cargo-chef" => compiled::chef(arguments),
        "go" | "xx-go" | "tinygo" => compiled::go(arguments),
        "mvn" | "mvnw" => compiled::maven(arguments),
        "gradle" | "gradlew" => compiled::gradle(arguments),
        "dotnet" => compiled::dotnet(arguments),
        "sbt" => compiled::sbt(arguments),
        "stack" | "cabal" => compiled::haskell(arguments),
        "swift" => compiled::swift(arguments),
        "dart" | "flutter" => compiled::dart(arguments),
        "mix" | "rebar3" | "gleam" => compiled::beam(arguments),
        "npm" | "yarn" | "yarnpkg" | "pnpm" | "bun" => scripted::node(command.program(), arguments),
        "npx" | "bunx" | "pnpx" | "tsc" | "vite" => scripted::npx(command),
        "deno" => scripted::deno(arguments),
        "uv" => scripted::uv(arguments),
        "poetry" | "pipenv" | "pdm" => scripted::poetry(arguments),
        "pip-sync" => Some((Tool::Python, Effect::Dependencies)),
        "conda" | "mamba" | "micromamba" => scripted::conda(arguments),
        "bundle" | "bundler" => scripted::bundle(arguments),
        "composer" | "composer.phar" => scripted::composer(arguments),
        program if is_pip(program) => scripted::pip(arguments),
        program if program.starts_with("python") => scripted::python(arguments),
        _ => None,
    }
}

/// `pip`, `pip3`, `pip3.13`.
fn is_pip(program: &str) -> bool {
    let version = program.strip_prefix("pip");
    version.is_some_and(|version| version.chars().all(|c| c.is_ascii_digit() || c == '.'))
}
