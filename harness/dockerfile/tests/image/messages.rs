//! What a student reads for each reason and each error, in both languages: the snapshots are reviewed by
//! reading them.

use credentials::Format;
use dockerfile::{CommandKind, ContextPath, File, Finding, ParseError, Reason, Tool};
use images::Unpinned;
use texts::{Lang, Message};

use crate::texts_file;

#[test]
fn every_sentence_is_recorded_in_both_languages() {
    let messages = [findings(), errors()].concat();
    for (lang, name, key) in [(Lang::Fr, "messages.fr", "fr"), (Lang::En, "messages.en", "en")] {
        let read: Vec<String> = messages.iter().map(|message| message.text(lang)).collect();
        let read = read.join("\n\n");
        assert_eq!(texts_file::missing(key, &read), [""; 0], "the snapshot lacks these texts");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, read);
        });
    }
}

fn findings() -> Vec<Message> {
    let reasons = [stages(), runtime(), command(), port(), secrets()].concat();
    let mut findings: Vec<Finding> = reasons
        .into_iter()
        .map(|reason| Finding { file: File::Dockerfile, line: Some(3), reason })
        .collect();
    let ignored = |line, reason| Finding { file: File::Dockerignore, line, reason };
    findings.push(ignored(None, Reason::NoDockerignore));
    for path in [ContextPath::Git, ContextPath::Target, ContextPath::Env] {
        findings.push(ignored(None, Reason::InContext { path }));
    }
    findings.push(ignored(Some(4), Reason::InContext { path: ContextPath::Env }));
    findings.iter().map(Finding::message).collect()
}

fn stages() -> Vec<Reason> {
    let unpinned = |image, problem| Reason::Unpinned { image: text(image), problem };
    let late = |tool, command| Reason::LateDependencies { tool, command: text(command) };
    vec![
        Reason::SingleStage,
        unpinned("", Unpinned::Unresolved),
        unpinned("rust:", Unpinned::Unresolved),
        unpinned("debian", Unpinned::NoTag),
        unpinned("debian:latest", Unpinned::Latest),
        unpinned("debian:stable-slim", Unpinned::NoVersion),
        late(Tool::Cargo, "cargo build --release"),
        late(Tool::Go, "go build ./..."),
        late(Tool::Node, "npm ci"),
        late(Tool::Python, "pip install -r requirements.txt"),
        late(Tool::Maven, "mvn package"),
        late(Tool::Gradle, "gradle build"),
        late(Tool::DotNet, "dotnet publish"),
        late(Tool::Ruby, "bundle install"),
        late(Tool::Php, "composer install"),
        late(Tool::Beam, "mix deps.get"),
        late(Tool::Sbt, "sbt assembly"),
        late(Tool::Haskell, "cabal build"),
        late(Tool::Swift, "swift build"),
        late(Tool::Dart, "dart pub get"),
    ]
}

fn runtime() -> Vec<Reason> {
    vec![
        Reason::Compiles { command: text("cargo build --release") },
        Reason::CompilerImage { image: text("rust:1.95") },
        Reason::InstallsCompiler { package: text("build-essential") },
        Reason::NoUser,
        Reason::Root { user: text("0:0") },
        Reason::NamedUser { user: text("server") },
        Reason::UnknownUser { user: text("$UID") },
    ]
}

fn command() -> Vec<Reason> {
    vec![
        Reason::NoCommand,
        Reason::ShellForm { instruction: CommandKind::Cmd },
        Reason::PackageManager { instruction: CommandKind::Cmd, program: text("npm") },
        Reason::ShellWithoutExec { instruction: CommandKind::Entrypoint, shell: text("sh") },
    ]
}

fn port() -> Vec<Reason> {
    vec![
        Reason::NoPort,
        Reason::SeveralPorts { ports: vec![text("3000"), text("9090")] },
        Reason::NotAPort { found: text("$PORT_WEB") },
        Reason::OtherProtocol { found: text("3000/udp") },
        Reason::OtherPort { exposed: 8080, listens: 3000 },
        Reason::InvalidPort { value: text("http") },
    ]
}

fn secrets() -> Vec<Reason> {
    let formats = [Format::GitHub, Format::LanguageModel, Format::Jwt, Format::PrivateKey];
    let mut reasons = vec![
        Reason::SecretInEnv { name: text("DB_PASSWORD") },
        Reason::SecretInArg { name: text("API_TOKEN") },
    ];
    reasons.extend(formats.map(|format| Reason::Token { format }));
    reasons
}

fn errors() -> Vec<Message> {
    let errors = [
        ParseError::TooLong { file: File::Dockerignore, bytes: 300_000, limit: 262_144 },
        ParseError::TooManyInstructions { limit: 1000 },
        ParseError::TooManyStages { limit: 100 },
        ParseError::TooManyVariables { line: 2, limit: 200 },
        ParseError::TooManyPatterns { limit: 1000 },
        ParseError::NoStage,
        ParseError::BeforeFirstStage { line: 1, found: text("RUN") },
        ParseError::UnknownInstruction { line: 2, found: text("RUNN") },
        ParseError::MissingArguments { line: 2, instruction: text("COPY") },
        ParseError::InvalidFrom { line: 1, found: text("build") },
        ParseError::InvalidStageName { line: 1, found: text("1er") },
        ParseError::MissingEquals { line: 2, found: text("PORT") },
        ParseError::InvalidShell { line: 2 },
        ParseError::InvalidTrigger { line: 2, found: text("FROM") },
        ParseError::InvalidEscape { line: 1, found: text("/") },
        ParseError::UnclosedHereDocument { line: 2, delimiter: text("EOF") },
        ParseError::InvalidWord { line: 2, found: text("${PORT") },
        ParseError::ValueTooLarge { line: 2 },
    ];
    errors.iter().map(ParseError::message).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}
