//! Files of the lab that cannot be used, as a student may leave them: the checks that read them say which one and
//! why, and start no server.

use std::fs;
use std::path::Path;

use author::cargo;
use author::seeds::{self, Server};
use engine::database::Kind;
use engine::verdict::Verdict;

const CHECKS: [(&str, &str); 4] = [
    ("errors-alert", "alertes.yml"),
    ("latency-alert", "alertes.yml"),
    ("gone-alert", "alertes.yml"),
    ("dashboard", "tableau.json"),
];

/// Judges the solution with the files of a folder; what is said by each check that reads one.
fn said(folder: &Path) -> Vec<String> {
    let judge = cargo::executable("suite-observability").expect("the judge");
    let solution = Server::solution("observability").expect("the solution");
    let server = Server { files: folder.to_owned(), ..solution };
    let judged = seeds::judged(&judge, &server, 3, Kind::Sqlite).expect("a verdict");
    let of = |id: &str| judged.iter().find(|(check, _)| check.id == id).expect("the check");
    let said = CHECKS.map(|(id, file)| {
        let (check, evidence) = of(id);
        assert_eq!(check.verdict, Verdict::Failed, "{id}");
        let evidence = evidence.as_ref().expect("an explanation");
        assert!(evidence.only_reads_files, "{id}: {:?}", evidence.steps);
        assert!(evidence.sentence.contains(file), "{id}: {}", evidence.sentence);
        evidence.sentence.clone()
    });
    said.into()
}

#[test]
fn a_file_that_cannot_be_used_is_named_with_the_reason() {
    let folder = tempfile::tempdir().expect("a folder");
    assert!(said(folder.path()).iter().all(|sentence| sentence.contains("does not exist")));

    fs::create_dir(folder.path().join("alertes.yml")).expect("a folder");
    fs::write(folder.path().join("tableau.json"), b"\xff").expect("a file");
    let said = said(folder.path());
    assert!(said[..3].iter().all(|sentence| sentence.contains("not an ordinary file")), "{said:?}");
    assert!(said[3].contains("UTF-8"), "{said:?}");
}
