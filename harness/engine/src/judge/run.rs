//! Runs one check against a server of its own, to judge it or to record it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use anyhow::{Context, Result};
use texts::{Lang, Message};

use super::job::Job;
use super::run_folder::RunFolder;
use crate::check::Suite;
use crate::conversation::{Conversation, Setup, Stop};
use crate::database::Kind;
use crate::diff;
use crate::draw;
use crate::fault::Fault;
use crate::messages::hints;
use crate::outcome::{Advice, Asked, Failure, HarnessError, Outcome};
use crate::process;
use crate::render;
use crate::server::Printed;

/// What is the same for every check of a run.
pub struct Run<'a> {
    suite: &'a Suite,
    folder: &'a RunFolder,
    seed: u64,
    requests: Option<u32>,
    /// what has been judged, by the name of the job: a check may be asked about by others
    judged: Mutex<BTreeMap<String, Arc<OnceLock<Outcome>>>>,
}

/// Why a conversation ended early, and what its servers printed.
struct Ended {
    stop: Stop,
    printed: Printed,
}

impl<'a> Run<'a> {
    pub fn new(suite: &'a Suite, folder: &'a RunFolder, seed: u64, requests: Option<u32>) -> Self {
        Self { suite, folder, seed, requests, judged: Mutex::default() }
    }

