//! The rows of the red-team page that concern reading: 5, 27, 28 and 29.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::symlink;

use tar::EntryType;

use crate::fixtures::list;
use crate::fixtures::{
    MAIN, Plain, dangerous, folder, git, gz, left_out, put, raw, raw_tar, raw_zip, read_all,
    read_archive, repository, taken, terms, zip,
};
use crate::submission::{LeftOutReason, Problem, Refused};

const HONEST: &[u8] = b"labs/01-salutation/src/main.rs";

fn refused_zip(name: &[u8]) -> Option<Refused> {
    read_archive("a.zip", &raw_zip(&[raw(HONEST, b""), raw(name, b"x")])).refused
}

fn refused_tar(name: &[u8], kind: EntryType) -> Option<Refused> {
    let entries = [(HONEST, EntryType::Regular, &b""[..]), (name, kind, &b""[..])];
    let plain = read_archive("a.tar", &raw_tar(&entries));
    let packed = read_archive("a.tar.gz", &gz(&raw_tar(&entries)));
    assert_eq!(plain.refused, packed.refused);
    assert!(plain.labs.is_empty());
    plain.refused
}

#[test]
fn names_that_leave_the_folder_are_refused() {
    for name in [
        "../evil.rs",
        "labs/01-salutation/src/../../../../evil.rs",
        "/etc/cron.d/evil",
        "..\\evil.rs",
        "C:\\evil.rs",
        "labs/01-salutation/src/..",
        "target/../../evil.rs",
        "__MACOSX/../../evil.rs",
    ] {
        assert_eq!(refused_zip(name.as_bytes()), dangerous(name), "zip");
        assert_eq!(refused_tar(name.as_bytes(), EntryType::Regular), dangerous(name), "tar");
    }
    assert_eq!(refused_tar(b"../folder/", EntryType::Directory), dangerous("../folder/"));
    assert!(matches!(refused_zip(b"\xff/../x"), Some(Refused::Dangerous { .. })));
}

#[test]
fn links_and_devices_are_refused() {
    let name = "labs/01-salutation/src/link.rs";
    for kind in
        [EntryType::Symlink, EntryType::Link, EntryType::Char, EntryType::Block, EntryType::Fifo]
    {
        assert_eq!(refused_tar(name.as_bytes(), kind), dangerous(name), "{kind:?}");
    }
    for mode in [0o120_777, 0o020_666, 0o060_666, 0o010_666, 0o140_666] {
        let mut entry = raw(name.as_bytes(), b"/etc/passwd");
        entry.mode = mode;
        let refused = read_archive("a.zip", &raw_zip(&[raw(HONEST, b""), entry])).refused;
        assert_eq!(refused, dangerous(name), "{mode:o}");
    }
}

#[test]
fn cargos_own_hard_links_are_no_attack() {
    let entries = [
        (HONEST, EntryType::Regular, MAIN.as_bytes()),
        (b"labs/01-salutation/target/debug/x", EntryType::Link, b""),
    ];
    let submission = read_archive("a.tar", &raw_tar(&entries));
    assert_eq!(taken(&submission), ["salutation:src/main.rs"]);
    assert_eq!(left_out(&submission), [("labs/01-salutation/target/", LeftOutReason::NotAllowed)]);
}

#[test]
fn a_link_on_the_disk_is_left_out_and_never_followed() {
    let class = folder(&[
        ("secret/key.rs", "the answers"),
        ("eve/labs/01-salutation/src/main.rs", MAIN),
        ("secret.zip", ""),
    ]);
    let eve = class.path().join("eve/labs/01-salutation/src");
    symlink(class.path().join("secret/key.rs"), eve.join("key.rs")).expect("a link");
    symlink(class.path().join("secret"), eve.join("folder")).expect("a link");
    symlink(class.path().join("eve"), eve.join("around")).expect("a link");
    symlink(class.path().join("secret"), class.path().join("eve/.git")).expect("a link");
    let submission = &read_all(&class.path().join("eve"))[0];
    assert_eq!(taken(submission), ["salutation:src/main.rs"]);
    let expected = [
        ("labs/01-salutation/src/around", LeftOutReason::NotPlain),
        ("labs/01-salutation/src/folder", LeftOutReason::NotPlain),
        ("labs/01-salutation/src/key.rs", LeftOutReason::NotPlain),
        (".git", LeftOutReason::NotPlain),
    ];
    let mut found = left_out(submission);
    found.sort_by_key(|(path, _)| path.starts_with('.'));
    assert_eq!(found, expected);
}

