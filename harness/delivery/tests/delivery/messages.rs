//! What a student reads for each reason and each error, in both languages: the snapshots are reviewed by
//! reading them.

use credentials::Format;
use delivery::{Check, Finding, Ignored, Occasion, ParseError, Reason, Shape};
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
    let reasons = [checks(), failures(), image(), versions(), secrets()].concat();
    reasons.into_iter().map(|reason| Finding { line: 12, reason }.message()).collect()
}

/// The checks, and when they run.
fn checks() -> Vec<Reason> {
    let branch = || Occasion::PushToBranch(text("feature"));
    let condition = |condition: Option<&str>| condition.map(text);
    let skipped = |check, on, written| Reason::Skipped { check, on, condition: condition(written) };
    let uncertain =
        |check, on, written| Reason::Uncertain { check, on, condition: condition(written) };
    let mut reasons = Check::ALL.map(Reason::NoCheck).to_vec();
    reasons.extend([
        Reason::NotStarted(Occasion::PullRequest),
        Reason::NotStarted(Occasion::PushToMain),
        Reason::NotStarted(Occasion::MergeQueue),
        Reason::NotStarted(branch()),
        Reason::ActivityMissing("synchronize"),
        Reason::PathFilter(text("paths-ignore")),
        Reason::PullRequestTarget,
        skipped(Check::Format, Occasion::PullRequest, Some("github.event_name == 'push'")),
        skipped(Check::Test, Occasion::PushToMain, None),
        uncertain(Check::Lint, Occasion::PushToMain, Some("vars.LINT == 'true'")),
        uncertain(Check::Test, Occasion::MergeQueue, None),
    ]);
    reasons
}

fn failures() -> Vec<Reason> {
    let ignored = |check, how| Reason::FailureIgnored { check, how };
    vec![
        ignored(Check::Test, Ignored::ContinueOnError),
        ignored(Check::Test, Ignored::AllowFailure),
        ignored(Check::Test, Ignored::Or),
        ignored(Check::Test, Ignored::And),
        ignored(Check::Test, Ignored::Pipe),
        ignored(Check::Test, Ignored::NoErrexit),
        ignored(Check::Format, Ignored::Condition),
        ignored(Check::Test, Ignored::Substitution),
        ignored(Check::Test, Ignored::Trap),
        ignored(Check::Test, Ignored::Background),
        ignored(Check::Lint, Ignored::Option(text("--exit-zero"))),
        ignored(Check::Lint, Ignored::Warnings),
        ignored(Check::Format, Ignored::Rewrites),
        ignored(Check::Test, Ignored::AfterScript),
        ignored(Check::Test, Ignored::Trigger),
    ]
}

/// The cache, the image and the permissions.
fn image() -> Vec<Reason> {
    let job = || text("image");
    let before = |check| Reason::PushedBeforeCheck { job: job(), check };
    let elsewhere = |on| Reason::PushedElsewhere { job: job(), on };
    let written = |scope| Reason::WritePermission { job: text("tests"), scope: text(scope) };
    vec![
        Reason::NoCache { job: text("tests") },
        Reason::NoImagePushed,
        before(Check::Format),
        before(Check::Lint),
        before(Check::Test),
        Reason::PushedAfterFailure { job: job() },
        elsewhere(Occasion::PullRequest),
        elsewhere(Occasion::PushToBranch(text("feature"))),
        Reason::NoPermissions { job: text("tests") },
        written("contents"),
        written("write-all"),
    ]
}

fn versions() -> Vec<Reason> {
    let unpinned = |image, problem| Reason::Unpinned { image: text(image), problem };
    vec![
        Reason::UnpinnedAction { action: text("actions/checkout") },
        Reason::ActionBranch { action: text("actions/checkout"), reference: text("main") },
        unpinned("rust:$VERSION", Unpinned::Unresolved),
        unpinned("rust", Unpinned::NoTag),
        unpinned("rust:latest", Unpinned::Latest),
        unpinned("rust:slim", Unpinned::NoVersion),
    ]
}

fn secrets() -> Vec<Reason> {
    let formats = [Format::GitHub, Format::LanguageModel, Format::Jwt, Format::PrivateKey];
    let mut reasons = formats.map(|format| Reason::Token { format }).to_vec();
    reasons.extend([
        Reason::SecretValue { name: text("API_TOKEN") },
        Reason::PasswordInUrl,
        Reason::PasswordArgument { command: text("docker login") },
        Reason::Injection { source: text("github.head_ref") },
    ]);
    reasons
}

fn errors() -> Vec<Message> {
    let wrong = |key, expected| ParseError::WrongType { line: 4, key: text(key), expected };
    let errors = [
        ParseError::TooLong { bytes: 300_000 },
        ParseError::Yaml { line: 4, detail: text("did not find expected key") },
        ParseError::DuplicateKey { line: 4, key: text("jobs") },
        ParseError::InvalidKey { line: 4 },
        ParseError::InvalidMerge { line: 4 },
        ParseError::TooDeep { line: 4 },
        ParseError::TooLarge { line: 4 },
        ParseError::SeveralDocuments { line: 4 },
        ParseError::UnknownPlatform,
        wrong("jobs", Shape::Mapping),
        wrong("steps", Shape::List),
        wrong("steps", Shape::Step),
        wrong("tests", Shape::Job),
        ParseError::UnknownJob { line: 4, job: text("image"), needs: text("test") },
        ParseError::Cycle { line: 4, job: text("image") },
        ParseError::UnknownStage { line: 4, job: text("image"), stage: text("livraison") },
        ParseError::ReservedName { line: 4, name: text("image") },
        ParseError::TooManyJobs { found: 201 },
        ParseError::TooManySteps { line: 4 },
        ParseError::TooManyCommands { line: 4 },
    ];
    errors.iter().map(ParseError::message).collect()
}

fn text(text: &str) -> String {
    text.to_owned()
}
