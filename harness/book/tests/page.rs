//! The book in a real browser: every page in both languages, on a phone and on a desktop, in light
//! and in dark.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use book::language::Language;
use book::{build, includes, serve};
use browser::{Browser, Page, Scheme};
use serde_json::json;

/// The version of axe-core that checks the pages.
const AXE: &str = "axe-core@4.14.1";

/// The window of a phone and of a desktop, in pixels.
const PHONE: (u32, u32) = (390, 844);
const DESKTOP: (u32, u32) = (1280, 900);

/// A search term for each part, as a reader would type it: without accents, in the plural.
fn search_terms(language: Language) -> [(&'static str, &'static str); 14] {
    match language {
        Language::Fr => [
            ("monolithes", "0-"),
            ("email", "0-"),
            ("passerelle", "0-"),
            ("requetes", "1-"),
            ("en-têtes", "1-"),
            ("semi-structuré", "2-"),
            ("domaine", "3-"),
            ("clé primaire", "4-"),
            ("schéma", "5-"),
            ("disjoncteur", "6-"),
            ("certificat", "7-"),
            ("histogramme", "8-"),
            ("conteneur", "9-"),
            ("réconciliateur", "10-"),
        ],
        Language::En => [
            ("monoliths", "0-"),
            ("email", "0-"),
            ("gateway", "0-"),
            ("requests", "1-"),
            ("headers", "1-"),
            ("semi-structured", "2-"),
            ("domain", "3-"),
            ("primary key", "4-"),
            ("schemas", "5-"),
            ("circuit breaker", "6-"),
            ("certificate", "7-"),
            ("histogram", "8-"),
            ("container", "9-"),
            ("reconciler", "10-"),
        ],
    }
}

#[test]
fn needs_chromium_every_page_reads_well_in_a_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    build::into(&build::root(), folder.path()).expect("the books build");
    let site = serve(folder.path());
    let axe = axe();
    if let Some(source) = &axe {
        fs::write(folder.path().join("axe.js"), source).expect("a file beside the books");
    }
    let (site, axe) = (site.as_str(), axe.is_some());
    // The browsers start last, because one that is idle for a while exits. Each language has its
    // own: a tab in the background is not drawn, and its media queries do not change.
    let browsers = Language::ALL.map(|language| {
        let browser = Browser::start(DESKTOP.0, DESKTOP.1).expect("Chromium starts");
        browser.map(|browser| (language, browser))
    });
    let [Some(french), Some(english)] = browsers else {
        return needs::CHROMIUM.skip();
    };
    thread::scope(|scope| {
        let readers = [french, english].map(|(language, browser)| {
            scope.spawn(move || faults_of(&browser, site, language, axe))
        });
        let faults: Vec<String> =
            readers.into_iter().flat_map(|reader| reader.join().expect("a reader")).collect();
        assert!(faults.is_empty(), "{} faults\n{}\n", faults.len(), faults.join("\n"));
    });
    if !axe {
        needs::AXE.skip();
    }
}

/// Serves the books in `output` until the test ends, and returns the address.
fn serve(output: &Path) -> String {
    let app = serve::app(output, None);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    listener.set_nonblocking(true).expect("a listener for tokio");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).expect("a listener");
            axum::serve(listener, app).await.expect("serving");
        });
    });
    format!("http://{address}")
}

/// The source of axe-core: the first time from the npm registry, then from `target/`.
fn axe() -> Option<String> {
    let cache = build::root().join("target/axe");
    let kept = cache.join(format!("{AXE}.js"));
    if let Ok(text) = fs::read_to_string(&kept) {
        return Some(text);
    }
    let scratch = tempfile::tempdir().expect("a folder");
    let run = |command: &mut Command| {
        let output = command.current_dir(scratch.path()).output().ok();
        output.is_some_and(|output| output.status.success())
    };
    if !run(Command::new("npm").args(["pack", "--silent", AXE])) {
        return None;
    }
    let packed = fs::read_dir(scratch.path()).ok()?.next()?.ok()?.file_name();
    if !run(Command::new("tar").arg("-xzf").arg(packed)) {
        return None;
    }
    let text = fs::read_to_string(scratch.path().join("package/axe.min.js")).ok()?;
    fs::create_dir_all(&cache).expect("a folder below target");
    fs::write(&kept, &text).expect("a file below target");
    Some(text)
}

/// The addresses of the pages of a language, relative to its book.
fn addresses(language: Language) -> Vec<String> {
    let source = build::root().join("book").join(language.code()).join("src");
    let pages = includes::pages(&source).expect("the sources");
    let address = |path: PathBuf| {
        let path = path.strip_prefix(&source).expect("below the sources").with_extension("html");
        let path = path.to_string_lossy().replace('\\', "/");
        (path != "SUMMARY.html").then_some(path)
    };
    pages.into_iter().filter_map(address).collect()
}

