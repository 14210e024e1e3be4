//! Row 26 of the red-team page: bombs of every kind.

use crate::caps::{Cap, Caps};
use crate::fixtures::list;
use crate::fixtures::{
    MAIN, Plain, folder, gz, left_out, put, raw, raw_zip, read_archive, read_capped, taken, tar,
    terms, too_large, zip,
};
use crate::submission::{LeftOutReason, Refused};
use crate::terms::Terms;

const PATH: &str = "labs/01-salutation/src/main.rs";

fn small() -> Caps {
    Caps {
        archive: 4096,
        unpacked: 8192,
        entries: 10,
        ratio: 200,
        depth: 6,
        file: 1000,
        taken: 2500,
    }
}

/// Text that cannot be packed well, of that many bytes.
fn noise(bytes: usize) -> String {
    let mut state = 1_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        char::from(b'!' + u8::try_from(state >> 58).expect("six bits"))
    };
    (0..bytes).map(|_| next()).collect()
}

#[test]
fn a_bomb_of_one_file_is_refused_by_its_ratio() {
    let zeros = "\0".repeat(4 << 20);
    for path in [PATH, "labs/01-salutation/bomb.bin"] {
        let files = [(path, zeros.as_str())];
        assert_eq!(read_archive("a.zip", &zip(&files)).refused, too_large(Cap::Ratio));
        assert_eq!(read_archive("a.tgz", &gz(&tar(&files))).refused, too_large(Cap::Ratio));
    }
}

#[test]
fn a_bomb_is_not_hidden_by_what_is_beside_it() {
    let mut bomb = raw(b"bomb.bin", &vec![0; 4 << 20]);
    bomb.is_packed = true;
    let noise = noise(60_000);
    let entries = [raw(PATH.as_bytes(), b""), raw(b"noise.txt", noise.as_bytes()), bomb];
    assert_eq!(read_archive("a.zip", &raw_zip(&entries)).refused, too_large(Cap::Ratio));
    assert_eq!(read_archive("a.zip", &raw_zip(&entries[..2])).refused, None);
}

#[test]
fn a_bomb_that_lies_about_its_size_stops_at_what_it_says() {
    let mut entry = raw(PATH.as_bytes(), &vec![0; 4 << 20]);
    entry.is_packed = true;
    entry.size = 10;
    let submission = read_archive("a.zip", &raw_zip(&[entry]));
    assert!(submission.refused.is_some() && submission.labs.is_empty());
}

#[test]
fn what_comes_out_together_is_capped() {
    let caps = small();
    let texts: Vec<_> = (0..9).map(|n| (format!("labs/x/{n}.txt"), " ".repeat(999))).collect();
    let files: Vec<_> = texts.iter().map(|(p, t)| (p.as_str(), t.as_str())).collect();
    assert_eq!(read_capped("a.zip", &zip(&files), &caps).refused, too_large(Cap::Unpacked));
    assert_eq!(read_capped("a.tgz", &gz(&tar(&files)), &caps).refused, too_large(Cap::Unpacked));
    let caps = Caps { archive: 1 << 20, ..caps };
    assert_eq!(read_capped("a.tar", &tar(&files), &caps).refused, too_large(Cap::Unpacked));
}

#[test]
fn a_large_archive_is_not_even_opened() {
    let noise = noise(9000);
    let files = [(PATH, noise.as_str())];
    for (name, bytes) in [("a.zip", zip(&files)), ("a.tar", tar(&files)), ("a.bundle", tar(&files))]
    {
        assert!(bytes.len() > 4096);
        assert_eq!(read_capped(name, &bytes, &small()).refused, too_large(Cap::Archive), "{name}");
    }
}

#[test]
fn a_million_entries_are_refused() {
    let names: Vec<_> = (0..11).map(|n| format!("{n}")).collect();
    let files: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    let caps = Caps { archive: 1 << 20, unpacked: 1 << 20, ..small() };
    assert_eq!(read_capped("a.zip", &zip(&files), &caps).refused, too_large(Cap::Entries));
    assert_eq!(read_capped("a.tar", &tar(&files), &caps).refused, too_large(Cap::Entries));
    let disk = folder(&files);
    let source = &list(&[disk.path().to_owned()]).expect("a folder")[0];
    assert_eq!(
        source.read(&Terms { caps: caps.clone(), ..terms() }, &Plain).refused,
        too_large(Cap::Entries)
    );
    assert_eq!(read_capped("a.zip", &zip(&files[..10]), &caps).refused, Some(Refused::NoLab));
}

