//! The `Service`, its ports, and which `Deployment` it reaches.

use kubernetes::{Invalid, Objects, Reason, Rule, Source, Syntax};

use crate::base::{RIGHT, assert_breaks, assert_right, edited, findings, reasons, with};

const PORT: &str = "      port: 80\n      targetPort: http\n";

#[test]
fn a_service_reaches_the_port_by_number_by_name_or_by_default() {
    for right in [
        "      port: 80\n      targetPort: 8080\n",
        "      port: 8080\n",
        "      port: 80\n      targetPort: http\n      protocol: TCP\n",
        "      port: 80\n      targetPort: http\n      appProtocol: http\n",
    ] {
        assert_right(&edited(&[(PORT, right)]));
    }
    for wrong in [
        "      port: 80\n",
        "      port: 8080\n      targetPort: 80\n",
        "      port: 80\n      targetPort: web\n",
        "      port: 80\n      targetPort: http\n      protocol: UDP\n",
    ] {
        assert_breaks(&edited(&[(PORT, wrong)]), &[Rule::Port]);
    }
    let reason = Reason::ServicePort {
        found: vec!["80".to_owned()],
        expected: 8080,
        from: Source::ConfigMap("shop".to_owned()),
    };
    assert_eq!(reasons(findings(&edited(&[(PORT, "      port: 80\n")]))), [reason]);
}

#[test]
fn a_port_need_not_be_declared() {
    let ports = "          ports:\n            - name: http\n              containerPort: 8080\n";
    let ready = (
        "path: /health/ready\n              port: http",
        "path: /health/ready\n              port: 8080",
    );
    let by_number = ("      targetPort: http\n", "      targetPort: 8080\n");
    assert_right(&edited(&[(ports, ""), ready, by_number]));
    assert_breaks(&edited(&[(ports, ""), ready]), &[Rule::Port]);
}

#[test]
fn of_several_ports_one_reaches_the_server() {
    let second =
        |port: &str| edited(&[(PORT, &format!("{PORT}    - name: admin\n      port: {port}\n"))]);
    assert_right(&second("9000"));
    let only = edited(&[(PORT, "      port: 81\n    - name: admin\n      port: 9000\n")]);
    assert_breaks(&only, &[Rule::Port]);
}

#[test]
fn every_port_has_a_name() {
    let name = "    - name: http\n      port: 80\n";
    assert_breaks(&edited(&[(name, "    - port: 80\n")]), &[Rule::PortNames]);
    assert_breaks(&edited(&[(name, "    - name: \"\"\n      port: 80\n")]), &[Rule::PortNames]);
    let two = edited(&[(PORT, &format!("{PORT}    - port: 9000\n"))]);
    assert_breaks(&two, &[Rule::Validity, Rule::PortNames]);
    let same = edited(&[(PORT, &format!("{PORT}    - name: http\n      port: 9000\n"))]);
    assert_breaks(&same, &[Rule::Validity]);
}

#[test]
fn a_port_of_the_nodes_has_a_type_that_opens_it_and_is_in_their_range() {
    let node_port = |number: &str, of_type: &str| {
        edited(&[(PORT, &format!("{PORT}      nodePort: {number}\n{of_type}"))])
    };
    let (open, balanced) = ("  type: NodePort\n", "  type: LoadBalancer\n");
    for (number, of_type) in [
        ("30000", open),
        ("32767", open),
        ("30080", balanced),
        ("0", open),
        ("0", ""),
        ("null", ""),
    ] {
        assert_right(&node_port(number, of_type));
    }
    for (number, of_type, expected) in [
        ("30080", "", Invalid::NodePortOfClusterIp),
        ("8080", "  type: ClusterIP\n", Invalid::NodePortOfClusterIp),
        ("8080", open, out_of_range("8080")),
        ("29999", balanced, out_of_range("29999")),
        ("32768", open, out_of_range("32768")),
    ] {
        let text = node_port(number, of_type);
        assert_eq!(reasons(findings(&text)), [Reason::Invalid(expected)], "{text}");
    }
}

fn out_of_range(found: &str) -> Invalid {
    Invalid::InvalidValue { expected: Syntax::NodePort, found: found.to_owned() }
}

#[test]
fn every_type_of_service_reaches_pods_except_an_external_name() {
    let with_type = |text: &str| {
        edited(&[(
            "spec:\n  selector:\n    app: shop\n  ports",
            &format!("spec:\n{text}  selector:\n    app: shop\n  ports"),
        )])
    };
    for right in ["  type: ClusterIP\n", "  type: NodePort\n", "  type: LoadBalancer\n"] {
        assert_right(&with_type(right));
    }
    assert_breaks(
        &with_type("  type: ExternalName\n  externalName: a.example.org\n"),
        &[Rule::Service, Rule::PortNames],
    );
    assert_breaks(&with_type("  type: Nodeport\n"), &[Rule::Validity]);
}

#[test]
fn a_headless_service_translates_no_port() {
    let headless = |port: &str| {
        let from = "spec:\n  selector:\n    app: shop\n  ports:\n    - name: http\n      port: 80\n      targetPort: http\n";
        let to = format!(
            "spec:\n  clusterIP: None\n  selector:\n    app: shop\n  ports:\n    - name: http\n{port}"
        );
        edited(&[(from, &to)])
    };
    assert_right(&headless("      port: 8080\n"));
    assert_right(&headless("      port: 8080\n      targetPort: http\n"));
    assert_breaks(&headless("      port: 80\n      targetPort: http\n"), &[Rule::Port]);
}

