//! Replicas, the update, the grace period, the budget: what holds for the pods together.

use kubernetes::{Reason, Rule};

use crate::base::{RIGHT, assert_breaks, assert_right, edited, findings, reasons, with};

const AUTOSCALER: &str = "\
apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  minReplicas: 2
  maxReplicas: 5
";

fn scaled(edits: &[(&str, &str)], autoscaler: &[(&str, &str)]) -> String {
    let mut own = AUTOSCALER.to_owned();
    for (from, to) in autoscaler {
        assert!(own.contains(from), "the autoscaler has no {from:?}");
        own = own.replacen(from, to, 1);
    }
    format!("{}---\n{own}", edited(edits))
}

#[test]
fn the_right_set_has_no_finding() {
    assert_right(RIGHT);
}

#[test]
fn two_replicas_are_enough_and_one_is_not() {
    assert_right(&edited(&[("replicas: 2", "replicas: 3")]));
    assert_breaks(&edited(&[("replicas: 2", "replicas: 1")]), &[Rule::Replicas, Rule::Budget]);
    assert_breaks(&edited(&[("replicas: 2", "replicas: 0")]), &[Rule::Replicas, Rule::Budget]);
    let missing = edited(&[("  replicas: 2\n", ""), ("minAvailable: 1", "maxUnavailable: 1")]);
    assert_eq!(reasons(findings(&missing)), [Reason::TooFewReplicas { replicas: None }]);
}

#[test]
fn an_autoscaler_gives_the_number_of_replicas() {
    assert_right(&scaled(&[("  replicas: 2\n", "")], &[]));
    assert_right(&scaled(&[], &[]));
    assert_right(&scaled(&[("replicas: 2", "replicas: 3")], &[]));
    let v1 = [("autoscaling/v2", "autoscaling/v1")];
    assert_right(&scaled(&[("  replicas: 2\n", "")], &v1));
}

#[test]
fn an_autoscaler_never_goes_below_two() {
    for (from, to) in [("minReplicas: 2", "minReplicas: 1"), ("  minReplicas: 2\n", "")] {
        let more = [("replicas: 2", "replicas: 3"), ("minAvailable: 1", "maxUnavailable: 1")];
        assert_breaks(&scaled(&more, &[(from, to)]), &[Rule::Replicas]);
        let none = [("  replicas: 2\n", ""), ("minAvailable: 1", "maxUnavailable: 1")];
        assert_breaks(&scaled(&none, &[(from, to)]), &[Rule::Replicas]);
    }
    // The number of the Deployment is there from the start.
    let one = [("replicas: 2", "replicas: 1"), ("minAvailable: 1", "maxUnavailable: 1")];
    assert_breaks(&scaled(&one, &[]), &[Rule::Replicas]);
}

#[test]
fn the_autoscaler_of_something_else_does_not_count() {
    let none = [("  replicas: 2\n", ""), ("minAvailable: 1", "maxUnavailable: 1")];
    for edit in [
        ("kind: Deployment, name: shop", "kind: Deployment, name: stock"),
        ("kind: Deployment, name: shop", "kind: StatefulSet, name: shop"),
        ("{apiVersion: apps/v1, kind", "{kind"),
        ("metadata: {name: shop}", "metadata: {name: shop, namespace: other}"),
    ] {
        assert_breaks(&scaled(&none, &[edit]), &[Rule::Replicas]);
    }
    let below =
        [("name: shop}\n  min", "name: stock}\n  min"), ("minReplicas: 2", "minReplicas: 1")];
    assert_right(&scaled(&[], &below));
}

#[test]
fn max_unavailable_is_written_as_zero() {
    for right in ["maxUnavailable: 0", "maxUnavailable: 0%", "maxUnavailable: \"0%\""] {
        assert_right(&edited(&[("maxUnavailable: 0", right)]));
    }
    // The strategy is RollingUpdate by default, and so is a surge of 25 %.
    assert_right(&edited(&[("    type: RollingUpdate\n", "")]));
    assert_right(&edited(&[("      maxSurge: 1\n", "")]));
    assert_right(&edited(&[("maxSurge: 1", "maxSurge: 100%")]));
    for wrong in ["maxUnavailable: 1", "maxUnavailable: 25%", "maxUnavailable: 1%", "{}"] {
        let wrong = if wrong == "{}" { "maxUnavailable: null" } else { wrong };
        assert_breaks(&edited(&[("maxUnavailable: 0", wrong)]), &[Rule::RollingUpdate]);
    }
    let absent = edited(&[("      maxUnavailable: 0\n", "")]);
    assert_eq!(reasons(findings(&absent)), [Reason::MaxUnavailable { found: None }]);
}

#[test]
fn a_deployment_without_strategy_takes_a_quarter_of_the_pods() {
    let strategy = "  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
";
    assert_breaks(&edited(&[(strategy, "")]), &[Rule::RollingUpdate]);
    let recreate = "  strategy:\n    type: Recreate\n";
    assert_breaks(&edited(&[(strategy, recreate)]), &[Rule::RollingUpdate]);
    let both = [("type: RollingUpdate", "type: Recreate")];
    assert_breaks(&edited(&both), &[Rule::Validity, Rule::RollingUpdate]);
}

