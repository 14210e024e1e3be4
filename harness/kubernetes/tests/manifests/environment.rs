//! Port, address and stop, as they result from `env`, `ConfigMap`, the image and the defaults.

use kubernetes::{Elsewhere, Reason, Rule, Setting, Source};

use crate::base::{
    assert_breaks, assert_right, assert_right_for, edited, findings, findings_for, image_with,
    reasons,
};

/// The port of the set, in the three places where it is.
fn on(port: &str) -> [(&'static str, String); 2] {
    [
        ("containerPort: 8080", format!("containerPort: {port}")),
        (
            "path: /health/live\n              port: 8080",
            format!("path: /health/live\n              port: {port}"),
        ),
    ]
}

fn edited_on(port: &str, edits: &[(&str, &str)]) -> String {
    let on = on(port);
    let mut all: Vec<(&str, &str)> = on.iter().map(|(from, to)| (*from, to.as_str())).collect();
    all.extend(edits);
    edited(&all)
}

const HOST: &str = "            - name: HOTE\n              value: 0.0.0.0\n";
const NO_PORT: (&str, &str) = ("  PORT: \"8080\"\n", "");

#[test]
fn the_port_comes_from_the_config_map_the_image_or_the_default() {
    assert_right(&edited_on("9090", &[("PORT: \"8080\"", "PORT: \"9090\"")]));
    assert_breaks(&edited_on("9090", &[]), &[Rule::Port, Rule::Port, Rule::Port]);
    assert_right(&edited_on("3000", &[NO_PORT]));
    assert_right_for(&edited_on("7000", &[NO_PORT]), &image_with(&[("PORT", "7000")]));
    assert_right_for(&edited(&[]), &image_with(&[("PORT", "7000")]));
}

#[test]
fn env_comes_before_env_from_and_later_before_earlier() {
    let env = |entries: &str| edited_on("9090", &[(HOST, &format!("{HOST}{entries}"))]);
    assert_right(&env("            - {name: PORT, value: \"9090\"}\n"));
    assert_right(&env(
        "            - {name: PORT, value: \"1\"}\n            - {name: PORT, value: \"9090\"}\n",
    ));
    assert_breaks(
        &env(
            "            - {name: PORT, value: \"9090\"}\n            - {name: PORT, value: \"1\"}\n",
        ),
        &[Rule::Port, Rule::Port, Rule::Port],
    );
    let second = "            - configMapRef:\n                name: shop\n";
    let later = format!("{second}            - configMapRef: {{name: later}}\n");
    let map = "\
---
apiVersion: v1
kind: ConfigMap
metadata: {name: later}
data: {PORT: \"9090\"}
";
    assert_right(&format!("{}{map}", edited_on("9090", &[(second, &later)])));
    let earlier = format!("            - configMapRef: {{name: later}}\n{second}");
    assert_right(&format!("{}{map}", edited(&[(second, &earlier)])));
}

#[test]
fn a_prefix_is_part_of_the_name() {
    let source = "            - configMapRef:\n                name: shop\n";
    let prefixed = format!(
        "            - prefix: PO\n              configMapRef:\n                name: shop\n{source}"
    );
    assert_right(&edited_on("9090", &[(source, &prefixed), ("PORT: \"8080\"", "RT: \"9090\"")]));
    let only =
        "            - prefix: APP_\n              configMapRef:\n                name: shop\n";
    assert_right(&edited_on("3000", &[(source, only)]));
}

#[test]
fn a_key_of_a_config_map_is_a_value_and_an_optional_one_may_be_missing() {
    let key = |name: &str, key: &str, optional: bool| {
        format!(
            "{HOST}            - name: PORT\n              valueFrom: {{configMapKeyRef: {{name: {name}, key: {key}, optional: {optional}}}}}\n"
        )
    };
    let right = edited_on(
        "9090",
        &[(HOST, &key("shop", "listen", false)), ("PORT: \"8080\"", "listen: \"9090\"")],
    );
    assert_right(&right);
    // The value of envFrom then stays.
    assert_right(&edited(&[(HOST, &key("shop", "listen", true))]));
    let missing = edited(&[(HOST, &key("shop", "listen", false))]);
    assert_breaks(&missing, &[Rule::Port, Rule::ConfigMap]);
    let unknown = edited(&[(HOST, &key("elsewhere", "listen", false))]);
    let reason = Reason::UnknownSetting { setting: Setting::Port, from: Elsewhere::OtherConfigMap };
    assert_eq!(reasons(findings(&unknown)), [reason]);
}

#[test]
fn references_to_earlier_variables_are_expanded() {
    let env = |entries: &str| edited_on("9090", &[(HOST, &format!("{HOST}{entries}"))]);
    let base = "            - {name: BASE, value: \"9090\"}\n";
    let port = "            - {name: PORT, value: $(BASE)}\n";
    assert_right(&env(&format!("{base}{port}")));
    // What comes later is not known yet.
    let late = findings(&env(&format!("{port}{base}")));
    let reason = Reason::InvalidSetting { setting: Setting::Port, value: "$(BASE)".to_owned() };
    assert_eq!(reasons(late), [reason]);
    let from = env("            - {name: PORT, value: $(LISTEN)}\n");
    assert_right(&from.replace("  ARRET_MS", "  LISTEN: \"9090\"\n  ARRET_MS"));
}

#[test]
fn a_port_that_the_server_cannot_read_is_wrong() {
    for wrong in ["abc", "0", "65536", "-1", "80a", " 8080"] {
        let text = edited(&[("PORT: \"8080\"", &format!("PORT: \"{wrong}\""))]);
        let reason = Reason::InvalidSetting { setting: Setting::Port, value: wrong.to_owned() };
        assert_eq!(reasons(findings(&text)), [reason]);
    }
}

#[test]
fn a_port_from_a_secret_is_not_known() {
    let secret = format!(
        "{HOST}            - name: PORT\n              valueFrom: {{secretKeyRef: {{name: shop, key: port}}}}\n"
    );
    let reason = Reason::UnknownSetting { setting: Setting::Port, from: Elsewhere::Secret };
    assert_eq!(reasons(findings(&edited(&[(HOST, &secret)]))), [reason]);
    // As an `envFrom`, it is taken to hold secrets only.
    let source = "          envFrom:\n";
    assert_right(&edited(&[(
        source,
        &format!("{source}            - secretRef: {{name: shop}}\n"),
    )]));
}

#[test]
fn the_server_does_not_listen_on_the_loopback_address() {
    for right in ["0.0.0.0", "10.1.2.3", "\"::\""] {
        assert_right(&edited(&[("value: 0.0.0.0", &format!("value: {right}"))]));
    }
    for wrong in ["127.0.0.1", "127.1.2.3", "localhost", "\"::1\"", "\"::ffff:127.0.0.1\"", "\"\""]
    {
        let text = edited(&[("value: 0.0.0.0", &format!("value: {wrong}"))]);
        assert_breaks(&text, &[Rule::Address]);
    }
    let absent = edited(&[(HOST, "")]);
    let reason = Reason::Loopback { value: "127.0.0.1".to_owned(), from: Source::Default };
    assert_eq!(reasons(findings(&absent)), [reason]);
    assert_right_for(&absent, &image_with(&[("HOTE", "0.0.0.0")]));
    let image = findings_for(&edited(&[]), &image_with(&[("HOTE", "127.0.0.1")]));
    assert!(image.is_empty(), "{image:?}");
    assert_right(&edited(&[(HOST, ""), ("  PORT", "  HOTE: 0.0.0.0\n  PORT")]));
}

#[test]
fn the_address_may_be_that_of_the_pod() {
    let field = |path: &str| {
        let entry = format!(
            "            - name: HOTE\n              valueFrom: {{fieldRef: {{fieldPath: {path}}}}}\n"
        );
        edited(&[(HOST, &entry)])
    };
    assert_right(&field("status.podIP"));
    assert_breaks(&field("status.hostIP"), &[Rule::Address]);
    assert_breaks(&field("metadata.name"), &[Rule::Address]);
    let host = field("status.hostIP")
        .replace("      containers:\n", "      hostNetwork: true\n      containers:\n");
    assert_right(&host);
    let expanded = "            - name: IP\n              valueFrom: {fieldRef: {fieldPath: status.podIP}}\n            - {name: HOTE, value: $(IP)}\n";
    assert_right(&edited(&[(HOST, expanded)]));
}

#[test]
fn the_stop_is_as_long_as_arret_ms_says() {
    let env = |value: &str| {
        let entry = format!("{HOST}            - {{name: ARRET_MS, value: \"{value}\"}}\n");
        edited(&[(HOST, &entry)])
    };
    assert_right(&env("19999"));
    assert_breaks(&env("20000"), &[Rule::GracePeriod]);
    let reason = Reason::InvalidSetting { setting: Setting::Stop, value: "8s".to_owned() };
    assert_eq!(reasons(findings(&env("8s"))), [reason]);
    let absent = edited(&[("  ARRET_MS: \"8000\"\n", "")]);
    let long = findings_for(&absent, &image_with(&[("ARRET_MS", "20000")]));
    assert_eq!(long.len(), 1);
    assert_eq!(long[0].rule, Rule::GracePeriod);
}

#[test]
fn a_value_that_is_no_string_is_not_valid() {
    let number = edited(&[("value: 0.0.0.0", "value: 8080")]);
    assert_breaks(&number, &[Rule::Validity]);
    let port = edited(&[("PORT: \"8080\"", "PORT: 8080")]);
    assert_breaks(&port, &[Rule::Validity]);
    for value in ["8080", "true", "yes", "1.5", "0x1F"] {
        let text = edited(&[("ARRET_MS: \"8000\"", &format!("DEBUG: {value}"))]);
        assert_breaks(&text, &[Rule::Validity]);
    }
}
