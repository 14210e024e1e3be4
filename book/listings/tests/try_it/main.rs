//! What the book invites its readers to try: every command is sent to the service of its chapter,
//! and the responses on the page are the recorded ones.

#[path = "../broker/mod.rs"]
mod broker;
mod pages;
mod service;
#[path = "../transcript/mod.rs"]
mod transcript;

use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::thread;

use listings::chapters::Chapter;
use pages::{LANGUAGES, Section, TryIt};
use service::{Service, Variables, program};

/// The sections at the end of every chapter.
const LAST: [&str; 3] = ["questions", "remember", "lab"];

/// The sections without anything to try, and why.
const EXEMPT: [(Chapter, &str, &str); 58] = [
    (Chapter::Rust, "why", "compares languages"),
    (Chapter::Rust, "environment", "is about rustup and cargo"),
    (Chapter::Rust, "mvc", "is about names for parts of the code"),
    (Chapter::Health, "index", "is about a calculation of the lab, which no route here does"),
    (Chapter::ProductService, "next", "announces the next part"),
    (Chapter::Products, "postgresql", "needs a PostgreSQL server"),
    (Chapter::Documentation, "clients", "announces the next chapter"),
    (Chapter::Contract, "suite", "describes the checks of the lab"),
    (Chapter::Contract, "schemathesis", "is about a program that sends the requests"),
    (Chapter::Calls, "connections", "is about what only the called service sees"),
    (Chapter::Calls, "testing", "is about tests that play the other service"),
    (Chapter::Calls, "backoff", "is about pauses, which are different every time"),
    (Chapter::Calls, "multiplied", "is about several layers of services"),
    (Chapter::Calls, "bulkheads", "needs many requests at the same time"),
    (Chapter::Queue, "queues", "is about what only the broker shows"),
    (Chapter::Queue, "connections", "needs a broker that goes away"),
    (Chapter::Queue, "stop", "is about the end of the service"),
    (Chapter::Queue, "outbox", "is about a table that no listing has"),
    (Chapter::Queue, "order", "needs several consumers"),
    (Chapter::Queue, "kafka", "compares two brokers"),
    (Chapter::Queue, "when", "is about systems without a broker"),
    (Chapter::Identity, "sessions", "compares two ways to remember who somebody is"),
    (Chapter::Identity, "passwords", "is about what is stored, which no response shows"),
    (Chapter::Identity, "verify", "is tried in the sections after it"),
    (Chapter::Identity, "oauth", "is about a service of somebody else"),
    (Chapter::Identity, "services", "needs two services"),
    (Chapter::Transit, "threats", "is about who is on the way"),
    (Chapter::Transit, "self-signed", "is about openssl"),
    (Chapter::Transit, "https-only", "is about starts that fail"),
    (Chapter::Transit, "proxy", "needs a proxy"),
    (Chapter::Transit, "mutual", "needs a server that asks for certificates"),
    (Chapter::Transit, "at-rest", "is about files and databases"),
    (Chapter::Transit, "owasp", "is about the course as a whole"),
    (Chapter::Logs, "why", "is about who reads a log"),
    (Chapter::Logs, "tracing", "is tried in the section after it"),
    (Chapter::Logs, "collecting", "needs an ELK stack"),
    (Chapter::Logs, "cost", "is about decisions"),
    (Chapter::Metrics, "why", "compares logs and metrics"),
    (Chapter::Metrics, "pull", "needs Prometheus"),
    (Chapter::Metrics, "what", "is about what to measure"),
    (Chapter::Metrics, "promql", "needs Prometheus"),
    (Chapter::Metrics, "alerts", "needs Prometheus"),
    (Chapter::Metrics, "slo", "is about a calculation"),
    (Chapter::Metrics, "grafana", "needs Grafana"),
    (Chapter::Lifecycle, "why", "is about reasons to stop a service"),
    (Chapter::Lifecycle, "configuration", "is about starts that fail"),
    (Chapter::Lifecycle, "address", "needs a second machine, or a container"),
    (Chapter::Lifecycle, "signals", "is about the end of the service"),
    (Chapter::Lifecycle, "notice", "is about the end of the service"),
    (Chapter::Lifecycle, "deadline", "is about the end of the service"),
    (Chapter::Lifecycle, "status", "is about the end of the service"),
    (Chapter::Lifecycle, "testing", "is about tests that stop a service"),
    (Chapter::Library, "why", "is about operations in several services"),
    (Chapter::Library, "parts", "is about the services of the lab"),
    (Chapter::Library, "consistency", "is about promises"),
    (Chapter::Library, "outbox", "compares ways to remember what is still to be done"),
    (Chapter::Library, "testing", "is about tests of a whole system"),
    (Chapter::Library, "monolith", "is about a decision"),
];

