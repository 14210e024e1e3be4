//! A headless Chromium, for tests of what a person sees: it opens a page, waits until something is
//! to be seen on it, and remembers every address that was asked for and every error on the console.
//!
//! Only tests use it. The browser is the one of the machine: `CHROMIUM` names it, or it is found in
//! `PATH`; none is ever downloaded.

use std::ffi::OsStr;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, anyhow, ensure};
use headless_chrome::protocol::cdp::types::Event;
use headless_chrome::protocol::cdp::{Emulation, Log, Network, Page as Shown};
use headless_chrome::{LaunchOptions, Tab};
use serde_json::Value;

/// How long a page may take until a condition holds on it.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keeps the browser from asking for anything but what the page asks for: no names are looked up,
/// and none of its own services is called.
const QUIET: [&str; 5] = [
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
    "--disable-quic",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--no-pings",
];

/// A browser at work; it ends when this is dropped.
pub struct Browser {
    chromium: headless_chrome::Browser,
}

impl Browser {
    /// Starts the Chromium of this machine, its window of `width` × `height` pixels; nothing when
    /// there is none.
    ///
    /// # Errors
    /// When it does not start.
    pub fn start(width: u32, height: u32) -> Result<Option<Self>> {
        let Some(path) = needs::chromium() else { return Ok(None) };
        let options = LaunchOptions::default_builder()
            .path(Some(path))
            // Chromium's own sandbox refuses to work for root, whom CI often is.
            .sandbox(false)
            .window_size(Some((width, height)))
            .idle_browser_timeout(PATIENCE)
            .args(QUIET.iter().map(OsStr::new).collect())
            .build()
            .map_err(|error| anyhow!("{error}"))?;
        let chromium = headless_chrome::Browser::new(options).context("starting Chromium")?;
        Ok(Some(Self { chromium }))
    }

    /// Opens a page and waits until it is loaded.
    ///
    /// # Errors
    /// When it does not load in time.
    pub fn open(&self, url: &str) -> Result<Page> {
        let tab = self.chromium.new_tab().context("opening a tab")?;
        tab.set_default_timeout(PATIENCE);
        let seen = Arc::new(Mutex::new(Seen::default()));
        let watched = Arc::clone(&seen);
        tab.add_event_listener(Arc::new(move |event: &Event| locked(&watched).note(event)))?;
        tab.call_method(Network::Enable {
            max_total_buffer_size: None,
            max_resource_buffer_size: None,
            max_post_data_size: None,
            report_direct_socket_traffic: None,
            enable_durable_messages: None,
        })?;
        tab.call_method(Log::Enable(None))?;
        tab.enable_runtime()?;
        let page = Page { tab, seen };
        page.go(url)?;
        Ok(page)
    }
}

/// A page that is open.
pub struct Page {
    tab: Arc<Tab>,
    seen: Arc<Mutex<Seen>>,
}

/// The colours that the person at the browser prefers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// dark on light
    Light,
    /// light on dark
    Dark,
}

/// What has happened on a page since it was opened.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// every address that it asked for, in that order
    pub requests: Vec<String>,
    /// what its console calls an error
    pub errors: Vec<String>,
}

impl Seen {
    fn note(&mut self, event: &Event) {
        match event {
            Event::NetworkRequestWillBeSent(sent) => {
                self.requests.push(sent.params.request.url.clone());
            }
            Event::RuntimeExceptionThrown(thrown) => {
                let details = &thrown.params.exception_details;
                let said = details.exception.as_ref().and_then(|error| error.description.clone());
                self.errors.push(said.unwrap_or_else(|| details.text.clone()));
            }
            Event::LogEntryAdded(entry)
                if entry.params.entry.level == Log::LogEntryLevel::Error =>
            {
                let url = entry.params.entry.url.as_deref().unwrap_or_default();
                self.errors.push(format!("{} {url}", entry.params.entry.text));
            }
            _ => {}
        }
    }
}

