//! What Kubernetes 1.32 accepts.

use kubernetes::{Finding, Invalid, Objects, Reason, Rule, Syntax};

use crate::base::{assert_breaks, assert_right, edited, with};

/// The findings about one document.
fn validity(text: &str) -> Vec<Finding> {
    let objects = Objects::read(&[("k8s/a.yaml", text)]).expect("files within the limits");
    objects.validity().to_vec()
}

fn only(text: &str) -> Finding {
    let mut findings = validity(text);
    assert_eq!(findings.len(), 1, "{findings:?}\n{text}");
    findings.remove(0)
}

/// An object with a body.
fn object(api_version: &str, kind: &str, body: &str) -> String {
    format!("apiVersion: {api_version}\nkind: {kind}\nmetadata: {{name: a}}\n{body}")
}

#[test]
fn an_unknown_field_is_named_with_its_line_and_its_path() {
    let text = edited(&[("readinessProbe", "readinesProbe")]);
    let found = validity(&text).remove(0);
    let reason = Reason::Invalid(Invalid::UnknownField {
        field: "readinesProbe".to_owned(),
        similar: Some("readinessProbe".to_owned()),
    });
    assert_eq!(found.reason, reason);
    assert_eq!((found.file.as_str(), found.line), ("k8s/a.yaml", 40));
    assert_eq!(found.path, "spec.template.spec.containers[0].readinesProbe");
    let name = found.object.as_ref().map(ToString::to_string);
    assert_eq!(name.as_deref(), Some("Deployment/shop"));
}

#[test]
fn unknown_fields_are_found_at_every_level() {
    for (from, to, path) in [
        ("spec:\n  replicas", "spac: {}\nspec:\n  replicas", "spac"),
        ("  replicas: 2", "  replica: 2\n  replicas: 2", "spec.replica"),
        ("  name: shop\nspec", "  name: shop\n  label: {}\nspec", "metadata.label"),
        ("      targetPort", "      target: 1\n      targetPort", "spec.ports[0].target"),
        ("  minAvailable", "  min: 1\n  minAvailable", "spec.min"),
        (
            "            limits:",
            "            request: {}\n            limits:",
            "spec.template.spec.containers[0].resources.request",
        ),
        (
            "            - configMapRef:\n",
            "            - configMapRef:\n                key: a\n",
            "spec.template.spec.containers[0].envFrom[0].configMapRef.key",
        ),
    ] {
        let found = only(&edited(&[(from, to)]));
        assert!(matches!(found.reason, Reason::Invalid(Invalid::UnknownField { .. })), "{found:?}");
        assert_eq!(found.path, path);
    }
}

#[test]
fn free_keys_are_those_of_labels_annotations_and_data() {
    assert_right(&edited(&[(
        "  name: shop\nspec",
        "  name: shop\n  labels: {app.kubernetes.io/name: shop}\n  annotations: {note: \"any text\", empty: \"\"}\nspec",
    )]));
    assert_right(&edited(&[("  PORT", "  any.key-at_all: \"\"\n  PORT")]));
}

#[test]
fn a_key_is_there_once() {
    for (text, line, key) in [
        (edited(&[("  replicas: 2", "  replicas: 2\n  replicas: 3")]), 7, "replicas"),
        (edited(&[("  PORT: \"8080\"", "  PORT: \"8080\"\n  PORT: \"8081\"")]), 78, "PORT"),
    ] {
        let found = only(&text);
        assert_eq!(found.reason, Reason::Invalid(Invalid::DuplicateKey { key: key.to_owned() }));
        assert_eq!(found.line, line);
    }
}

