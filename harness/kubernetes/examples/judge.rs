//! Judges the manifests that are named on the command line: `cargo run -p kubernetes --example judge -- k8s/*.yaml`.

use std::process::ExitCode;
use std::{env, fs};

use kubernetes::{ImageSettings, Objects};
use texts::Lang;

fn main() -> ExitCode {
    let names: Vec<String> = env::args().skip(1).collect();
    let texts: Vec<String> =
        names.iter().map(|name| fs::read_to_string(name).expect("a file to read")).collect();
    let files: Vec<(&str, &str)> =
        names.iter().zip(&texts).map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let objects = match Objects::read(&files) {
        Ok(objects) => objects,
        Err(excess) => {
            eprintln!("{excess}");
            return ExitCode::FAILURE;
        }
    };
    let findings = objects.findings(&ImageSettings::new(3000));
    for finding in &findings {
        println!("{:?}: {}", finding.rule, finding.message().text(Lang::En));
    }
    if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