#[test]
fn a_link_in_the_place_of_a_submission_is_refused() {
    let elsewhere = folder(&[("labs/01-salutation/src/main.rs", MAIN)]);
    let class = folder(&[("bob/labs/01-salutation/src/main.rs", MAIN)]);
    symlink(elsewhere.path(), class.path().join("eve")).expect("a link");
    symlink("/etc/passwd", class.path().join("mal.zip")).expect("a link");
    let intakes = read_all(class.path());
    assert_eq!(intakes[0].refused, None);
    assert_eq!(intakes[1].refused, dangerous("eve"));
    assert_eq!(intakes[2].refused, dangerous("mal.zip"));
}

#[test]
fn an_archive_replaced_by_a_link_after_it_was_listed_is_not_followed() {
    let class = folder(&[]);
    let path = class.path().join("eve.zip");
    put(&class.path().join("bob/x.zip"), &zip(&[("labs/01-salutation/src/main.rs", MAIN)]));
    put(&path, b"");
    let sources = list(std::slice::from_ref(&path)).expect("an archive");
    fs::remove_file(&path).expect("removed");
    symlink(class.path().join("bob/x.zip"), &path).expect("a link");
    let submission = sources[0].read(&terms(), &Plain);
    assert!(matches!(submission.refused, Some(Refused::Unreadable { .. })), "{submission:?}");
}

#[test]
fn a_pipe_on_the_disk_blocks_nobody() {
    let class = folder(&[("labs/01-salutation/src/main.rs", MAIN)]);
    let pipe = class.path().join("labs/01-salutation/src/pipe.rs");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().expect("mkfifo");
    assert!(made.success());
    let submission = &read_all(class.path())[0];
    assert_eq!(left_out(submission), [("labs/01-salutation/src/pipe.rs", LeftOutReason::NotPlain)]);
}

#[test]
fn of_names_that_differ_in_case_alone_one_is_taken() {
    let files = [
        ("labs/01-salutation/src/Main.rs", "// other"),
        ("labs/01-salutation/src/main.rs", MAIN),
        ("labs/01-salutation/src/ÉTÉ.rs", ""),
        ("labs/01-salutation/src/été.rs", ""),
    ];
    let submission = read_archive("a.zip", &zip(&files));
    assert_eq!(taken(&submission), ["salutation:src/main.rs", "salutation:src/été.rs"]);
    let expected = [
        ("labs/01-salutation/src/Main.rs", LeftOutReason::BadName),
        ("labs/01-salutation/src/ÉTÉ.rs", LeftOutReason::BadName),
    ];
    assert_eq!(left_out(&submission), expected);
}

#[test]
fn a_file_that_is_also_a_folder_cannot_stop_the_grading() {
    let files = [
        ("labs/01-salutation/src/main.rs", MAIN),
        ("labs/01-salutation/src/main.rs/evil.rs", ""),
        ("labs/02-params/src/main.rs", MAIN),
        ("labs/02-params/templates/a", ""),
        ("labs/02-params/templates/A/b.html", ""),
    ];
    let submission = read_archive("a.zip", &zip(&files));
    let expected = ["params:src/main.rs", "params:templates/a", "salutation:src/main.rs"];
    assert_eq!(taken(&submission), expected);
    let expected = [
        ("labs/01-salutation/src/main.rs/evil.rs", LeftOutReason::NotAllowed),
        ("labs/02-params/templates/A/b.html", LeftOutReason::BadName),
    ];
    assert_eq!(left_out(&submission), expected);
}

