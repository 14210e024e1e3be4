//! What compiles, and which packages are compilers.

use crate::shell::Simple;
use crate::tools::arguments::positional;
use crate::tools::effect::effect;
use crate::tools::tool::Effect;

/// Whether a command compiles a program.
pub fn compiles(command: &Simple) -> bool {
    const COMPILERS: &[&str] = &[
        "cc",
        "gcc",
        "g++",
        "c++",
        "clang",
        "clang++",
        "rustc",
        "javac",
        "kotlinc",
        "scalac",
        "ghc",
        "make",
        "gmake",
        "cmake",
        "ninja",
        "meson",
        "zig",
        "nim",
        "nimble",
        "crystal",
        "gfortran",
        "ldc2",
        "dmd",
        "native-image",
        "bazel",
        "bazelisk",
    ];
    let program = command.program();
    let is_cook = program.starts_with("cargo") && command.words.iter().any(|word| word == "cook");
    let is_version = command.arguments().iter().any(|word| word == "--version");
    let is_build = matches!(effect(command), Some((_, Effect::Build)));
    !is_version && (is_cook || is_build || COMPILERS.contains(&program))
}

/// The first compiler that the commands of a `RUN` install. None if they also remove packages: what
/// only serves the installation does not stay in the image.
pub fn installed_compiler(commands: &[Simple]) -> Option<&str> {
    if commands.iter().any(removes_packages) {
        return None;
    }
    commands.iter().find_map(|command| {
        if let Some(url) = command.words.iter().find(|word| word.contains("sh.rustup.rs")) {
            return Some(url.as_str());
        }
        let mut words = positional(command.arguments());
        let is_install = match command.program() {
            "apt-get" | "apt" | "aptitude" | "dnf" | "yum" | "microdnf" | "tdnf" => {
                words.next() == Some("install")
            }
            "apk" => words.next() == Some("add"),
            "zypper" => matches!(words.next(), Some("install" | "in")),
            "pacman" => true,
            _ => false,
        };
        // Some flags have values that look like packages, so flags are skipped one by one.
        is_install.then(|| {
            command.arguments().iter().map(String::as_str).find(|word| is_compiler(word))
        })?
    })
}

fn removes_packages(command: &Simple) -> bool {
    let first = positional(command.arguments()).next();
    match command.program() {
        "apk" => first == Some("del"),
        "apt-get" | "apt" | "aptitude" | "dnf" | "yum" | "microdnf" | "tdnf" | "zypper" => {
            matches!(first, Some("remove" | "purge" | "autoremove" | "erase"))
        }
        _ => false,
    }
}

/// Whether a package is a compiler.
fn is_compiler(package: &str) -> bool {
    const PACKAGES: &[&str] = &[
        "gcc",
        "g++",
        "gcc-c++",
        "clang",
        "llvm",
        "build-essential",
        "build-base",
        "base-devel",
        "alpine-sdk",
        "rust",
        "rustc",
        "rustup",
        "cargo",
        "golang",
        "go",
        "default-jdk",
        "default-jdk-headless",
        "gfortran",
        "ghc",
        "maven",
        "gradle",
        "tcc",
        "nim",
        "zig",
        "ldc",
        "dmd",
        "sbt",
        "mono-devel",
        "mono-mcs",
    ];
    /// Followed by a version: `gcc-12`, `golang-1.22-go`.
    const VERSIONED: &[&str] =
        &["gcc-", "g++-", "clang-", "rustc-", "cargo-", "golang-", "go-", "ghc-"];
    let end = package.find(['=', '~', '<', '>', ':', '@']).unwrap_or(package.len());
    let name = package[..end].to_ascii_lowercase();
    let name = name.as_str();
    let is_versioned = VERSIONED.iter().any(|prefix| {
        let rest = name.strip_prefix(prefix).unwrap_or_default();
        rest.starts_with(|c: char| c.is_ascii_digit()) && !rest.ends_with("-base")
    });
    // Alpine's `openjdk21` is the JDK, Debian's is `openjdk-17-jdk`, Red Hat's `java-17-openjdk-devel`.
    let is_jdk = name.split('-').any(|part| part == "jdk")
        || (name.contains("openjdk") && name.ends_with("-devel"))
        || name
            .strip_prefix("openjdk")
            .is_some_and(|rest| !rest.is_empty() && rest.chars().all(|c| c.is_ascii_digit()));
    let is_sdk = name.starts_with("dotnet") && name.contains("sdk");
    PACKAGES.contains(&name) || is_versioned || is_jdk || is_sdk
}