    pub fn suite(&self) -> &'a Suite {
        self.suite
    }

    /// Gives this thread a network of its own, when its servers are confined.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn network(&self) -> Result<(), HarnessError> {
        if !self.folder.is_confined() {
            return Ok(());
        }
        let made = process::own_network().context("making a network for a check");
        made.map_err(HarnessError::from)
    }

    /// Judges one check. A failure whose cause is known to be elsewhere says where.
    pub fn outcome(&self, job: &Job<'_>) -> Outcome {
        let mut outcome = self.judged(job);
        if let Outcome::Failed(failure) = &mut outcome {
            let advice = self.about_the_database(failure);
            let advice = advice.or_else(|| self.about_the_start(job, failure));
            failure.advice = advice.or_else(|| self.about_the_handler(job, failure)).map(Box::new);
        }
        outcome
    }

    /// The outcome of a check, which is judged once.
    fn judged(&self, job: &Job<'_>) -> Outcome {
        let mut judged = self.judged.lock().unwrap_or_else(PoisonError::into_inner);
        let known = Arc::clone(judged.entry(job.id()).or_default());
        drop(judged);
        known.get_or_init(|| self.judge(job)).clone()
    }

    /// Advice for a request that only prepares the check: that of the check which is about its
    /// handler, if that one fails in the same way.
    fn about_the_handler(&self, job: &Job<'_>, failure: &Failure) -> Option<Advice> {
        let asked = failure.asked.as_ref().filter(|asked| asked.prepares)?;
        let owner = self.suite.owner(&asked.handler).filter(|owner| owner.id != job.check.id)?;
        let Outcome::Failed(known) = self.judged(&Job { check: owner, ..*job }) else {
            return None;
        };
        let is_same = |known: &Asked| {
            known.must_succeed && known.handler == asked.handler && known.status == asked.status
        };
        known.asked.as_deref().filter(|known| is_same(known))?;
        Some(Advice {
            check: Some(owner.id.to_owned()),
            hint: Message::from(&self.suite.texts(owner).nudge),
            chapter: owner.chapter.to_owned(),
        })
    }

    /// Advice for a start that fails in a check which is about the start: the check's own.
    fn about_the_start(&self, job: &Job<'_>, failure: &Failure) -> Option<Advice> {
        let is_subject = failure.is_at_start() && failure.judges_start;
        is_subject.then(|| Advice {
            check: None,
            hint: Message::from(&self.suite.texts(job.check).nudge),
            chapter: job.check.chapter.to_owned(),
        })
    }

    /// Advice for a server that cannot start because of its SQL.
    fn about_the_database(&self, failure: &Failure) -> Option<Advice> {
        let databases = self.suite.lab.databases?;
        let is_sql = failure.is_at_start() && failure.printed.tells_of_wrong_sql();
        is_sql.then(|| Advice {
            check: None,
            hint: hints::MIGRATION,
            chapter: databases.migrations.to_owned(),
        })
    }

    fn judge(&self, job: &Job<'_>) -> Outcome {
        let expected = match self.suite.expected(job.check) {
            Ok(expected) => expected,
            Err(error) => return Outcome::Error(error.into()),
        };
        let held = self.hold(job, Some(&expected), |conversation| conversation.exchanges());
        match held.map_err(|ended| *ended) {
            Ok(exchanges) if exchanges < expected.len() => Outcome::Error(
                anyhow::anyhow!(
                    "check {} sends fewer requests than its snapshot holds: record it again with \
                     `cargo insta test --review`",
                    job.check.id
                )
                .into(),
            ),
            Ok(_) => Outcome::Passed,
            Err(Ended { stop: Stop::Failed(mut failure), printed }) => {
                failure.printed = printed;
                Outcome::Failed(failure)
            }
            Err(Ended { stop: Stop::Skipped(why), .. }) => Outcome::Skipped { why },
            Err(Ended { stop: Stop::Harness(error), .. }) => Outcome::Error(error.into()),
        }
    }

    /// Holds the conversation of a check, and returns what `read` finds in it when it has gone
    /// well.
    fn hold<T>(
        &self,
        job: &Job<'_>,
        expected: Option<&[String]>,
        read: impl FnOnce(&Conversation<'_>) -> T,
    ) -> Result<T, Box<Ended>> {
        let harness =
            |error| Box::new(Ended { stop: Stop::Harness(error), printed: Printed::default() });
        let folder = self.folder.check_folder(job.check.id).map_err(harness)?;
        let databases = self.suite.lab.databases;
        let database = databases.map(|databases| databases.create(job.kind, folder.path()));
        let database = database.transpose().map_err(harness)?;
        let variable = databases.map(|databases| databases.variable);
        let settings = variable.into_iter().zip(&database);
        let create_database = |file: &str| {
            let databases = databases.context("the lab has no database")?;
            Ok((databases.variable, databases.reserve(job.kind, folder.path(), file)))
        };
        let mut conversation = Conversation::new(Setup {
            lab: &self.suite.lab,
            target: self.folder.target(),
            folder: folder.path(),
            files: self.folder.files(),
            settings: settings
                .map(|(name, database)| (name, Some(database.url().into())))
                .collect(),
            expected,
            rng: draw::generator(self.seed, job.check.id),
            requests: self.requests,
            create_database: &create_database,
        });
        if let (Kind::Postgresql, Some(variable)) = (job.kind, variable) {
            let url = databases.map(|databases| databases.server.example()).unwrap_or_default();
            conversation.tell_variable(variable, url);
        }
        let held = (job.check.conversation)(&mut conversation).map(|()| read(&conversation));
        // Before the database is dropped, to which the server may be connected.
        let printed = conversation.finish();
        let held = match conversation.is_left_behind() {
            true => Err(Stop::Failed(Box::new(Failure::at_once(Fault::LEFT_BEHIND)))),
            false => held,
        };
        held.map_err(|stop| Box::new(Ended { stop, printed }))
    }
}

/// The transcript of every check against the reference server, as the content of its snapshot: for
/// the author's tests.
///
/// # Errors
/// When the server fails a check, or a folder cannot be created.
pub fn record(suite: &Suite, folder: &RunFolder, seed: u64) -> Result<Vec<(&'static str, String)>> {
    let run = Run::new(suite, folder, seed, None);
    let recorded = suite.checks.iter().map(|check| {
        let job = Job { check, kind: Kind::Sqlite, points: check.points };
        match run
            .hold(&job, None, |conversation| conversation.transcript())
            .map_err(|ended| ended.stop)
        {
            Ok(transcript) => Ok((check.id, transcript)),
            Err(Stop::Harness(error)) => Err(error),
            Err(Stop::Skipped(why)) => anyhow::bail!("check {}: {}", check.id, why.text(Lang::En)),
            Err(Stop::Failed(failure)) => {
                let sentence = render::fault(&failure.fault).text(Lang::En);
                let difference = diff::text(&failure.diff, Lang::En);
                anyhow::bail!("check {}: {sentence}\n{difference}", check.id)
            }
        }
    });
    recorded.collect()
}