#[test]
fn a_zip_whose_headers_contradict_each_other_is_refused() {
    let mut other_name = raw(HONEST, b"");
    other_name.local_name = b"labs/01-salutation/src/evil.rs".to_vec();
    let mut other_size = raw(b"x.rs", b"four");
    other_size.size = 3;
    let twice = [raw(HONEST, b"one"), raw(HONEST, b"two")];
    for (what, bytes) in [
        ("name", raw_zip(&[other_name])),
        ("twice", raw_zip(&twice)),
        ("overlap", overlapping()),
        ("hidden", hidden()),
    ] {
        let refused = read_archive("a.zip", &bytes).refused;
        assert!(matches!(refused, Some(Refused::Unreadable { .. })), "{what}: {refused:?}");
    }
    let mut other_name = raw(HONEST, b"");
    other_name.local_name = b"labs/01-salutation/src/evil.rs".to_vec();
    match read_archive("a.zip", &raw_zip(&[raw(b"x", b""), other_name])).refused {
        Some(Refused::Unreadable { name, problem: Problem::Contradictory }) => {
            assert_eq!(name, "labs/01-salutation/src/main.rs");
        }
        other => panic!("{other:?}"),
    }
    // A stored entry of another size than its bytes.
    assert!(read_archive("a.zip", &raw_zip(&[raw(HONEST, b""), other_size])).refused.is_some());
}

/// Two entries of the directory that share one file's bytes.
fn overlapping() -> Vec<u8> {
    let mut bytes = raw_zip(&[raw(HONEST, b"same"), raw(HONEST, b"same")]);
    let second = find_last(&bytes, b"PK\x01\x02");
    bytes[second + 46] = b'L';
    bytes[second + 42..second + 46].fill(0);
    bytes
}

/// A file between the others that the directory does not know.
fn hidden() -> Vec<u8> {
    let mut bytes = raw_zip(&[raw(HONEST, b"seen"), raw(b"hidden.rs", b"unseen")]);
    let (second, end) = (find_last(&bytes, b"PK\x01\x02"), find_last(&bytes, b"PK\x05\x06"));
    let shorter = u32::from_le_bytes(bytes[end + 12..end + 16].try_into().expect("four"))
        - u32::try_from(end - second).expect("short");
    bytes[end + 8] = 1;
    bytes[end + 10] = 1;
    bytes[end + 12..end + 16].copy_from_slice(&shorter.to_le_bytes());
    bytes.drain(second..end);
    bytes
}

fn find_last(bytes: &[u8], what: &[u8]) -> usize {
    bytes.windows(what.len()).rposition(|window| window == what).expect("it is there")
}

#[test]
fn an_encrypted_source_is_unreadable() {
    let mut entry = raw(HONEST, b"twelve bytes and more");
    entry.flags = 1;
    let refused = read_archive("a.zip", &raw_zip(&[entry])).refused;
    let name = "labs/01-salutation/src/main.rs".to_owned();
    assert_eq!(refused, Some(Refused::Unreadable { name, problem: Problem::Encrypted }));
}

#[test]
fn names_that_are_no_text_are_left_out() {
    let mut marked = raw(b"labs/01-salutation/src/caf\xe9.rs", b"");
    marked.flags = 1 << 11;
    let submission = read_archive("a.zip", &raw_zip(&[raw(HONEST, b""), marked]));
    let bad = [("labs/01-salutation/src/caf\u{fffd}.rs", LeftOutReason::BadName)];
    assert_eq!(left_out(&submission), bad);
    let entries = [
        (HONEST, EntryType::Regular, &b""[..]),
        (b"labs/01-salutation/src/caf\xe9.rs", EntryType::Regular, b""),
    ];
    assert_eq!(left_out(&read_archive("a.tar", &raw_tar(&entries))), bad);
    let class = folder(&[("labs/01-salutation/src/main.rs", MAIN)]);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.rs");
    put(&class.path().join("labs/01-salutation/src").join(name), b"");
    assert_eq!(left_out(&read_all(class.path())[0]), bad);
}

#[test]
fn a_zip_of_windows_may_be_in_its_code_page() {
    // `Résumé` as a French Windows writes it.
    let name = b"R\x82sum\x82/labs/01-salutation/src/main.rs";
    let submission = read_archive("a.zip", &raw_zip(&[raw(name, b"")]));
    assert_eq!(taken(&submission), ["salutation:src/main.rs"]);
}