/// The chapters of parts 1 to 10 that have no service, and why.
const WITHOUT_SERVICE: [(&str, &str); 10] = [
    ("10-library/after.md", "is about what comes after the course"),
    ("1-apis/apis.md", "comes before the first request"),
    ("1-apis/testing.md", "is about tests that open no port"),
    ("2-data/json.md", "is about a format"),
    ("2-data/serde.md", "is about a library without HTTP"),
    ("3-design/services.md", "is about dividing a system"),
    ("4-databases/relational.md", "is about SQL"),
    ("9-deployment/delivery.md", "is about files for a pipeline"),
    ("9-deployment/images.md", "is about files for an image"),
    ("9-deployment/kubernetes.md", "is about files for a cluster"),
];

#[test]
fn the_responses_on_the_pages_are_those_of_the_services() {
    if Command::new("curl").arg("--version").output().is_err() {
        return needs::CURL.skip();
    }
    let has_broker = broker::block_on(broker::TestQueue::find()).is_some();
    if !has_broker {
        needs::RABBITMQ.skip();
    }
    let chapters = Chapter::ALL.into_iter().filter(|it| has_broker || *it != Chapter::Queue);
    thread::scope(|scope| {
        let check = |chapter| move || check_responses(chapter);
        let checks = chapters.map(|chapter| (chapter, scope.spawn(check(chapter))));
        let checks = checks.collect::<Vec<_>>().into_iter();
        let failed = checks.map(|(chapter, check)| (chapter, check.join().is_err()));
        let failed: Vec<_> = failed.filter(|check| check.1).map(|check| check.0).collect();
        assert!(failed.is_empty(), "other responses in {failed:?}");
    });
}

/// Compares the responses of a chapter: in the order of its pages, as for somebody who reads all of
/// them, and of each section alone, as for somebody who was sent there.
fn check_responses(chapter: Chapter) {
    let in_order = Service::start(chapter);
    for (section, try_it) in blocks(chapter, LANGUAGES[0]) {
        let name = snapshot(chapter, &section);
        let responses = responses(&in_order, &try_it);
        transcript::assert_snapshot(&name, &responses);
        let alone = self::responses(&Service::start(chapter), &try_it);
        assert_eq!(responses, alone, "{name}: depends on what was tried before");
    }
}

fn responses(service: &Service, try_it: &TryIt) -> String {
    let mut variables = Variables::default();
    let responses =
        try_it.commands.iter().filter_map(|command| service.response(command, &mut variables));
    let responses = responses.collect::<Vec<_>>().join("\n\n###\n\n");
    let sent = try_it.commands.concat();
    transcript::with_fixed_log(&service.with_steady_ids(&responses, &sent), &sent)
}

