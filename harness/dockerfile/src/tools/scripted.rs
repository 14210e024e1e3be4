//! The tools of interpreted languages. Each function takes the arguments of the tool.

use crate::shell::{Simple, base_name};
use crate::tools::arguments::{has_flag, positional};
use crate::tools::tool::{Effect, Tool};

type Found = Option<(Tool, Effect)>;

pub fn node(program: &str, arguments: &[String]) -> Found {
    let is_global = has_flag(arguments, &["-g", "--global", "--location"]);
    if is_global || has_flag(arguments, &["--version", "-v"]) {
        return None;
    }
    let words: Vec<&str> = positional(arguments).collect();
    let effect = match words.as_slice() {
        [] if program.starts_with("yarn") => Effect::Dependencies,
        ["ci" | "clean-install" | "install" | "i" | "in" | "add" | "fetch" | "cit" | "it", ..]
        | ["install-test" | "install-clean" | "install-ci-test", ..]
        | ["workspaces", "focus", ..] => Effect::Dependencies,
        ["run" | "run-script" | "exec" | "dlx" | "workspace", rest @ ..]
            if rest.iter().any(|script| is_build(script)) =>
        {
            Effect::Build
        }
        // npm has scripts only after `run`.
        [script, ..] if program != "npm" && is_build(script) => Effect::Build,
        _ => return None,
    };
    Some((Tool::Node, effect))
}

fn is_build(script: &str) -> bool {
    const TOOLS: &[&str] =
        &["tsc", "vite", "webpack", "esbuild", "rollup", "swc", "nest", "ng", "turbo", "parcel"];
    let parts = || script.split([':', '-', '_', '.', '@']);
    parts().any(|part| matches!(part, "build" | "compile" | "bundle"))
        || parts().next().is_some_and(|first| TOOLS.contains(&first))
}

/// `npx tsc`, or `tsc` alone.
pub fn npx(command: &Simple) -> Found {
    let tool = match command.program() {
        "tsc" | "vite" => command.program(),
        _ => positional(command.arguments()).next()?,
    };
    (is_build(tool) || tool == "next").then_some((Tool::Node, Effect::Build))
}

pub fn deno(arguments: &[String]) -> Found {
    let effect = match positional(arguments).next()? {
        "install" if has_flag(arguments, &["-g", "--global"]) => return None,
        "install" | "cache" | "i" => Effect::Dependencies,
        "compile" | "bundle" => Effect::Build,
        _ => return None,
    };
    Some((Tool::Node, effect))
}

pub fn pip(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let is_install = matches!(words.next()?, "install" | "wheel" | "download" | "sync");
    let has_list = has_flag(arguments, &["-r", "--requirement", "-e", "--editable", "--group"])
        || arguments.iter().any(|word| word.starts_with("-r"));
    // A tool alone is not a dependency.
    let mut has_package = || words.any(|package| !is_python_tool(package));
    let found = is_install && (has_list || has_package());
    found.then_some((Tool::Python, Effect::Dependencies))
}

fn is_python_tool(package: &str) -> bool {
    const TOOLS: &[&str] = &[
        "pip",
        "setuptools",
        "wheel",
        "build",
        "poetry",
        "poetry-core",
        "poetry-plugin-export",
        "uv",
        "pipenv",
        "pdm",
        "hatch",
        "hatchling",
        "virtualenv",
        "pip-tools",
        "tox",
        "nox",
    ];
    let end = package.find(['=', '<', '>', '~', '!', '[', '@', ' ']).unwrap_or(package.len());
    TOOLS.contains(&package[..end].to_ascii_lowercase().as_str())
}

/// `python -m pip …`, `python -m build`, `python setup.py …`.
pub fn python(arguments: &[String]) -> Found {
    let module = arguments.iter().position(|word| word == "-m");
    match module.and_then(|at| Some((arguments.get(at + 1)?.as_str(), &arguments[at + 2..]))) {
        Some(("pip", rest)) => pip(rest),
        Some(("uv", rest)) => uv(rest),
        Some(("poetry" | "pipenv" | "pdm", rest)) => poetry(rest),
        Some(("build", _)) => Some((Tool::Python, Effect::Build)),
        Some(_) => None,
        None => arguments
            .first()
            .is_some_and(|script| base_name(script) == "setup.py")
            .then_some((Tool::Python, Effect::Build)),
    }
}

pub fn uv(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let effect = match words.next()? {
        "sync" | "add" => Effect::Dependencies,
        "pip" => {
            let at = arguments.iter().position(|word| word == "pip")?;
            return pip(&arguments[at + 1..]);
        }
        "build" => Effect::Build,
        _ => return None,
    };
    Some((Tool::Python, effect))
}

pub fn poetry(arguments: &[String]) -> Found {
    let effect = match positional(arguments).next()? {
        "install" | "sync" => Effect::Dependencies,
        "build" => Effect::Build,
        _ => return None,
    };
    Some((Tool::Python, effect))
}

pub fn conda(arguments: &[String]) -> Found {
    let mut words = positional(arguments);
    let is_install = match words.next()? {
        "install" | "create" => true,
        "env" => matches!(words.next(), Some("create" | "update")),
        _ => false,
    };
    is_install.then_some((Tool::Python, Effect::Dependencies))
}

pub fn bundle(arguments: &[String]) -> Found {
    match positional(arguments).next() {
        None if has_flag(arguments, &["--version", "-v"]) => None,
        None | Some("install" | "update" | "cache") => Some((Tool::Ruby, Effect::Dependencies)),
        _ => None,
    }
}

pub fn composer(arguments: &[String]) -> Found {
    let is_install =
        matches!(positional(arguments).next()?, "install" | "i" | "update" | "require");
    is_install.then_some((Tool::Php, Effect::Dependencies))
}
