//! `ConfigMap` and `Secret`: to which the container refers, and what they hold.

use credentials::Format;
use kubernetes::{Objects, Reason, Rule};

use crate::base::{RIGHT, assert_breaks, assert_right, edited, findings, image, reasons, with};

const TOKEN: &str = "            - name: API_TOKEN
              valueFrom:
                secretKeyRef:
                  name: shop
                  key: token
";
const SOURCE: &str = "          envFrom:
            - configMapRef:
                name: shop
";
/// The settings of the `ConfigMap`, when the container does not read it.
const OWN: &str = "            - {name: PORT, value: \"8080\"}\n            - {name: ARRET_MS, value: \"8000\"}\n";

#[test]
fn the_container_refers_to_a_secret() {
    for right in ["            - {name: API_TOKEN_FILE, value: /run/secrets/token}\n", OWN] {
        assert_breaks(&edited(&[(TOKEN, right)]), &[Rule::Secret]);
    }
    let source = format!("{SOURCE}            - secretRef: {{name: shop, optional: true}}\n");
    assert_right(&edited(&[(TOKEN, ""), (SOURCE, &source)]));
}

fn volume(volume: &str, mount: &str) -> String {
    let mounts = format!(
        "          volumeMounts: [{{name: {mount}, mountPath: /etc/shop}}]\n          ports:\n"
    );
    let volumes = format!(
        "      volumes: [{{name: extra, emptyDir: {{}}}}, {{name: files, {volume}}}]\n      containers:\n"
    );
    edited(&[(TOKEN, ""), ("          ports:\n", &mounts), ("      containers:\n", &volumes)])
}

#[test]
fn a_volume_is_a_reference_when_it_is_mounted() {
    for right in [
        "secret: {secretName: shop}",
        "projected: {sources: [{secret: {name: shop}}, {configMap: {name: shop}}]}",
    ] {
        assert_right(&volume(right, "files"));
        assert_breaks(&volume(right, "extra"), &[Rule::Secret]);
    }
    assert_breaks(&volume("configMap: {name: shop}", "files"), &[Rule::Secret]);
    assert_breaks(&volume("emptyDir: {}", "files"), &[Rule::Secret]);
}

#[test]
fn the_secret_of_another_container_or_of_the_registry_does_not_count() {
    let closed = "securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";
    let init = format!(
        "      imagePullSecrets: [{{name: registry}}]\n      initContainers: [{{name: init, image: \"tools:3\", envFrom: [{{secretRef: {{name: shop}}}}], {closed}}}]\n      containers:\n"
    );
    assert_right(&edited(&[("      containers:\n", &init)]));
    assert_breaks(&edited(&[(TOKEN, ""), ("      containers:\n", &init)]), &[Rule::Secret]);
}

#[test]
fn the_container_refers_to_a_config_map_of_the_files() {
    let none = edited(&[(SOURCE, ""), (TOKEN, &format!("{TOKEN}{OWN}"))]);
    assert_breaks(&none, &[Rule::ConfigMap]);
    let other = SOURCE.replace("shop", "elsewhere");
    let unknown = edited(&[(SOURCE, &other), (TOKEN, &format!("{TOKEN}{OWN}"))]);
    let reason = Reason::UnknownConfigMap {
        container: "server".to_owned(),
        names: vec!["elsewhere".to_owned()],
    };
    assert_eq!(reasons(findings(&unknown)), [reason]);
    let both = edited(&[(
        SOURCE,
        &format!("{SOURCE}            - configMapRef: {{name: elsewhere, optional: true}}\n"),
    )]);
    assert_right(&both);
    let key = format!(
        "{TOKEN}{OWN}            - name: LEVEL\n              valueFrom: {{configMapKeyRef: {{name: shop, key: PORT}}}}\n"
    );
    assert_right(&edited(&[(SOURCE, ""), (TOKEN, &key)]));
    let missing = key.replace("key: PORT", "key: LEVEL");
    let reason = Reason::MissingKey { config_map: "shop".to_owned(), key: "LEVEL".to_owned() };
    assert_eq!(reasons(findings(&edited(&[(SOURCE, ""), (TOKEN, &missing)]))), [reason]);
    assert_right(&edited(&[
        (SOURCE, ""),
        (TOKEN, &missing.replace("key: LEVEL", "key: LEVEL, optional: true")),
    ]));
}

