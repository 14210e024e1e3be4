//! Well-known actions: what they check, cache and push.

use crate::commands::is_local;
use crate::finding::{Check, Ignored};
use crate::model::Action;

/// What an action is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ActionPurpose {
    /// It checks these, some of them without failing.
    Checks(Vec<(Check, Option<Ignored>)>),
    /// It runs a command, which is in its inputs.
    Command(String),
    /// It checks nothing.
    Other,
    Unknown,
}

/// When an action pushes an image.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ActionPush {
    Never,
    Always,
    /// When this value is true.
    If(String),
}

pub(crate) fn purpose(action: &Action) -> ActionPurpose {
    use ActionPurpose::{Checks, Command, Other, Unknown};
    let both = || Checks(vec![(Check::Format, None), (Check::Lint, None)]);
    let input = |name: &str| action.input(name).unwrap_or_default();
    match action.name.as_str() {
        "pre-commit/action"
        | "pre-commit-ci/lite-action"
        | "j178/prek-action"
        | "trunk-io/trunk-action" => both(),
        "actions-rust-lang/rustfmt" | "psf/black" | "jidicula/clang-format-action" => {
            Checks(vec![(Check::Format, None)])
        }
        "golangci/golangci-lint-action"
        | "super-linter/super-linter"
        | "super-linter/super-linter/slim"
        | "github/super-linter"
        | "oxsecurity/megalinter"
        | "dominikh/staticcheck-action"
        | "py-actions/flake8"
        | "norio-nomura/action-swiftlint"
        | "actions-rs/clippy-check"
        | "giraffate/clippy-action"
        | "auguwu/clippy-action" => Checks(vec![(Check::Lint, None)]),
        "astral-sh/ruff-action" | "chartboost/ruff-action" => match input("args") {
            args if args.starts_with("format") => {
                let how = (!args.contains("--check") && !args.contains("--diff"))
                    .then_some(Ignored::Rewrites);
                Checks(vec![(Check::Format, how)])
            }
            args if args.contains("--exit-zero") => {
                Checks(vec![(Check::Lint, Some(Ignored::Option("--exit-zero".to_owned())))])
            }
            "--version" => Other,
            _ => Checks(vec![(Check::Lint, None)]),
        },
        "actions-rs/cargo" | "clechasseur/rs-cargo" | "houseabsolute/actions-rust-cross" => {
            Command(format!("cargo {} {}", input("command"), input("args")))
        }
        "nick-fields/retry" | "nick-invision/retry" => Command(input("command").to_owned()),
        name if is_preparation(name) => Other,
        _ => Unknown,
    }
}

/// Actions that prepare, store or publish something.
fn is_preparation(name: &str) -> bool {
    let (owner, rest) = name.split_once('/').unwrap_or((name, ""));
    matches!(
        owner,
        "docker"
            | "codecov"
            | "taiki-e"
            | "dtolnay"
            | "swatinem"
            | "aws-actions"
            | "azure"
            | "google-github-actions"
            | "sigstore"
            | "anchore"
            | "aquasecurity"
            | "softprops"
            | "peaceiris"
    ) || (owner == "actions" && rest != "github-script")
        || rest.starts_with("setup-")
        || rest.contains("cache")
        || rest.contains("toolchain")
        || rest.contains("install")
        || rest.contains("login")
        || rest.contains("checkout")
        || rest.contains("paths-filter")
        || rest.contains("upload")
        || rest.contains("report")
        || rest.contains("audit")
        || rest.starts_with("codeql")
}

/// Whether something in the file stores what a step restores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Storing {
    Stored,
    NotStored,
}

/// Whether a step with this action stores a cache; actions of the project, which are not read, may do so.
pub(crate) fn stores(uses: &str) -> bool {
    let name = uses.split('@').next().unwrap_or(uses);
    uses.starts_with("./") || matches!(name, "actions/cache" | "actions/cache/save")
}

