//! What lies outside of every sandbox, for attacks to look for, and whether it is as it was.

use std::fs;
use std::io::ErrorKind;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use grader::corpus::Surroundings;
use tempfile::TempDir;

/// A variable of the grader's environment that no submission may see.
pub const SECRET_NAME: &str = "ATELIER_RED_TEAM_SECRET";

/// The machine around the sandboxes.
pub struct Outside {
    folder: TempDir,
    words: Surroundings,
    secret: String,
    name: String,
    tcp: TcpListener,
    socket: UnixListener,
    /// killed by whoever kills what it should not
    bystander: Child,
    /// what was left when the grader had ended
    processes: Vec<String>,
    groups: Vec<PathBuf>,
    shared: i32,
}

impl Outside {
    /// Lays out what attacks look for.
    pub fn prepare(root: &Path) -> Self {
        // Not in `/tmp`: there every submission has a place of its own.
        let folder = tempfile::Builder::new().prefix("red-team").tempdir_in("/var/tmp");
        let folder = folder.expect("a folder");
        let random = fastrand::u64(..);
        let (secret, name) = (format!("secret{random:016x}"), format!("left{random:016x}"));
        let outside = folder.path().join("outside");
        fs::create_dir(&outside).expect("a folder");
        fs::write(outside.join("secret"), &secret).expect("a secret");
        everyone_may_write(&outside);
        let tcp = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let socket = UnixListener::bind_addr(&address).expect("a socket");
        tcp.set_nonblocking(true).expect("a listener");
        socket.set_nonblocking(true).expect("a listener");
        let key = fastrand::i32(1..i32::MAX);
        let words = Surroundings::from([
            ("@OUTSIDE@", outside.display().to_string()),
            ("@ROOT@", root.display().to_string()),
            ("@OUT@", folder.path().join("grades").display().to_string()),
            ("@PORT@", tcp.local_addr().expect("an address").port().to_string()),
            ("@NAME@", name.clone()),
            ("@KEY@", key.to_string()),
        ]);
        let bystander = Command::new("sleep").arg("3600").stdin(Stdio::null()).spawn();
        Self {
            shared: shared_memory(key),
            bystander: bystander.expect("a bystander"),
            folder,
            words,
            secret,
            name,
            tcp,
            socket,
            processes: Vec::new(),
            groups: Vec::new(),
        }
    }

    /// Where everything of the test lies.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The folder that nobody may write to.
    pub fn place(&self) -> PathBuf {
        self.folder().join("outside")
    }

    /// Where the grades go.
    pub fn out(&self) -> PathBuf {
        self.folder().join("grades")
    }

    /// What stands for it in the files of the corpus.
    pub fn words(&self) -> &Surroundings {
        &self.words
    }

    /// What must not be told.
    pub fn secret(&self) -> &str {
        &self.secret
    }

    /// Looks for what is left, right after the grader with this number has ended.
    pub fn ended(&mut self, grader: u32) {
        self.processes = processes_of(&self.name);
        self.groups = groups_of(grader);
    }

    /// Fails when an attack had an effect.
    pub fn must_be_untouched(mut self) {
        let left: Vec<_> = fs::read_dir(self.place()).expect("the folder").flatten().collect();
        assert_eq!(left.len(), 1, "somebody wrote outside: {left:?}");
        let secret = fs::read_to_string(self.place().join("secret")).expect("the secret");
        assert_eq!(secret, self.secret);
        assert!(self.processes.is_empty(), "processes are left: {:?}", self.processes);
        let status = self.bystander.try_wait().expect("the bystander");
        assert_eq!(status, None, "somebody killed a process outside");
        for place in ["/tmp", "/dev/shm", "/var/tmp", "/run"] {
            let left = Path::new(place).join(&self.name);
            assert!(!left.exists(), "{} was written", left.display());
        }
        let called = self.tcp.accept().map_err(|error| error.kind());
        assert_eq!(called.err(), Some(ErrorKind::WouldBlock), "somebody called the machine");
        let called = self.socket.accept().map_err(|error| error.kind());
        assert_eq!(called.err(), Some(ErrorKind::WouldBlock), "somebody called a socket");
        assert!(self.groups.is_empty(), "groups are left: {:?}", self.groups);
    }
}

impl Drop for Outside {
    #[expect(unsafe_code, reason = "shared memory of System V has no safe form")]
    fn drop(&mut self) {
        let _ = self.bystander.kill();
        let _ = self.bystander.wait();
        // SAFETY: the segment is this test's own, and nobody has it mapped.
        unsafe { libc::shmctl(self.shared, libc::IPC_RMID, std::ptr::null_mut()) };
    }
}

/// A segment that every program of the machine may read.
#[expect(unsafe_code, reason = "shared memory of System V has no safe form")]
fn shared_memory(key: i32) -> i32 {
    // SAFETY: no pointer is involved.
    let made = unsafe { libc::shmget(key, 4096, libc::IPC_CREAT | 0o666) };
    assert!(made >= 0, "no shared memory");
    made
}

fn everyone_may_write(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o777)).expect("the folder");
    let parent = folder.parent().expect("a parent");
    fs::set_permissions(parent, fs::Permissions::from_mode(0o755)).expect("the folder");
}

/// The command lines of all processes that hold this word.
fn processes_of(word: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("the processes").flatten();
    let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
    let lines = lines.map(|line| String::from_utf8_lossy(&line).replace('\0', " "));
    lines.filter(|line| line.contains(word)).collect()
}

/// The groups of this grader's jobs.
fn groups_of(grader: u32) -> Vec<PathBuf> {
    let own = sandbox::cgroup::Group::own().map(|own| own.folders().to_vec()).unwrap_or_default();
    let places = own.iter().map(|folder| folder.join(format!("atelier-{grader}")));
    places.filter(|place| place.exists()).collect()
}