#[test]
fn what_a_program_could_read_at_home_is_taken_and_nothing_else() {
    let lab = |inside: &str| format!("labs/02-params/{inside}");
    let refused = [
        ".cargo/config.toml",
        ".git/config",
        "Cargo.lock",
        "rust-toolchain",
        "rust-toolchain.toml",
        "src/._main.rs",
        "src/.hidden/a.rs",
        "target/debug/a",
    ];
    let allowed = [
        ".env",
        "Cargo.toml",
        "README.md",
        "build.rs",
        "src/data.txt",
        "src/deep/er/mod.rs",
        "src/main.rs",
        "src/nested.zip",
        "static/run.sh",
        "templates/b/c",
        "tests/api.rs",
    ];
    let names: Vec<String> = refused.iter().chain(&allowed).map(|inside| lab(inside)).collect();
    let mut files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "x")).collect();
    files.push((".cargo/config.toml", "[build]"));
    files.push((".github/workflows/ci.yml", "on: push"));
    let submission = read_archive("a.zip", &zip(&files));
    assert_eq!(taken(&submission), allowed.map(|inside| format!("params:{inside}")));
    let mut expected: Vec<_> = refused
        .iter()
        .map(|inside| match inside.split_once('/') {
            Some((folder @ (".git" | "target"), _)) => lab(&format!("{folder}/")),
            _ => lab(inside),
        })
        .map(|path| (path, LeftOutReason::NotAllowed))
        .collect();
    expected.push((".cargo/".to_owned(), LeftOutReason::OutsideLabs));
    expected.push((".github/".to_owned(), LeftOutReason::OutsideLabs));
    let found: Vec<_> =
        left_out(&submission).into_iter().map(|(p, why)| (p.to_owned(), why)).collect();
    assert_eq!(found, expected);
}

#[test]
fn a_link_in_a_commit_is_refused() {
    let made = repository(&[("labs/01-salutation/src/main.rs", MAIN)]);
    symlink("/etc/passwd", made.path().join("labs/01-salutation/src/x.rs")).expect("a link");
    git(made.path(), &["add", "."]).expect("git");
    git(made.path(), &["commit", "--quiet", "-m", "link"]).expect("git");
    // In a clone it lies as in any folder, where nobody follows it.
    let expected = [("labs/01-salutation/src/x.rs", LeftOutReason::NotPlain)];
    assert_eq!(left_out(&read_all(made.path())[0]), expected);
    let bundle = made.path().join("a.bundle");
    git(made.path(), &["bundle", "create", "--quiet", "a.bundle", "HEAD"]).expect("a bundle");
    assert_eq!(read_all(&bundle)[0].refused, dangerous("labs/01-salutation/src/x.rs"));
}

#[test]
fn a_link_to_a_file_of_the_same_folder_is_that_file() {
    let lab = "labs/02-params";
    let work = folder(&[
        ("labs/02-params/src/main.rs", MAIN),
        ("labs/02-params/shared/base.html", "<p>"),
        ("secret", "not a lab's"),
    ]);
    let at = |inside: &str| work.path().join(lab).join(inside);
    fs::create_dir_all(at("templates")).expect("a folder");
    symlink("../shared/base.html", at("templates/base.html")).expect("a link");
    let refused =
        ["../../../../../etc/passwd", "/etc/passwd", "../nowhere", "base.html", "../shared"];
    for (number, target) in refused.iter().enumerate() {
        symlink(target, at(&format!("templates/{number}"))).expect("a link");
    }
    let submission = &read_all(work.path())[0];
    assert_eq!(submission.labs["params"]["templates/base.html"], b"<p>");
    let expected = ["params:shared/base.html", "params:src/main.rs", "params:templates/base.html"];
    assert_eq!(taken(submission), expected);
    let links = left_out(submission);
    let links = links.iter().filter(|(_, why)| *why == LeftOutReason::NotPlain);
    assert_eq!(links.count(), refused.len());
}

#[test]
fn a_students_name_may_be_anything() {
    let class = folder(&[("=1+1,\"\n_../labs/01-salutation/src/main.rs", MAIN)]);
    let name = &read_all(class.path())[0].student.name;
    assert_eq!(name, "=1+1,\"\n_..");
    let class = folder(&[]);
    for name in [&b"caf\xe9"[..], b"caf\xe8"] {
        let name = std::ffi::OsStr::from_bytes(name);
        put(&class.path().join(name).join("labs/01-salutation/src/main.rs"), b"");
    }
    let names: Vec<_> = read_all(class.path()).into_iter().map(|i| i.student.name).collect();
    assert_eq!(names, ["caf\\xe8", "caf\\xe9"]);
}
