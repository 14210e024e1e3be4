//! The time that each page announces, recomputed from what the page contains.
//!
//! The rule is in the chapter for authors, under `#times`: 120 words of prose, 15 lines of code, or a
//! picture a minute, and a minute and a half for each question, rounded to 5 minutes. A page is
//! read as often in French as in English, so both count half. The time that a page announces is
//! changed when it differs by more than 5 minutes.

mod tree;

use book::language::Language;
use pulldown_cmark::{Event, Tag, TagEnd};
use tree::{Page, code_blocks, expanded, pages, questions};

const WORDS_PER_MINUTE: f64 = 120.0;
const LINES_PER_MINUTE: f64 = 15.0;
const MINUTES_PER_PICTURE: f64 = 1.0;
const MINUTES_PER_QUESTION: f64 = 1.5;

/// Times are announced in steps of this many minutes.
const STEP: usize = 5;

/// Pages whose time is not spent reading: downloads.
const NOT_READING: [&str; 1] = ["installation.md"];

#[test]
fn the_time_of_every_page_follows_the_rule() {
    let [fr, en] = Language::ALL.map(pages);
    let mut faults = Vec::new();
    let mut checked = 0;
    for (name, page) in fr.iter().filter(|(name, _)| !NOT_READING.contains(&name.as_str())) {
        let other = &en[name];
        if announced(page) != announced(other) {
            faults.push(format!("{name}: the times in French and in English differ"));
        }
        let Some(stated) = announced(page) else { continue };
        checked += 1;
        let time = rounded(f64::midpoint(minutes(page), minutes(other)));
        println!("{name}: {stated} minutes, by the rule {time}");
        if stated.abs_diff(time) > STEP {
            let [french, english] = Language::ALL.map(|language| phrase(language, time));
            faults.push(format!("{name}: announces {stated}; write: {french}; {english}"));
        }
    }
    assert!(checked > 15, "{checked} pages announce a time");
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

/// The table of the preface has the times of the pages, and their sums.
#[test]
fn the_table_of_the_preface_adds_up() {
    for language in Language::ALL {
        let pages = pages(language);
        let mut faults = Vec::new();
        // The part whose rows are read, what it announces, and the sum so far.
        let mut part = (String::new(), 0, 0);
        let mut total = 0;
        for row in pages["README.md"].text.lines().filter(|line| line.starts_with("| ")) {
            let cells: Vec<&str> = row.split('|').map(str::trim).collect();
            let Some(time) = clock(cells[2].trim_matches('*')) else { continue };
            if let Some(target) = cells[1].split("](").nth(1) {
                let page = &pages[target.trim_end_matches(')')];
                if announced(page) != Some(time) {
                    faults.push(format!("{row}: the page announces {:?} minutes", announced(page)));
                }
                part.2 += time;
                total += time;
                continue;
            }
            if part.1 != part.2 {
                faults.push(format!("{}: the sum is {} minutes", part.0, part.2));
            }
            part = (row.to_owned(), time, 0);
        }
        // The last row is the total of all parts.
        if part.1 != total {
            faults.push(format!("{}: the sum is {total} minutes", part.0));
        }
        assert!(total > 600, "{total} minutes are not the whole table");
        assert!(faults.is_empty(), "{}\n{}\n", language.code(), faults.join("\n"));
    }
}

/// The minutes of `35 min`, `2 h` or `1 h 05`.
fn clock(text: &str) -> Option<usize> {
    if let Some(minutes) = text.strip_suffix("min") {
        return minutes.trim().parse().ok();
    }
    let (hours, minutes) = text.split_once('h')?;
    let minutes = Some(minutes.trim()).filter(|minutes| !minutes.is_empty()).unwrap_or("0");
    Some(hours.trim().parse::<usize>().ok()? * 60 + minutes.parse::<usize>().ok()?)
}

/// The minutes that a page announces: the longest phrase that fits, since an hour and a half starts
/// with an hour.
fn announced(page: &Page) -> Option<usize> {
    let verb = match page.language {
        Language::Fr => "Comptez ",
        Language::En => "Allow ",
    };
    let rest = page.text.split(verb).nth(1)?;
    let times = (STEP..=240).step_by(STEP).map(|minutes| (minutes, phrase(page.language, minutes)));
    let fitting = times.filter(|(_, phrase)| rest.starts_with(phrase));
    let longest = fitting.max_by_key(|(_, phrase)| phrase.len());
    assert!(longest.is_some(), "{}: not a time: {verb}{rest:.40}", page.path());
    longest.map(|(minutes, _)| minutes)
}

/// How a number of minutes is announced.
fn phrase(language: Language, minutes: usize) -> String {
    match (language, minutes / 60, minutes % 60) {
        (_, 0, rest) => format!("{rest} minutes"),
        (Language::Fr, 1, 0) => "une heure".to_owned(),
        (Language::Fr, 1, 15) => "une heure et quart".to_owned(),
        (Language::Fr, 1, 30) => "une heure et demie".to_owned(),
        (Language::Fr, hours, 0) => format!("{hours}\u{a0}h"),
        (Language::Fr, hours, rest) => format!("{hours}\u{a0}h\u{a0}{rest:02}"),
        (Language::En, 1, 0) => "an hour".to_owned(),
        (Language::En, 1, 15) => "an hour and a quarter".to_owned(),
        (Language::En, 1, 30) => "an hour and a half".to_owned(),
        (Language::En, 1, rest) => format!("an hour and {rest} minutes"),
        (Language::En, hours, 0) => format!("{hours} hours"),
        (Language::En, hours, rest) => format!("{hours} hours and {rest} minutes"),
    }
}

/// The time that a page takes by the rule, before it is rounded.
fn minutes(page: &Page) -> f64 {
    let count = |number: usize| f64::from(u32::try_from(number).expect("a page is short"));
    let page = expanded(page);
    let lines = code_blocks(&page)
        .iter()
        .map(|(_, _, text)| text.lines().filter(|line| !line.trim().is_empty()).count())
        .sum();
    count(words(&page)) / WORDS_PER_MINUTE
        + count(lines) / LINES_PER_MINUTE
        + count(page.text.matches("<figure>").count()) * MINUTES_PER_PICTURE
        + count(questions(&page).len()) * MINUTES_PER_QUESTION
}

/// The words of the prose, without code blocks.
fn words(page: &Page) -> usize {
    let mut prose = String::new();
    let mut code = false;
    for (event, _) in page.events() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => code = true,
            Event::End(TagEnd::CodeBlock) => code = false,
            Event::Text(text) if !code => prose.push_str(&text),
            Event::Code(text) => prose.push_str(&text),
            Event::SoftBreak | Event::HardBreak | Event::End(_) => prose.push(' '),
            _ => {}
        }
    }
    prose.split_whitespace().filter(|word| word.contains(char::is_alphanumeric)).count()
}

