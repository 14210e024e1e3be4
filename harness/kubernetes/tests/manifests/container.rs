//! Probes, resources and the security of containers.

use kubernetes::{ProbeKind, Reason, Resource, Rule};

use crate::base::{assert_breaks, assert_right, edited, findings, reasons};

const READY: &str = "path: /health/ready\n              port: http\n";
const LIVE: &str = "path: /health/live\n              port: 8080\n";

#[test]
fn the_probes_get_the_two_paths() {
    assert_right(&edited(&[("path: /health/ready", "path: health/ready")]));
    for (from, to, rule) in [
        ("path: /health/ready", "path: /health/live", Rule::Readiness),
        ("path: /health/ready", "path: /health/ready/", Rule::Readiness),
        ("path: /health/ready", "path: /", Rule::Readiness),
        ("              path: /health/ready\n", "", Rule::Readiness),
        ("path: /health/live", "path: /health/ready", Rule::Liveness),
        ("path: /health/live", "path: /HEALTH/live", Rule::Liveness),
        ("path: /health/live", "path: /metrics", Rule::Liveness),
    ] {
        assert_breaks(&edited(&[(from, to)]), &[rule]);
    }
}

#[test]
fn a_probe_is_an_http_get() {
    let get = "            httpGet:\n              path: /health/ready\n              port: http\n";
    for other in [
        "            tcpSocket: {port: 8080}\n",
        "            grpc: {port: 8080}\n",
        "            exec: {command: [curl, localhost]}\n",
    ] {
        let reason = Reason::NotHttpGet { probe: ProbeKind::Readiness };
        assert_eq!(reasons(findings(&edited(&[(get, other)]))), [reason]);
    }
    let none = format!("          readinessProbe:\n{get}");
    let missing = edited(&[(&none, "")]);
    let reason =
        Reason::MissingProbe { container: "server".to_owned(), probe: ProbeKind::Readiness };
    assert_eq!(reasons(findings(&missing)), [reason]);
}

#[test]
fn a_probe_reaches_the_port_of_the_server() {
    assert_right(&edited(&[(READY, &READY.replace("http", "8080"))]));
    assert_right(&edited(&[(LIVE, &LIVE.replace("8080", "http"))]));
    for wrong in ["80", "3000", "web"] {
        assert_breaks(&edited(&[(READY, &READY.replace("http", wrong))]), &[Rule::Port]);
    }
    // A text of digits is not the name of a port.
    let text = edited(&[(READY, &READY.replace("http", "\"8080\""))]);
    assert_breaks(&text, &[Rule::Validity, Rule::Port]);
    // A name for a port that is not for TCP.
    let udp =
        edited(&[("containerPort: 8080", "containerPort: 8080\n              protocol: UDP")]);
    assert_breaks(&udp, &[Rule::Port, Rule::Port]);
}

#[test]
fn a_probe_stays_in_its_pod_and_uses_http() {
    let host = edited(&[(LIVE, &format!("{LIVE}              host: 127.0.0.1\n"))]);
    let reason = Reason::ProbeHost { probe: ProbeKind::Liveness, host: "127.0.0.1".to_owned() };
    assert_eq!(reasons(findings(&host)), [reason]);
    let scheme =
        |scheme: &str| edited(&[(LIVE, &format!("{LIVE}              scheme: {scheme}\n"))]);
    assert_right(&scheme("HTTP"));
    assert_breaks(&scheme("HTTPS"), &[Rule::Port]);
    assert_breaks(&scheme("http"), &[Rule::Validity]);
}

#[test]
fn a_startup_probe_is_free_but_reaches_the_port() {
    let probe = |text: &str| {
        let text = format!("          startupProbe: {text}\n          readinessProbe:\n");
        edited(&[("          readinessProbe:\n", &text)])
    };
    assert_right(&probe("{httpGet: {path: /health/live, port: http}, failureThreshold: 30}"));
    assert_right(&probe("{tcpSocket: {port: 8080}}"));
    assert_right(&probe("{exec: {command: [/server, check]}}"));
    assert_breaks(&probe("{httpGet: {path: /health/live, port: 80}}"), &[Rule::Port]);
}

#[test]
fn requests_and_a_memory_limit_are_there() {
    for (from, to) in [
        ("              cpu: 100m\n", ""),
        ("cpu: 100m", "cpu: 0"),
        ("              memory: 64Mi\n            limits:\n              memory: 128Mi\n", ""),
    ] {
        let broken = findings(&edited(&[(from, to)]));
        assert!(broken.iter().all(|finding| finding.rule == Rule::Resources), "{broken:?}");
        assert!(!broken.is_empty(), "{from}");
    }
    let limit = edited(&[("            limits:\n              memory: 128Mi\n", "")]);
    let resource = Resource::MemoryLimit;
    let reason = Reason::MissingResource { container: "server".to_owned(), resource };
    assert_eq!(reasons(findings(&limit)), [reason]);
    for right in [
        ("cpu: 100m", "cpu: 0.1"),
        ("cpu: 100m", "cpu: \"1\""),
        ("memory: 128Mi", "memory: 1e9"),
        ("memory: 128Mi", "memory: 128Mi\n              cpu: 500m"),
    ] {
        assert_right(&edited(&[right]));
    }
}

