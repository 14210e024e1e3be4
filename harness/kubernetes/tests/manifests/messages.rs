//! What a student reads for each reason and each limit, in both languages: the snapshots are reviewed by
//! reading them.

use credentials::Format;
use kubernetes::{
    Elsewhere, Excess, Finding, Found, Invalid, Limit, ObjectName, ProbeKind, Reason, Resource,
    Rule, Setting, Source, Syntax,
};
use texts::{Lang, Message};

use crate::texts_file;

#[test]
fn every_sentence_is_recorded_in_both_languages() {
    let messages = [places(), findings(), limits()].concat();
    for (lang, name, key) in [(Lang::Fr, "messages.fr", "fr"), (Lang::En, "messages.en", "en")] {
        let read: Vec<String> = messages.iter().map(|message| message.text(lang)).collect();
        let read = read.join("\n\n");
        assert_eq!(texts_file::missing(key, &read), [""; 0], "the snapshot lacks these texts");
        insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
            insta::assert_snapshot!(name, read);
        });
    }
}

/// Where something may be wrong: from no place at all to a field.
fn places() -> Vec<Message> {
    let object = |name: &str| Some(ObjectName { kind: text("Deployment"), name: text(name) });
    let path = "spec.replicas";
    let places = [
        ("", 0, None, ""),
        ("k8s/app.yaml", 0, None, ""),
        ("k8s/app.yaml", 12, None, ""),
        ("k8s/app.yaml", 12, object(""), ""),
        ("k8s/app.yaml", 12, object("boutique"), path),
    ];
    let finding = |(file, line, object, path)| Finding {
        rule: Rule::Replicas,
        file: text(file),
        line,
        object,
        path: text(path),
        reason: Reason::TooFewReplicas { replicas: None },
    };
    places.map(|place| finding(place).message()).to_vec()
}

fn findings() -> Vec<Message> {
    let invalid = [invalid(), values()].concat().into_iter().map(Reason::Invalid).collect();
    let reasons = [invalid, deployment(), probes(), server(), security(), others()].concat();
    let finding = |reason| Finding {
        rule: Rule::Validity,
        file: text("k8s/app.yaml"),
        line: 3,
        object: None,
        path: String::new(),
        reason,
    };
    reasons.into_iter().map(|reason| finding(reason).message()).collect()
}

fn invalid() -> Vec<Invalid> {
    let removed = |kind, instead: Option<&str>| Invalid::NoLongerServed {
        api_version: text("policy/v1beta1"),
        kind: text(kind),
        since: "1.25",
        instead: instead.map(text),
    };
    let unknown_kind = |kind, similar: Option<&str>| Invalid::UnknownKind {
        api_version: text("v1"),
        kind: text(kind),
        similar: similar.map(text),
    };
    let unknown_field = |field, similar: Option<&str>| Invalid::UnknownField {
        field: text(field),
        similar: similar.map(text),
    };
    vec![
        Invalid::NotYaml { message: text("mapping values are not allowed in this context") },
        Invalid::DuplicateKey { key: text("replicas") },
        Invalid::NotAnObject,
        removed("PodDisruptionBudget", Some("policy/v1")),
        removed("PodSecurityPolicy", None),
        Invalid::UnknownVersion {
            api_version: text("v1"),
            kind: text("Deployment"),
            instead: text("apps/v1"),
        },
        unknown_kind("Servce", Some("Service")),
        unknown_kind("Thing", None),
        unknown_field("replica", Some("replicas")),
        unknown_field("colour", None),
        Invalid::MissingField { field: text("image") },
        Invalid::NotAllowed { found: text("always"), allowed: vec!["Always", "Never"] },
        Invalid::NoneOf { fields: vec!["exec", "httpGet", "tcpSocket"] },
        Invalid::Exclusive { fields: vec!["type: Recreate", "rollingUpdate"] },
        Invalid::DuplicateName { name: text("server") },
        Invalid::NodePortOfClusterIp,
        Invalid::UnknownVolume { name: text("tmp") },
        Invalid::RequestAboveLimit { resource: text("memory") },
        Invalid::NoProgress,
        Invalid::OutOfOrder { lower: "minReplicas", upper: "maxReplicas" },
    ]
}

/// A value of another type, or with another syntax.
fn values() -> Vec<Invalid> {
    let wrong = |found, expected| Invalid::WrongType { expected, found };
    let bad = |found, expected| Invalid::InvalidValue { expected, found: text(found) };
    let scalar = |found| Found::Scalar(text(found));
    vec![
        wrong(Found::Null, Syntax::Object),
        wrong(Found::Object, Syntax::List),
        wrong(scalar("8080"), Syntax::String),
        wrong(Found::List, Syntax::Bool),
        wrong(scalar("deux"), Syntax::Integer),
        wrong(scalar("moitié"), Syntax::Number),
        wrong(scalar("true"), Syntax::IntOrString),
        bad("-1", Syntax::AtLeast(0)),
        bad("3", Syntax::Exactly(1)),
        bad("25", Syntax::IntOrPercent),
        bad("secret!", Syntax::Base64),
        bad("64Mo", Syntax::Quantity),
        bad("70000", Syntax::PortNumber),
        bad("8080", Syntax::NodePort),
        bad("a-very-long-name", Syntax::PortName),
        bad("", Syntax::DnsLabel),
        bad("Boutique", Syntax::DnsName),
        bad("a b", Syntax::LabelKey),
        bad("ma boutique", Syntax::LabelValue),
        bad("a key", Syntax::DataKey),
    ]
}

