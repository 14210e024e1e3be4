//! Secrets in plain text. The token is put together here, so that no scanner finds it.

use credentials::Format;
use delivery::{Reason, Rule};

use crate::fixtures::{GITHUB, GITLAB, changed, each_breaks, only_finding, rules};

const REFUSED: &[Rule] = &[Rule::Secrets];

#[test]
fn a_token_anywhere_in_the_file_is_refused_with_its_line() {
    let token = format!("gh{}_aB3dE5gH7jK9mN1pQ2sT4vW6yZ8bC0eF5hJ7", "p");
    let text = changed(GITHUB, "cargo test --locked", &format!("echo {token} && cargo test"));
    assert_eq!(only_finding(&text), (24, Reason::Token { format: Format::GitHub }));
    let text = format!("# {token}\n{GITLAB}");
    assert_eq!(only_finding(&text), (1, Reason::Token { format: Format::GitHub }));
}

#[test]
fn literal_values_under_names_of_secrets_are_refused() {
    let with = |entry: &str| changed(GITHUB, "jobs:\n", &format!("env:\n  {entry}\njobs:\n"));
    for (entry, expected) in [
        ("API_TOKEN: 3f9a1c", REFUSED),
        ("JWT_SECRET: hunter2", REFUSED),
        ("API_TOKEN: ${{ secrets.API_TOKEN }}", &[]),
        ("API_TOKEN: ''", &[]),
        ("API_TOKEN:", &[]),
        ("USE_TOKEN: true", &[]),
        ("JWT_SECRET: only-for-tests", &[]),
        ("CACHE_KEY: v1", &[]),
        ("JWT_PUBLIC_KEY: 3f9a1c", &[]),
        ("PRIVATE_KEY: ./tests/key.pem", &[]),
        ("DATABASE_URL: postgres://postgres:postgres@localhost/app", &[]),
        ("SEARCH: http://elastic:changeit@localhost:9200", &[]),
        ("REMOTE: https://bot:hunter2@git.example.com/app", REFUSED),
        ("REMOTE: https://bot:${{ secrets.TOKEN }}@git.example.com/app", &[]),
    ] {
        assert_eq!(rules(&with(entry)), expected, "{entry}");
    }
    assert_eq!(
        only_finding(&with("API_TOKEN: 3f9a1c")),
        (9, Reason::SecretValue { name: "API_TOKEN".to_owned() })
    );
    each_breaks(
        GITHUB,
        "          password: ${{ secrets.GITHUB_TOKEN }}\n",
        &[
            ("          password: hunter2\n", REFUSED),
            ("          password: ${{ github.token }}\n", &[]),
        ],
    );
    each_breaks(
        GITHUB,
        "cargo test --locked",
        &[
            ("API_KEY=3f9a1c cargo test", REFUSED),
            ("API_KEY=$KEY cargo test", &[]),
            ("export API_KEY=3f9a1c; cargo test", REFUSED),
            ("docker login -u me -p hunter2; cargo test", REFUSED),
            ("docker login -u me -p \"$PASSWORD\"; cargo test", &[]),
            ("echo \"$PASSWORD\" | docker login -u me --password-stdin; cargo test", &[]),
        ],
    );
}

