//! The manifests of a service.

use images::Unpinned;

use crate::finding::{Finding, ObjectName};
use crate::judge::{deployment, judge};
use crate::limits::{Excess, MAX_FINDINGS};
use crate::set::Set;
use crate::settings::ImageSettings;
use crate::validate::validate;
use crate::workload::Container;

/// The objects of a set of files.
#[derive(Debug)]
pub struct Objects {
    set: Set,
    validity: Vec<Finding>,
}

/// The image of a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Image {
    /// The file.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// The `Deployment`.
    pub object: ObjectName,
    /// The name of the container.
    pub container: String,
    /// As written: `registry.example.org/shop:1.4`.
    pub image: String,
}

impl Image {
    /// Why the image has no fixed version, or `None` if it has one.
    pub fn unpinned(&self) -> Option<Unpinned> {
        images::unpinned(&self.image)
    }
}

impl Objects {
    /// Reads files: their names, and their texts. A file named `kustomization.yaml` is only searched for tokens.
    ///
    /// Files that are not valid are findings: see [`Self::validity`].
    ///
    /// # Errors
    /// When the files are larger than the limits of this crate.
    pub fn read(files: &[(&str, &str)]) -> Result<Self, Excess> {
        let mut set = Set::read(files)?;
        let mut validity = std::mem::take(&mut set.findings);
        for object in &set.objects {
            validity.extend(validate(object));
        }
        validity.truncate(MAX_FINDINGS);
        Ok(Self { set, validity })
    }

    /// What is wrong with the files and each object by itself: [`crate::Rule::Validity`], and tokens.
    pub fn validity(&self) -> &[Finding] {
        &self.validity
    }

    /// All that is wrong, [`Self::validity`] included, in the order of the rules.
    pub fn findings(&self, settings: &ImageSettings) -> Vec<Finding> {
        let mut findings = self.validity.clone();
        findings.extend(judge(&self.set, settings));
        findings.sort_by_key(|finding| finding.rule);
        findings.truncate(MAX_FINDINGS);
        findings
    }

    /// The images of the containers of the service's `Deployment`, those of the start included.
    pub fn images(&self, settings: &ImageSettings) -> Vec<Image> {
        let containers = deployment(&self.set, settings)
            .into_iter()
            .flat_map(|workload| workload.all_containers());
        let image = |container: Container<'_>| {
            let image = container.node.get("image")?;
            let object = container.workload.object;
            Some(Image {
                file: object.file.clone(),
                line: image.line,
                object: ObjectName { kind: object.kind.clone(), name: object.name().to_owned() },
                container: container.name().to_owned(),
                image: image.as_str()?.to_owned(),
            })
        };
        containers.filter_map(image).collect()
    }
}