fn deployment() -> Vec<Reason> {
    let mismatch = |selector, labels| Reason::SelectorMismatch {
        selector: text(selector),
        labels: text(labels),
    };
    vec![
        Reason::NoDeployment,
        Reason::NoContainer,
        mismatch("app=boutique", "app=shop, tier=web"),
        mismatch("", "app=shop"),
        Reason::TooFewReplicas { replicas: Some(1) },
        Reason::MinReplicas { min: Some(1) },
        Reason::MinReplicas { min: None },
        Reason::NotRollingUpdate { found: text("Recreate") },
        Reason::MaxUnavailable { found: Some(text("25%")) },
        Reason::MaxUnavailable { found: None },
    ]
}

fn probes() -> Vec<Reason> {
    let [readiness, liveness, startup] =
        [ProbeKind::Readiness, ProbeKind::Liveness, ProbeKind::Startup];
    let missing = |probe| Reason::MissingProbe { container: text("server"), probe };
    let port = |found, number, from| Reason::ProbePort {
        probe: readiness,
        found: text(found),
        number,
        expected: 8080,
        from,
    };
    vec![
        missing(readiness),
        missing(liveness),
        missing(startup),
        Reason::NotHttpGet { probe: liveness },
        Reason::ProbePath { probe: liveness, found: text("/"), expected: "/health/live" },
        port("web", None, Source::Env),
        port("http", Some(3000), Source::ConfigMap(text("boutique"))),
        port("3000", Some(3000), Source::Image),
        Reason::ProbeHost { probe: startup, host: text("127.0.0.1") },
        Reason::ProbeScheme { probe: readiness },
    ]
}

/// The container that the `Service` reaches.
fn server() -> Vec<Reason> {
    let container = || text("server");
    let missing = |resource| Reason::MissingResource { container: container(), resource };
    let invalid = |setting, value| Reason::InvalidSetting { setting, value: text(value) };
    let unknown = |setting, from| Reason::UnknownSetting { setting, from };
    let port = |found: &[&str]| Reason::ServicePort {
        found: found.iter().map(|found| text(found)).collect(),
        expected: 8080,
        from: Source::Default,
    };
    vec![
        missing(Resource::CpuRequest),
        missing(Resource::MemoryRequest),
        missing(Resource::MemoryLimit),
        invalid(Setting::Port, "http"),
        invalid(Setting::Host, "metadata.name"),
        invalid(Setting::Stop, "5s"),
        unknown(Setting::Port, Elsewhere::Secret),
        unknown(Setting::Host, Elsewhere::OtherConfigMap),
        unknown(Setting::Stop, Elsewhere::MissingKey),
        unknown(Setting::Stop, Elsewhere::Pod),
        unknown(Setting::Port, Elsewhere::TooLong),
        port(&["3000", "metrics"]),
        port(&[]),
        Reason::Loopback { value: text("127.0.0.1"), from: Source::Default },
        Reason::Loopback { value: String::new(), from: Source::Env },
        Reason::NoConfigMap { container: container() },
        Reason::UnknownConfigMap { container: container(), names: vec![text("réglages")] },
        Reason::MissingKey { config_map: text("boutique"), key: text("PORT") },
        Reason::NoSecret { container: container() },
    ]
}

fn security() -> Vec<Reason> {
    let container = || text("server");
    vec![
        Reason::MayRunAsRoot { container: container() },
        Reason::RunsAsRoot { container: container() },
        Reason::WritableRoot { container: container() },
        Reason::MayEscalate { container: container() },
        Reason::Privileged { container: container() },
        Reason::KeepsCapabilities { container: container() },
        Reason::AddsCapabilities {
            container: container(),
            added: vec![text("NET_ADMIN"), text("SYS_TIME")],
        },
    ]
}

fn others() -> Vec<Reason> {
    let labels = || text("app=boutique");
    let formats = [Format::GitHub, Format::LanguageModel, Format::Jwt, Format::PrivateKey];
    let mut reasons = vec![
        Reason::GracePeriod { grace_ms: 5000, pre_stop_ms: 0, stop_ms: 5000 },
        Reason::GracePeriod { grace_ms: 8000, pre_stop_ms: 5000, stop_ms: 5500 },
        Reason::NoService { labels: labels() },
        Reason::OtherNamespace { found: text("test"), expected: text("default") },
        Reason::UnnamedPort { port: 80 },
        Reason::NoBudget { labels: labels() },
        Reason::LetsNoneGo { field: "minAvailable", value: text("100%"), replicas: 2 },
        Reason::EmptyBudget,
        Reason::SeveralBudgets { other: text("boutique") },
        Reason::SecretValue { key: text("DB_PASSWORD") },
        Reason::LiteralSecret { name: text("API_TOKEN") },
    ];
    reasons.extend(formats.map(|format| Reason::Token { format }));
    reasons
}

fn limits() -> Vec<Message> {
    let limits = [
        (None, Limit::Files),
        (None, Limit::Bytes),
        (Some("k8s/app.yaml"), Limit::Documents),
        (None, Limit::Objects),
        (Some("k8s/app.yaml"), Limit::Depth),
        (None, Limit::Nodes),
        (Some("k8s/app.yaml"), Limit::Aliases),
    ];
    let excess = |(file, limit): (Option<&str>, _)| Excess { file: file.map(text), limit };
    limits.map(|limit| excess(limit).message()).to_vec()
}

fn text(text: &str) -> String {
    text.to_owned()
}