fn locked(seen: &Mutex<Seen>) -> MutexGuard<'_, Seen> {
    seen.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Page {
    /// Goes to another page in the same tab, and waits until it is loaded.
    ///
    /// # Errors
    /// When it does not load in time.
    pub fn go(&self, url: &str) -> Result<()> {
        // The driver's own waiting misses a page that has loaded before it begins to wait, and goes on
        // for two seconds after the last request of any other.
        let answer = self.tab.call_method(Shown::Navigate {
            url: url.to_owned(),
            referrer: None,
            transition_Type: None,
            frame_id: None,
            referrer_policy: None,
        })?;
        let error = answer.error_text;
        ensure!(error.is_none(), "loading {url}: {}", error.unwrap_or_default());
        self.until("document.readyState === 'complete'").with_context(|| format!("loading {url}"))
    }

    /// Makes the window `width` × `height` pixels, for this page alone.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn resize(&self, width: u32, height: u32) -> Result<()> {
        self.tab.call_method(Emulation::SetDeviceMetricsOverride {
            width,
            height,
            device_scale_factor: 1.0,
            mobile: false,
            scale: None,
            screen_width: None,
            screen_height: None,
            position_x: None,
            position_y: None,
            dont_set_visible_size: None,
            screen_orientation: None,
            viewport: None,
            display_feature: None,
            device_posture: None,
        })?;
        Ok(())
    }

    /// Says which colours the person prefers, now and on the next pages of this tab.
    ///
    /// # Errors
    /// When the browser does not answer.
    pub fn prefer(&self, scheme: Scheme) -> Result<()> {
        let value = match scheme {
            Scheme::Light => "light",
            Scheme::Dark => "dark",
        };
        let name = "prefers-color-scheme".to_owned();
        let feature = Emulation::MediaFeature { name, value: value.to_owned() };
        let features = Some(vec![feature]);
        self.tab.call_method(Emulation::SetEmulatedMedia { media: None, features })?;
        Ok(())
    }

    /// Presses a key, named as in `KeyboardEvent.key`, where the focus is.
    ///
    /// # Errors
    /// When there is no such key.
    pub fn press(&self, key: &str) -> Result<()> {
        self.tab.press_key(key).map(drop).with_context(|| format!("pressing {key}"))
    }

    /// Waits until the JavaScript expression `condition` is true on the page.
    ///
    /// # Errors
    /// When it does not become true in time.
    pub fn until(&self, condition: &str) -> Result<()> {
        let milliseconds = PATIENCE.as_millis();
        let script = format!(
            "new Promise(done => {{
                const end = Date.now() + {milliseconds};
                const look = () => {{
                    if ({condition}) done(true);
                    else if (Date.now() > end) done(false);
                    else setTimeout(look, 20);
                }};
                look();
            }})"
        );
        let held = self.tab.evaluate(&script, true);
        let held = held.with_context(|| format!("waiting on a page until {condition}"))?;
        ensure!(held.value == Some(Value::Bool(true)), "never true on the page: {condition}");
        Ok(())
    }

    /// The value of a JavaScript expression, by way of JSON.
    ///
    /// # Errors
    /// When it has none.
    pub fn value(&self, expression: &str) -> Result<Value> {
        let json = self.tab.evaluate(&format!("JSON.stringify({expression})"), true)?;
        let json = json.value.with_context(|| format!("no value: {expression}"))?;
        serde_json::from_str(json.as_str().unwrap_or("null")).context("reading a value")
    }

    /// Clicks on the first element that the CSS selector finds, as soon as there is one.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn click(&self, selector: &str) -> Result<()> {
        let element = self.tab.wait_for_element(selector);
        element.and_then(|element| element.click().map(drop)).with_context(|| selector.to_owned())
    }

    /// What has happened so far.
    pub fn seen(&self) -> Seen {
        locked(&self.seen).clone()
    }

    /// Saves a picture of the window as PNG.
    ///
    /// # Errors
    /// When it cannot be taken or written.
    pub fn picture(&self, path: &Path) -> Result<()> {
        let png = Shown::CaptureScreenshotFormatOption::Png;
        let bytes = self.tab.capture_screenshot(png, None, None, true)?;
        std::fs::write(path, bytes).with_context(|| path.display().to_string())
    }
}
