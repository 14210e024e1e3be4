//! .NET.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::finding::{Check, Ignored};

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    if program != "dotnet" {
        return None;
    }
    let denies = arguments.has(&["-warnaserror", "/warnaserror", "--warnaserror"])
        || arguments.has(&["-p:TreatWarningsAsErrors=true", "/p:TreatWarningsAsErrors=true"]);
    let verifies = arguments.has(&["--verify-no-changes"]);
    Some(match arguments.command() {
        "test" => Purpose::check(Check::Test),
        "format" => {
            let checks: &[Check] = if arguments.has(&["whitespace"]) {
                &[Check::Format]
            } else if arguments.has(&["style", "analyzers"]) {
                &[Check::Lint]
            } else {
                // Without a subcommand it runs the analyzers too.
                &[Check::Format, Check::Lint]
            };
            match verifies {
                true => Purpose::checks(checks),
                false => Purpose::ignored(checks[0], Ignored::Rewrites),
            }
        }
        "csharpier" => arguments.formatter(&["check", "--check"]),
        "build" if denies => Purpose::check(Check::Lint),
        _ => Purpose::Other,
    })
}