/// Opens every page of one language, and returns the faults that it finds.
fn faults_of(browser: &Browser, site: &str, language: Language, axe: bool) -> Vec<String> {
    let mut faults = Vec::new();
    let book = format!("{site}/{}", language.code());
    let tab = browser.open(&format!("{book}/")).expect("the first page");
    for address in addresses(language) {
        for (size, schemes) in
            [(DESKTOP, [Scheme::Light, Scheme::Dark]), (PHONE, [Scheme::Dark, Scheme::Light])]
        {
            tab.resize(size.0, size.1).expect("a window");
            tab.prefer(schemes[0]).expect("a preference");
            tab.go(&format!("{book}/{address}")).expect("a page");
            for scheme in schemes {
                tab.prefer(scheme).expect("a preference");
                let rules = rules(size, scheme).filter(|_| axe);
                let found = inspect(&tab, scheme, rules).expect("an inspected page");
                let at = format!("{}/{address} at {} px, {scheme:?}", language.code(), size.0);
                faults.extend(found.into_iter().map(|fault| format!("{at}: {fault}")));
            }
        }
    }
    tab.resize(DESKTOP.0, DESKTOP.1).expect("a window");
    let tried = [
        the_first_tab_leads_to_the_content(&tab, &book),
        the_other_language_is_the_section_being_read(&tab, &book),
        the_other_language_is_the_same_place(&tab, &book, language),
        a_question_can_be_answered_by_keyboard(&tab, &book),
        every_part_is_found_by_a_search(&tab, &book, language),
    ];
    let failed = tried.into_iter().filter_map(Result::err);
    faults.extend(failed.map(|error| format!("{}: {error:#}", language.code())));
    let seen = tab.seen();
    let away = |url: &&String| !url.starts_with(site) && !url.starts_with("data:");
    let away = seen.requests.iter().filter(away);
    faults.extend(away.map(|url| format!("{}: a request to {url}", language.code())));
    faults.extend(seen.errors.iter().map(|error| format!("{}: console: {error}", language.code())));
    faults
}

/// The axe rules to run in a view: contrast takes the longest and depends only on the colours,
/// everything else only on the width.
fn rules(size: (u32, u32), scheme: Scheme) -> Option<&'static str> {
    match (size, scheme) {
        (DESKTOP, Scheme::Light) => Some("{}"),
        (DESKTOP, Scheme::Dark) => Some("{ runOnly: ['color-contrast'] }"),
        (_, Scheme::Dark) => Some("{ rules: { 'color-contrast': { enabled: false } } }"),
        (_, Scheme::Light) => None,
    }
}

/// The faults of the current page. They are found by one script, because every message to the
/// browser takes time.
fn inspect(page: &Page, scheme: Scheme, rules: Option<&str>) -> Result<Vec<String>> {
    let theme = match scheme {
        Scheme::Light => "light",
        Scheme::Dark => "navy",
    };
    let rules = rules.unwrap_or("null");
    let script = INSPECT.replace("THEME", theme).replace("RULES", rules);
    page.value(&format!("({script}, true)"))?;
    page.until("window.faults")?;
    let faults = page.value("window.faults")?;
    let faults = faults.as_array().cloned().unwrap_or_default();
    Ok(faults.iter().filter_map(|fault| fault.as_str().map(str::to_owned)).collect())
}

/// Waits until the page has the colours of THEME, and stores its faults in `faults`.
const INSPECT: &str = r"(async () => {
    window.faults = undefined;
    const faults = [];
    const moment = () => new Promise(done => setTimeout(done, 10));
    while (!document.documentElement.classList.contains('THEME')) await moment();
    const wide = document.scrollingElement.scrollWidth;
    if (wide > innerWidth) faults.push(`${wide} px wide in a window of ${innerWidth} px`);
    // Code wraps. A drawing scrolls, but only on a phone.
    const overflows = code => code.scrollWidth > code.clientWidth + 1 &&
        (innerWidth > 1000 || !code.classList.contains('drawing'));
    const cut = [...document.querySelectorAll('main pre > code')].filter(overflows);
    faults.push(...cut.map(code => `code wider than its column: ${code.textContent.slice(0, 60)}`));
    const silent = [...document.querySelectorAll('main img:not([alt]), main svg')].filter(one =>
        one.tagName === 'IMG' || !one.closest('[role=img][aria-label], button, a'));
    if (silent.length > 0) faults.push(`${silent.length} pictures without alternative text`);
    const rules = RULES;
    if (rules !== null && typeof axe === 'undefined') {
        const script = Object.assign(document.createElement('script'), { src: '/axe.js' });
        document.head.append(script);
        await new Promise(done => { script.onload = done; });
    }
    if (rules !== null) {
        const describe = node => `${node.target.join(' ')} ${node.any[0]?.message || ''}`;
        const found = await axe.run({ resultTypes: ['violations'], ...rules });
        const grave = found.violations.filter(one => ['serious', 'critical'].includes(one.impact));
        const examples = one => one.nodes.slice(0, 3).map(describe).join(' | ');
        faults.push(...grave.map(one => `${one.id}: ${examples(one)}`));
    }
    window.faults = faults;
})().catch(error => { window.faults = [String(error)]; })";

