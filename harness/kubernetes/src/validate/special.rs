//! What the API server requires of some definitions, and no table says.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::names;
use crate::quantity;
use crate::reason::{Invalid, Syntax, clip};
use crate::validate::constraints::check_syntax;
use crate::validate::meta::check_labels;
use crate::validate::report::Report;
use crate::yaml::{Node, Value};

/// The default of the API server (`--service-node-port-range`).
const NODE_PORTS: RangeInclusive<i64> = 30_000..=32_767;

pub(crate) fn check(node: &Node, definition: &str, report: &mut Report<'_>) {
    match definition {
        "apps.v1.DeploymentStrategy" => check_strategy(node, report),
        "apps.v1.RollingUpdateDeployment" => {
            for field in ["maxSurge", "maxUnavailable"] {
                check_syntax(node, field, Syntax::IntOrPercent, report);
            }
            check_progress(node, report);
        }
        "autoscaling.v1.HorizontalPodAutoscalerSpec"
        | "autoscaling.v2.HorizontalPodAutoscalerSpec" => {
            check_bounds(node, report);
        }
        "core.v1.ConfigMap" => {
            for field in ["data", "binaryData"] {
                check_keys(node, field, report);
            }
        }
        "core.v1.Secret" => {
            for field in ["data", "stringData"] {
                check_keys(node, field, report);
            }
        }
        "core.v1.Container" => {
            check_syntax(node, "name", Syntax::DnsLabel, report);
            check_ports(node, report);
            check_liveness(node, report);
        }
        "core.v1.ContainerPort" => check_syntax(node, "name", Syntax::PortName, report),
        "core.v1.Pod" => check_volumes(node, &["spec"], report),
        "apps.v1.DaemonSetSpec" | "apps.v1.DeploymentSpec" | "apps.v1.StatefulSetSpec" => {
            check_volumes(node, &["template", "spec"], report);
            check_restart(node, &["Always"], report);
        }
        "batch.v1.JobSpec" => {
            check_volumes(node, &["template", "spec"], report);
            check_restart(node, &["OnFailure", "Never"], report);
        }
        "core.v1.ResourceRequirements" => check_resources(node, report),
        "core.v1.SecurityContext" => check_security(node, report),
        "core.v1.ServiceSpec" => check_service(node, report),
        "meta.v1.LabelSelector" => check_labels(node, "matchLabels", report),
        "core.v1.PodTemplateSpec" => {
            if let Some(metadata) = node.get("metadata") {
                report.within(".metadata".to_owned(), |report| {
                    check_labels(metadata, "labels", report);
                });
            }
        }
        "policy.v1.PodDisruptionBudgetSpec" => {
            for field in ["maxUnavailable", "minAvailable"] {
                check_syntax(node, field, Syntax::IntOrPercent, report);
            }
        }
        _ => {}
    }
}

fn check_strategy(node: &Node, report: &mut Report<'_>) {
    if node.str_at(&["type"]) == Some("Recreate") && node.get("rollingUpdate").is_some() {
        report
            .add(node.line, Invalid::Exclusive { fields: vec!["type: Recreate", "rollingUpdate"] });
    }
}

/// An update needs one pod more, or one less.
fn check_progress(node: &Node, report: &mut Report<'_>) {
    let is_zero = |field| {
        let value = node.get(field)?;
        Some(value.as_i64() == Some(0) || value.as_str().and_then(names::percent) == Some(0))
    };
    // Each is 25 % by default.
    if is_zero("maxSurge").unwrap_or(false) && is_zero("maxUnavailable").unwrap_or(false) {
        report.add(node.line, Invalid::NoProgress);
    }
}

fn check_bounds(node: &Node, report: &mut Report<'_>) {
    let number = |field| node.get(field).and_then(Node::as_i64);
    if let (Some(min), Some(max)) = (number("minReplicas"), number("maxReplicas"))
        && min > max
    {
        report.add(node.line, Invalid::OutOfOrder { lower: "minReplicas", upper: "maxReplicas" });
    }
}

fn check_keys(node: &Node, field: &str, report: &mut Report<'_>) {
    for entry in node.get(field).map_or(&[][..], Node::entries) {
        if !names::has(Syntax::DataKey, &entry.key) {
            let reason =
                Invalid::InvalidValue { expected: Syntax::DataKey, found: clip(&entry.key) };
            report.add_in(field, entry.line, reason);
        }
    }
}

fn check_ports(node: &Node, report: &mut Report<'_>) {
    let mut seen = HashSet::new();
    for port in node.get("ports").map_or(&[][..], Node::items) {
        if let Some(name) = port.str_at(&["name"])
            && !name.is_empty()
            && !seen.insert(name)
        {
            report.add_in("ports", port.line, Invalid::DuplicateName { name: clip(name) });
        }
    }
}

/// A container is alive again after one success.
fn check_liveness(node: &Node, report: &mut Report<'_>) {
    for probe in ["livenessProbe", "startupProbe"] {
        if let Some(threshold) = node.at(&[probe, "successThreshold"])
            && let Some(number) = threshold.as_i64()
            && number > 1
        {
            let (expected, found) = (Syntax::Exactly(1), number.to_string());
            let path = format!("{probe}.successThreshold");
            report.add_in(&path, threshold.line, Invalid::InvalidValue { expected, found });
        }
    }
}