/// Whether a step with this action caches dependencies, or may do so.
pub(crate) fn caches(action: &Action, storing: Storing) -> bool {
    let by_default = |off: &str| !action.is_off(off);
    let is_newer_than = |major: u32| action.major().is_none_or(|found| found > major);
    match action.name.as_str() {
        // Local actions are not read.
        name if name.starts_with("./") => true,
        "actions-rust-lang/setup-rust-toolchain" | "moonrepo/setup-rust" => by_default("cache"),
        "actions/setup-go" => by_default("cache") && is_newer_than(3),
        "astral-sh/setup-uv" => {
            action.is_on("enable-cache") || (by_default("enable-cache") && is_newer_than(4))
        }
        // Since v5, when `package.json` names its package manager.
        "actions/setup-node" => {
            action.is_on("cache") || (by_default("package-manager-cache") && is_newer_than(4))
        }
        "gradle/actions/setup-gradle" | "gradle/gradle-build-action" => {
            !action.is_on("cache-disabled")
        }
        "docker/build-push-action" | "docker/bake-action" => {
            action.input("cache-from").is_some()
                || action.input("set").is_some_and(|set| set.contains("cache-from"))
        }
        "mozilla-actions/sccache-action" => true,
        // These cache the tools that they install, not what the tests depend on.
        "taiki-e/cache-cargo-install-action" | "awalsh128/cache-apt-pkgs-action" => false,
        "actions/cache/save" => false,
        "actions/cache" => holds_dependencies(action.input("path").unwrap_or_default().lines()),
        "actions/cache/restore" => {
            storing == Storing::Stored
                && holds_dependencies(action.input("path").unwrap_or_default().lines())
        }
        name => {
            let repository = name.split('/').nth(1).unwrap_or_default();
            let is_cache = repository.split(['-', '_']).any(|word| word == "cache")
                || matches!(repository, "cachix-action" | "rust-cache");
            is_cache
                || ["cache", "enable-cache", "bundler-cache", "cache-dependencies", "use-cache"]
                    .into_iter()
                    .any(|input| action.is_on(input))
        }
    }
}

/// Whether one of these paths may hold what tests depend on: not the layers of an image, nor what another
/// tool needs.
pub(crate) fn holds_dependencies<'a>(paths: impl Iterator<Item = &'a str>) -> bool {
    const OF_OTHERS: [&str; 5] = ["buildx", ".docker", "pre-commit", "trivy", "ms-playwright"];
    let mut paths = paths.map(str::trim).filter(|path| !path.is_empty()).peekable();
    paths.peek().is_none() || paths.any(|path| !OF_OTHERS.iter().any(|part| path.contains(part)))
}

/// When a step with this action pushes an image.
pub(crate) fn pushes(action: &Action) -> ActionPush {
    let input = |name: &str| action.input(name).map(str::to_owned);
    let is_registry =
        |outputs: &str| outputs.contains("type=registry") || outputs.contains("push=true");
    let sets_registry =
        |set: String| set.lines().any(|line| line.contains(".output=") && is_registry(line));
    let tags = action.input("tags").unwrap_or_default();
    let mut images =
        tags.split(['\n', ',']).map(str::trim).filter(|tag| !tag.is_empty()).peekable();
    if images.peek().is_some() && images.all(is_local) {
        return ActionPush::Never;
    }
    match action.name.as_str() {
        "docker/build-push-action" | "docker/bake-action" | "redhat-actions/buildah-build" => {
            match (input("push"), input("outputs")) {
                (Some(push), _) if push != "false" => ActionPush::If(push),
                (_, Some(outputs)) if is_registry(&outputs) => ActionPush::Always,
                _ if input("set").is_some_and(sets_registry) => ActionPush::Always,
                _ => ActionPush::Never,
            }
        }
        "int128/kaniko-action" | "aevea/action-kaniko" => {
            input("push").map_or(ActionPush::Always, ActionPush::If)
        }
        "redhat-actions/push-to-registry"
        | "elgohr/publish-docker-github-action"
        | "mr-smithers-excellent/docker-build-push"
        | "akhilerm/tag-push-action" => ActionPush::Always,
        _ => ActionPush::Never,
    }
}
