//! What a RabbitMQ is started with so that it is one of its own, whatever else runs on the machine:
//! ports, a name, a folder for its data, and what its first tenant is.

use std::fs;
use std::net::SocketAddr;
use std::path::Path;

use anyhow::{Context, Result};
use engine::server::Port;

use crate::limits::Limits;
use crate::tenant::Tenant;

/// The folders of a broker.
#[derive(Clone, Copy, Debug)]
pub struct Folders<'a> {
    /// what is written for it
    pub settings: &'a Path,
    /// where it finds that, which is elsewhere in a sandbox
    pub seen: &'a Path,
    /// where it keeps what it writes
    pub data: &'a Path,
}

/// The settings of a broker that is about to start. Its ports are nobody else's while this exists.
#[derive(Debug)]
pub struct Settings {
    /// where it is to listen
    pub address: SocketAddr,
    /// its environment
    pub variables: Vec<(&'static str, String)>,
    _ports: [Port; 3],
}

impl Settings {
    /// Chooses ports, and writes the files. With a tenant, the broker has no user but that one; without,
    /// it has the user that every new RabbitMQ has.
    ///
    /// # Errors
    /// When no port is free, or a file cannot be written.
    pub fn write(folders: &Folders<'_>, limits: &Limits, tenant: Option<&Tenant>) -> Result<Self> {
        let ports = [Port::free()?, Port::free()?, Port::free()?];
        let [port, distribution, names] = &ports;
        let address = port.address();
        let write = |name: &str, content: &str| {
            let path = folders.settings.join(name);
            fs::write(&path, content).with_context(|| format!("writing {}", path.display()))
        };
        let seen = |name: &str| folders.seen.join(name).display().to_string();
        let kept = |name: &str| folders.data.join(name).display().to_string();
        let mut configuration = configured(address, limits);
        if let Some(tenant) = tenant {
            write("definitions.json", &tenant.definitions(limits))?;
            configuration.push_str(&format!("load_definitions = {}\n", seen("definitions.json")));
        }
        write("rabbitmq.conf", &configuration)?;
        write("enabled_plugins", "[].")?;
        let variables = vec![
            ("HOME", folders.data.display().to_string()),
            ("RABBITMQ_NODENAME", format!("atelier-{}@localhost", port.number())),
            ("RABBITMQ_CONFIG_FILE", seen("rabbitmq.conf")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", seen("enabled_plugins")),
            ("RABBITMQ_MNESIA_BASE", kept("data")),
            ("RABBITMQ_LOG_BASE", kept("log")),
            ("RABBITMQ_CONF_ENV_FILE", seen("none")),
            ("RABBITMQ_DIST_PORT", distribution.number().to_string()),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", ERLANG.to_owned()),
            ("ERL_EPMD_PORT", names.number().to_string()),
            ("ERL_EPMD_ADDRESS", "127.0.0.1".to_owned()),
        ];
        Ok(Self { address, variables, _ports: ports })
    }
}

/// Arguments of its virtual machine: no other machine reaches it, it has no more schedulers than it can
/// use here, and none of them keeps a core busy while it waits.
const ERLANG: &str =
    "-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none +sbwtdcpu none +sbwtdio none";

fn configured(address: SocketAddr, limits: &Limits) -> String {
    format!(
        "listeners.tcp.1 = {address}\n\
         vm_memory_high_watermark.absolute = {}\n\
         disk_free_limit.absolute = {}\n\
         connection_max = {}\n\
         channel_max = 128\n\
         num_acceptors.tcp = 2\n\
         log.file.level = warning\n",
        limits.memory, limits.disk, limits.connections
    )
}