#[test]
fn the_types_of_values_are_those_of_the_api() {
    for (from, to, expected) in [
        ("replicas: 2", "replicas: \"2\"", Syntax::Integer),
        ("replicas: 2", "replicas: 2.5", Syntax::Integer),
        ("replicas: 2", "replicas: 99999999999", Syntax::Integer),
        ("runAsNonRoot: true", "runAsNonRoot: \"true\"", Syntax::Bool),
        ("drop: [ALL]", "drop: ALL", Syntax::List),
        ("- name: server", "- name: 1", Syntax::String),
        ("        app: shop\n    spec", "        app: true\n    spec", Syntax::String),
        (
            "        app: shop\n    spec",
            "        app: shop\n        v: 2\n    spec",
            Syntax::String,
        ),
        ("containerPort: 8080", "containerPort: http", Syntax::Integer),
        (
            "          ports:\n            - name",
            "          ports:\n              name",
            Syntax::List,
        ),
    ] {
        let found = validity(&edited(&[(from, to)])).remove(0);
        assert!(
            matches!(&found.reason, Reason::Invalid(Invalid::WrongType { expected: other, .. }) if *other == expected),
            "{found:?}"
        );
    }
    assert_right(&edited(&[("replicas: 2", "replicas: 2.0")]));
    // The fault is reported once.
    assert_breaks(&edited(&[("replicas: 2", "replicas: \"2\"")]), &[Rule::Validity]);
}

#[test]
fn booleans_and_octal_numbers_are_those_of_yaml_1_1() {
    assert_right(&edited(&[("runAsNonRoot: true", "runAsNonRoot: yes")]));
    assert_right(&edited(&[("allowPrivilegeEscalation: false", "allowPrivilegeEscalation: off")]));
    assert_breaks(&edited(&[("  PORT", "  DEBUG: off\n  PORT")]), &[Rule::Validity]);
    let volume = "      volumes: [{name: a, emptyDir: {}}, {name: b, configMap: {name: shop, defaultMode: 0644}}]\n      containers:\n";
    assert_right(&edited(&[("      containers:\n", volume)]));
}

#[test]
fn required_fields_are_there() {
    for (text, field) in [
        (object("apps/v1", "Deployment", ""), "spec"),
        (
            object(
                "apps/v1",
                "Deployment",
                "spec: {template: {spec: {containers: [{name: a, image: b}]}}}",
            ),
            "selector",
        ),
        (object("v1", "Pod", "spec: {}"), "containers"),
        (object("v1", "Pod", "spec: {containers: []}"), "containers"),
        (object("v1", "Pod", "spec: {containers: [{image: b}]}"), "name"),
        (object("v1", "Pod", "spec: {containers: [{name: a}]}"), "image"),
        (
            object("v1", "Pod", "spec: {containers: [{name: a, image: b, ports: [{name: http}]}]}"),
            "containerPort",
        ),
        (object("v1", "Service", "spec: {selector: {a: b}}"), "ports"),
        (object("v1", "Service", "spec: {ports: [{name: http}]}"), "port"),
        ("apiVersion: v1\nkind: Namespace\n".to_owned(), "metadata.name"),
        (
            "apiVersion: v1\nkind: Namespace\nmetadata: {labels: {a: b}}\n".to_owned(),
            "metadata.name",
        ),
        ("kind: Namespace\nmetadata: {name: a}\n".to_owned(), "apiVersion"),
        ("apiVersion: v1\nmetadata: {name: a}\n".to_owned(), "kind"),
    ] {
        assert_eq!(
            only(&text).reason,
            Reason::Invalid(Invalid::MissingField { field: field.to_owned() }),
            "{text}"
        );
    }
    assert!(validity("apiVersion: batch/v1\nkind: Job\nmetadata: {generateName: a-}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: b}]}}}\n").is_empty());
}

#[test]
fn values_of_enumerations_are_exact() {
    for (from, to) in [
        ("type: RollingUpdate", "type: Rolling"),
        ("          envFrom", "          imagePullPolicy: always\n          envFrom"),
        ("      targetPort", "      protocol: tcp\n      targetPort"),
        ("      securityContext:\n", "      restartPolicy: always\n      securityContext:\n"),
        ("      securityContext:\n", "      restartPolicy: OnFailure\n      securityContext:\n"),
        ("        runAsNonRoot", "        seccompProfile: {type: Default}\n        runAsNonRoot"),
    ] {
        let found = validity(&edited(&[(from, to)])).remove(0);
        assert!(matches!(found.reason, Reason::Invalid(Invalid::NotAllowed { .. })), "{found:?}");
    }
}

