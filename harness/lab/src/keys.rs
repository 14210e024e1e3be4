//! Keys that are pressed while `watch` waits; lines of a pipe count as keys too.

use std::io::{self, Read};
use std::sync::mpsc::Sender;
use std::thread;

use console::{Key, Term};
use engine::process;

const QUIT: char = 'q';

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// the next hint
    Hint,
    /// the next lab
    Next,
}

impl Command {
    fn of(key: char) -> Option<Self> {
        match key.to_ascii_lowercase() {
            'h' => Some(Self::Hint),
            'n' => Some(Self::Next),
            _ => None,
        }
    }
}

/// Sends what is pressed until the end of the input. `q` ends the command at once, whatever it is
/// doing.
pub fn listen<T: Send + 'static>(sender: Sender<T>, wrap: fn(Command) -> T) {
    thread::spawn(move || {
        while let Some(key) = next_key() {
            if key.eq_ignore_ascii_case(&QUIT) {
                quit();
            }
            let Some(command) = Command::of(key) else { continue };
            if sender.send(wrap(command)).is_err() {
                return;
            }
        }
    });
}

fn quit() -> ! {
    // What moves while a build or the checks run.
    let term = Term::stderr();
    if term.is_term() {
        let _ = term.clear_line();
    }
    process::quit()
}

fn next_key() -> Option<char> {
    let term = Term::stdout();
    if console::user_attended() && term.is_term() {
        return loop {
            match term.read_key_raw() {
                Ok(Key::Char(key)) => break Some(key),
                Ok(Key::CtrlC) => process::interrupt(),
                Ok(_) => {}
                Err(_) => break None,
            }
        };
    }
    let mut byte = [0];
    matches!(io::stdin().read(&mut byte), Ok(1)).then(|| char::from(byte[0]))
}
