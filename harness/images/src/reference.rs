//! The parts of the name of an image.

/// `host/path:tag@digest`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The registry. None is Docker Hub.
    pub host: Option<&'a str>,
    /// The repository, without the registry.
    pub path: &'a str,
    /// The tag.
    pub tag: Option<&'a str>,
    /// The digest, without checking its length.
    pub digest: Option<&'a str>,
}

impl<'a> Reference<'a> {
    /// Takes a name apart.
    pub fn parse(name: &'a str) -> Self {
        let (name, digest) = match name.split_once('@') {
            Some((name, digest)) => (name, Some(digest)),
            None => (name, None),
        };
        let last = name.rfind('/').map_or(0, |at| at + 1);
        let (name, tag) = match name[last..].find(':') {
            Some(at) => (&name[..last + at], Some(&name[last + at + 1..])),
            None => (name, None),
        };
        let (host, path) = match name.split_once('/') {
            Some((host, path)) if host.contains(['.', ':']) || host == "localhost" => {
                (Some(host), path)
            }
            _ => (None, name),
        };
        Self { host, path, tag, digest }
    }

    /// The last part of the path.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The parts of the tag: `bookworm` and `slim`.
    pub fn tag_parts(&self) -> impl Iterator<Item = &'a str> {
        self.tag.unwrap_or_default().split('-')
    }

    /// Whether it is one of Docker's own images, from Docker Hub or a copy of it.
    pub fn is_official(&self, name: &str) -> bool {
        let is_hub = matches!(self.host, None | Some("docker.io" | "index.docker.io"));
        (is_hub && self.path == name)
            || self.path.strip_suffix(name).is_some_and(|path| path.ends_with("library/"))
    }
}
