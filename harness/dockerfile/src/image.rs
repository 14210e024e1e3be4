//! An image, as its files describe it.

use crate::build::Build;
use crate::error::ParseError;
use crate::file::File;
use crate::finding::Finding;
use crate::ignore::Ignore;
use crate::judge;
use crate::limits::MAX_BYTES;
use crate::stage::State;
use crate::syntax::Command;

/// The Dockerfile and the `.dockerignore` of a folder.
#[derive(Debug)]
pub struct Image {
    build: Build,
    ignore: Option<Ignore>,
    /// The tokens in the texts, which are not kept.
    tokens: Vec<Finding>,
}

/// What the files do not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context {
    /// The port on which the server listens when `PORT` is not set.
    pub default_port: u16,
}

impl Image {
    /// Reads both files. `dockerignore` is `None` if there is no such file.
    pub fn read(dockerfile: &str, dockerignore: Option<&str>) -> Result<Self, ParseError> {
        if dockerfile.len() > MAX_BYTES {
            let (file, bytes, limit) = (File::Dockerfile, dockerfile.len(), MAX_BYTES);
            return Err(ParseError::TooLong { file, bytes, limit });
        }
        let build = Build::read(dockerfile)?;
        let ignore = dockerignore.map(Ignore::read).transpose()?;
        let mut tokens = judge::secrets_of_text(File::Dockerfile, dockerfile);
        tokens.extend(judge::secrets_of_text(File::Dockerignore, dockerignore.unwrap_or_default()));
        Ok(Self { build, ignore, tokens })
    }

    /// Everything that is wrong, in the order of the files and their lines.
    pub fn findings(&self, context: &Context) -> Vec<Finding> {
        let build = &self.build;
        let mut findings = [
            judge::stages(build),
            judge::pinned(build),
            judge::dependencies(build),
            judge::runtime(build),
            judge::user(build),
            judge::command(build),
            judge::port(build, context.default_port),
            judge::secrets(build),
            self.tokens.clone(),
            judge::context(build, self.ignore.as_ref()),
        ]
        .concat();
        findings.sort_by_key(|finding| (finding.file, finding.line, finding.rule()));
        findings
    }

    /// A variable of the last stage's `ENV`, its parents included: what the server finds in its
    /// environment. Variables that only the base image sets are not known.
    pub fn env(&self, name: &str) -> Option<&str> {
        self.last().scope.env.get(name).map(String::as_str)
    }

    /// All variables of the last stage's `ENV`, by name.
    pub fn variables(&self) -> impl Iterator<Item = (&str, &str)> {
        self.last().scope.env.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The number of the last `USER`, 0 too. None without `USER`, or if it is a name.
    pub fn user(&self) -> Option<u32> {
        judge::user_id(&self.build)
    }

    /// The one TCP port that the image exposes.
    pub fn exposed(&self) -> Option<u16> {
        judge::exposed(&self.build)
    }

    /// The last `ENTRYPOINT`.
    pub fn entrypoint(&self) -> Option<&Command> {
        self.last().entrypoint.as_ref().map(|set| &set.value)
    }

    /// The last `CMD`, unless a later `ENTRYPOINT` has reset it.
    pub fn cmd(&self) -> Option<&Command> {
        self.last().cmd.as_ref().map(|set| &set.value)
    }

    fn last(&self) -> &State {
        &self.build.stages[self.build.last()].end
    }
}
