//! The printed book.

use std::fs;

use book::language::Language;
use book::pdf::{self, destinations};
use book::{build, exit};

/// The size of A4 in points, as Chromium writes it.
const A4: &str = "/MediaBox [0 0 594.95996 841.91998]";

#[test]
fn needs_chromium_the_book_is_printed_on_a4_with_its_contents() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = folder.path().join("book.pdf");
    if let Err(error) = pdf::write(&build::root(), Language::En, &output) {
        assert!(error.is::<exit::UsageError>(), "{error:#}");
        return needs::CHROMIUM.skip();
    }
    let printed = fs::read(&output).expect("a PDF file");
    assert!(printed.starts_with(b"%PDF-"), "not a PDF file");
    let text = String::from_utf8_lossy(&printed);
    let sizes = text.matches("/MediaBox [").count();
    assert!(sizes > 100, "{sizes} pages are not the whole book");
    assert_eq!(text.matches(A4).count(), sizes, "pages that are not A4");

    let pages = destinations::pages(&printed).expect("destinations");
    let chapters = ["microservices", "a-first-api", "json-in-a-service", "for-authors"];
    let numbers: Vec<u32> =
        chapters.iter().map(|id| *pages.get(*id).unwrap_or_else(|| panic!("{id}"))).collect();
    assert!(numbers.is_sorted() && numbers[0] > 3 && numbers[3] > 100, "{numbers:?}");
}
