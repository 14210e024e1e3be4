//! The last stage, its parents included, has no compiler.

use images::Reference;

use crate::build::Build;
use crate::error::excerpt;
use crate::finding::{Finding, Reason};
use crate::pattern::clean;
use crate::stage::{Action, Base};
use crate::tools::{compiles, installed_compiler};

/// It does not compile, does not start from the image of a compiler, and installs none.
pub fn runtime(build: &Build) -> Vec<Finding> {
    let mut findings = Vec::new();
    for stage in build.chain(build.last()) {
        if let Base::Image(image) = &stage.base
            && is_compiler(&Reference::parse(image))
        {
            let reason = Reason::CompilerImage { image: excerpt(image) };
            findings.push(Finding::at(stage.line, reason));
        }
        for step in &stage.steps {
            let commands = match &step.action {
                Action::Run { commands, .. } => commands,
                Action::Copy { sources, .. } => {
                    if let Some(path) = sources.iter().find(|path| is_toolchain(path)) {
                        let reason = Reason::InstallsCompiler { package: excerpt(path) };
                        findings.push(Finding::at(step.line, reason));
                    }
                    continue;
                }
                Action::Declare(_) => continue,
            };
            if let Some(command) = commands.iter().find(|command| compiles(command)) {
                let reason = Reason::Compiles { command: excerpt(&command.text()) };
                findings.push(Finding::at(step.line, reason));
            }
            if let Some(package) = installed_compiler(commands) {
                let reason = Reason::InstallsCompiler { package: excerpt(package) };
                findings.push(Finding::at(step.line, reason));
            }
        }
    }
    findings
}

/// Whether `COPY --from=` takes a whole compiler.
fn is_toolchain(path: &str) -> bool {
    const FOLDERS: [&str; 3] = ["usr/local/go", "usr/local/cargo", "usr/local/rustup"];
    FOLDERS.contains(&clean(path).as_str())
}

/// Whether an image has a compiler.
fn is_compiler(image: &Reference<'_>) -> bool {
    const NAMES: &[&str] = &[
        "rust",
        "golang",
        "gcc",
        "clang",
        "buildpack-deps",
        "maven",
        "gradle",
        "haskell",
        "sdk",
        "dart",
        "crystal",
        "cargo-chef",
        "muslrust",
        "rust-musl-cross",
        "rust-musl-builder",
        "tinygo",
        "emsdk",
        "sbt",
    ];
    let name = image.name();
    // `jdk`, and `jdk21` in `tomcat:10-jdk21`.
    let is_part = |part: &str, wanted: &str| {
        part.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.') == wanted
    };
    let has_part =
        |wanted: &str| name.split('-').chain(image.tag_parts()).any(|part| is_part(part, wanted));
    NAMES.contains(&name)
        || (image.host == Some("cgr.dev") && name == "go")
        || has_part("sdk")
        || is_jdk(image, has_part("jdk"), has_part("jre"))
        || is_full(image)
}

/// Images whose tag does not say `jre` have the whole JDK.
fn is_jdk(image: &Reference<'_>, says_jdk: bool, says_jre: bool) -> bool {
    const NAMES: &[&str] = &[
        "openjdk",
        "eclipse-temurin",
        "amazoncorretto",
        "ibm-semeru-runtimes",
        "sapmachine",
        "zulu-openjdk",
        "zulu-openjdk-debian",
        "zulu-openjdk-alpine",
        "liberica-openjdk-debian",
        "liberica-openjdk-alpine",
        "liberica-openjdk-alpine-musl",
        "graalvm-ce",
        "graalvm-community",
        "native-image",
        "native-image-community",
    ];
    // Corretto's `headless` is a runtime too.
    let is_headless = image.tag_parts().any(|part| part == "headless");
    let is_runtime = says_jre || (is_headless && !says_jdk);
    !is_runtime && (says_jdk || NAMES.contains(&image.name()))
}

/// The full images of Node.js and Python have compilers, the others do not. A digest alone does not
/// say which one it is.
fn is_full(image: &Reference<'_>) -> bool {
    let is_small = image.tag_parts().any(|part| part == "slim" || part.starts_with("alpine"));
    let is_unknown = image.tag.is_none() && image.digest.is_some();
    (image.is_official("node") || image.is_official("python")) && !is_small && !is_unknown
}
