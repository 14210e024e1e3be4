//! Java, Kotlin and Scala.

use crate::commands::arguments::Arguments;
use crate::commands::purpose::Purpose;
use crate::finding::Check;

pub(super) fn purpose(program: &str, arguments: &Arguments<'_>) -> Option<Purpose> {
    let mut checks = Vec::new();
    match program {
        "mvn" | "mvnw" | "mvnd" => {
            for goal in &arguments.0 {
                match *goal {
                    "test" | "verify" | "install" | "package" | "deploy" | "integration-test"
                    | "surefire:test" | "failsafe:verify" => checks.push(Check::Test),
                    _ if goal.contains("spotless:check") => checks.push(Check::Format),
                    _ if goal.contains("format")
                        && (goal.ends_with(":validate") || goal.ends_with(":check")) =>
                    {
                        checks.push(Check::Format);
                    }
                    "fmt:check" | "ktlint:check" => checks.push(Check::Format),
                    "checkstyle:check" | "pmd:check" | "spotbugs:check" | "detekt:check" => {
                        checks.push(Check::Lint);
                    }
                    _ => {}
                }
            }
        }
        "gradle" | "gradlew" | "gradlew.bat" => {
            let is_excluded =
                arguments.0.windows(2).any(|pair| pair[0] == "-x" && pair[1] == "test");
            for task in &arguments.0 {
                match task.rsplit(':').next().unwrap_or_default() {
                    "test" | "check" | "build" | "integrationTest" | "allTests" | "jvmTest"
                        if !is_excluded =>
                    {
                        checks.push(Check::Test);
                    }
                    "spotlessCheck"
                    | "verifyGoogleJavaFormat"
                    | "ktfmtCheck"
                    | "ktlintCheck"
                    | "checkFormat" => checks.push(Check::Format),
                    "detekt" | "lint" | "pmdMain" | "spotbugsMain" | "checkstyleMain"
                    | "lintKotlin" => {
                        checks.push(Check::Lint);
                    }
                    _ => {}
                }
            }
        }
        "sbt" | "mill" => {
            for command in &arguments.0 {
                for word in command.split([';', ' ']) {
                    match word.rsplit(['/', '.']).next().unwrap_or_default() {
                        "test" | "testAll" => checks.push(Check::Test),
                        "scalafmtCheck" | "scalafmtCheckAll" | "scalafmtSbtCheck"
                        | "checkFormatAll" => {
                            checks.push(Check::Format);
                        }
                        "scalafixAll" | "scalafix" | "fix" => checks.push(Check::Lint),
                        _ => {}
                    }
                }
            }
        }
        "ktlint" => return Some(Purpose::checks(&[Check::Format, Check::Lint])),
        "detekt" | "checkstyle" => return Some(Purpose::check(Check::Lint)),
        _ => return None,
    }
    checks.sort_unstable();
    checks.dedup();
    Some(if checks.is_empty() {
        Purpose::Unknown {
            targets: arguments
                .0
                .iter()
                .filter(|word| !word.starts_with('-'))
                .map(|word| (*word).to_owned())
                .collect(),
        }
    } else {
        Purpose::checks(&checks)
    })
}