#[test]
fn a_service_selects_the_pods() {
    let selector = "  selector:\n    app: shop\n  ports";
    assert_breaks(
        &edited(&[(selector, "  selector:\n    app: stock\n  ports")]),
        &[Rule::Service, Rule::PortNames],
    );
    assert_breaks(
        &edited(&[(selector, "  selector:\n    app: shop\n    tier: web\n  ports")]),
        &[Rule::Service, Rule::PortNames],
    );
    assert_breaks(&edited(&[(selector, "  ports")]), &[Rule::Service, Rule::PortNames]);
    assert_breaks(
        &edited(&[(selector, "  selector: {}\n  ports")]),
        &[Rule::Service, Rule::PortNames],
    );
    let labels =
        [("        app: shop\n    spec", "        app: shop\n        tier: web\n    spec")];
    assert_right(&edited(&labels));
}

/// A `Deployment` that breaks most rules, and is not the service.
const OTHER: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata: {name: catalogue}
spec:
  selector: {matchLabels: {app: catalogue}}
  template:
    metadata: {labels: {app: catalogue}}
    spec:
      containers: [{name: catalogue, image: \"catalogue:2.0\"}]
";

#[test]
fn a_deployment_that_is_not_the_service_is_free() {
    assert_right(&with(OTHER));
    assert_right(&format!("{OTHER}---\n{RIGHT}"));
    let service = "\
apiVersion: v1
kind: Service
metadata: {name: catalogue}
spec: {selector: {app: catalogue}, ports: [{port: 80}]}
";
    assert_right(&format!("{OTHER}---\n{service}---\n{RIGHT}"));
    // It selects its own template all the same.
    let mismatch = OTHER.replace("labels: {app: catalogue}", "labels: {app: stock}");
    assert_breaks(&with(&mismatch), &[Rule::Selector]);
}

#[test]
fn a_service_that_reaches_another_deployment_is_missing_for_this_one() {
    let unreached = RIGHT
        .replace("  selector:\n    app: shop\n  ports", "  selector:\n    app: catalogue\n  ports");
    let reason = Reason::NoService { labels: "app=shop".to_owned() };
    assert_eq!(reasons(findings(&format!("{unreached}---\n{OTHER}"))), [reason.clone(), reason]);
}

#[test]
fn the_container_behind_a_sidecar_is_found() {
    let closed = "securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";
    let sidecar = format!(
        "      containers:\n        - name: exporter\n          image: exporter:1.2\n          ports: [{{name: metrics, containerPort: 9102}}]\n          {closed}\n"
    );
    let text = edited(&[("      containers:\n", &sidecar)]);
    assert_right(&text);
    let both = text.replace(
        PORT,
        &format!("{PORT}    - name: metrics\n      port: 9102\n      targetPort: metrics\n"),
    );
    assert_right(&both);
    let first = text.replace(
        PORT,
        &format!("      port: 9102\n      targetPort: metrics\n    - name: shop\n{PORT}"),
    );
    assert_right(&first);
}

#[test]
fn a_second_service_of_the_pods_is_free() {
    let metrics = "\
apiVersion: v1
kind: Service
metadata: {name: shop-metrics}
spec: {clusterIP: None, selector: {app: shop}, ports: [{port: 9102}]}
";
    assert_right(&with(metrics));
    assert_right(&format!("{metrics}---\n{RIGHT}"));
}

#[test]
fn the_images_of_the_service_are_listed() {
    let text = edited(&[(
        "      containers:\n",
        "      initContainers: [{name: migrate, image: \"tools:3\"}]\n      containers:\n",
    )]);
    let text = format!("{text}---\n{OTHER}");
    let objects = Objects::read(&[("k8s/a.yaml", &text)]).expect("files within the limits");
    let images = objects.images(&crate::base::image());
    assert_eq!(images[1].unpinned(), None);
    let images: Vec<(String, String, usize)> =
        images.into_iter().map(|image| (image.container, image.image, image.line)).collect();
    let expected = [("migrate", "tools:3", 23), ("server", "registry.example.org/shop:1.4", 26)];
    for (image, (container, text, line)) in images.iter().zip(expected) {
        assert_eq!((image.0.as_str(), image.1.as_str(), image.2), (container, text, line));
    }
    assert_eq!(images.len(), 2);
}

/// The containers about which there are findings.
fn containers_found(text: &str) -> Vec<usize> {
    let mut indices: Vec<usize> = findings(text)
        .iter()
        .filter_map(|finding| finding.path.strip_prefix("spec.template.spec.containers["))
        .filter_map(|path| path.split(']').next()?.parse().ok())
        .collect();
    indices.dedup();
    indices
}

#[test]
fn the_container_that_declares_the_port_is_judged_when_none_listens_on_it() {
    let closed = "securityContext: {readOnlyRootFilesystem: true, allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}";
    let sidecar = |port: &str| {
        let text = format!(
            "      containers:\n        - name: exporter\n          image: exporter:1.2\n          ports: [{{name: metrics, containerPort: {port}}}]\n          {closed}\n"
        );
        edited(&[("      containers:\n", &text), ("PORT: \"8080\"", "PORT: \"9090\"")])
    };
    assert_eq!(containers_found(&sidecar("9102")), [1]);
    let by_number = sidecar("9102").replace("targetPort: http", "targetPort: 8080");
    assert_eq!(containers_found(&by_number), [1]);
    // A port for UDP is not declared for HTTP.
    let udp = by_number.replace("containerPort: 9102", "containerPort: 8080, protocol: UDP");
    assert_eq!(containers_found(&udp), [1]);
    // Without a Service, it is the container that declares the port on which it listens.
    let alone = sidecar("9102")
        .replace("PORT: \"9090\"", "PORT: \"8080\"")
        .replace("  selector:\n    app: shop\n  ports", "  ports");
    assert_breaks(&alone, &[Rule::Service, Rule::PortNames]);
}
