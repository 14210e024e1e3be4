//! Both languages have the same structure: a change of one page fails until the other one follows.

mod tree;

use std::collections::BTreeSet;

use book::language::Language;
use pulldown_cmark::{Event, HeadingLevel, Tag};
use similar::{Algorithm, DiffOp, capture_diff_slices};
use tree::{Page, headings, outline, pages};

#[test]
fn both_trees_have_the_same_pages() {
    let [fr, en] =
        Language::ALL.map(|language| pages(language).into_keys().collect::<BTreeSet<_>>());
    let missing = |of: &BTreeSet<String>, from: &BTreeSet<String>| -> Vec<String> {
        of.difference(from).cloned().collect()
    };
    assert_eq!(missing(&en, &fr), [] as [&str; 0], "in English only");
    assert_eq!(missing(&fr, &en), [] as [&str; 0], "in French only");
}

#[test]
fn every_page_is_in_the_summary() {
    for language in Language::ALL {
        let pages = pages(language);
        let summary = &pages["SUMMARY.md"];
        let linked: BTreeSet<String> = summary
            .events()
            .filter_map(|(event, _)| match event {
                Event::Start(Tag::Link { dest_url, .. }) => Some(dest_url.to_string()),
                _ => None,
            })
            .collect();
        let written: BTreeSet<String> =
            pages.keys().filter(|name| *name != "SUMMARY.md").cloned().collect();
        assert_eq!(linked, written, "{}", summary.path());
    }
}

#[test]
fn every_page_holds_the_same_in_both_languages() {
    let (fr, en) = (pages(Language::Fr), pages(Language::En));
    let faults: Vec<String> = fr
        .values()
        .filter_map(|page| Some((page, en.get(&page.name)?)))
        .flat_map(|(french, english)| differences(french, english))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

#[test]
fn every_section_has_a_name_of_its_own_that_can_be_linked_to() {
    let faults: Vec<String> = tree::all_pages()
        .iter()
        .filter(|page| page.name != "SUMMARY.md")
        .flat_map(|page| {
            let mut seen = BTreeSet::new();
            let nameless = move |(line, level, id): &(usize, HeadingLevel, Option<String>)| {
                let needs = matches!(level, HeadingLevel::H2 | HeadingLevel::H3);
                let good = id.clone().map_or(!needs, |id| seen.insert(id));
                (!good).then_some(*line)
            };
            let lines: Vec<usize> = headings(page).iter().filter_map(nameless).collect();
            lines.into_iter().map(|line| format!("{}:{line}", page.path()))
        })
        .collect();
    assert!(faults.is_empty(), "no {{#anchor}}, or one twice:\n{}\n", faults.join("\n"));
}

/// A message for each part in which two pages differ.
fn differences(french: &Page, english: &Page) -> Vec<String> {
    let (fr, en) = (outline(french), outline(english));
    let words = |items: &[tree::Item]| items.iter().map(ToString::to_string).collect::<Vec<_>>();
    let (fr_words, en_words) = (words(&fr), words(&en));
    let line = |items: &[tree::Item], at: usize| {
        items.get(at).or(items.last()).map_or(1, |item| item.line)
    };
    let lags = |page: &Page, at: usize, lacks: &[String]| {
        format!("{}:{at} lags behind, it lacks: {}", page.path(), lacks.join(", "))
    };
    capture_diff_slices(Algorithm::Myers, &fr_words, &en_words)
        .into_iter()
        .filter_map(|op| match op {
            DiffOp::Equal { .. } => None,
            DiffOp::Delete { old_index, old_len, new_index } => {
                let lacks = &fr_words[old_index..old_index + old_len];
                Some(lags(english, line(&en, new_index), lacks))
            }
            DiffOp::Insert { old_index, new_index, new_len } => {
                let lacks = &en_words[new_index..new_index + new_len];
                Some(lags(french, line(&fr, old_index), lacks))
            }
            DiffOp::Replace { old_index, old_len, new_index, new_len } => Some(format!(
                "{}:{} has {}, where {}:{} has {}",
                french.path(),
                line(&fr, old_index),
                fr_words[old_index..old_index + old_len].join(", "),
                english.path(),
                line(&en, new_index),
                en_words[new_index..new_index + new_len].join(", "),
            )),
        })
        .collect()
}

const FRENCH: &str = "# Un titre

Voyez [ceci](a.md#un) et [cela](b.md).

```rust,ignore
{{#include ../../listings/src/x.fr.rs:greet}}
```

## Les questions {#questions}

<div class=\"quiz\">

**1.** Laquelle ?

- [ ] Celle-ci.

  Non.

- [x] Celle-là.

  Oui.

</div>
";

const ENGLISH: &str = "# A title

See [that](b.md) and [this](a.md#un).

```rust,ignore
{{#include ../../listings/src/x.en.rs:greet}}
```

## Questions {#questions}

<div class=\"quiz\">

**1.** Which one?

- [ ] This one.

  No.

- [x] That one.

  Yes.

</div>
";

/// The differences of the two pages above, after `from` in the English one was replaced by `to`.
fn differences_after(from: &str, to: &str) -> Vec<String> {
    let english = ENGLISH.replace(from, to);
    assert!(from.is_empty() || english != ENGLISH, "{from}");
    let french = Page::new(Language::Fr, "p.md", FRENCH);
    differences(&french, &Page::new(Language::En, "p.md", &english))
}

#[test]
fn wording_and_language_suffixes_are_not_differences() {
    assert_eq!(differences_after("See", "Look at"), [] as [&str; 0]);
}

#[test]
fn what_a_page_lacks_is_reported_with_its_line() {
    assert_eq!(
        differences_after("## Questions {#questions}\n", ""),
        ["book/en/src/p.md:10 lags behind, it lacks: ## {#questions}"]
    );
    assert_eq!(
        differences_after("# A title\n", "# A title\n\n```sh\nls\n```\n"),
        ["book/fr/src/p.md:3 lags behind, it lacks: ```sh"]
    );
    for (from, to) in [
        ("{#questions}", "{#question}"),
        ("rust,ignore", "rust"),
        (":greet", ":greeting"),
        ("a.md#un", "a.md"),
        ("- [ ] This", "- [x] This"),
    ] {
        assert!(!differences_after(from, to).is_empty(), "{from} → {to}");
    }
}

#[test]
fn the_content_of_a_fence_is_text() {
    let shown =
        "````markdown\n# No heading\n```rust\n```\n[no](link.md)\n\\{{#include no.rs}}\n````\n";
    let page = Page::new(Language::Fr, "p.md", shown);
    let items: Vec<String> = outline(&page).iter().map(ToString::to_string).collect();
    assert_eq!(items, ["```markdown"]);
}
