//! Programs that a command waits for: whatever ends the command ends them too.
//!
//! A build has a process group of its own, which is killed as a whole. A server stays in the group
//! of the command, so that it keeps the terminal; it is sent the signal that the command received.

use std::io::{self, BufRead, BufReader};
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use super::{live, platform};

/// Held during a build. Cargo would make the second one wait, too.
static ONE_BUILD: Mutex<()> = Mutex::new(());

/// The id of the running build, 0 without one.
static BUILD: AtomicU32 = AtomicU32::new(0);

/// Runs a build to its end, and passes on each line of its standard output. When this process
/// receives SIGINT, SIGTERM or SIGHUP meanwhile, the build is killed with everything it started.
///
/// # Errors
/// When the program cannot be started.
pub fn run_build(mut command: Command, mut each: impl FnMut(&str)) -> io::Result<ExitStatus> {
    let _one = ONE_BUILD.lock().unwrap_or_else(PoisonError::into_inner);
    signals::prepare_build(&mut command);
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = {
        // Held during the start, so that `quit` kills this build or none is started.
        let mut live = live();
        let child = command.spawn()?;
        live.insert(child.id());
        BUILD.store(child.id(), Ordering::SeqCst);
        child
    };
    let id = child.id();
    let lines = child.stdout.take().into_iter().flat_map(|stdout| BufReader::new(stdout).lines());
    lines.map_while(Result::ok).for_each(|line| each(&line));
    let status = child.wait();
    BUILD.store(0, Ordering::SeqCst);
    live().remove(&id);
    status
}

/// Ends this process at once, with status 0, and the build that is running.
pub fn quit() -> ! {
    let _live = live();
    let build = BUILD.load(Ordering::SeqCst);
    if build != 0 {
        platform::kill_group(build);
    }
    std::process::exit(0)
}

/// Runs a server to its end. A SIGINT, SIGTERM or SIGHUP that this process receives is passed on to
/// the server, which has a few seconds to end; then this process ends by the same signal.
///
/// # Errors
/// When the program cannot be started.
pub fn run_server(command: Command) -> io::Result<ExitStatus> {
    signals::run_server(command)
}

#[cfg(unix)]
mod signals {
    use std::io;
    use std::mem::MaybeUninit;
    use std::process::{Command, ExitStatus};
    use std::ptr;
    use std::sync::Once;
    use std::sync::atomic::{AtomicI32, Ordering};

    use libc::c_int;

    use super::{BUILD, platform};

    /// Seconds that a server has to end after a signal. A second signal ends it at once.
    const GRACE: u32 = 5;

    /// The signals that end a program unless it says otherwise.
    const ENDING: [c_int; 3] = [libc::SIGINT, libc::SIGTERM, libc::SIGHUP];

    /// The id of the running server, 0 without one.
    static SERVER: AtomicI32 = AtomicI32::new(0);

    /// The signal that was passed on to the server, 0 when there was none.
    static PASSED_ON: AtomicI32 = AtomicI32::new(0);

    pub fn prepare_build(command: &mut Command) {
        install();
        platform::own_group(command);
    }

    pub fn run_server(mut command: Command) -> io::Result<ExitStatus> {
        install();
        platform::die_with_parent(&mut command);
        let mut child = command.spawn()?;
        SERVER.store(i32::try_from(child.id()).unwrap_or(0), Ordering::SeqCst);
        let status = child.wait();
        SERVER.store(0, Ordering::SeqCst);
        match PASSED_ON.load(Ordering::SeqCst) {
            0 => status,
            signal => {
                end_by(signal);
                status
            }
        }
    }

    /// Listens to the signals that nobody has asked this process to ignore, as `nohup` does.
    fn install() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            for signal in ENDING.into_iter().chain([libc::SIGALRM]) {
                // SAFETY: the structures are initialised before they are read, and the handler makes
                // only calls that are async-signal-safe.
                unsafe {
                    let mut old = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
                    libc::sigaction(signal, ptr::null(), &raw mut old);
                    if old.sa_sigaction != libc::SIG_DFL {
                        continue;
                    }
                    let mut new = MaybeUninit::<libc::sigaction>::zeroed().assume_init();
                    new.sa_sigaction = handle as *const () as libc::sighandler_t;
                    new.sa_flags = libc::SA_RESTART;
                    libc::sigaction(signal, &raw const new, ptr::null_mut());
                }
            }
        });
    }

    extern "C" fn handle(signal: c_int) {
        let build = i32::try_from(BUILD.load(Ordering::SeqCst)).unwrap_or(0);
        if build != 0 {
            // SAFETY: kill(2) takes no pointer and is async-signal-safe.
            unsafe { libc::kill(-build, libc::SIGKILL) };
        }
        let server = SERVER.load(Ordering::SeqCst);
        if server == 0 {
            return end_by(signal);
        }
        let first = signal != libc::SIGALRM
            && PASSED_ON.compare_exchange(0, signal, Ordering::SeqCst, Ordering::SeqCst).is_ok();
        // SAFETY: both calls take no pointer and are async-signal-safe.
        unsafe {
            if first {
                libc::alarm(GRACE);
            }
            libc::kill(server, if first { signal } else { libc::SIGKILL });
        }
    }

    /// Ends this process as if it had never listened to the signal.
    fn end_by(signal: c_int) {
        // SAFETY: both calls take no pointer and are async-signal-safe. In the handler, the signal
        // is delivered when the handler returns.
        unsafe {
            libc::signal(signal, libc::SIG_DFL);
            libc::raise(signal);
        }
    }
}

/// Ctrl-C reaches every program of a console on Windows, and there are no other signals.
#[cfg(windows)]
mod signals {
    use std::io;
    use std::process::{Command, ExitStatus};

    pub fn prepare_build(_: &mut Command) {}

    pub fn run_server(mut command: Command) -> io::Result<ExitStatus> {
        command.status()
    }
}
