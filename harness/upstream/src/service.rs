//! The service as a check has it.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use engine::difference::Difference;
use engine::lines::Lines;
use engine::{Conversation, Stop};
use switch::Door;

use crate::behaviour::Behaviour;
use crate::connection;
use crate::record::{Call, Position, Rule, Shared, State};

/// A service of the harness on a port of its own. It ends when it is dropped.
pub struct Upstream {
    variable: &'static str,
    door: Door,
    shared: Arc<Shared>,
}

impl Upstream {
    /// Starts a service, and sets `variable` to its URL, which ends with the path `base`. Until it is
    /// told otherwise, it knows no path. The report of a failure shows the URL with the port 5001.
    ///
    /// # Errors
    /// [`Stop::Skipped`] when the student's server runs already, and so cannot be told the URL.
    pub fn start(
        conversation: &mut Conversation<'_>,
        variable: &'static str,
        base: &'static str,
    ) -> Result<Self, Stop> {
        conversation.require_own_server()?;
        let service = Self::listening(variable, base).map_err(Stop::Harness)?;
        let url = format!("http://{}{base}", service.door.address());
        conversation.set_variable(variable, url)?;
        conversation.tell_variable(variable, format!("http://127.0.0.1:5001{base}"));
        Ok(service)
    }

    fn listening(variable: &'static str, base: &'static str) -> anyhow::Result<Self> {
        let shared = Arc::new(Shared::new(base));
        let serving = Arc::clone(&shared);
        let door = Door::open(move |stream| {
            let shared = Arc::clone(&serving);
            thread::spawn(move || connection::serve(stream, &shared));
        })?;
        Ok(Self { variable, door, shared })
    }

    /// What it does with every call of `path`, from now on.
    pub fn on(&self, path: &str, behaviour: Behaviour) {
        self.script(path, Vec::new(), behaviour);
    }

    /// From now on, calls of `path` are answered and not recorded: a server may make them whenever it likes.
    pub fn leave_out(&self, path: &str) {
        self.shared.change(|state| state.leave_out(path));
    }

    /// What it does with the next calls of `path`, one behaviour for each, and with all that follow.
    pub fn script(&self, path: &str, first: Vec<Behaviour>, last: Behaviour) {
        self.shared.change(|state| state.script(path, first, last));
    }

    /// What it does with every call whose path has no script, from now on: `rule` decides when a call
    /// arrives, by its method and its path. It must not wait for anything.
    pub fn follow(&self, rule: impl Fn(&Call) -> Behaviour + Send + 'static) {
        self.shared.change(|state| state.follow(Rule(Box::new(rule))));
    }

    /// From now on it knows no path, and calls that are still under way do not count.
    pub fn forget(&self) {
        self.shared.change(|state| {
            state.forget_scripts();
            state.forget_calls();
        });
    }

    /// Closes the port and every connection: from now on, connections are refused.
    ///
    /// # Errors
    /// When the port does not close.
    pub fn refuse(&self) -> Result<(), Stop> {
        self.shared.change(|state| state.door = Position::Closed);
        self.door.close().map_err(Stop::Harness)?;
        self.shared.change(State::hang_up);
        Ok(())
    }

    /// Accepts connections again.
    ///
    /// # Errors
    /// When the port cannot be bound again.
    pub fn listen(&self) -> Result<(), Stop> {
        self.shared.change(|state| state.door = Position::Open);
        self.door.reopen().map_err(Stop::Harness)
    }

    /// The calls so far, those of unknown paths included.
    pub fn calls(&self) -> Vec<Call> {
        self.shared.state().calls().to_vec()
    }

    /// Forgets the calls so far, and returns those of known paths.
    pub fn forget_calls(&self) -> Vec<Call> {
        self.shared.change(|state| {
            let calls = state.forget_calls();
            calls.into_iter().filter(|call| state.knows(call)).collect()
        })
    }