#[test]
fn names_ports_and_labels_have_their_syntax() {
    for (from, to, expected) in [
        ("  name: shop\nspec", "  name: Shop\nspec", Syntax::DnsName),
        ("  name: shop\nspec", "  name: shop_1\nspec", Syntax::DnsName),
        ("  name: shop\nspec", "  name: shop\n  namespace: a.b\nspec", Syntax::DnsLabel),
        ("- name: server", "- name: the server", Syntax::DnsLabel),
        ("containerPort: 8080", "containerPort: 0", Syntax::PortNumber),
        ("port: 80\n", "port: 70000\n", Syntax::PortNumber),
        (
            "- name: http\n              containerPort",
            "- name: a-very-long-name\n              containerPort",
            Syntax::PortName,
        ),
        ("        app: shop\n    spec", "        app: my shop\n    spec", Syntax::LabelValue),
        (
            "        app: shop\n    spec",
            "        app: shop\n        a b: c\n    spec",
            Syntax::LabelKey,
        ),
        ("  PORT", "  \"a key\": b\n  PORT", Syntax::DataKey),
        ("replicas: 2", "replicas: -1", Syntax::AtLeast(0)),
    ] {
        let found = validity(&edited(&[(from, to)])).remove(0);
        assert!(
            matches!(&found.reason, Reason::Invalid(Invalid::InvalidValue { expected: other, .. }) if *other == expected),
            "{found:?}"
        );
    }
}

#[test]
fn what_excludes_something_or_is_there_twice_is_not_valid() {
    let probe = "          readinessProbe:\n";
    for (from, to) in [
        (probe, "          readinessProbe:\n            exec: {command: [a]}\n"),
        (
            "              value: 0.0.0.0",
            "              value: 0.0.0.0\n              valueFrom: {fieldRef: {fieldPath: status.podIP}}",
        ),
        ("  minAvailable: 1", "  minAvailable: 1\n  maxUnavailable: 1"),
    ] {
        let found = validity(&edited(&[(from, to)])).remove(0);
        assert!(matches!(found.reason, Reason::Invalid(Invalid::Exclusive { .. })), "{found:?}");
    }
    let second = "      containers:\n        - {name: server, image: \"a:1\"}\n";
    let found = validity(&edited(&[("      containers:\n", second)])).remove(0);
    assert_eq!(found.reason, Reason::Invalid(Invalid::DuplicateName { name: "server".to_owned() }));
    let mount = "          volumeMounts: [{name: tmp, mountPath: /tmp}]\n          envFrom:\n";
    let found = only(&edited(&[("          envFrom:\n", mount)]));
    assert_eq!(found.reason, Reason::Invalid(Invalid::UnknownVolume { name: "tmp".to_owned() }));
    let empty = only(&edited(&[("              value: 0.0.0.0", "              valueFrom: {}")]));
    assert!(matches!(empty.reason, Reason::Invalid(Invalid::NoneOf { .. })), "{empty:?}");
}

#[test]
fn removed_versions_are_named_with_what_to_use() {
    for (version, kind, since, instead) in [
        ("extensions/v1beta1", "Deployment", "1.16", Some("apps/v1")),
        ("extensions/v1beta1", "Ingress", "1.22", Some("networking.k8s.io/v1")),
        ("apps/v1beta1", "Deployment", "1.16", Some("apps/v1")),
        ("apps/v1beta2", "StatefulSet", "1.16", Some("apps/v1")),
        ("policy/v1beta1", "PodDisruptionBudget", "1.25", Some("policy/v1")),
        ("policy/v1beta1", "PodSecurityPolicy", "1.25", None),
        ("autoscaling/v2beta1", "HorizontalPodAutoscaler", "1.25", Some("autoscaling/v2")),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.26", Some("autoscaling/v2")),
        ("batch/v1beta1", "CronJob", "1.25", Some("batch/v1")),
        ("networking.k8s.io/v1beta1", "Ingress", "1.22", Some("networking.k8s.io/v1")),
        ("rbac.authorization.k8s.io/v1beta1", "Role", "1.22", Some("rbac.authorization.k8s.io/v1")),
        ("storage.k8s.io/v1beta1", "StorageClass", "1.22", Some("storage.k8s.io/v1")),
        (
            "flowcontrol.apiserver.k8s.io/v1beta3",
            "FlowSchema",
            "1.32",
            Some("flowcontrol.apiserver.k8s.io/v1"),
        ),
    ] {
        let reason = Reason::Invalid(Invalid::NoLongerServed {
            api_version: version.to_owned(),
            kind: kind.to_owned(),
            since,
            instead: instead.map(str::to_owned),
        });
        assert_eq!(only(&object(version, kind, "spec: {any: thing}\n")).reason, reason);
    }
}

