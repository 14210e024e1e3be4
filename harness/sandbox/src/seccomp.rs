//! The system calls that no submission needs, refused.
//!
//! A list of what is refused, not of what is allowed: a server may use any library, and the walls
//! are the namespaces; this closes the doors in them. A refused call answers `EPERM`, so that a
//! program which merely tries goes on; `clone3` answers `ENOSYS`, because its flags lie in memory
//! where no filter can look, and the C library then falls back to `clone`.

use std::collections::BTreeMap;

use anyhow::{Context, Result};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter,
    SeccompRule,
};

/// Calls that reach into the kernel, into other processes, or out of the namespaces.
const REFUSED: [i64; 54] = [
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_delete_module,
    libc::SYS_execveat,
    libc::SYS_fanotify_init,
    libc::SYS_finit_module,
    libc::SYS_fsconfig,
    libc::SYS_fsmount,
    libc::SYS_fsopen,
    libc::SYS_fspick,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_file_load,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_lookup_dcookie,
    libc::SYS_memfd_create,
    libc::SYS_memfd_secret,
    libc::SYS_mknodat,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_personality,
    libc::SYS_pidfd_getfd,
    libc::SYS_pivot_root,
    libc::SYS_process_madvise,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_setdomainname,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_settimeofday,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
];

/// Calls that only this processor's older programs have.
#[cfg(target_arch = "x86_64")]
const OLD: [i64; 5] =
    [libc::SYS_ioperm, libc::SYS_iopl, libc::SYS_modify_ldt, libc::SYS_uselib, libc::SYS_vhangup];
#[cfg(not(target_arch = "x86_64"))]
const OLD: [i64; 0] = [];

/// The families of sockets that may be made; netlink is how programs look up their own addresses.
const SOCKETS: [i32; 4] = [libc::AF_UNIX, libc::AF_INET, libc::AF_INET6, libc::AF_NETLINK];

/// Flags of `clone` that make a namespace.
const NAMESPACES: i32 = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

/// `ioctl`s that type on a terminal in another's name.
const TERMINAL: [u64; 2] = [libc::TIOCSTI, libc::TIOCLINUX];

/// The filters, each as the bytes that bubblewrap's `--add-seccomp-fd` takes: an array of the
/// kernel's `struct sock_filter`. There are two because each has one answer; the kernel asks both and
/// keeps the stricter one.
///
/// # Errors
/// When filters cannot be written for this processor.
pub fn programs() -> Result<[Vec<u8>; 2]> {
    Ok([bytes(&missing()?), bytes(&refused()?)])
}

fn bytes(program: &BpfProgram) -> Vec<u8> {
    let one = |i: &seccompiler::sock_filter| {
        let mut bytes = Vec::with_capacity(8);
        bytes.extend(i.code.to_ne_bytes());
        bytes.extend([i.jt, i.jf]);
        bytes.extend(i.k.to_ne_bytes());
        bytes
    };
    program.iter().flat_map(one).collect()
}

fn refused() -> Result<BpfProgram> {
    let mut rules: BTreeMap<i64, Vec<SeccompRule>> =
        REFUSED.iter().chain(&OLD).map(|call| (*call, Vec::new())).collect();
    let not_any = SOCKETS
        .iter()
        .map(|family| argument(0, SeccompCmpOp::Ne, u64::from(family.unsigned_abs())))
        .collect::<Result<Vec<_>>>()?;
    rules.insert(libc::SYS_socket, vec![rule(not_any)?]);
    let each_namespace = (0..i32::BITS)
        .map(|bit| 1_i32 << bit)
        .filter(|flag| NAMESPACES & flag != 0)
        .map(|flag| {
            let flag = u64::from(flag.unsigned_abs());
            rule(vec![argument(0, SeccompCmpOp::MaskedEq(flag), flag)?])
        })
        .collect::<Result<Vec<_>>>()?;
    rules.insert(libc::SYS_clone, each_namespace);
    let each_ioctl = TERMINAL
        .iter()
        .map(|request| rule(vec![argument(1, SeccompCmpOp::Eq, *request)?]))
        .collect::<Result<Vec<_>>>()?;
    rules.insert(libc::SYS_ioctl, each_ioctl);
    filter(rules, SeccompAction::Errno(libc::EPERM.unsigned_abs()))
}

/// A call whose arguments no filter can look at, and on x86-64 all calls under the numbers of the x32
/// ABI, which would go past every other rule.
fn missing() -> Result<BpfProgram> {
    let rules = BTreeMap::from([(libc::SYS_clone3, Vec::new())]);
    let answer = libc::ENOSYS.unsigned_abs();
    let mut program = filter(rules, SeccompAction::Errno(answer))?;
    if cfg!(target_arch = "x86_64") {
        program.splice(0..0, x32(answer));
    }
    Ok(program)
}

/// `if (number >= 0x4000_0000) return error;` (seccomp(2), "x32")
fn x32(answer: u32) -> [seccompiler::sock_filter; 3] {
    let instruction = |code: u32, jt: u8, jf: u8, k: u32| seccompiler::sock_filter {
        code: u16::try_from(code).unwrap_or_default(),
        jt,
        jf,
        k,
    };
    [
        // The number of the call is the first word of what a filter is given.
        instruction(libc::BPF_LD | libc::BPF_W | libc::BPF_ABS, 0, 0, 0),
        instruction(libc::BPF_JMP | libc::BPF_JGE | libc::BPF_K, 0, 1, 0x4000_0000),
        instruction(libc::BPF_RET | libc::BPF_K, 0, 0, libc::SECCOMP_RET_ERRNO | answer),
    ]
}

fn argument(index: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompCondition> {
    SeccompCondition::new(index, SeccompCmpArgLen::Dword, operator, value)
        .context("writing a condition of the filter")
}

fn rule(conditions: Vec<SeccompCondition>) -> Result<SeccompRule> {
    SeccompRule::new(conditions).context("writing a rule of the filter")
}

fn filter(rules: BTreeMap<i64, Vec<SeccompRule>>, action: SeccompAction) -> Result<BpfProgram> {
    let here = std::env::consts::ARCH.try_into().context("this processor")?;
    let filter = SeccompFilter::new(rules, SeccompAction::Allow, action, here)
        .context("writing the filter")?;
    filter.try_into().context("compiling the filter")
}