    /// Waits until that many calls have arrived since the last time; whether they have.
    pub fn wait_for_calls(&self, count: usize, patience: Duration) -> bool {
        self.shared.wait(patience, |state| state.calls().len() >= count)
    }

    /// Compares the calls since the last time with the snapshot: how often each request of a known path
    /// came, in the order of their paths.
    ///
    /// # Errors
    /// When the snapshot contains other calls.
    pub fn compare_calls(&self, conversation: &mut Conversation<'_>) -> Result<(), Stop> {
        let calls = self.forget_calls();
        self.compare(conversation, calls)
    }

    /// Like [`compare_calls`](Self::compare_calls), with the calls of unknown paths too: for a server
    /// that must call nobody.
    ///
    /// # Errors
    /// When the snapshot contains other calls.
    pub fn compare_all_calls(&self, conversation: &mut Conversation<'_>) -> Result<(), Stop> {
        let calls = self.shared.change(State::forget_calls);
        self.compare(conversation, calls)
    }

    fn compare(&self, conversation: &mut Conversation<'_>, calls: Vec<Call>) -> Result<(), Stop> {
        let mut counts = BTreeMap::<String, usize>::new();
        for call in calls {
            let line = format!("{} {}", call.method, conversation.normalised(&call.target));
            *counts.entry(line).or_default() += 1;
        }
        let lines = counts.into_iter().map(|(line, count)| format!("{count} × {line}"));
        let lines: Vec<String> = lines.collect();
        let found = if lines.is_empty() { "0 ×".to_owned() } else { lines.join("\n") };
        let difference = Difference::Calls { variable: self.variable.to_owned() };
        let heading = format!("→ {}", self.variable);
        conversation.compare_found(&heading, Lines::from(found), difference)
    }
}

impl Drop for Upstream {
    fn drop(&mut self) {
        self.shared.change(|state| {
            state.door = Position::Over;
            state.hang_up();
        });
    }
}

#[cfg(test)]
mod tests {
    use std::io::{ErrorKind, Read, Write};
    use std::net::TcpStream;

    use serde_json::json;

    use super::Upstream;
    use crate::behaviour::{Behaviour, Cut, Reply};

    fn service(base: &'static str) -> Upstream {
        Upstream::listening("AUTRE_URL", base).expect("a service")
    }

    fn reply() -> Reply {
        Reply::json(200, &json!({ "id": 7 }))
    }

    /// What a client gets that asks for these paths on one connection, and then closes its side.
    fn asked(service: &Upstream, paths: &[&str]) -> String {
        let mut stream = TcpStream::connect(service.door.address()).expect("a connection");
        for path in paths {
            let request = format!("GET {path} HTTP/1.1\r\nHost: a\r\nX-Request-Id: x\r\n\r\n");
            stream.write_all(request.as_bytes()).expect("sent");
        }
        stream.shutdown(std::net::Shutdown::Write).expect("closed on this side");
        let mut received = String::new();
        stream.read_to_string(&mut received).expect("a response");
        received
    }

    #[test]
    fn calls_are_answered_and_recorded_with_their_connection() {
        let service = service("/base");
        service.on("/a", Behaviour::Answer(reply()));
        let received = asked(&service, &["/base/a?b=1", "/base/a", "/a"]);
        assert_eq!(received.matches("200 OK").count(), 2, "{received}");
        assert_eq!(received.matches("404").count(), 1, "outside of the base: {received}");
        asked(&service, &["/base/a"]);
        let calls = service.calls();
        let seen: Vec<(&str, usize)> =
            calls.iter().map(|call| (call.target.as_str(), call.connection)).collect();
        assert_eq!(seen, [("/a?b=1", 1), ("/a", 1), ("/a", 1), ("/a", 2)]);
        assert_eq!(calls[0].header("x-request-id"), Some("x"));
    }