fn rounded(minutes: f64) -> usize {
    let steps = (minutes / 5.0).round();
    (1..).find(|step| f64::from(*step) >= steps).map_or(STEP, |step: u32| step as usize * STEP)
}

#[test]
fn a_time_is_announced_in_words_and_read_again() {
    for (minutes, french, english) in [
        (30, "30 minutes", "30 minutes"),
        (45, "45 minutes", "45 minutes"),
        (60, "une heure", "an hour"),
        (75, "une heure et quart", "an hour and a quarter"),
        (80, "1\u{a0}h\u{a0}20", "an hour and 20 minutes"),
        (120, "2\u{a0}h", "2 hours"),
    ] {
        assert_eq!(phrase(Language::Fr, minutes), french);
        assert_eq!(phrase(Language::En, minutes), english);
        let page = Page::new(Language::Fr, "p.md", &format!("# P\n\nComptez {french}.\n"));
        assert_eq!(announced(&page), Some(minutes));
        let page = Page::new(Language::En, "p.md", &format!("# P\n\nAllow {english}.\n"));
        assert_eq!(announced(&page), Some(minutes));
    }
    assert_eq!(clock("1 h 05"), Some(65));
    assert_eq!(clock("35 min"), Some(35));
    assert_eq!(clock("lecture"), None);
    assert_eq!([2.0, 43.0, 47.6].map(rounded), [5, 45, 50]);
}
