//! `lab hint`: a nudge, then the idea, then where in the book.

use anyhow::Result;
use console::style;
use engine::Lang;
use engine::protocol::Description;

use crate::cli::HintOptions;
use crate::compile;
use crate::course::{Course, Lab, nearest};
use crate::exit::{Exit, Refusal};
use crate::judge;
use crate::messages::{Label, Message, Usage};
use crate::progress::Progress;
use crate::report::human::chapter_path;
use crate::terminal::{width, wrapped};
use crate::test::base;

const TIERS: usize = 3;

/// Where the compiler's commonest long message is explained.
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

/// Shows the next hint of a check: of `only`, else of the first one that failed at the last run.
///
/// # Errors
/// When the judge does not build, or has no such check.
pub fn show(course: &Course, lab: &Lab, only: Option<&str>, lang: Lang) -> Result<()> {
    let mut progress = Progress::load(course, lang);
    let mut state = progress.of(lab);
    if state.done() && only.is_none() {
        println!("{}", Label::NothingToHint { lab: lab.folder.clone() }.text(lang));
        return Ok(());
    }
    if state.unbuilt && only.is_none() {
        let path = chapter_path(NO_HANDLER, lang);
        println!("{}", wrapped(&Label::HintUnbuilt { path }.text(lang), width(), ""));
        return Ok(());
    }
    let built = compile::build(course, lab, None, None, lang)?;
    let checks = judge::checks(&built.judge, lang)?;
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
        Refusal::usage(Usage::UnknownCheck { given, nearest, known })
    })
}

fn tell(check: &Description, tier: usize, lang: Lang) {
    let of = Label::HintTier { tier, of: TIERS }.text(lang);
    println!("{} {}", style(&check.title).bold(), style(format!("({of})")).dim());
    let path = chapter_path(&check.chapter, lang);
    let text = match tier {
        1 => check.nudge.clone(),
        2 => check.idea.clone(),
        _ => Label::ReadChapter { path }.text(lang),
    };
    println!("{}", wrapped(&text, width(), ""));
    if tier < TIERS {
        println!("{}", style(Label::HintMore.text(lang)).dim());
    }
}
