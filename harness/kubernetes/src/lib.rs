//! Judges the Kubernetes manifests of the lab on deployment, and reads them strictly.
//!
//! No cluster is needed: the files are read, and variables are resolved. Each clause of the contract is a
//! [`Rule`]; a [`Finding`] is one thing that is wrong: where, and a [`Reason`] with its data, which
//! [`Finding::message`] says in French or in English.
//!
//! ```
//! use kubernetes::{ImageSettings, Objects, Reason, Rule};
//!
//! let files = [("k8s/service.yaml", "apiVersion: v1\nkind: Service\nmetadata: {nom: shop}\n")];
//! let objects = Objects::read(&files)?;
//! let unknown = &objects.validity()[1];
//! assert_eq!((unknown.line, unknown.path.as_str()), (3, "metadata.nom"));
//! let findings = objects.findings(&ImageSettings::new(3000));
//! assert!(findings.iter().any(|finding| finding.reason == Reason::NoDeployment));
//! assert_eq!(findings[0].rule, Rule::Validity);
//! # Ok::<(), kubernetes::Excess>(())
//! ```
//!
//! ```text
//! objects          the files of a service, and all findings
//! ├── set          the objects of the files, lists taken apart
//! │   ├── yaml         documents, with the line of each value
//! │   └── object       an object, and findings about it
//! ├── validate     what Kubernetes 1.32 accepts, one object at a time
//! │   ├── schema       its fields, from its OpenAPI definitions, and constraints beyond them
//! │   ├── versions     API versions that are served, removed, or not its own
//! │   └── quantity, names, similar
//! ├── judge        the rules of the contract
//! │   ├── candidate    a Deployment, a Service that reaches it, the container behind
//! │   ├── workload, selector, references
//! │   └── environment  the variables of a container
//! └── sentences    what is wrong, as a student reads it: the texts are in `texts.toml`
//! finding, rule, reason, limits, settings
//! ```
//!
//! # Decisions
//! Where the contract is silent, this is decided here:
//!
//! | Question | Decision |
//! |---|---|
//! | Several `Deployment`s and `Service`s | The pair with the fewest findings is the service. Each `Deployment` has to select its own template, and each object has to be valid. |
//! | A `Deployment` that no `Service` selects | The other rules are judged, for the container that declares the port, else the first. |
//! | An object without a namespace | It is in `default`, as `kubectl apply -f` puts it. References, selectors and budgets do not cross namespaces. |
//! | The same object twice | Not valid: the second replaces the first. |
//! | `null` | The same as absent, as for Kubernetes. |
//! | `yes`, `on`, `0644` | A boolean, a boolean, an octal number: YAML 1.1, as `kubectl` reads it. |
//! | Alpha versions, kinds of unknown groups without a dot | Not valid: no cluster serves them unless asked to. |
//! | A request that is not written beside a limit | The limit is the request. A quantity of 0 counts as missing. |
//! | A probe with `host` | Wrong: the kubelet then leaves the pod. A startup probe is free, but has to reach the port. |
//! | A headless `Service` | Its `port` is that of the server: no port is translated. |
//! | `nodePort` | Only with `type: NodePort` or `LoadBalancer`, and from 30000 to 32767: the API server of 1.32 refuses others, unless its own settings widen this range. |
//! | A `Service` with several ports | One reaches the server; all have names. |
//! | `PORT`, `HOTE` or `ARRET_MS` from a `Secret`, or from a `ConfigMap` of no file | Wrong: the value is not known. `envFrom` a `Secret` is taken to set none of them. |
//! | `HOTE` by `fieldRef` | `status.podIP` is right, `status.hostIP` with `hostNetwork`. An empty value is the default. |
//! | `runAsUser: 0` | Breaks the rule for `runAsNonRoot`: the kubelet refuses to start the container. |
//! | An autoscaler without `apiVersion` in its target | Has no target: Kubernetes does not find one. |
//! | A budget without a number, or a second one | Wrong: the first protects nothing, and with two nothing is evicted. |
//! | A volume that the container does not mount | Is no reference of the container. |
//! | `""` in a `Secret` | No value. |
//! | Names of secrets, literal values | See [`credentials`]. |
//! | `ConfigMap` with `API_TOKEN: …` | A literal secret, like one in `env`. |
//!
//! # Why not `k8s-openapi`
//! It ignores unknown fields, and its types have no enumerations. A table of 70 kB that is generated from the
//! same definitions is enough (`examples/schema.rs`), and costs nothing to compile.
//!
//! # Bounds
//! See the constants named `MAX_`. Beyond them [`Objects::read`] ends with an [`Excess`].

mod environment;
mod finding;
mod judge;
mod limits;
mod messages;
mod names;
mod object;
mod objects;
mod quantity;
mod reason;
mod references;
mod rule;
mod schema;
mod selector;
mod sentences;
mod set;
mod settings;
mod similar;
mod validate;
mod versions;
mod workload;
mod yaml;

pub use finding::{Finding, ObjectName};
pub use limits::{
    Excess, Limit, MAX_BYTES, MAX_DEPTH, MAX_DOCUMENTS, MAX_EXPANDED_BYTES, MAX_FILES,
    MAX_FINDINGS, MAX_NODES, MAX_OBJECTS,
};
pub use objects::{Image, Objects};
pub use reason::{Elsewhere, Found, Invalid, ProbeKind, Reason, Resource, Setting, Source, Syntax};
pub use rule::Rule;
pub use settings::ImageSettings;
