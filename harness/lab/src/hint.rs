//! `lab hint`: first where to look, then the idea, then the section of the book.

use anyhow::Result;
use console::style;
use engine::protocol::Description;
use texts::Lang;

use crate::cli::HintOptions;
use crate::compile;
use crate::course::{Course, Lab, chapter_path, nearest, proposal};
use crate::exit::{Exit, Refusal};
use crate::judge;
use crate::messages::{labels, usage};
use crate::progress::Progress;
use crate::terminal::{width, wrapped};
use crate::test::base;

const TIERS: usize = 3;

/// The section about the most common long message of the compiler.
const NO_HANDLER: &str = "1-apis/first-api.md#adding";

/// Runs the command.
///
/// # Errors
/// Wrong usage, and failures of the harness.
pub fn run(course: &Course, options: &HintOptions, lang: Lang) -> Result<Exit> {
    let progress = Progress::load(course, lang);
    let lab = match &options.lab {
        Some(given) => Some(course.lab(given)?),
        None => progress.current(course),
    };
    if let Some(lab) = lab {
        show(course, lab, options.only.as_deref(), lang)?;
    }
    Ok(Exit::Passed)
}

/// Shows the next hint of the check `only`, or of the one to fix first after the last run.
///
/// # Errors
/// When the judge does not build, or has no such check.
pub fn show(course: &Course, lab: &Lab, only: Option<&str>, lang: Lang) -> Result<()> {
    let mut progress = Progress::load(course, lang);
    let mut state = progress.of(lab);
    if state.done() && only.is_none() {
        println!("{}", labels::nothing_to_hint(lab.folder.clone()).text(lang));
        return Ok(());
    }
    if state.unbuilt && only.is_none() {
        let path = chapter_path(NO_HANDLER, lang);
        println!("{}", wrapped(&labels::hint_unbuilt(path).text(lang), width(), ""));
        return Ok(());
    }
    let built = compile::build(course, lab, None, None, lang)?;
    let checks = judge::checks(&built.judge)?;
    let check = chosen(&checks, only.or(state.failing.as_deref()))?;
    if state.failing.as_ref() != Some(&check.id) {
        state.failing = Some(check.id.clone());
        state.hints = 0;
    }
    let tier = (state.hints + 1).min(TIERS);
    tell(check, tier, lang);
    state.hints = tier;
    progress.set(lab, state);
    progress.save(course, lang);
    Ok(())
}

fn chosen<'a>(checks: &'a [Description], id: Option<&str>) -> Result<&'a Description> {
    let found = match id {
        Some(id) => checks.iter().find(|check| check.id == base(id)),
        None => checks.first(),
    };
    found.ok_or_else(|| {
        let given = id.unwrap_or_default().to_owned();
        let known: Vec<String> = checks.iter().map(|check| check.id.clone()).collect();
        let nearest = nearest(&given, known.iter().map(String::as_str));
        Refusal::usage(usage::unknown_check(given, proposal(nearest, &known.join(", "))))
    })
}

fn tell(check: &Description, tier: usize, lang: Lang) {
    let of = labels::hint_tier(tier, TIERS).text(lang);
    println!("{} {}", style(check.texts.title.get(lang)).bold(), style(format!("({of})")).dim());
    let path = chapter_path(&check.chapter, lang);
    let text = match tier {
        1 => check.texts.nudge.get(lang).to_owned(),
        2 => check.texts.idea.get(lang).to_owned(),
        _ => labels::read_chapter(path).text(lang),
    };
    println!("{}", wrapped(&text, width(), ""));
    if tier < TIERS {
        println!("{}", style(labels::HINT_MORE.text(lang)).dim());
    }
}
