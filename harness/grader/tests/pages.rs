//! The pages for an instructor and for students in a real browser: on a telephone and on a desk, in
//! light and dark, with what hostile names and works put into them.
#![cfg(target_os = "linux")]

#[path = "class/mod.rs"]
mod helpers;

use std::fs;
use std::path::{Path, PathBuf};

use browser::{Browser, Page, Scheme};
use helpers::works::{ONE, does_not_compile, finished, greets, panics, removes_nobody, under};
use helpers::{forms, grader};

/// Pixels of a telephone's window and of a desk's.
const WINDOWS: [(u32, u32); 2] = [(390, 844), (1280, 900)];

/// The lightness of the text, from 0 to 1.
const LIGHTNESS: &str = "(parts => parts.slice(0, 3).reduce((sum, part) => sum + Number(part), 0) / 765)\
                         (getComputedStyle(document.body).color.match(/[0-9.]+/g))";

/// Would run, and would load something from elsewhere, in a page that does not escape it.
const HOSTILE: &str = "<img src=x onerror=alert(1)>";

#[test]
fn needs_chromium_every_page_of_a_class_is_legible() {
    if !grader::is_ready() {
        return;
    }
    let place = tempfile::tempdir().expect("a folder");
    let pages = graded(place.path());
    assert!(pages.len() >= 9, "{pages:?}");
    // Started only now: the browser closes a connection that is idle for too long.
    let Some(browser) = Browser::start(1280, 900).expect("the browser") else {
        return needs::CHROMIUM.skip();
    };
    // A hostile name is a folder with percent signs.
    let address =
        |page: &Path| format!("file://{}", page.display().to_string().replace('%', "%25"));
    let tab = browser.open(&address(&pages[0])).expect("the page of the class");
    sorts_and_filters(&tab);
    let mut faults = Vec::new();
    for page in &pages {
        tab.go(&address(page)).expect("a page");
        faults.extend(seen_in_every_window(&tab).into_iter().map(|what| (page, what)));
    }
    assert!(faults.is_empty(), "{faults:#?}");
    let seen = tab.seen();
    assert_eq!(seen.errors, [] as [&str; 0]);
    let away: Vec<&String> = seen
        .requests
        .iter()
        .filter(|url| !url.starts_with("file:") && !url.starts_with("data:"))
        .collect();
    assert!(away.is_empty(), "{away:?}");
}

/// Grades a small class and looks for what is alike; returns every page, that of the class first.
fn graded(place: &Path) -> Vec<PathBuf> {
    let class = place.join("class");
    for (name, work) in [
        ("ada", finished(ONE)),
        ("alan", greets()),
        ("emmy", removes_nobody()),
        ("grace", panics()),
        ("hedy", does_not_compile()),
        ("ivan", finished(ONE)),
        (HOSTILE, removes_nobody()),
    ] {
        forms::folder(&class.join(name), &under(ONE, &work), forms::NOON);
    }
    let out = place.join("grades");
    let (class, out_text) = (class.display().to_string(), out.display().to_string());
    grader::said(&["run", &class, "--out", &out_text, "--lab", "1", "--lang", "fr"], 0);
    grader::said(&["similar", "--out", &out_text, "--lang", "fr"], 0);
    let mut pages = vec![out.join("index.html")];
    let others = grader::files(&out).into_iter().map(|path| out.join(path));
    pages.extend(others.filter(|path| {
        path.extension().is_some_and(|kind| kind == "html") && *path != out.join("index.html")
    }));
    for page in &pages {
        assert!(fs::metadata(page).is_ok_and(|about| about.is_file()), "{}", page.display());
    }
    pages
}

/// The script of the class page filters by name, and sorts when a heading, which has the focus, is clicked.
fn sorts_and_filters(tab: &Page) {
    let names = |tab: &Page| {
        let shown = "[...document.querySelectorAll('.map tbody tr')].filter(row => !row.hidden)\
                     .map(row => row.cells[0].textContent.trim()).join('|')";
        let shown = tab.value(shown).expect("names");
        shown.as_str().expect("text").to_owned()
    };
    let press = |tab: &Page| {
        let press = "(() => { const button = document.querySelector('.map thead button'); button.focus();\
                     button.click(); return document.activeElement === button; })()";
        assert_eq!(tab.value(press).expect("a button"), true);
    };
    let all = names(tab);
    assert!(all.starts_with("<img") || all.starts_with("ada"), "{all}");
    press(tab);
    press(tab);
    assert!(names(tab).ends_with("ada") || names(tab).ends_with('>'), "{}", names(tab));
    assert_ne!(names(tab), all);
    let filter = |text: &str| {
        format!(
            "(() => {{ const input = document.querySelector('#filter input'); input.value = '{text}';\
             input.dispatchEvent(new Event('input')); return input.value; }})()"
        )
    };
    tab.value(&filter("ÁDA")).expect("filtered");
    assert_eq!(names(tab), "ada");
    tab.value(&filter("")).expect("filtered");
    press(tab);
}

/// What is wrong with the page that is open: wider than its window, or dark text for
/// somebody who prefers a dark page.
fn seen_in_every_window(tab: &Page) -> Vec<String> {
    let mut faults = Vec::new();
    for (width, height) in WINDOWS {
        tab.resize(width, height).expect("a window");
        for scheme in [Scheme::Light, Scheme::Dark] {
            tab.prefer(scheme).expect("colours");
            let wide = tab.value("document.scrollingElement.scrollWidth - innerWidth");
            let wide = wide.expect("a number").as_f64().unwrap_or_default();
            if wide > 0.0 {
                faults.push(format!("{wide} px too wide for {width} px"));
            }
            let light = tab.value(LIGHTNESS).expect("a number").as_f64().unwrap_or_default();
            if (light > 0.5) != (scheme == Scheme::Dark) {
                faults.push(format!("{scheme:?}: the text has a lightness of {light}"));
            }
        }
    }
    faults
}