#[test]
fn every_section_about_a_service_ends_with_something_to_try() {
    let mut faults = Vec::new();
    for (chapter, language) in everywhere() {
        for Section { anchor, try_it } in sections(chapter, language) {
            let exempt = LAST.contains(&anchor.as_str())
                || EXEMPT.iter().any(|exempt| (exempt.0, exempt.1) == (chapter, &anchor));
            if exempt == try_it.is_some() {
                let what = if exempt { "is exempt, and has a block" } else { "has no block" };
                faults.push(format!("{language}/{}#{anchor} {what}", chapter.name()));
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn a_chapter_has_a_service_or_a_reason() {
    for language in LANGUAGES {
        let mut known: Vec<&str> = Chapter::ALL.iter().flat_map(|it| it.pages()).copied().collect();
        known.extend(WITHOUT_SERVICE.map(|chapter| chapter.0));
        known.sort_unstable();
        assert_eq!(pages::of_parts(language, 1..=10), known, "{language}");
    }
}

#[test]
fn a_block_has_a_question_two_or_three_commands_and_its_own_responses() {
    for (chapter, language) in everywhere() {
        let invitation =
            if language == "fr" { "**À vous d’essayer.** " } else { "**Try it.** " };
        for (section, try_it) in blocks(chapter, language) {
            let place = format!("{language}/{}#{section}", chapter.name());
            let question = try_it.invitation.strip_prefix(invitation);
            assert!(question.is_some_and(|text| text.contains('?')), "{place}: no question");
            assert!((2..=3).contains(&try_it.commands.len()), "{place}: {:?}", try_it.commands);
            let file = format!("snapshots/{}.snap:4:}}}}", snapshot(chapter, &section));
            assert!(try_it.responses.ends_with(&file), "{place} includes {}", try_it.responses);
        }
    }
}

#[test]
fn both_languages_have_the_same_commands() {
    for chapter in Chapter::ALL {
        let [fr, en] = LANGUAGES.map(|language| blocks(chapter, language));
        assert_eq!(fr.len(), en.len(), "{}", chapter.name());
        for (french, english) in fr.iter().zip(&en) {
            let place = format!("{}#{}", chapter.name(), french.0);
            assert_eq!(french.0, english.0, "{place}");
            assert_eq!(french.1.commands, english.1.commands, "{place}");
        }
    }
}

#[test]
fn every_page_says_how_to_start_its_service() {
    for (chapter, language) in everywhere() {
        let command = format!("```sh\ncargo run -p listings -- {}\n```", chapter.name());
        for page in chapter.pages() {
            let text = pages::text(language, page);
            let introduction = text.split("\n## ").next().unwrap_or_default();
            assert!(introduction.contains(&command), "{language}/{page}");
        }
    }
}

#[test]
fn an_unknown_chapter_lists_those_that_exist() {
    for (locale, words) in [
        ("en_GB.UTF-8", "No chapter called “serde” has a service"),
        ("fr_FR.UTF-8", "Aucun chapitre nommé « serde » n'a de service"),
    ] {
        let output = program("serde").env("LC_ALL", locale).output().expect("it starts");
        let said = String::from_utf8(output.stderr).expect("text");
        assert_eq!(output.status.code(), Some(2), "{said}");
        assert!(said.contains(words), "{said}");
        for chapter in Chapter::ALL {
            assert!(said.contains(&format!("\n  {}", chapter.name())), "{said}");
        }
    }
}

#[test]
fn an_invalid_port_is_not_ignored() {
    let output = program("http").env("PORT", "5000x").output().expect("it starts");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("PORT is not a valid port number"), "{said}");
}

#[test]
fn a_port_that_is_taken_is_named_with_a_way_out() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let output = program("first-api").env("PORT", port).output().expect("it starts");
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("PORT=5001 cargo run -p listings -- first-api"), "{said}");
}

fn everywhere() -> impl Iterator<Item = (Chapter, &'static str)> {
    Chapter::ALL.into_iter().flat_map(|chapter| LANGUAGES.map(|language| (chapter, language)))
}

/// The sections of the pages of a chapter, in order.
fn sections(chapter: Chapter, language: &str) -> Vec<Section> {
    let sections = |page: &&str| pages::sections(&pages::text(language, page));
    chapter.pages().iter().flat_map(sections).collect()
}

/// The blocks of the pages of a chapter, with the anchors of their sections.
fn blocks(chapter: Chapter, language: &str) -> Vec<(String, TryIt)> {
    let sections = sections(chapter, language).into_iter();
    sections.filter_map(|section| Some((section.anchor, section.try_it?))).collect()
}

/// The name of the snapshot with the responses of a section.
fn snapshot(chapter: Chapter, section: &str) -> String {
    format!("try-{}-{section}", chapter.name())
}
