//! The rules, which a suite groups into checks.

/// A clause of the contract of lab 10, “Kubernetes”.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// Every object is valid for Kubernetes 1.32.
    Validity,
    /// There is a `Deployment`, and it selects its own template.
    Selector,
    /// At least two replicas at any time.
    Replicas,
    /// `RollingUpdate`, with `maxUnavailable` written as 0.
    RollingUpdate,
    /// A readiness probe by HTTP on `/health/ready`.
    Readiness,
    /// A liveness probe by HTTP on `/health/live`.
    Liveness,
    /// Requests for CPU and memory, and a limit for memory.
    Resources,
    /// Probes and `Service` reach the port on which the server listens.
    Port,
    /// The server does not listen on the loopback address.
    Address,
    /// `runAsNonRoot`, for every container.
    NonRoot,
    /// A read-only root file system, for every container.
    ReadOnlyRoot,
    /// `allowPrivilegeEscalation: false`, for every container.
    Escalation,
    /// All capabilities dropped and none added, for every container.
    Capabilities,
    /// A grace period longer than the stop takes.
    GracePeriod,
    /// A `Service` selects the pods.
    Service,
    /// The ports of the `Service` have names.
    PortNames,
    /// A `PodDisruptionBudget` selects the pods and lets one go.
    Budget,
    /// The container refers to a `ConfigMap` of the files.
    ConfigMap,
    /// The container refers to a `Secret`.
    Secret,
    /// No secret value is in the files.
    PlainSecret,
}

impl Rule {
    /// The rules about the container that the `Service` reaches, or about all containers.
    pub const OF_CONTAINERS: [Self; 12] = [
        Self::Readiness,
        Self::Liveness,
        Self::Resources,
        Self::Port,
        Self::Address,
        Self::NonRoot,
        Self::ReadOnlyRoot,
        Self::Escalation,
        Self::Capabilities,
        Self::GracePeriod,
        Self::ConfigMap,
        Self::Secret,
    ];

    /// All rules, in the order of the contract.
    pub const ALL: [Self; 20] = [
        Self::Validity,
        Self::Selector,
        Self::Replicas,
        Self::RollingUpdate,
        Self::Readiness,
        Self::Liveness,
        Self::Resources,
        Self::Port,
        Self::Address,
        Self::NonRoot,
        Self::ReadOnlyRoot,
        Self::Escalation,
        Self::Capabilities,
        Self::GracePeriod,
        Self::Service,
        Self::PortNames,
        Self::Budget,
        Self::ConfigMap,
        Self::Secret,
        Self::PlainSecret,
    ];
}
