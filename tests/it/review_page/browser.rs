//! A browser without a window, driven over the `WebDriver` protocol.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::http;

/// How long something in the page may take on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(30);

/// Keys that have no letter, as the protocol names them.
pub(super) const ENTER: &str = "\u{E007}";
pub(super) const ESCAPE: &str = "\u{E00C}";
pub(super) const HOME: &str = "\u{E011}";
pub(super) const DOWN: &str = "\u{E015}";
pub(super) const UP: &str = "\u{E013}";
pub(super) const LEFT: &str = "\u{E012}";
pub(super) const RIGHT: &str = "\u{E014}";
pub(super) const SHIFT: &str = "\u{E008}";
pub(super) const CONTROL: &str = "\u{E009}";
pub(super) const ALT: &str = "\u{E00A}";

pub(super) struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// Kept until the browser is closed.
    _profile: tempfile::TempDir,
}

/// The program of that name, if it is there.
fn program(names: &[&str]) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    let places: Vec<PathBuf> = std::env::split_paths(&folders).collect();
    names.iter().find_map(|name| places.iter().map(|place| place.join(name)).find(|p| p.is_file()))
}

impl Browser {
    /// Starts the browser; nothing if there is none on this machine.
    pub(super) fn start() -> Option<Browser> {
        let driver = program(&["chromedriver"])?;
        let browser = program(&["chromium", "chromium-browser", "google-chrome"])?;
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let driver = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let profile = tempfile::tempdir().unwrap();
        let mut this = Browser { driver, port, session: String::new(), _profile: profile };
        let started = Instant::now();
        while http::get(port, "/status", &[]).is_err() {
            assert!(started.elapsed() < PATIENCE, "chromedriver does not answer");
            sleep(Duration::from_millis(50));
        }
        let user_data = format!("--user-data-dir={}", this._profile.path().display());
        let args = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,800",
            "--lang=en-US",
            &user_data,
        ];
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "goog:chromeOptions": { "binary": browser, "args": args },
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        }}});
        let answer = http::post(port, "/session", &wanted).unwrap();
        this.session =
            answer["value"]["sessionId"].as_str().unwrap_or_else(|| panic!("{answer}")).to_owned();
        Some(this)
    }

    fn command(&self, path: &str, body: &Value) -> Value {
        let answer =
            http::post(self.port, &format!("/session/{}{path}", self.session), body).unwrap();
        assert!(answer["value"]["error"].is_null(), "{path} {body}: {answer}");
        answer["value"].clone()
    }

    pub(super) fn open(&self, address: &str) {
        self.command("/url", &json!({ "url": address }));
    }

    pub(super) fn reload(&self) {
        self.command("/refresh", &json!({}));
    }

    /// The value of an expression in the page.
    pub(super) fn ask(&self, expression: &str) -> Value {
        let script = format!("return ({expression});");
        self.command("/execute/sync", &json!({ "script": script, "args": [] }))
    }

    /// Waits until an expression has a value.
    pub(super) fn wait(&self, expression: &str, wanted: &Value) {
        let started = Instant::now();
        loop {
            let found = self.ask(expression);
            if found == *wanted {
                return;
            }
            let state = "[document.querySelector('.said-last')?.textContent, \
                         document.activeElement.outerHTML.slice(0, 300), document.activeElement.value]";
            assert!(
                started.elapsed() < PATIENCE,
                "{expression}: {found} instead of {wanted}; the page says, and has the focus at, {}",
                self.ask(state)
            );
            sleep(Duration::from_millis(40));
        }
    }

    /// Presses keys: each by itself, with `held` keys down.
    pub(super) fn press(&self, held: &[&str], keys: &[&str]) {
        let press = |kind: &str, key: &str| json!({ "type": kind, "value": key });
        let mut actions: Vec<Value> = held.iter().map(|key| press("keyDown", key)).collect();
        for key in keys {
            actions.extend([press("keyDown", key), press("keyUp", key)]);
        }
        actions.extend(held.iter().rev().map(|key| press("keyUp", key)));
        let body = json!({ "actions": [{ "type": "key", "id": "keys", "actions": actions }] });
        self.command("/actions", &body);
    }

    pub(super) fn write(&self, text: &str) {
        let keys: Vec<String> = text.chars().map(String::from).collect();
        self.press(&[], &keys.iter().map(String::as_str).collect::<Vec<_>>());
    }

    /// Every address that was asked for, and every error that the browser noted.
    pub(super) fn addresses_and_errors(&self) -> (Vec<String>, Vec<String>) {
        let log = |kind: &str| self.command("/se/log", &json!({ "type": kind }));
        let mut addresses = Vec::new();
        for entry in log("performance").as_array().unwrap() {
            let event: Value = serde_json::from_str(entry["message"].as_str().unwrap()).unwrap();
            if event["message"]["method"] == "Network.requestWillBeSent" {
                let request = &event["message"]["params"]["request"];
                addresses.push(request["url"].as_str().unwrap().to_owned());
            }
        }
        let errors = log("browser");
        let errors = errors.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE");
        (addresses, errors.map(|entry| entry["message"].to_string()).collect())
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = http::request(self.port, "DELETE", &format!("/session/{}", self.session), &[], "");
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