#[test]
fn an_update_that_cannot_advance_is_not_valid() {
    for surge in ["maxSurge: 0", "maxSurge: 0%"] {
        assert_breaks(&edited(&[("maxSurge: 1", surge)]), &[Rule::Validity]);
    }
    // A percentage in quotes is one; a number in quotes is not.
    let text = [("maxUnavailable: 0", "maxUnavailable: \"0\"")];
    assert_breaks(&edited(&text), &[Rule::Validity, Rule::RollingUpdate]);
}

#[test]
fn the_grace_period_is_longer_than_the_stop() {
    let grace = "terminationGracePeriodSeconds: 20";
    assert_right(&edited(&[(grace, "terminationGracePeriodSeconds: 9")]));
    for wrong in ["8", "0"] {
        let wrong = format!("terminationGracePeriodSeconds: {wrong}");
        assert_breaks(&edited(&[(grace, &wrong)]), &[Rule::GracePeriod]);
    }
    // It is 30 s by default.
    let default = ("      terminationGracePeriodSeconds: 20\n", "");
    assert_right(&edited(&[default, ("\"8000\"", "\"29999\"")]));
    assert_breaks(&edited(&[default, ("\"8000\"", "\"30000\"")]), &[Rule::GracePeriod]);
    // ARRET_MS is 5000 by default.
    let short = (grace, "terminationGracePeriodSeconds: 6");
    assert_right(&edited(&[short, ("  ARRET_MS: \"8000\"\n", "")]));
    let equal = (grace, "terminationGracePeriodSeconds: 5");
    assert_breaks(&edited(&[equal, ("  ARRET_MS: \"8000\"\n", "")]), &[Rule::GracePeriod]);
}

#[test]
fn the_sleep_of_pre_stop_is_part_of_the_stop() {
    let probe = "          readinessProbe:\n";
    for (hook, seconds) in [
        ("{sleep: {seconds: 5}}", 5),
        ("{exec: {command: [sleep, \"5\"]}}", 5),
        ("{exec: {command: [/bin/sleep, 5s]}}", 5),
        ("{exec: {command: [sh, -c, sleep 5]}}", 5),
        ("{exec: {command: [/bin/sh, -c, \"sleep 2; sleep 3\"]}}", 5),
        ("{exec: {command: [/stop]}}", 0),
        ("{httpGet: {path: /stop, port: 8080}}", 0),
    ] {
        let hook = format!("          lifecycle: {{preStop: {hook}}}\n{probe}");
        let grace = |seconds| format!("terminationGracePeriodSeconds: {seconds}");
        let text = |seconds: i64| {
            edited(&[("terminationGracePeriodSeconds: 20", &grace(seconds)), (probe, &hook)])
        };
        assert_right(&text(9 + seconds));
        let reason = Reason::GracePeriod {
            grace_ms: 8000 + seconds * 1000,
            pre_stop_ms: seconds * 1000,
            stop_ms: 8000,
        };
        assert_eq!(reasons(findings(&text(8 + seconds))), [reason], "{hook}");
    }
}

#[test]
fn a_budget_lets_one_of_the_pods_go() {
    for right in [
        "maxUnavailable: 1",
        "maxUnavailable: 2",
        "maxUnavailable: 1%",
        "maxUnavailable: 50%",
        "minAvailable: 50%",
        "minAvailable: 1%",
        "minAvailable: 0",
    ] {
        assert_right(&edited(&[("minAvailable: 1", right)]));
    }
    for wrong in [
        "maxUnavailable: 0",
        "maxUnavailable: 0%",
        "minAvailable: 2",
        "minAvailable: 3",
        "minAvailable: 51%",
        "minAvailable: 100%",
        "unhealthyPodEvictionPolicy: AlwaysAllow",
    ] {
        assert_breaks(&edited(&[("minAvailable: 1", wrong)]), &[Rule::Budget]);
    }
}

#[test]
fn a_budget_is_judged_at_the_lowest_number_of_replicas() {
    let more = [("replicas: 2", "replicas: 5"), ("minAvailable: 1", "minAvailable: 4")];
    assert_right(&edited(&more));
    let reason = Reason::LetsNoneGo { field: "minAvailable", value: "4".to_owned(), replicas: 2 };
    assert_eq!(reasons(findings(&scaled(&more, &[]))), [reason]);
    let none = [("  replicas: 2\n", ""), ("minAvailable: 1", "minAvailable: 2")];
    assert_right(&scaled(&none, &[("minReplicas: 2", "minReplicas: 3")]));
    assert_breaks(&scaled(&none, &[]), &[Rule::Budget]);
}

