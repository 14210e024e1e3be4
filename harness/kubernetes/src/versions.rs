//! API versions: those of Kubernetes 1.32, those that it no longer serves, and those that are not its own.
//!
//! The removals: <https://kubernetes.io/docs/reference/using-api/deprecation-guide/>.

use crate::reason::Invalid;
use crate::schema::Schema;

/// API versions that were removed, the release that did, and for which kinds (all, when none is named).
const REMOVED: [(&str, &[&str], &str); 28] = [
    ("extensions/v1beta1", &["Ingress"], "1.22"),
    ("extensions/v1beta1", &[], "1.16"),
    ("apps/v1beta1", &[], "1.16"),
    ("apps/v1beta2", &[], "1.16"),
    ("policy/v1beta1", &[], "1.25"),
    ("autoscaling/v2beta1", &[], "1.25"),
    ("autoscaling/v2beta2", &[], "1.26"),
    ("batch/v2alpha1", &[], "1.21"),
    ("batch/v1beta1", &[], "1.25"),
    ("networking.k8s.io/v1beta1", &["Ingress", "IngressClass"], "1.22"),
    ("rbac.authorization.k8s.io/v1alpha1", &[], "1.22"),
    ("rbac.authorization.k8s.io/v1beta1", &[], "1.22"),
    ("scheduling.k8s.io/v1alpha1", &[], "1.22"),
    ("scheduling.k8s.io/v1beta1", &[], "1.22"),
    ("storage.k8s.io/v1beta1", &["CSIStorageCapacity"], "1.27"),
    (
        "storage.k8s.io/v1beta1",
        &["CSIDriver", "CSINode", "StorageClass", "VolumeAttachment"],
        "1.22",
    ),
    (
        "admissionregistration.k8s.io/v1beta1",
        &["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"],
        "1.22",
    ),
    ("apiextensions.k8s.io/v1beta1", &[], "1.22"),
    ("apiregistration.k8s.io/v1beta1", &[], "1.22"),
    ("authentication.k8s.io/v1beta1", &["TokenReview"], "1.22"),
    ("authorization.k8s.io/v1beta1", &[], "1.22"),
    ("certificates.k8s.io/v1beta1", &[], "1.22"),
    ("coordination.k8s.io/v1beta1", &[], "1.22"),
    ("discovery.k8s.io/v1beta1", &[], "1.25"),
    ("events.k8s.io/v1beta1", &[], "1.25"),
    ("node.k8s.io/v1beta1", &[], "1.25"),
    ("flowcontrol.apiserver.k8s.io/v1beta2", &[], "1.29"),
    ("flowcontrol.apiserver.k8s.io/v1beta3", &[], "1.32"),
];

/// Kinds that were removed, and whose latest API version was in `REMOVED` too.
const WITHOUT_SUCCESSOR: [&str; 2] = ["PodSecurityPolicy", "PodPreset"];

/// What an API version and a kind are.
pub(crate) enum Version {
    /// A kind of 1.32: the name of its definition.
    Served(&'static str),
    /// A kind that somebody else defined.
    Custom,
    /// Neither.
    Refused(Invalid),
}

pub(crate) fn version(api_version: &str, kind: &str) -> Version {
    let schema = Schema::get();
    if let Some(definition) = schema.kind(api_version, kind) {
        return Version::Served(definition);
    }
    let (group, _) = api_version.rsplit_once('/').unwrap_or(("", api_version));
    // The group of a custom kind is a domain.
    if group.contains('.') && !is_built_in(group) {
        return Version::Custom;
    }
    let (api_version, kind) = (api_version.to_owned(), kind.to_owned());
    let removed = REMOVED.iter().find(|(version, kinds, _)| {
        *version == api_version && (kinds.is_empty() || kinds.contains(&kind.as_str()))
    });
    let instead = successor(group, &kind).map(str::to_owned);
    Version::Refused(match (removed, instead) {
        (Some((.., since)), instead)
            if instead.is_some() || WITHOUT_SUCCESSOR.contains(&kind.as_str()) =>
        {
            Invalid::NoLongerServed { api_version, kind, since, instead }
        }
        (_, Some(instead)) => Invalid::UnknownVersion { api_version, kind, instead },
        (_, None) => {
            let similar = similar_kind(&kind);
            Invalid::UnknownKind { api_version, kind, similar }
        }
    })
}

/// The groups of Kubernetes itself; all others with a dot belong to custom kinds.
fn is_built_in(group: &str) -> bool {
    Schema::get()
        .kinds()
        .any(|(version, _)| version.rsplit_once('/').is_some_and(|(known, _)| known == group))
}

/// The API version that serves a kind: of the same group if there is one, the stable one first.
fn successor(group: &str, kind: &str) -> Option<&'static str> {
    let mut versions: Vec<&str> =
        Schema::get().kinds().filter(|known| known.1 == kind).map(|known| known.0).collect();
    let other_group = |version: &str| version.rsplit_once('/').map_or("", |v| v.0) != group;
    // Of `autoscaling/v1` and `autoscaling/v2`, the later one.
    versions.sort_by_key(|version| {
        (other_group(version), version.contains("beta"), *version < "autoscaling/v2")
    });
    versions.first().copied()
}

fn similar_kind(kind: &str) -> Option<String> {
    let kinds = Schema::get().kinds().map(|known| known.1);
    crate::similar::similar(kind, kinds)
}
