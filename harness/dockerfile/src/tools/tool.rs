//! The families of build tools that are known, and what they do.

/// Tools that share their dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Tool {
    /// cargo, cargo-chef
    Cargo,
    /// go
    Go,
    /// npm, yarn, pnpm, bun, deno
    Node,
    /// pip, uv, poetry, pipenv, pdm, conda
    Python,
    /// Maven
    Maven,
    /// Gradle
    Gradle,
    /// dotnet
    DotNet,
    /// bundler
    Ruby,
    /// composer
    Php,
    /// mix, rebar3, gleam
    Beam,
    /// sbt
    Sbt,
    /// stack, cabal
    Haskell,
    /// swift
    Swift,
    /// dart, flutter
    Dart,
}

/// What a command does for the program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// It installs its dependencies.
    Dependencies,
    /// It builds the program, and first installs the dependencies that are not there yet.
    Build,
}
