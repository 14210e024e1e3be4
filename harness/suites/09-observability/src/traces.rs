//! The checks on W3C trace context: <https://www.w3.org/TR/trace-context/>.

use std::collections::BTreeSet;

use engine::http::Request;
use engine::{Conversation, Stop};
use upstream::Call;

use crate::catalogue::{Catalogue, known};
use crate::messages::promises;

const TRACEPARENT: &str = "traceparent";
const TRACESTATE: &str = "tracestate";

/// The header that a call has, as version 00 has it.
struct Parent {
    trace_id: String,
    parent_id: String,
    is_sampled: bool,
}

impl Parent {
    /// Reads a header of version 00 strictly.
    fn parse(header: &str) -> Option<Self> {
        let fields: Vec<&str> = header.split('-').collect();
        let [version, trace_id, parent_id, flags] = fields.as_slice() else { return None };
        let is_hexadecimal = |text: &str, digits: usize| {
            let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
            text.len() == digits && text.bytes().all(is_digit)
        };
        let is_valid = *version == "00"
            && is_hexadecimal(trace_id, 32)
            && is_hexadecimal(parent_id, 16)
            && is_hexadecimal(flags, 2)
            && [trace_id, parent_id].iter().all(|id| id.bytes().any(|byte| byte != b'0'));
        let flags = u8::from_str_radix(flags, 16).ok()?;
        let [trace_id, parent_id] = [trace_id, parent_id].map(|id| (*id).to_owned());
        is_valid.then_some(Self { trace_id, parent_id, is_sampled: flags & 1 == 1 })
    }
}

/// The trace id of a valid header.
pub fn trace_of(header: &str) -> Option<String> {
    Parent::parse(header).map(|parent| parent.trace_id)
}

/// A header that is valid, and what it says.
struct Given {
    header: String,
    trace_id: String,
    parent_id: String,
    is_sampled: bool,
}

impl Given {
    /// A header of this version, with these flags, and with what a later version may add.
    fn draw(c: &mut Conversation<'_>, (version, flags, rest): (&str, &str, &str)) -> Self {
        let (trace_id, parent_id) = (draw_id(c, 32), draw_id(c, 16));
        let header = format!("{version}-{trace_id}-{parent_id}-{flags}{rest}");
        let is_sampled = u8::from_str_radix(flags, 16).is_ok_and(|flags| flags & 1 == 1);
        Self { header, trace_id, parent_id, is_sampled }
    }
}

/// An id with a letter in it, so that it differs from the same in capitals.
fn draw_id(c: &mut Conversation<'_>, digits: usize) -> String {
    let rest: String = (1..digits).map(|_| c.rng().digit(16)).collect();
    format!("{}{rest}", ['a', 'b', 'c', 'd', 'e', 'f'][c.rng().usize(..6)])
}

/// Headers that are valid: version, flags, and what follows.
const VALID: [(&str, &str, &str); 9] = [
    ("00", "01", ""),
    ("00", "00", ""),
    // A trace id may begin with zeros; other bits of the flags say something else.
    ("00", "03", ""),
    ("00", "fe", ""),
    ("01", "01", ""),
    ("01", "00", "-"),
    ("cc", "01", "-what-the-future-brings"),
    ("fe", "00", "-00"),
    ("00", "ff", ""),
];

/// What other systems noted.
const STATES: [Option<&str>; 3] = [
    None,
    Some("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"),
    Some("fournisseur@systeme=\"a\";b, x=1"),
];

/// `trace`: a valid header is continued, in every version.
pub fn trace(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    let mut parents = BTreeSet::new();
    for (number, form) in VALID.into_iter().enumerate() {
        c.forget_steps_after(steps);
        let given = Given::draw(c, form);
        let state = STATES[number % STATES.len()];
        let mut request = known().header(TRACEPARENT, given.header.clone());
        if let Some(state) = state {
            request = request.header(TRACESTATE, state);
        }
        // Twice, because a server could use the same parent id each time.
        for _ in 0..2 {
            let call = called(c, &catalogue, &request)?;
            let parent = continued(c, &call, &given)?;
            if !parents.insert(parent.parent_id) {
                let received = call.header(TRACEPARENT).unwrap_or_default();
                return Err(c.broken(promises::PARENT_AGAIN, "", received));
            }
            if call.header(TRACESTATE) != state {
                let shown = |state: Option<&str>| format!("tracestate: {}", state.unwrap_or("-"));
                let received = shown(call.header(TRACESTATE));
                return Err(c.broken(promises::TRACESTATE, &shown(state), received));
            }
        }
    }
    c.compare("→ CATALOGUE_URL", "traceparent: 00-…")
}