    #[test]
    fn a_rule_decides_about_paths_without_a_script() {
        let service = service("/base");
        service.on("/a", Behaviour::Answer(Reply::json(503, &json!({}))));
        service.follow(|call| {
            let status = if call.method == "GET" && call.path() == "/b" { 200 } else { 405 };
            Behaviour::Answer(Reply::json(status, &json!({})))
        });
        let received = asked(&service, &["/base/a", "/base/b?x=1", "/base/c", "/b"]);
        for status in ["503", "200 OK", "405", "404"] {
            assert_eq!(received.matches(status).count(), 1, "{received}");
        }
    }

    #[test]
    fn calls_of_a_path_that_is_left_out_are_answered_and_not_recorded() {
        let service = service("");
        service.on("/a", Behaviour::Answer(reply()));
        service.on("/live", Behaviour::Answer(reply()));
        service.leave_out("/live");
        let received = asked(&service, &["/live", "/a", "/live?x=1"]);
        assert_eq!(received.matches("200 OK").count(), 3, "{received}");
        let calls = service.calls();
        let seen: Vec<(&str, bool)> =
            calls.iter().map(|call| (call.target.as_str(), call.answered.is_some())).collect();
        assert_eq!(seen, [("/a", true)]);
    }

    #[test]
    fn a_script_is_played_once_and_its_last_behaviour_stays() {
        let service = service("");
        let fails = Behaviour::Answer(Reply::json(503, &json!({})));
        service.script("/a", vec![fails], Behaviour::Answer(reply()));
        let received = asked(&service, &["/a", "/a", "/a"]);
        assert_eq!(received.matches("503").count(), 1, "{received}");
        assert_eq!(received.matches("200 OK").count(), 2, "{received}");
    }

    #[test]
    fn a_body_can_come_in_chunks() {
        let service = service("");
        service.on("/a", Behaviour::Answer(reply().chunked()));
        let received = asked(&service, &["/a"]);
        assert!(received.ends_with("chunked\r\n\r\n8\r\n{\"id\":7}\r\n0\r\n\r\n"), "{received}");
    }

    #[test]
    fn a_response_breaks_off_where_it_is_to() {
        let service = service("");
        let received = |cut| {
            service.on("/a", Behaviour::Broken(reply(), cut));
            asked(&service, &["/a"])
        };
        assert_eq!(received(Cut::Before), "");
        assert!(!received(Cut::InHead).contains("\r\n\r\n"));
        assert!(received(Cut::InBody).contains("Content-Length: 8\r\n\r\n{\"id"));
        assert!(received(Cut::InChunk).contains("chunked\r\n\r\n8\r\n{\"id"));
    }

    #[test]
    fn an_endless_body_goes_on_until_the_caller_has_enough() {
        let service = service("");
        service.on("/a", Behaviour::Endless);
        let mut stream = TcpStream::connect(service.door.address()).expect("a connection");
        stream.write_all(b"GET /a HTTP/1.1\r\n\r\n").expect("sent");
        let mut received = vec![0; 2 * 1024 * 1024];
        stream.read_exact(&mut received).expect("more than a client reads");
        assert!(received.starts_with(b"HTTP/1.1 200 OK"));
    }

    #[test]
    fn a_service_that_refuses_connections_can_listen_again() {
        let service = service("");
        service.refuse().expect("closed");
        let refused = TcpStream::connect(service.door.address()).expect_err("closed");
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        service.listen().expect("open");
        assert!(asked(&service, &["/a"]).contains("404"));
    }

    #[test]
    fn what_is_under_way_when_a_part_ends_does_not_count_in_the_next() {
        let service = service("");
        service.on("/one", Behaviour::Answer(reply()));
        asked(&service, &["/one"]);
        service.forget();
        service.on("/two", Behaviour::Answer(reply()));
        asked(&service, &["/one", "/two"]);
        let counted: Vec<String> =
            service.forget_calls().into_iter().map(|call| call.target).collect();
        assert_eq!(counted, ["/two"]);
    }
}