/// What a container mounts is a volume of its pod, or a claim of a `StatefulSet`.
fn check_volumes(node: &Node, path: &[&str], report: &mut Report<'_>) {
    let Some(pod) = node.at(path) else { return };
    let volumes = pod.get("volumes").map_or(&[][..], Node::items);
    let claims = node.get("volumeClaimTemplates").map_or(&[][..], Node::items);
    let mut names: HashSet<&str> = volumes.iter().filter_map(|v| v.str_at(&["name"])).collect();
    names.extend(claims.iter().filter_map(|claim| claim.str_at(&["metadata", "name"])));
    for list in ["initContainers", "containers"] {
        for (index, container) in pod.get(list).map_or(&[][..], Node::items).iter().enumerate() {
            for mount in container.get("volumeMounts").map_or(&[][..], Node::items) {
                if let Some(name) = mount.str_at(&["name"])
                    && !names.contains(name)
                {
                    let path = format!("{}.{list}[{index}].volumeMounts", path.join("."));
                    let reason = Invalid::UnknownVolume { name: clip(name) };
                    report.add_in(&path, mount.line, reason);
                }
            }
        }
    }
}

/// The pods of a `Deployment` run for ever, and those of a `Job` end.
fn check_restart(node: &Node, allowed: &[&'static str], report: &mut Report<'_>) {
    let Some(pod) = node.at(&["template", "spec"]) else { return };
    let policy = pod.str_at(&["restartPolicy"]).filter(|policy| !policy.is_empty());
    let policy = policy.unwrap_or("Always");
    if !allowed.contains(&policy) {
        let line = pod.get("restartPolicy").map_or(pod.line, |policy| policy.line);
        let reason = Invalid::NotAllowed { found: clip(policy), allowed: allowed.to_vec() };
        report.add_in("template.spec.restartPolicy", line, reason);
    }
}

fn check_resources(node: &Node, report: &mut Report<'_>) {
    for entry in node.get("requests").map_or(&[][..], Node::entries) {
        let limit = node.at(&["limits", &entry.key]).and_then(quantity::read);
        if let (Some(request), Some(limit)) = (quantity::read(&entry.node), limit)
            && request > limit
        {
            let resource = clip(&entry.key);
            report.add_in("requests", entry.line, Invalid::RequestAboveLimit { resource });
        }
    }
}

fn check_security(node: &Node, report: &mut Report<'_>) {
    let is = |field, value| node.get(field).and_then(Node::as_bool) == Some(value);
    if is("privileged", true) && is("allowPrivilegeEscalation", false) {
        let fields = vec!["privileged: true", "allowPrivilegeEscalation: false"];
        report.add(node.line, Invalid::Exclusive { fields });
    }
}

/// Ports of a `Service`: there are some, and with more than one, each has its own name.
fn check_service(node: &Node, report: &mut Report<'_>) {
    check_labels(node, "selector", report);
    let ports = node.get("ports").map_or(&[][..], Node::items);
    let is_headless = node.str_at(&["clusterIP"]) == Some("None");
    let is_external = node.str_at(&["type"]) == Some("ExternalName");
    if ports.is_empty() && !is_headless && !is_external {
        report.add(node.line, Invalid::MissingField { field: "ports".to_owned() });
    }
    let mut seen = HashSet::new();
    for (index, port) in ports.iter().enumerate() {
        let path = format!("ports[{index}]");
        match port.get("name").map(|name| &name.value) {
            Some(Value::String(name)) if !name.is_empty() => {
                if !names::has(Syntax::DnsLabel, name) {
                    let reason =
                        Invalid::InvalidValue { expected: Syntax::DnsLabel, found: clip(name) };
                    report.add_in(&path, port.line, reason);
                }
                if !seen.insert(name.as_str()) {
                    report.add_in(&path, port.line, Invalid::DuplicateName { name: clip(name) });
                }
            }
            _ if ports.len() > 1 => {
                report.add_in(&path, port.line, Invalid::MissingField { field: "name".to_owned() });
            }
            _ => {}
        }
        check_node_port(port, node.str_at(&["type"]).unwrap_or("ClusterIP"), &path, report);
    }
}

/// A port of the nodes: only for the types that open one, and in the range of the API server.
fn check_node_port(port: &Node, service_type: &str, path: &str, report: &mut Report<'_>) {
    let Some(value) = port.get("nodePort") else { return };
    // 0 is the same as absent.
    let Some(number) = value.as_i64().filter(|number| *number != 0) else { return };
    let path = format!("{path}.nodePort");
    let reason = match service_type {
        "" | "ClusterIP" => Invalid::NodePortOfClusterIp,
        "NodePort" | "LoadBalancer" if !NODE_PORTS.contains(&number) => {
            Invalid::InvalidValue { expected: Syntax::NodePort, found: number.to_string() }
        }
        _ => return,
    };
    report.add_in(&path, value.line, reason);
}
