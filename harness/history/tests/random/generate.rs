//! Random histories of up to eight operations.

use std::iter;

use fastrand::Rng;
use history::{
    Answer, Call, Client, Event, History, Id, Outcome, Recorder, Request, Service, State,
};

use crate::server::{BUGS, Bug, Server};

const OPERATIONS: usize = 8;
/// Requests after everything has settled.
const READS: usize = 3;
/// Requests under way at the same time.
const MAX_CLIENTS: usize = 3;

/// A request under way.
struct UnderWay {
    call: Call,
    client: usize,
    request: Request,
    /// its result, once it has taken effect
    outcome: Option<Outcome>,
}

/// What is likely in a history.
struct Profile {
    /// how likely each kind of request is
    weights: [u32; 9],
    /// requests under way at the same time
    clients: usize,
    /// how many keys there are
    keys: u8,
    /// one response of so many is wrong, besides what the server does
    false_answers: Option<usize>,
    /// one outcome of so many is unknown
    unknown: Option<usize>,
    has_faults: bool,
    /// whether the last requests read what has settled
    ends_quietly: bool,
    /// whether a book, and a member, are added first
    setup: [bool; 2],
}

/// The history of a seed.
pub fn history(seed: u64) -> History {
    let mut rng = Rng::with_seed(seed);
    let bug = if rng.u8(..10) < 7 { BUGS[rng.usize(..BUGS.len())] } else { Bug::None };
    let mut server = Server::new(bug);
    let mut profile = profile(&mut rng, bug);
    let recorder = Recorder::new();
    let mut under_way: Vec<UnderWay> = Vec::new();
    let least = if rng.u8(..5) == 0 { 1 } else { OPERATIONS - 1 };
    let (mut left, mut disturbed) = (rng.usize(least..=OPERATIONS), false);
    let mut setup = setup(&mut rng, &profile);
    while left > 0 || !under_way.is_empty() {
        let one = rng.usize(..under_way.len().max(1));
        if profile.ends_quietly && under_way.is_empty() && (1..=READS).contains(&left) {
            recorder.event(Event::Settled);
            (profile.weights, profile.ends_quietly) = ([0, 4, 0, 0, 0, 0, 2, 0, 4], false);
        }
        match rng.u8(..10) {
            0 if under_way.is_empty() => {
                event(&mut rng, &recorder, &profile, &mut disturbed);
            }
            // What prepares the rest comes alone.
            1..=4
                if left > 0
                    && (under_way.is_empty()
                        || setup.is_empty() && under_way.len() < profile.clients) =>
            {
                let request = setup.pop().unwrap_or_else(|| request(&mut rng, &profile, &server));
                let is_busy = |client: &usize| under_way.iter().any(|one| one.client == *client);
                let client =
                    (0..MAX_CLIENTS).find(|client| !is_busy(client)).expect("a free client");
                let call = recorder.send(Client(client), request.clone());
                under_way.push(UnderWay { call, client, request, outcome: None });
                left -= 1;
            }
            5..=6 if !under_way.is_empty() && under_way[one].outcome.is_none() => {
                let outcome = take_effect(
                    &mut rng,
                    &profile,
                    &mut server,
                    &under_way[one].request,
                    disturbed,
                );
                under_way[one].outcome = Some(outcome);
            }
            7.. if under_way.get(one).is_some_and(|one| one.outcome.is_some()) => {
                answer(&mut rng, &profile, under_way.swap_remove(one));
            }
            _ => {}
        }
    }
    recorder.history().expect("a short history")
}

fn answer(rng: &mut Rng, profile: &Profile, under_way: UnderWay) {
    let UnderWay { call, request, outcome, .. } = under_way;
    let mut outcome = outcome.expect("it has taken effect");
    if profile.false_answers.is_some_and(|one_of| rng.usize(..one_of) == 0) {
        outcome = falsified(rng, &request, outcome);
    }
    match outcome {
        Outcome::Done(answer) => call.done(answer),
        Outcome::Refused(status) => call.refused(status),
        Outcome::Unknown(status) => call.unknown(status),
    }
}

/// A profile that lets the bug show.
fn profile(rng: &mut Rng, bug: Bug) -> Profile {
    let everything = ([1, 1, 1, 1, 1, 4, 2, 2, 2], [rng.bool(), rng.bool()]);
    // AddBook, ReadBook, AddMember, ReadMember, DeleteMember, Borrow, ReadLoan, Return, ListLoans
    let (weights, setup) = match bug {
        _ if rng.u8(..8) == 0 => everything,
        Bug::None => match rng.u8(..4) {
            0 => ([0, 4, 0, 0, 0, 6, 1, 2, 2], [true, true]),
            1 => ([0, 0, 0, 0, 0, 5, 2, 2, 3], [false, false]),
            _ => everything,
        },
        Bug::NoCopies => ([0, 0, 0, 0, 0, 9, 0, 1, 1], [true, false]),
        Bug::NoLimit => ([0, 0, 0, 0, 0, 9, 0, 0, 1], [false, false]),
        Bug::NoKeys | Bug::SameId | Bug::OtherKeyRefused => {
            ([0, 0, 0, 0, 0, 7, 1, 0, 2], [false, false])
        }
        Bug::UnknownMember | Bug::Greedy => ([0, 0, 0, 0, 0, 6, 0, 1, 1], [true, true]),
        Bug::Leaks => ([0, 6, 0, 0, 0, 4, 2, 3, 3], [true, false]),
        Bug::ReturnLost | Bug::LoanLost => ([0, 0, 0, 0, 0, 5, 4, 4, 2], [false, false]),
        Bug::LoanSwapped => ([0, 0, 0, 0, 0, 4, 1, 0, 4], [true, false]),
        Bug::ListReversed | Bug::ListLacks | Bug::ListTwice => {
            ([0, 0, 0, 0, 0, 5, 1, 0, 4], [false, false])
        }
        Bug::DeletesAll | Bug::DeletionLost => ([0, 0, 0, 4, 4, 5, 0, 0, 1], [rng.bool(), false]),
        Bug::MemberIdAgain => ([0, 0, 5, 2, 4, 1, 0, 0, 0], [false, true]),
    };
    let one_of = |rng: &mut Rng, of: [usize; 3]| Some(of[rng.usize(..3)]).filter(|of| *of > 0);
    Profile {
        weights,
        setup,
        clients: match bug {
            Bug::Leaks => 1,
            _ => rng.usize(1..=MAX_CLIENTS),
        },
        keys: match bug {
            Bug::NoKeys | Bug::OtherKeyRefused => 2,
            _ => 8,
        },
        false_answers: one_of(rng, [0, 0, 12]),
        unknown: match bug {
            Bug::Leaks => Some(3),
            _ => one_of(rng, [0, 8, 4]),
        },
        has_faults: rng.bool(),
        ends_quietly: bug == Bug::Leaks || rng.u8(..4) == 0,
    }
}