/// The call that a request causes.
fn called(
    c: &mut Conversation<'_>,
    catalogue: &Catalogue,
    request: &Request,
) -> Result<Call, Stop> {
    catalogue.service.forget_calls();
    c.send(request)?;
    let call = catalogue.service.calls().into_iter().next();
    call.ok_or_else(|| c.broken(promises::NO_CALL, "", ""))
}

/// The header of a call, which must be valid.
fn parent_of(c: &Conversation<'_>, call: &Call) -> Result<Parent, Stop> {
    let header = call.header(TRACEPARENT).unwrap_or_default();
    Parent::parse(header).ok_or_else(|| {
        let received = format!("traceparent: {header}");
        c.broken(promises::TRACEPARENT, "traceparent: 00-(32)-(16)-(2)", received)
    })
}

fn continued(c: &Conversation<'_>, call: &Call, given: &Given) -> Result<Parent, Stop> {
    let parent = parent_of(c, call)?;
    let wrong = if parent.trace_id != given.trace_id {
        promises::TRACE_LOST
    } else if parent.parent_id == given.parent_id {
        promises::SAME_PARENT
    } else if parent.is_sampled != given.is_sampled {
        promises::SAMPLED
    } else {
        return Ok(parent);
    };
    let flags = u8::from(given.is_sampled);
    let expected = format!("traceparent: 00-{}-(≠ {})-{flags:02}", given.trace_id, given.parent_id);
    let received = format!("traceparent: {}", call.header(TRACEPARENT).unwrap_or_default());
    Err(c.broken(wrong, &expected, received))
}

/// `new-trace`: without a header that is valid and alone, a new trace begins.
pub fn new_trace(c: &mut Conversation<'_>) -> Result<(), Stop> {
    let catalogue = Catalogue::open(c)?;
    let steps = c.steps();
    let mut seen = BTreeSet::new();
    for headers in malformed(c) {
        c.forget_steps_after(steps);
        let with = |request: Request, header: &String| request.header(TRACEPARENT, header.clone());
        let request = headers.iter().fold(known(), with);
        let call = called(c, &catalogue, &request)?;
        let parent = parent_of(c, &call)?;
        let received = format!("traceparent: {}", call.header(TRACEPARENT).unwrap_or_default());
        let is_given = |header: &&String| header.to_lowercase().contains(&parent.trace_id);
        if headers.iter().any(|header| is_given(&header)) {
            let expected = format!("traceparent: 00-(≠ {})-…", parent.trace_id);
            return Err(c.broken(promises::MALFORMED_CONTINUED, &expected, received));
        }
        if !seen.insert(parent.trace_id) {
            return Err(c.broken(promises::TRACE_AGAIN, "", received));
        }
    }
    c.compare("→ CATALOGUE_URL", "traceparent: 00-…")
}

/// No header, headers that are not valid, and two of them.
fn malformed(c: &mut Conversation<'_>) -> Vec<Vec<String>> {
    let mut all = vec![vec![], vec![]];
    let mut one = |change: &dyn Fn(&Given) -> String| {
        let given = Given::draw(c, ("00", "01", ""));
        all.push(vec![change(&given)]);
    };
    one(&|given| given.header.to_uppercase());
    one(&|given| given.header.replace(&given.trace_id, &given.trace_id.to_uppercase()));
    one(&|given| given.header.replace(&given.parent_id, &given.parent_id.to_uppercase()));
    one(&|given| format!("ff{}", &given.header[2..]));
    one(&|given| format!("00-{}-{}-01", "0".repeat(32), given.parent_id));
    one(&|given| format!("00-{}-{}-01", given.trace_id, "0".repeat(16)));
    one(&|given| given.header[..given.header.len() - 1].to_owned());
    one(&|given| given.header[..given.header.len() - 3].to_owned());
    one(&|given| format!("{}-", given.header));
    one(&|given| format!("{}-00", given.header));
    one(&|given| format!("{}0", given.header));
    one(&|given| format!("01{}x", &given.header[2..]));
    one(&|given| given.header.replace('-', "_"));
    one(&|given| given.header.replacen("-01", "-0g", 1));
    one(&|given| given.header[3..].to_owned());
    one(&|given| format!("00-{}g-{}-01", &given.trace_id[..31], given.parent_id));
    one(&|given| format!("0{}", given.header));
    one(&|given| format!("00-{}-{}-01", given.parent_id, given.trace_id));
    let (first, second) = (Given::draw(c, ("00", "01", "")), Given::draw(c, ("00", "01", "")));
    all.push(vec![first.header, second.header]);
    let twice = Given::draw(c, ("00", "01", ""));
    all.push(vec![twice.header.clone(), twice.header]);
    all
}
