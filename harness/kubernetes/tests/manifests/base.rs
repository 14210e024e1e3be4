//! One right set of manifests, and its edits.

use std::collections::BTreeMap;

use kubernetes::{Finding, ImageSettings, Objects, Reason, Rule};
use texts::Lang;

pub const RIGHT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
spec:
  replicas: 2
  selector:
    matchLabels:
      app: shop
  strategy:
    type: RollingUpdate
    rollingUpdate:
      maxUnavailable: 0
      maxSurge: 1
  template:
    metadata:
      labels:
        app: shop
    spec:
      terminationGracePeriodSeconds: 20
      securityContext:
        runAsNonRoot: true
      containers:
        - name: server
          image: registry.example.org/shop:1.4
          envFrom:
            - configMapRef:
                name: shop
          env:
            - name: HOTE
              value: 0.0.0.0
            - name: API_TOKEN
              valueFrom:
                secretKeyRef:
                  name: shop
                  key: token
          ports:
            - name: http
              containerPort: 8080
          readinessProbe:
            httpGet:
              path: /health/ready
              port: http
          livenessProbe:
            httpGet:
              path: /health/live
              port: 8080
          resources:
            requests:
              cpu: 100m
              memory: 64Mi
            limits:
              memory: 128Mi
          securityContext:
            readOnlyRootFilesystem: true
            allowPrivilegeEscalation: false
            capabilities:
              drop: [ALL]
---
apiVersion: v1
kind: Service
metadata:
  name: shop
spec:
  selector:
    app: shop
  ports:
    - name: http
      port: 80
      targetPort: http
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: shop
data:
  PORT: \"8080\"
  ARRET_MS: \"8000\"
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata:
  name: shop
spec:
  minAvailable: 1
  selector:
    matchLabels:
      app: shop
";

/// An image with nothing but the port 3000 by default.
pub fn image() -> ImageSettings {
    ImageSettings::new(3000)
}

/// An image with `ENV`.
pub fn image_with(env: &[(&str, &str)]) -> ImageSettings {
    let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    ImageSettings { env: env.iter().map(own).collect::<BTreeMap<_, _>>(), ..image() }
}

pub fn findings_for(text: &str, settings: &ImageSettings) -> Vec<Finding> {
    let objects = Objects::read(&[("k8s/shop.yaml", text)]).expect("files within the limits");
    objects.findings(settings)
}

pub fn findings(text: &str) -> Vec<Finding> {
    findings_for(text, &image())
}

/// The right set with each of the texts replaced, which is there.
#[track_caller]
pub fn edited(edits: &[(&str, &str)]) -> String {
    let mut text = RIGHT.to_owned();
    for (from, to) in edits {
        assert!(text.contains(from), "the set has no {from:?}");
        text = text.replacen(from, to, 1);
    }
    text
}

/// The right set and further documents.
pub fn with(document: &str) -> String {
    format!("{RIGHT}---\n{document}")
}

pub fn rules(findings: &[Finding]) -> Vec<Rule> {
    findings.iter().map(|finding| finding.rule).collect()
}

pub fn reasons(findings: Vec<Finding>) -> Vec<Reason> {
    findings.into_iter().map(|finding| finding.reason).collect()
}

#[track_caller]
pub fn assert_right(text: &str) {
    assert_right_for(text, &image());
}

#[track_caller]
pub fn assert_right_for(text: &str, settings: &ImageSettings) {
    let findings = findings_for(text, settings);
    let shown = shown(&findings);
    assert!(findings.is_empty(), "{}\n{text}", shown.join("\n"));
}

/// Each edit breaks these rules, and no other.
#[track_caller]
pub fn assert_breaks(text: &str, expected: &[Rule]) {
    let findings = findings(text);
    let shown = shown(&findings);
    assert_eq!(rules(&findings), expected, "{}\n{text}", shown.join("\n"));
}

/// The findings as a reader of a failed test wants them.
pub fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| finding.message().text(Lang::En)).collect()
}
