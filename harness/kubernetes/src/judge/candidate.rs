//! What may be the service: a `Deployment`, a `Service` that selects its pods, and the container it reaches.

use std::rc::Rc;

use crate::environment::{Environment, Variable};
use crate::object::Object;
use crate::reason::{Elsewhere, Setting, Source, clip};
use crate::selector::service_selects;
use crate::set::Set;
use crate::settings::ImageSettings;
use crate::workload::{Container, Workload, is_tcp, port_number};
use crate::yaml::{Node, Value};

/// The most pairs that are judged, and the most containers of a pod that may be the server.
const MOST: usize = 20;

pub(crate) struct Candidate<'a> {
    pub(crate) workload: Workload<'a>,
    pub(crate) service: Option<&'a Object>,
    /// None in a pod without containers.
    pub(crate) server: Option<Rc<Server<'a>>>,
}

/// A container, and what a server in it reads.
pub(crate) struct Server<'a> {
    pub(crate) container: Container<'a>,
    pub(crate) port: Result<(u16, Source), Unreadable>,
    pub(crate) environment: Environment,
    pub(crate) default_host: String,
    pub(crate) default_stop_ms: i64,
}

/// A variable whose value is not known, or is not valid.
pub(crate) enum Unreadable {
    Unknown(Elsewhere),
    Invalid(String),
}

/// A port of a `Service`.
pub(crate) struct Target<'a> {
    /// As written.
    pub(crate) shown: String,
    /// The port of the pod; none for a name that no container has.
    pub(crate) number: Option<u16>,
    container: Option<Container<'a>>,
}

impl<'a> Candidate<'a> {
    /// Each `Deployment` with each `Service` that selects it, or with none.
    pub(crate) fn all(set: &'a Set, settings: &ImageSettings) -> Vec<Self> {
        let mut candidates = Vec::new();
        for object in set.of_kind("apps", "Deployment") {
            let workload = Workload { object };
            let mut services: Vec<Option<&Object>> = services_of(workload, set).map(Some).collect();
            if services.is_empty() {
                services.push(None);
            }
            if candidates.len() + services.len() > MOST {
                services.truncate(MOST - candidates.len());
            }
            if services.is_empty() {
                break;
            }
            let servers: Vec<Rc<Server<'a>>> = workload
                .containers()
                .into_iter()
                .take(MOST)
                .map(|container| Rc::new(Server::new(container, set, settings)))
                .collect();
            candidates.extend(services.into_iter().map(|service| {
                let targets = service.map(|service| targets(service, workload)).unwrap_or_default();
                let server = reached(&servers, &targets).cloned();
                Self { workload, service, server }
            }));
        }
        candidates
    }
}

/// The container that a `Service` reaches: the one that listens on a port of it, else the one that declares
/// the port, else the first.
fn reached<'s, 'a>(
    servers: &'s [Rc<Server<'a>>],
    targets: &[Target<'a>],
) -> Option<&'s Rc<Server<'a>>> {
    let listens = |server: &&Rc<Server<'a>>| {
        targets.iter().any(|target| {
            let is_there = target
                .container
                .is_none_or(|container| container.name() == server.container.name());
            is_there && server.number().is_some() && target.number == server.number()
        })
    };
    let declaring = targets.iter().find_map(|target| target.container);
    let declares = |server: &&Rc<Server<'a>>| match declaring {
        Some(container) => container.name() == server.container.name(),
        None => server.number().is_some_and(|number| server.container.declares(number)),
    };
    let mut all = servers.iter();
    all.clone().find(listens).or_else(|| all.clone().find(declares)).or_else(|| all.next())
}

impl<'a> Server<'a> {
    fn new(container: Container<'a>, set: &Set, settings: &ImageSettings) -> Self {
        let environment = Environment::of(container, set, settings);
        let port = match environment.get(Setting::Port.name()) {
            None => Ok((settings.default_port, Source::Default)),
            Some(Variable::Known { value, from }) => match value.parse() {
                Ok(port) if port > 0 => Ok((port, from.clone())),
                _ => Err(Unreadable::Invalid(value.clone())),
            },
            Some(Variable::PodField(_)) => Err(Unreadable::Unknown(Elsewhere::Pod)),
            Some(Variable::Unknown(from)) => Err(Unreadable::Unknown(*from)),
        };
        Self {
            container,
            port,
            environment,
            default_host: settings.default_host.clone(),
            default_stop_ms: settings.default_stop_ms,
        }
    }

    fn number(&self) -> Option<u16> {
        self.port.as_ref().ok().map(|(number, _)| *number)
    }
}

/// The `Service`s that select the pods of a `Deployment`.
fn services_of<'a>(workload: Workload<'a>, set: &'a Set) -> impl Iterator<Item = &'a Object> {
    let labels = workload.labels();
    set.of_kind("", "Service").filter(move |service| {
        service.namespace() == workload.object.namespace()
            && service.node.str_at(&["spec", "type"]) != Some("ExternalName")
            && service_selects(&service.node, &labels)
    })
}

/// The ports of a `Service`, and where they lead in these pods.
pub(crate) fn targets<'a>(service: &'a Object, workload: Workload<'a>) -> Vec<Target<'a>> {
    // Clients of a headless Service connect to the pods themselves, where no port is translated.
    let is_headless = service.node.str_at(&["spec", "clusterIP"]) == Some("None");
    let ports = service.node.at(&["spec", "ports"]).map_or(&[][..], Node::items);
    let target_of = |port: &'a Node| {
        let own = port.get("targetPort").filter(|_| !is_headless);
        Some(target(own.or_else(|| port.get("port"))?, workload))
    };
    ports.iter().filter(|port| is_tcp(port)).filter_map(target_of).collect()
}

fn target<'a>(port: &Node, workload: Workload<'a>) -> Target<'a> {
    let shown = clip(&port.text().unwrap_or_default());
    let mut containers = workload.containers().into_iter();
    if let Value::String(name) = &port.value {
        let named = containers.find_map(|container| Some((container, container.port_named(name)?)));
        let (container, number) = named.unzip();
        return Target { shown, number, container };
    }
    let number = port_number(port);
    let container = containers.find(|c| number.is_some_and(|number| c.declares(number)));
    Target { shown, number, container }
}
