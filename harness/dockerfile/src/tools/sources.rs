//! Which files of the context are the sources of a program.
//!
//! A manifest, a lock file or a configuration file is not. A folder is if its name says so, and may be
//! otherwise: a local crate of macros, a script without extension.

use crate::pattern::clean;

/// Whether files are sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    No,
    Perhaps,
    Yes,
}

/// Whether a path of the context is, or contains, sources of the program.
pub fn is_sources(path: &str) -> Certainty {
    let is_folder = path.ends_with('/');
    let path = clean(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    if matches!(name, "" | "*" | "**") {
        return Certainty::Yes;
    }
    if name.starts_with('.') {
        return Certainty::No;
    }
    match name.rsplit_once('.') {
        Some((stem, extension)) if !is_folder => {
            if is_language(extension) && !is_configuration(stem, name) {
                Certainty::Yes
            } else if extension.starts_with(|c: char| c.is_ascii_uppercase()) {
                // A folder of .NET: `Shop.Api`.
                Certainty::Perhaps
            } else {
                Certainty::No
            }
        }
        None if is_known_file(name) => Certainty::No,
        _ if is_other_folder(name) => Certainty::No,
        _ if path.split('/').any(is_source_folder) => Certainty::Yes,
        _ => Certainty::Perhaps,
    }
}

/// Whether a path is a single manifest, lock file or list of dependencies.
pub fn is_manifest(path: &str) -> bool {
    let path = clean(path);
    let name = path.rsplit('/').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_data = extension.is_some_and(|extension| {
        matches!(
            extension,
            "json"
                | "toml"
                | "lock"
                | "txt"
                | "yaml"
                | "yml"
                | "xml"
                | "mod"
                | "sum"
                | "whl"
                | "csproj"
                | "sln"
        )
    });
    is_data || is_known_file(name)
}

/// Whether files with this extension are sources of a program.
fn is_language(extension: &str) -> bool {
    const EXTENSIONS: &[&str] = &[
        "rs", "go", "js", "mjs", "cjs", "jsx", "ts", "tsx", "mts", "vue", "svelte", "py", "java",
        "kt", "scala", "cs", "fs", "vb", "rb", "php", "ex", "erl", "gleam", "hs", "swift", "dart",
        "c", "h", "cc", "cpp", "hpp", "zig",
    ];
    EXTENSIONS.contains(&extension)
}

/// `build.rs`, `vite.config.ts`, `setup.py`, and the dummy `main` that stands for the sources.
fn is_configuration(stem: &str, name: &str) -> bool {
    const NAMES: &[&str] = &[
        "build.rs",
        "setup.py",
        "conanfile.py",
        "noxfile.py",
        "__init__.py",
        "__version__.py",
        "gulpfile.js",
        "Package.swift",
        "Setup.hs",
        "tools.go",
    ];
    NAMES.contains(&name)
        || stem.ends_with(".config")
        || stem.contains("dummy")
        || stem.contains("placeholder")
}

fn is_known_file(name: &str) -> bool {
    let name = name.trim_end_matches('*');
    matches!(
        name,
        "Makefile"
            | "Dockerfile"
            | "Gemfile"
            | "Pipfile"
            | "Procfile"
            | "Rakefile"
            | "justfile"
            | "gradlew"
            | "mvnw"
            | "rust-toolchain"
            | "artisan"
            | "VERSION"
    ) || name.starts_with("LICENSE")
        || name.starts_with("README")
}

/// Folders that have the sources of a program.
fn is_source_folder(name: &str) -> bool {
    matches!(
        name.to_ascii_lowercase().as_str(),
        "src"
            | "source"
            | "sources"
            | "app"
            | "apps"
            | "lib"
            | "libs"
            | "cmd"
            | "internal"
            | "pkg"
            | "packages"
            | "crates"
            | "server"
            | "api"
            | "services"
    )
}

/// Folders that have no sources of the program, and that dependencies may need.
fn is_other_folder(name: &str) -> bool {
    matches!(
        name,
        "gradle"
            | "vendor"
            | "third_party"
            | "patches"
            | "prisma"
            | "migrations"
            | "config"
            | "conf"
            | "scripts"
            | "docker"
            | "wheels"
            | "requirements"
            | "certs"
            | "assets"
            | "static"
            | "public"
            | "docs"
            | "tests"
            | "test"
            | "locales"
            | "node_modules"
            | "bin"
            | "deploy"
            | "k8s"
            | "stubs"
            | "dummy"
            | "pb"
            | "proto"
            | "protos"
            | "schemas"
            | "sql"
    )
}