#[test]
fn a_budget_selects_the_pods() {
    let selector = "    matchLabels:\n      app: shop\n";
    let last = |to: &str| {
        let at = RIGHT.rfind(selector).expect("the budget is last");
        format!("{}{to}", &RIGHT[..at])
    };
    assert_right(&last(
        "    matchExpressions: [{key: app, operator: In, values: [shop, stock]}]\n",
    ));
    assert_right(&last("    matchExpressions: [{key: app, operator: Exists}]\n"));
    assert_right(&last("    matchExpressions: [{key: app, operator: NotIn, values: [stock]}]\n"));
    assert_right(&last("    matchExpressions: [{key: old, operator: DoesNotExist}]\n"));
    for wrong in [
        "    matchLabels: {app: stock}\n",
        "    matchLabels: {app: shop, tier: web}\n",
        "    matchExpressions: [{key: app, operator: NotIn, values: [shop]}]\n",
        "    matchExpressions: [{key: app, operator: DoesNotExist}]\n",
        "    matchLabels: {app: shop}\n    matchExpressions: [{key: tier, operator: Exists}]\n",
    ] {
        assert_breaks(&last(wrong), &[Rule::Budget]);
    }
    // An empty selector selects all pods, and a missing one none.
    assert_right(&last("    {}\n"));
    let at = RIGHT.rfind("  selector:").expect("the budget is last");
    assert_breaks(&RIGHT[..at], &[Rule::Budget]);
    let at = RIGHT.rfind("---").expect("documents");
    assert_breaks(&RIGHT[..at], &[Rule::Budget]);
}

#[test]
fn two_budgets_for_the_same_pods_let_none_go() {
    let second = "\
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: second}
spec: {maxUnavailable: 1, selector: {}}
";
    let reason = Reason::SeveralBudgets { other: "shop".to_owned() };
    assert_eq!(reasons(findings(&with(second))), [reason]);
    let other = second.replace("selector: {}", "selector: {matchLabels: {app: stock}}");
    assert_right(&with(&other));
}

#[test]
fn a_deployment_selects_its_own_template() {
    let mismatch = [("      app: shop\n  strategy", "      app: stock\n  strategy")];
    assert_breaks(&edited(&mismatch), &[Rule::Selector]);
    let more = [("      app: shop\n  strategy", "      app: shop\n      tier: web\n  strategy")];
    assert_breaks(&edited(&more), &[Rule::Selector]);
    let empty = [("    matchLabels:\n      app: shop\n  strategy", "    {}\n  strategy")];
    assert_breaks(&edited(&empty), &[Rule::Selector]);
    let expression = [(
        "    matchLabels:\n      app: shop\n  strategy",
        "    matchExpressions: [{key: app, operator: In, values: [shop]}]\n  strategy",
    )];
    assert_right(&edited(&expression));
    let labels =
        [("        app: shop\n    spec", "        app: shop\n        tier: web\n    spec")];
    assert_right(&edited(&labels));
}

#[test]
fn without_deployment_no_rule_about_it_holds() {
    let at = RIGHT.find("---").expect("documents");
    for text in [&RIGHT[at..], ""] {
        let found = findings(text);
        assert!(found.iter().all(|finding| finding.reason == Reason::NoDeployment), "{found:?}");
        // All but the validity and the secrets of what is there.
        assert_eq!(found.len(), Rule::ALL.len() - 2);
    }
    let stateful = edited(&[("kind: Deployment", "kind: StatefulSet")]);
    assert!(reasons(findings(&stateful)).contains(&Reason::NoDeployment));
}

#[test]
fn without_container_no_rule_about_it_holds() {
    let from = RIGHT.find("      containers:").expect("containers");
    let to = RIGHT.find("---").expect("documents");
    let text = format!("{}      containers: []\n{}", &RIGHT[..from], &RIGHT[to..]);
    let found: Vec<Rule> = findings(&text).iter().map(|finding| finding.rule).collect();
    for rule in Rule::OF_CONTAINERS {
        assert!(found.contains(&rule), "{rule:?}");
    }
}

#[test]
fn a_namespace_holds_its_own_objects() {
    let named = RIGHT.replace("  name: shop\nspec", "  name: shop\n  namespace: web\nspec");
    let all = named.replace("  name: shop\ndata", "  name: shop\n  namespace: web\ndata");
    assert_right(&all);
    assert_right(&RIGHT.replacen(
        "  name: shop\nspec",
        "  name: shop\n  namespace: default\nspec",
        1,
    ));
    let reason = |found: &str, expected: &str| Reason::OtherNamespace {
        found: found.to_owned(),
        expected: expected.to_owned(),
    };
    let service = all.replacen(
        "kind: Service\nmetadata:\n  name: shop\n  namespace: web",
        "kind: Service\nmetadata:\n  name: shop",
        1,
    );
    assert_eq!(reasons(findings(&service)), [reason("default", "web"), reason("default", "web")]);
    let budget = all.replacen(
        "Budget\nmetadata:\n  name: shop\n  namespace: web",
        "Budget\nmetadata:\n  name: shop",
        1,
    );
    assert_eq!(reasons(findings(&budget)), [reason("default", "web")]);
    // Without its ConfigMap, the server listens on the port of its image, and stops within 5 s.
    let map = all.replacen(
        "kind: ConfigMap\nmetadata:\n  name: shop\n  namespace: web",
        "kind: ConfigMap\nmetadata:\n  name: shop",
        1,
    );
    assert!(crate::base::rules(&findings(&map)).contains(&Rule::ConfigMap));
}
