//! Several servers in one conversation: processes of the same program, each with its own environment, its own
//! database, and a life of its own.
//!
//! A check adds them, and selects one: all other methods of a conversation concern the selected one. It is
//! killed and started again by itself, on another port each time, so the others find it through a relay
//! that reads its [`CurrentAddress`].

use std::ffi::OsString;
use std::mem;

use anyhow::anyhow;
use texts::Message;

use super::exchange::Conversation;
use super::instance::Instance;
use super::setup::Stop;
use crate::database::Database;
use crate::messages::steps;
use crate::outcome::Step;
use crate::server::{CurrentAddress, Printed, Server, Setting};

/// The port of the only server in a `curl` command.
const ONLY: u16 = 5000;

/// How to start one of several servers.
pub struct NewServer {
    /// what the check and the report call it
    pub name: &'static str,
    /// its port in a `curl` command of a report
    pub port: u16,
    /// its variables, beside `PORT` and that of its database
    pub variables: Vec<(&'static str, OsString)>,
    /// those that somebody sets who starts it by hand
    pub shown: Vec<(&'static str, String)>,
    /// where the others find it
    pub address: CurrentAddress,
}

impl Conversation<'_> {
    /// Adds a server with these variables, and a database of its own if the lab has one. It starts with
    /// the first request that is sent while it is selected, or with [`start`](Self::start).
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the server runs already.
    pub fn add_server(&mut self, server: NewServer) -> Result<(), Stop> {
        self.launch()?;
        let NewServer { name, port, variables, shown, address } = server;
        let shown = shown.into_iter().map(|(name, value)| (name.to_owned(), value));
        let port_shown = ("PORT".to_owned(), port.to_string());
        let variables_shown = shown.chain([port_shown]).collect();
        self.steps.push(Step::Server { variables: variables_shown });
        let mut settings: Vec<Setting> =
            variables.into_iter().map(|(name, value)| (name, Some(value))).collect();
        if self.setup.lab.databases.is_some() {
            let (variable, database) = self.database_in(&format!("base-{name}.db"))?;
            settings.push((variable, Some(database.url().into())));
            self.more_databases.push(database);
        }
        let (booted, killed) = (false, false);
        self.instances.push(Instance {
            name,
            port,
            address,
            settings,
            server: None,
            booted,
            killed,
        });
        Ok(())
    }

    /// From now on, all methods concern the server of this name, until another one is selected.
    ///
    /// # Errors
    /// When the check has not added it.
    pub fn select(&mut self, name: &str) -> Result<(), Stop> {
        let index = self.instances.iter().position(|instance| instance.name == name);
        let unknown = || Stop::Harness(anyhow!("the check has no server `{name}`"));
        self.select_at(index.ok_or_else(unknown)?);
        Ok(())
    }

    /// Starts the server, unless it runs.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(&mut self) -> Result<(), Stop> {
        self.address().map(drop)
    }

    pub(super) fn select_at(&mut self, index: usize) {
        if let Some(before) = self.selected.replace(index) {
            self.swap(before);
        }
        self.swap(index);
    }

    /// Exchanges the state of the conversation with that of an instance.
    fn swap(&mut self, index: usize) {
        let instance = &mut self.instances[index];
        mem::swap(&mut self.server, &mut instance.server);
        mem::swap(&mut self.setup.settings, &mut instance.settings);
        mem::swap(&mut self.booted, &mut instance.booted);
        mem::swap(&mut self.killed, &mut instance.killed);
    }

    /// Tells those who need the selected server where it is.
    pub(super) fn announce(&self) {
        if let Some(instance) = self.instance() {
            instance.address.set(self.server.as_ref().map(Server::address));
        }
    }

    /// Where a `curl` command finds the server.
    pub(super) fn shown_port(&self) -> u16 {
        self.instance().map_or(ONLY, |instance| instance.port)
    }

    /// What a report says when the server was killed.
    pub(super) fn was_killed(&self) -> Message {
        self.instance().map_or(steps::KILLED, |instance| steps::one_killed(instance.name))
    }

    /// What a report says when the server starts again.
    pub(super) fn started_again(&self) -> Message {
        let one = |instance: &Instance| steps::one_started_again(instance.name);
        self.instance().map_or(steps::STARTED_AGAIN, one)
    }

    /// Keeps what a server has printed, which is the selected one if there are several.
    pub(super) fn keep_output(&mut self, printed: Printed) {
        let printed = match self.instance() {
            Some(instance) => printed.of(instance.name),
            None => printed,
        };
        self.printed.append(printed);
    }

    /// Another database, for the server that is to use it from now on.
    pub(super) fn other_database(&self) -> Result<(&'static str, Box<dyn Database>), Stop> {
        let databases = self.setup.lab.databases;
        self.database_in(databases.map_or("", |databases| databases.other_file))
    }

    fn database_in(&self, file: &str) -> Result<(&'static str, Box<dyn Database>), Stop> {
        (self.setup.create_database)(file).map_err(Stop::Harness)
    }

    /// The selected one of several servers.
    fn instance(&self) -> Option<&Instance> {
        self.selected.map(|index| &self.instances[index])
    }
}