fn the_first_tab_leads_to_the_content(tab: &Page, book: &str) -> Result<()> {
    tab.go(&format!("{book}/1-apis/http.html"))?;
    tab.press("Tab")?;
    let focused = tab.value("document.activeElement.id")?;
    ensure!(focused == json!("skip"), "the first Tab reaches {focused}");
    tab.press("Enter")?;
    tab.until("document.activeElement.id === 'mdbook-content'").context("following the skip link")
}

/// Without a fragment in the address, the link leads to the section at the top of the window.
fn the_other_language_is_the_section_being_read(tab: &Page, book: &str) -> Result<()> {
    tab.go(&format!("{book}/1-apis/http.html"))?;
    tab.value("(document.getElementById('headers').scrollIntoView(), true)")?;
    tab.value("(document.getElementById('other-language').focus({ preventScroll: true }), true)")?;
    let link = tab.value("document.getElementById('other-language').href")?;
    ensure!(link.to_string().ends_with("/1-apis/http.html#headers\""), "the link leads to {link}");
    Ok(())
}

fn the_other_language_is_the_same_place(tab: &Page, book: &str, language: Language) -> Result<()> {
    let [fr, en] = Language::ALL;
    let other = if language == fr { en } else { fr };
    tab.go(&format!("{book}/1-apis/first-api.html"))?;
    tab.value("location.hash = '#questions'")?;
    tab.click("#other-language")?;
    arrives(tab, other)?;
    let place = tab.value("location.pathname + location.hash")?;
    let expected = format!("/{}/1-apis/first-api.html#questions", other.code());
    ensure!(place == json!(expected), "the other language is at {place}");
    let back = "(a => [a.lang, a.hreflang])(document.querySelector('.menu-bar #other-language'))";
    let back = tab.value(back)?;
    ensure!(back == json!([language.code(), language.code()]), "the way back is {back}");
    Ok(())
}

/// Waits for a page in `language`. Between two pages, the browser may not evaluate scripts.
fn arrives(tab: &Page, language: Language) -> Result<()> {
    let there = format!(
        "document.documentElement.lang === '{}' && document.readyState === 'complete'",
        language.code()
    );
    let deadline = Instant::now() + Duration::from_secs(20);
    while tab.value(&there).ok() != Some(json!(true)) {
        ensure!(Instant::now() < deadline, "the link does not lead to {}", language.code());
        thread::yield_now();
    }
    Ok(())
}

/// Answers the first question of a chapter without a mouse, wrongly, then rightly: its third answer
/// is the right one.
fn a_question_can_be_answered_by_keyboard(tab: &Page, book: &str) -> Result<()> {
    tab.go(&format!("{book}/2-data/json.html"))?;
    tab.value("(document.querySelector('.quiz input').focus(), true)")?;
    tab.press(" ")?;
    tab.press("Tab")?;
    tab.press("Enter")?;
    let verdict = "document.querySelector('.quiz [role=status]').textContent.trim()[0]";
    tab.until(&format!("{verdict} === '✗'")).context("the first answer is wrong")?;
    tab.value("(document.querySelector('.quiz input').focus(), true)")?;
    tab.press("ArrowDown")?;
    tab.press("ArrowRight")?;
    tab.press("Tab")?;
    tab.press("Enter")?;
    tab.until(&format!("{verdict} === '✓'")).context("the third answer is right")?;
    let here = tab.value("location.pathname")?;
    ensure!(here.to_string().ends_with("/2-data/json.html\""), "an arrow turned the page: {here}");
    Ok(())
}

fn every_part_is_found_by_a_search(tab: &Page, book: &str, language: Language) -> Result<()> {
    tab.go(&format!("{book}/10-library/after.html"))?;
    tab.press("s")?;
    tab.until("document.activeElement.id === 'mdbook-searchbar'").context("opening the search")?;
    let results = "[...document.querySelectorAll('#mdbook-searchresults a')]
        .map(link => link.getAttribute('href'))";
    for (word, part) in search_terms(language) {
        let typed = format!("(document.activeElement.value = {}, true)", json!(word));
        tab.value(&typed)?;
        tab.press("End")?;
        let found = format!("folder => folder.startsWith('{part}')");
        tab.until(&format!("{results}.some(href => href.split('/').some({found}))"))
            .with_context(|| format!("{word} is not found in part {part}"))?;
    }
    Ok(())
}