#[test]
fn commands_receive_no_secret_in_plain_text() {
    let cases: &[(&str, &[Rule])] = &[
        ("echo hunter2 | docker login -u me --password-stdin", REFUSED),
        ("echo -n 'hunter2' | podman login ghcr.io -u me --password-stdin", REFUSED),
        ("printf '%s' hunter2 | docker login -u me --password-stdin", REFUSED),
        ("printf '%s' \"$PASSWORD\" | docker login -u me --password-stdin", &[]),
        ("echo ${{ secrets.PASSWORD }} | docker login -u me --password-stdin", &[]),
        ("cat password | docker login -u me --password-stdin", &[]),
        ("echo hunter2; docker login -u me --password-stdin", &[]),
        ("docker login -u me --password-stdin <<< hunter2", REFUSED),
        ("docker login -u me --password-stdin <<< \"$PASSWORD\"", &[]),
        ("echo hunter2 | docker login localhost:5000 -u me --password-stdin", &[]),
        ("curl -u me:hunter2 https://registry.example.org/v2/", REFUSED),
        ("curl -sSu me:hunter2 https://registry.example.org/v2/", REFUSED),
        ("curl --user me:hunter2 https://registry.example.org/v2/", REFUSED),
        ("wget --password=hunter2 https://registry.example.org/v2/", REFUSED),
        ("curl -u \"me:$PASSWORD\" https://registry.example.org/v2/", &[]),
        ("curl -u me https://registry.example.org/v2/", &[]),
        ("curl -u elastic:hunter2 http://localhost:9200", &[]),
        ("curl -u elastic:hunter2 http://search:9200", &[]),
        ("curl -H 'Authorization: Bearer 8f14e45fceea167a' https://api.example.org", REFUSED),
        ("curl -H 'PRIVATE-TOKEN: 8f14e45fceea167a' https://api.example.org", REFUSED),
        ("curl -H \"Authorization: Bearer $TOKEN\" https://api.example.org", &[]),
        ("curl -H 'Authorization: Bearer test' https://api.example.org", &[]),
        ("curl -H 'Accept: text/html' https://api.example.org", &[]),
        ("kubectl create secret generic s --from-literal=password=hunter2", REFUSED),
        ("kubectl create secret generic s --from-literal password=hunter2", REFUSED),
        ("kubectl create secret generic s --from-literal=password=$PASSWORD", &[]),
        ("kubectl create secret generic s --from-literal=user=me", &[]),
        ("kubectl create secret docker-registry r --docker-password=hunter2", REFUSED),
        ("helm upgrade shop . --set image.tag=1.2,db.password=hunter2", REFUSED),
        ("helm upgrade shop . --set auth.existingSecret=shop", &[]),
        ("kubectl create configmap c --from-literal=key=abcd1234", &[]),
        ("docker build --build-arg API_KEY=abcd1234 .", REFUSED),
        ("docker build --build-arg API_KEY .", &[]),
        ("docker build --build-arg VERSION=1.2 .", &[]),
    ];
    for (script, expected) in cases {
        let by = format!("run: |\n          {script}\n          cargo test");
        let text = changed(GITHUB, "run: cargo test --locked", &by);
        assert_eq!(rules(&text), *expected, "{script}");
    }
    let by = "run: |\n          cargo test\n          curl -u me:hunter2 https://example.org";
    let reason = Reason::PasswordArgument { command: "curl".to_owned() };
    assert_eq!(only_finding(&changed(GITHUB, "run: cargo test --locked", by)), (26, reason));
}

#[test]
fn the_arguments_of_a_build_are_no_secrets() {
    let with = |line: &str| {
        let by = format!(
            "          push: true\n          build-args: |\n            VERSION=1.2\n            {line}\n"
        );
        changed(GITHUB, "          push: true\n", &by)
    };
    let reason = Reason::SecretValue { name: "API_KEY".to_owned() };
    assert_eq!(only_finding(&with("API_KEY=abcd1234")), (44, reason));
    for right in ["API_KEY=${{ secrets.API_KEY }}", "CACHE_KEY=v1", "API_KEY="] {
        assert_eq!(rules(&with(right)), [], "{right}");
    }
}

#[test]
fn the_keys_of_caches_are_no_secrets() {
    each_breaks(
        GITHUB,
        "      - uses: Swatinem/rust-cache@v2\n",
        &[
            ("      - uses: actions/cache@v4\n        with: {path: target, key: cargo-v1}\n", &[]),
            ("      - uses: Swatinem/rust-cache@v2\n        with: {shared-key: stable}\n", &[]),
        ],
    );
}

#[test]
fn the_passwords_of_service_containers_are_right() {
    let services = "    services:\n      db:\n        image: postgres:17\n        env:\n          POSTGRES_PASSWORD: azerty\n";
    let text = changed(
        GITHUB,
        "  test:\n",
        &format!("  test:\n{services}    env:\n      PGPASSWORD: azerty\n"),
    );
    assert_eq!(rules(&text), []);
    let text = changed(
        GITHUB,
        "  test:\n",
        &format!("  test:\n{services}    env:\n      SMTP_PASSWORD: qwerty\n"),
    );
    assert_eq!(rules(&text), REFUSED);
    let unit = "unit:\n  stage: test\n  services: [postgres:17]\n  variables:\n    POSTGRES_PASSWORD: azerty\n    PGPASSWORD: azerty\n";
    assert_eq!(rules(&changed(GITLAB, "unit:\n  stage: test\n", unit)), []);
    let unit = "unit:\n  stage: test\n  variables:\n    DEPLOY_TOKEN: azerty\n";
    assert_eq!(rules(&changed(GITLAB, "unit:\n  stage: test\n", unit)), REFUSED);
}