#[test]
fn folders_without_end_are_refused() {
    let deep = format!("labs/01-salutation/src/{}x.rs", "a/".repeat(40));
    let files = [(PATH, MAIN), (deep.as_str(), "")];
    assert_eq!(read_archive("a.zip", &zip(&files)).refused, too_large(Cap::Depth));
    assert_eq!(read_archive("a.tar.gz", &gz(&tar(&files))).refused, too_large(Cap::Depth));
    let disk = folder(&files);
    let source = &list(&[disk.path().to_owned()]).expect("a folder")[0];
    assert_eq!(source.read(&terms(), &Plain).refused, too_large(Cap::Depth));
}

#[test]
fn a_file_that_is_too_large_is_left_out_alone() {
    let large = noise(1001);
    let files = [(PATH, MAIN), ("labs/01-salutation/src/large.rs", large.as_str())];
    for (name, bytes) in [("a.zip", zip(&files)), ("a.tar", tar(&files))] {
        let submission = read_capped(name, &bytes, &small());
        assert_eq!(taken(&submission), ["salutation:src/main.rs"]);
        assert_eq!(
            left_out(&submission),
            [("labs/01-salutation/src/large.rs", LeftOutReason::TooLarge)]
        );
    }
}

#[test]
fn what_is_taken_together_is_capped() {
    let text = " ".repeat(999);
    let files = ["a", "b", "c"].map(|name| format!("labs/01-salutation/src/{name}.rs"));
    let files: Vec<_> = files.iter().map(|path| (path.as_str(), text.as_str())).collect();
    assert_eq!(read_capped("a.zip", &zip(&files), &small()).refused, too_large(Cap::Taken));
    assert_eq!(read_capped("a.zip", &zip(&files[..2]), &small()).refused, None);
}

#[test]
fn archives_are_opened_in_one_that_holds_nothing_else() {
    let bomb = zip(&[("labs/02-params/src/main.rs", MAIN)]);
    let entries = [
        raw(PATH.as_bytes(), MAIN.as_bytes()),
        raw(b"labs/01-salutation/src/inner.zip", &bomb),
        raw(b"inner.zip", &bomb),
    ];
    let submission = read_archive("a.zip", &raw_zip(&entries));
    assert_eq!(taken(&submission), ["salutation:src/inner.zip", "salutation:src/main.rs"]);
    assert_eq!(left_out(&submission), [("inner.zip", LeftOutReason::OutsideLabs)]);
    let packed = raw_zip(&[raw(b"inner.zip", &bomb)]);
    assert_eq!(taken(&read_archive("a.zip", &packed)), ["params:src/main.rs"]);
    let class = folder(&[]);
    put(&class.path().join("eve/a.zip"), &packed);
    let source = &list(&[class.path().to_owned()]).expect("a class")[0];
    let submission = source.read(&terms(), &Plain);
    assert_eq!(taken(&submission), ["params:src/main.rs"]);
    // Once, and no deeper.
    let deeper = raw_zip(&[raw(b"outer.zip", &packed)]);
    assert_eq!(read_archive("a.zip", &deeper).refused, Some(Refused::NoLab));
    // More than sixteen are not left out in silence.
    let many: Vec<_> = (0..17).map(|n| raw(format!("{n}.zip").as_bytes(), &bomb)).collect();
    assert_eq!(read_archive("a.zip", &raw_zip(&many)).refused, too_large(Cap::Entries));
    assert_eq!(taken(&read_archive("a.zip", &raw_zip(&many[..16]))), ["params:src/main.rs"]);
    // What comes out of several counts together.
    let large = zip(&[("labs/01-salutation/src/main.rs", &"//\n".repeat(1 << 20))]);
    let many: Vec<_> = (0..9).map(|n| raw(format!("{n}.zip").as_bytes(), &large)).collect();
    let caps = Caps { unpacked: 16 << 20, ratio: u64::MAX, ..Caps::default() };
    let refused = read_capped("a.zip", &raw_zip(&many), &caps).refused;
    assert_eq!(refused, Some(Refused::TooLarge { cap: Cap::Unpacked }));
}

#[test]
fn a_long_name_in_a_tar_is_no_way_around_the_caps() {
    let mut builder = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_entry_type(tar::EntryType::GNULongName);
    header.set_size(4 << 20);
    header.set_cksum();
    builder.append(&header, vec![b'a'; 4 << 20].as_slice()).expect("an entry");
    let bytes = builder.into_inner().expect("a tar");
    assert_eq!(read_archive("a.tgz", &gz(&bytes)).refused, too_large(Cap::Ratio));
}