/// What comes first, the last of it in front.
fn setup(rng: &mut Rng, profile: &Profile) -> Vec<Request> {
    let [book, member] = profile.setup;
    let book = book.then(|| Request::AddBook { copies: rng.i64(1..=2) });
    book.into_iter().chain(member.then_some(Request::AddMember)).collect()
}

fn event(rng: &mut Rng, recorder: &Recorder, profile: &Profile, disturbed: &mut bool) {
    let is_settled = !profile.has_faults || *disturbed || rng.u8(..3) == 0;
    if is_settled {
        *disturbed = false;
        recorder.event(Event::Settled);
    } else if !*disturbed {
        *disturbed = true;
        recorder.event(Event::Killed(Service::Livres));
    }
}

fn request(rng: &mut Rng, profile: &Profile, server: &Server) -> Request {
    let mut choices = profile
        .weights
        .iter()
        .enumerate()
        .flat_map(|(at, times)| iter::repeat_n(at, *times as usize));
    let choice = choices.clone().nth(rng.usize(..choices.by_ref().count())).expect("a choice");
    let newest = server.newest_member();
    let member: Id = match rng.u8(..5) {
        0 => "m0".into(),
        _ => newest,
    };
    let book = match rng.u8(..4) {
        0 => "b0".into(),
        _ => server.book(),
    };
    let loan = match server.loans.len() {
        0 => "e1".into(),
        count => server.loans[rng.usize(..count)].id.clone(),
    };
    match choice {
        0 => Request::AddBook { copies: rng.i64(1..=2) },
        1 => Request::ReadBook { book },
        2 => Request::AddMember,
        3 => Request::ReadMember { member },
        4 => Request::DeleteMember { member },
        5 => Request::Borrow { key: format!("k{}", rng.u8(..profile.keys)).into(), member, book },
        6 => Request::ReadLoan { loan },
        7 => Request::Return { loan },
        _ => Request::ListLoans { member },
    }
}

fn take_effect(
    rng: &mut Rng,
    profile: &Profile,
    server: &mut Server,
    request: &Request,
    disturbed: bool,
) -> Outcome {
    if profile.unknown.is_some_and(|unknown| rng.usize(..unknown) == 0) {
        if rng.bool() {
            server.carry_out(request);
        }
        return Outcome::Unknown(rng.bool().then_some(503));
    }
    if disturbed && matches!(request, Request::Borrow { .. }) && rng.u8(..4) == 0 {
        return Outcome::Refused(409);
    }
    server.carry_out(request)
}

/// Another outcome than the right one.
fn falsified(rng: &mut Rng, request: &Request, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Done(Answer::Loan(mut loan)) => {
            match rng.u8(..6) {
                0 => loan.id = format!("e{}", rng.u8(1..5)).into(),
                1 => loan.state = State::Open,
                2 => loan.state = State::Returned,
                3 => loan.member = "m0".into(),
                4 => return Outcome::Refused(404),
                _ => return Outcome::Refused(if rng.bool() { 409 } else { 422 }),
            }
            Outcome::Done(Answer::Loan(loan))
        }
        Outcome::Done(Answer::Loans(mut loans)) => {
            rng.shuffle(&mut loans);
            match rng.u8(..3) {
                0 => drop(loans.pop()),
                1 => loans.iter_mut().for_each(|loan| loan.state = State::Returned),
                _ => {}
            }
            Outcome::Done(Answer::Loans(loans))
        }
        Outcome::Done(Answer::Book(mut book)) => {
            match rng.u8(..3) {
                0 => book.copies += 1,
                1 => book.available += rng.i64(-1..=1),
                _ if matches!(request, Request::ReadBook { .. }) => return Outcome::Refused(404),
                _ => book.id = "b0".into(),
            }
            Outcome::Done(Answer::Book(book))
        }
        Outcome::Done(Answer::Member(member)) => match request {
            Request::ReadMember { .. } if rng.bool() => Outcome::Refused(404),
            _ => Outcome::Done(Answer::Member(if rng.bool() { "m0".into() } else { member })),
        },
        Outcome::Refused(404) if matches!(request, Request::ReadMember { .. }) => {
            Outcome::Done(Answer::Member("m0".into()))
        }
        other => other,
    }
}