#[test]
fn the_keys_of_a_volume_are_there() {
    let text = |items: &str| {
        volume(
            &format!(
                "projected: {{sources: [{{secret: {{name: shop}}}}, {{configMap: {{name: shop, items: [{items}]}}}}]}}"
            ),
            "files",
        )
    };
    assert_right(&text("{key: PORT, path: port}"));
    assert_breaks(&text("{key: LEVEL, path: level}"), &[Rule::ConfigMap]);
    let binary =
        text("{key: logo, path: logo}").replace("\ndata:", "\nbinaryData: {logo: AAEC}\ndata:");
    assert_right(&binary);
}

fn secret(body: &str) -> String {
    with(&format!("apiVersion: v1\nkind: Secret\nmetadata: {{name: shop}}\n{body}"))
}

#[test]
fn a_secret_of_the_files_holds_no_value() {
    for right in [
        "type: Opaque\n",
        "data: {}\n",
        "data: {token: \"\"}\n",
        "data:\n  token:\n",
        "stringData: {token: \"\"}\n",
    ] {
        assert_right(&secret(right));
    }
    for wrong in [
        "data: {token: aHVudGVyMg==}\n",
        "stringData: {token: hunter2}\n",
        "stringData: {token: changeme}\n",
    ] {
        assert_breaks(&secret(wrong), &[Rule::PlainSecret]);
    }
    let found = findings(&secret("data: {token: hunter2}\n"));
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(found[0].rule, Rule::Validity);
}

#[test]
fn a_literal_under_the_name_of_a_secret_is_found() {
    let env = |entry: &str| edited(&[(TOKEN, &format!("{TOKEN}            - {entry}\n"))]);
    for wrong in [
        "{name: DB_PASSWORD, value: hunter2}",
        "{name: JWT_SECRET, value: hunter2}",
        "{name: SOME_KEY, value: hunter2}",
        "{name: github_token, value: hunter2}",
    ] {
        assert_breaks(&env(wrong), &[Rule::PlainSecret]);
    }
    for right in [
        "{name: DB_PASSWORD_FILE, value: /run/secrets/db}",
        "{name: TLS_KEY, value: /etc/tls/tls.key}",
        "{name: OTHER_TOKEN, value: \"\"}",
        "{name: OTHER_TOKEN, value: $(API_TOKEN)}",
        "{name: JWT_PUBLIC_KEY, value: abc}",
        "{name: TOKEN_TTL, value: \"60\"}",
    ] {
        assert_right(&env(right));
    }
    assert_breaks(&edited(&[("  PORT", "  DB_PASSWORD: hunter2\n  PORT")]), &[Rule::PlainSecret]);
    assert_right(&edited(&[("  PORT", "  app.key: hunter2\n  PORT")]));
    let job = "\
apiVersion: batch/v1
kind: Job
metadata: {name: seed}
spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: \"b:1\", env: [{name: DB_PASSWORD, value: hunter2}]}]}}}
";
    assert_breaks(&with(job), &[Rule::PlainSecret]);
}

#[test]
fn a_token_is_found_in_any_file() {
    let token = format!("ghp_{}", "a1B2c3D4e5F6".repeat(3));
    let comment = format!("# {token}\n{RIGHT}");
    let found = findings(&comment);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!((found[0].line, &found[0].reason), (1, &Reason::Token { format: Format::GitHub }));
    let literal = format!("secretGenerator: [{{name: shop, literals: [token={token}]}}]\n");
    let files = [("k8s/shop.yaml", RIGHT), ("k8s/kustomization.yaml", literal.as_str())];
    let objects = Objects::read(&files).expect("files within the limits");
    let found = objects.findings(&image());
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].rule, Rule::PlainSecret);
    assert_eq!(found[0].file, "k8s/kustomization.yaml");
}
