//! No secret is written in the files.

use crate::common::{CONTEXT, accepts, refuses};
use credentials::Format;
use dockerfile::{File, Image, Reason, Rule};

#[test]
fn variables_without_a_secret_are_right() {
    accepts(
        Rule::Secrets,
        &[
            "FROM debian:12\nENV PORT=8080 RUST_LOG=info",
            "FROM debian:12\nENV JETON=abc",
            "FROM debian:12\nENV SECRET_FILE=/run/secrets/a TOKEN_FILE=/t PASSWORD_FILE=/p",
            "FROM debian:12\nENV KEYBOARD=fr TOKENS=3 KEY_ID=1",
            "FROM debian:12\nENV API_KEY=",
            "FROM debian:12\nENV API_KEY=\"\"",
            "FROM debian:12\nENV API_KEY=$OTHER",
            "FROM debian:12\nENV API_KEY=${OTHER:?missing}",
            "FROM debian:12\nENV TLS_KEY=/etc/tls/tls.key JWT_PUBLIC_KEY=abc",
            "FROM debian:12\nARG KEY_FILE=/run/secrets/key",
            "ARG TOKEN_FILE\nFROM debian:12",
            "FROM debian:12\nRUN --mount=type=secret,id=npm,env=NPM_TOKEN npm ci",
            "FROM debian:12\nRUN --mount=type=secret,id=key,target=/key cat /key",
            // Only stages that the last image needs.
            "FROM debian:12 AS test\nENV DB_PASSWORD=test\nFROM debian:12",
        ],
    );
}

#[test]
fn a_value_under_the_name_of_a_secret_is_wrong() {
    let env = |name: &str| Reason::SecretInEnv { name: name.to_owned() };
    let arg = |name: &str| Reason::SecretInArg { name: name.to_owned() };
    for (dockerfile, line, reason) in [
        ("FROM debian:12\nENV API_KEY=abc", 2, env("API_KEY")),
        ("FROM debian:12\nENV API_KEY abc def", 2, env("API_KEY")),
        ("FROM debian:12\nENV A=1 \\\n  TOKEN='abc' B=2", 2, env("TOKEN")),
        ("FROM debian:12\nENV JWT_SECRET=${JWT_SECRET:-changeme}", 2, env("JWT_SECRET")),
        ("FROM debian:12\nENV PGPASSWORD=x$Y", 2, env("PGPASSWORD")),
        ("FROM debian:12\nENV db_password=abc", 2, env("db_password")),
        ("FROM debian:12 AS a\nENV SECRET=abc\nFROM a", 2, env("SECRET")),
        ("FROM rust:1 AS b\nENV SECRET=s\nFROM scratch\nCOPY --from=b /a /a", 2, env("SECRET")),
        ("FROM debian:12\nARG NPM_TOKEN", 2, arg("NPM_TOKEN")),
        ("FROM debian:12\nARG A=1 DEPLOY_KEY=abc", 2, arg("DEPLOY_KEY")),
        ("ARG GITHUB_TOKEN\nFROM debian:12", 1, arg("GITHUB_TOKEN")),
        ("FROM debian:12\nARG PASSWORD\nENV PASSWORD=$PASSWORD", 2, arg("PASSWORD")),
        (
            "FROM debian:12 AS a\nONBUILD ARG MY_TOKEN\nFROM a AS b\nFROM a\nCOPY --from=b / /",
            2,
            arg("MY_TOKEN"),
        ),
    ] {
        refuses(Rule::Secrets, dockerfile, line, reason);
    }
}

#[test]
fn tokens_are_wrong_anywhere_in_the_files() {
    // Put together here, so that no scanner finds a token in this file.
    let token = format!("gh{}_aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF5hJ7", "p");
    let reason = Reason::Token { format: Format::GitHub };
    for dockerfile in [
        format!("FROM debian:12\n# {token}"),
        format!("FROM debian:12\nRUN git clone https://{token}@github.com/a/b"),
        format!("FROM debian:12\nLABEL a={token}"),
        format!("FROM debian:12 AS a\nRUN echo {token}\nFROM debian:12"),
    ] {
        refuses(Rule::Secrets, &dockerfile, 2, reason.clone());
    }
    let image = Image::read("FROM debian:12", Some(&format!(".git\n# {token}"))).expect("valid");
    let findings = image.findings(&CONTEXT);
    let finding = findings.iter().find(|finding| finding.rule() == Rule::Secrets).expect("found");
    assert_eq!((finding.file, finding.line), (File::Dockerignore, Some(2)));
}