#[test]
fn a_limit_without_request_is_the_request() {
    let resources = "            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              memory: 128Mi
";
    let limits = "            limits: {cpu: 500m, memory: 128Mi}\n";
    assert_right(&edited(&[(resources, limits)]));
    let memory = "            limits: {memory: 128Mi}\n";
    assert_breaks(&edited(&[(resources, memory)]), &[Rule::Resources]);
    let none = edited(&[(&format!("          resources:\n{resources}"), "")]);
    assert_breaks(&none, &[Rule::Resources; 3]);
}

#[test]
fn quantities_are_those_of_kubernetes() {
    for wrong in ["64MB", "64mi", "64 Mi", "lots"] {
        let text = edited(&[("memory: 64Mi", &format!("memory: {wrong}"))]);
        assert_breaks(&text, &[Rule::Validity, Rule::Resources]);
    }
    assert_breaks(&edited(&[("memory: 64Mi", "memory: 256Mi")]), &[Rule::Validity]);
    assert_right(&edited(&[("memory: 64Mi", "memory: 128Mi")]));
}

#[test]
fn a_container_does_not_run_as_root() {
    let pod = "        runAsNonRoot: true\n";
    assert_breaks(&edited(&[(pod, "        fsGroup: 1000\n")]), &[Rule::NonRoot]);
    assert_breaks(&edited(&[(pod, "        runAsNonRoot: false\n")]), &[Rule::NonRoot]);
    let own = "            readOnlyRootFilesystem: true\n";
    let with = |line: &str| format!("            {line}\n{own}");
    assert_right(&edited(&[(pod, "        fsGroup: 1000\n"), (own, &with("runAsNonRoot: true"))]));
    assert_right(&edited(&[(own, &with("runAsUser: 10001"))]));
    // What the container says replaces what its pod says.
    assert_breaks(&edited(&[(own, &with("runAsNonRoot: false"))]), &[Rule::NonRoot]);
    assert_breaks(&edited(&[(own, &with("runAsUser: 0"))]), &[Rule::NonRoot]);
    let root = format!("{pod}        runAsUser: 0\n");
    assert_breaks(&edited(&[(pod, &root)]), &[Rule::NonRoot]);
    assert_right(&edited(&[(pod, &root), (own, &with("runAsUser: 1000"))]));
}

#[test]
fn a_container_may_write_and_do_little() {
    for (from, to, rule) in [
        ("            readOnlyRootFilesystem: true\n", "", Rule::ReadOnlyRoot),
        ("readOnlyRootFilesystem: true", "readOnlyRootFilesystem: false", Rule::ReadOnlyRoot),
        ("            allowPrivilegeEscalation: false\n", "", Rule::Escalation),
        ("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: true", Rule::Escalation),
        ("drop: [ALL]", "drop: []", Rule::Capabilities),
        ("drop: [ALL]", "drop: [NET_RAW]", Rule::Capabilities),
        ("drop: [ALL]", "add: []", Rule::Capabilities),
        ("drop: [ALL]", "drop: [ALL]\n              add: [NET_BIND_SERVICE]", Rule::Capabilities),
    ] {
        assert_breaks(&edited(&[(from, to)]), &[rule]);
    }
    for right in ["drop: [all]", "drop: [NET_RAW, All]", "drop: [ALL]\n              add: []"] {
        assert_right(&edited(&[("drop: [ALL]", right)]));
    }
    let privileged = "allowPrivilegeEscalation: true\n            privileged: true";
    let text = edited(&[("allowPrivilegeEscalation: false", privileged)]);
    assert_breaks(&text, &[Rule::Escalation, Rule::Escalation]);
}

#[test]
fn the_security_of_the_pod_does_not_hold_what_only_containers_have() {
    let text = edited(&[(
        "        runAsNonRoot: true\n",
        "        runAsNonRoot: true\n        readOnlyRootFilesystem: true\n",
    )]);
    assert_breaks(&text, &[Rule::Validity]);
}

const CLOSED: &str = "securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";

#[test]
fn every_container_is_judged_for_its_security() {
    for list in [
        "initContainers: [{name: migrate, image: \"shop:1.4\", SECURITY}]",
        "initContainers: [{name: proxy, image: \"proxy:2.1\", restartPolicy: Always, SECURITY}]",
    ] {
        let text = |security: &str| {
            let list = format!("      {}\n      containers:\n", list.replace("SECURITY", security));
            edited(&[("      containers:\n", &list)])
        };
        assert_right(&text(CLOSED));
        let open = text("securityContext: {}");
        assert_breaks(&open, &[Rule::ReadOnlyRoot, Rule::Escalation, Rule::Capabilities]);
    }
}

#[test]
fn a_second_container_needs_no_probe_and_no_resources() {
    let sidecar = |security: &str| {
        let text = format!(
            "      containers:\n        - name: logs\n          image: logs:2.1\n          {security}\n"
        );
        edited(&[("      containers:\n", &text)])
    };
    assert_right(&sidecar(CLOSED));
    let open = sidecar("command: [tail]");
    assert_breaks(&open, &[Rule::ReadOnlyRoot, Rule::Escalation, Rule::Capabilities]);
}
