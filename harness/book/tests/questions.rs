//! Every chapter has enough questions, and every answer is explained.

mod tree;

use book::language::Language;
use tree::{pages, questions};

/// The prefixes of the folders of the parts.
const PARTS: [&str; 11] = ["0-", "1-", "2-", "3-", "4-", "5-", "6-", "7-", "8-", "9-", "10-"];

#[test]
fn every_chapter_has_five_questions_and_the_book_sixty() {
    for language in Language::ALL {
        let pages = pages(language);
        let mut all = 0;
        for page in pages.values() {
            let count = questions(page).len();
            let chapter = PARTS.iter().any(|part| page.name.starts_with(part));
            assert!(count >= 5 || !chapter, "{} has {count} questions", page.path());
            all += count;
        }
        assert!(all >= 60, "{all} questions in {}", language.code());
        println!("{all} questions in {}", language.code());
    }
}

#[test]
fn every_question_can_be_answered_and_every_answer_is_explained() {
    let mut faults = Vec::new();
    for page in tree::all_pages() {
        for question in questions(&page) {
            let mut fault = |what: &str| {
                faults.push(format!("{}:{}: {what}", page.path(), question.line));
            };
            let right = question.answers.iter().filter(|answer| answer.right).count();
            let several = ["plusieurs réponses", "several answers"]
                .iter()
                .any(|words| question.text.to_lowercase().contains(words));
            if question.answers.len() < 3 {
                fault("fewer than three answers");
            }
            if right == 0 || right == question.answers.len() {
                fault("no right answer, or no wrong one");
            }
            if several != (right > 1) {
                fault("whether several answers are right, and whether it says so, differ");
            }
            if !question.answers.iter().all(|answer| answer.explained) {
                fault("an answer without its reason");
            }
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// Always choosing the same position must not be right most of the time.
#[test]
fn the_place_of_the_right_answer_varies() {
    for language in Language::ALL {
        let mut places = [0_usize; 6];
        for page in pages(language).values() {
            for question in questions(page) {
                let right = question.answers.iter().position(|answer| answer.right);
                places[right.expect("a right answer").min(5)] += 1;
            }
        }
        let all: usize = places.iter().sum();
        let most = places.into_iter().max().expect("places");
        assert!(most * 2 < all, "{}: {places:?}", language.code());
    }
}
