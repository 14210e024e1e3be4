//! Leaves a process behind that has its own session and no parent.

use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio, exit};
use std::time::Duration;

unsafe extern "C" {
    fn fork() -> i32;
    fn setsid() -> i32;
}

pub fn make() {
    if std::env::args().nth(1).as_deref() == Some("@NAME@") {
        std::thread::sleep(Duration::from_secs(3600));
        exit(0);
    }
    unsafe {
        if fork() == 0 {
            setsid();
            if fork() == 0 {
                let mut daemon = Command::new("/submission/server");
                daemon.arg("@NAME@").stdin(Stdio::null()).stdout(Stdio::null());
                let error = daemon.stderr(Stdio::null()).exec();
                eprintln!("no daemon: {error}");
            }
            exit(0);
        }
    }
}
