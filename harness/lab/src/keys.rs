//! Keys that are pressed while `watch` waits; lines of a pipe count as keys too.

use std::io::{self, Read};
use std::sync::mpsc::Sender;
use std::thread;

use console::{Key, Term};

/// What a key asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// the next hint
    Hint,
    /// the next lab
    Next,
    /// the end
    Quit,
}

impl Command {
    fn of(key: char) -> Option<Self> {
        match key.to_ascii_lowercase() {
            'h' => Some(Self::Hint),
            'n' => Some(Self::Next),
            'q' => Some(Self::Quit),
            _ => None,
        }
    }
}

/// Sends what is pressed until the end of the input, or `q`.
pub fn listen<T: Send + 'static>(sender: Sender<T>, wrap: fn(Command) -> T) {
    thread::spawn(move || {
        // After `q` nothing is read any more: reading would leave the terminal without echo.
        while let Some(key) = next_key() {
            let Some(command) = Command::of(key) else { continue };
            if sender.send(wrap(command)).is_err() || command == Command::Quit {
                return;
            }
        }
    });
}

fn next_key() -> Option<char> {
    let term = Term::stdout();
    if console::user_attended() && term.is_term() {
        return loop {
            match term.read_key_raw() {
                Ok(Key::Char(key)) => break Some(key),
                Ok(Key::CtrlC) => engine::process::interrupt(),
                Ok(_) => {}
                Err(_) => break None,
            }
        };
    }
    let mut byte = [0];
    matches!(io::stdin().read(&mut byte), Ok(1)).then(|| char::from(byte[0]))
}