#[test]
fn versions_and_kinds_that_never_were_are_named() {
    for (version, kind, instead) in [
        ("v1", "Deployment", "apps/v1"),
        ("apps/v1", "Service", "v1"),
        ("apps/v2", "Deployment", "apps/v1"),
        ("app/v1", "Deployment", "apps/v1"),
        ("policy/v2", "PodDisruptionBudget", "policy/v1"),
        ("autoscaling/v3", "HorizontalPodAutoscaler", "autoscaling/v2"),
    ] {
        let reason = Reason::Invalid(Invalid::UnknownVersion {
            api_version: version.to_owned(),
            kind: kind.to_owned(),
            instead: instead.to_owned(),
        });
        assert_eq!(only(&object(version, kind, "")).reason, reason);
    }
    for (kind, similar) in
        [("deployment", Some("Deployment")), ("Servce", Some("Service")), ("Thing", None)]
    {
        let reason = Reason::Invalid(Invalid::UnknownKind {
            api_version: "v1".to_owned(),
            kind: kind.to_owned(),
            similar: similar.map(str::to_owned),
        });
        assert_eq!(only(&object("v1", kind, "")).reason, reason);
    }
}

#[test]
fn custom_kinds_are_not_judged() {
    for (version, kind) in [
        ("monitoring.coreos.com/v1", "ServiceMonitor"),
        ("gateway.networking.k8s.io/v1", "HTTPRoute"),
        ("cert-manager.io/v1", "Certificate"),
        ("argoproj.io/v1alpha1", "Rollout"),
        ("external-secrets.io/v1beta1", "ExternalSecret"),
    ] {
        assert_right(&with(&object(version, kind, "spec: {any: [thing, 1]}\nmore: true\n")));
    }
}

#[test]
fn other_kinds_of_kubernetes_are_valid_too() {
    for (version, kind, body) in [
        ("v1", "Namespace", ""),
        ("v1", "ServiceAccount", "automountServiceAccountToken: false"),
        ("v1", "LimitRange", "spec: {limits: [{type: Container, default: {cpu: 500m}}]}"),
        ("v1", "ResourceQuota", "spec: {hard: {pods: \"10\", requests.cpu: 4}}"),
        (
            "v1",
            "PersistentVolumeClaim",
            "spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}",
        ),
        (
            "networking.k8s.io/v1",
            "Ingress",
            "spec: {rules: [{host: a.example.org, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: shop, port: {name: http}}}}]}}]}",
        ),
        (
            "networking.k8s.io/v1",
            "NetworkPolicy",
            "spec: {podSelector: {}, policyTypes: [Ingress], ingress: [{from: [{podSelector: {matchLabels: {a: b}}}], ports: [{port: 8080, protocol: TCP}]}]}",
        ),
        (
            "rbac.authorization.k8s.io/v1",
            "Role",
            "rules: [{apiGroups: [\"\"], resources: [pods], verbs: [get]}]",
        ),
        (
            "rbac.authorization.k8s.io/v1",
            "RoleBinding",
            "subjects: [{kind: ServiceAccount, name: a}]\nroleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}",
        ),
        (
            "batch/v1",
            "CronJob",
            "spec: {schedule: \"0 3 * * *\", jobTemplate: {spec: {template: {spec: {restartPolicy: OnFailure, containers: [{name: a, image: \"b:1\"}]}}}}}",
        ),
        ("scheduling.k8s.io/v1", "PriorityClass", "value: 1000"),
        ("storage.k8s.io/v1", "StorageClass", "provisioner: example.org/disk"),
        (
            "apiextensions.k8s.io/v1",
            "CustomResourceDefinition",
            "spec: {group: example.org, scope: Namespaced, names: {kind: A, plural: as}, versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}]}",
        ),
    ] {
        let text = object(version, kind, body);
        assert_eq!(validity(&text), [], "{text}");
    }
    let ingress = "spec: {rules: [{http: {paths: [{path: /, backend: {serviceName: shop, servicePort: 80}}]}}]}";
    assert!(validity(&object("networking.k8s.io/v1", "Ingress", ingress)).len() >= 3);
}
