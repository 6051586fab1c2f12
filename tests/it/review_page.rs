//! The page of `mizan review` in a real browser, with the real program behind it. Without a browser the tests say so
//! and are skipped.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};
use tempfile::TempDir;

mod browser;
mod http;

use browser::{ALT, Browser, CONTROL, DOWN, ENTER, ESCAPE, HOME, LEFT, RIGHT, SHIFT, UP};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// A project under review, served by the program.
struct Review {
    program: Child,
    address: String,
    port: u16,
    token: String,
    _folder: TempDir,
}

impl Review {
    /// Aligns a bundled pair and serves the project.
    fn of(pair: &str, options: &[&str]) -> Review {
        let folder = tempfile::tempdir().unwrap();
        let project = folder.path().join("job.mizan");
        let pair = root().join("pairs").join(pair);
        let mut align = Command::new(env!("CARGO_BIN_EXE_mizan"));
        align.arg("align").arg(pair.join("gold.ar")).arg(pair.join("gold.en"));
        align
            .args(["--segmented", "--encoder", "none", "-g"])
            .arg(root().join("glossary/economics.csv"));
        let output = align.arg("-o").arg(&project).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        Review::serve(folder, &project, options)
    }

    fn serve(folder: TempDir, project: &Path, options: &[&str]) -> Review {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
        command.arg("review").arg(project).args(["--no-open", "--name", "Amal"]).args(options);
        let mut program = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(program.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim().to_owned();
        let (place, token) = address.split_once("/#").unwrap_or_else(|| panic!("{address:?}"));
        let port = place.rsplit(':').next().unwrap().parse().unwrap();
        let token = token.to_owned();
        Review { program, address, port, token, _folder: folder }
    }

    fn ask(&self, path: &str) -> Value {
        let bearer = format!("Bearer {}", self.token);
        let answer = http::get(self.port, path, &[("Authorization", &bearer)]).unwrap();
        assert_eq!(answer.status, 200, "{path}: {}", String::from_utf8_lossy(&answer.body));
        serde_json::from_slice(&answer.body).unwrap()
    }

    fn count(&self, name: &str) -> u64 {
        self.ask("/api/project")["counts"][name].as_u64().unwrap()
    }

    fn bead(&self, row: usize) -> Value {
        self.ask(&format!("/api/beads?from={row}&to={}", row + 1))["beads"][0].clone()
    }
}

impl Drop for Review {
    fn drop(&mut self) {
        let _ = self.program.kill();
        let _ = self.program.wait();
    }
}

/// The page with a project in it, or nothing without a browser.
struct Desk {
    browser: Browser,
    review: Review,
}

const ROW: &str = "Number(document.querySelector('.row.focused')?.dataset.row ?? -1)";
const SPLITTING: &str = "document.querySelectorAll('.splitting').length";
const SAID: &str = "document.querySelector('.said-last').textContent";
const WAITING: &str =
    "document.querySelectorAll('.row.focused .segment, .row.focused .nothing').length > 0";

impl Desk {
    fn open(pair: &str, options: &[&str]) -> Option<Desk> {
        let Some(browser) = Browser::start() else {
            eprintln!("skipped: chromium and chromedriver are not installed");
            return None;
        };
        let review = Review::of(pair, options);
        browser.open(&review.address);
        browser.wait(WAITING, &json!(true));
        Some(Desk { browser, review })
    }

    fn press(&self, keys: &[&str]) {
        self.browser.press(&[], keys);
    }

    /// Goes to a row by its number.
    fn go(&self, row: usize) {
        self.press(&["g"]);
        self.browser.wait(
            "document.querySelector('dialog.go input') === document.activeElement",
            &json!(true),
        );
        self.browser.write(&(row + 1).to_string());
        self.press(&[ENTER]);
        self.browser.wait(ROW, &json!(row));
        self.browser.wait(WAITING, &json!(true));
    }

    /// Waits until a figure of the program is so.
    fn count(&self, name: &str, wanted: u64) {
        let started = std::time::Instant::now();
        while self.review.count(name) != wanted {
            assert!(
                started.elapsed().as_secs() < 60,
                "{name}: {} instead of {wanted}; the page says {}",
                self.review.count(name),
                self.browser.ask(SAID)
            );
            std::thread::sleep(std::time::Duration::from_millis(40));
        }
    }

    /// Nothing was asked of another machine, and nothing went wrong in the page.
    fn end(self) {
        let (addresses, errors) = self.browser.addresses_and_errors();
        let own = format!("http://127.0.0.1:{}/", self.review.port);
        assert!(addresses.iter().any(|address| address.contains("/api/beads")), "{addresses:?}");
        for address in addresses {
            let inside = ["data:", "blob:", "about:", "chrome:"]
                .iter()
                .any(|kind| address.starts_with(kind));
            assert!(inside || address.starts_with(&own), "{address}");
        }
        assert!(errors.is_empty(), "{errors:?}");
    }
}

/// A row that has two sides and one segment on each, with its like after it.
fn plain_pair(review: &Review) -> usize {
    let beads = review.ask("/api/beads?from=0&to=60");
    let beads = beads["beads"].as_array().unwrap();
    let plain = |bead: &Value| {
        bead["source"].as_array().unwrap().len() == 1
            && bead["target"].as_array().unwrap().len() == 1
            && bead["target"][0]["text"].as_str().unwrap().split_whitespace().count() > 6
    };
    let at = beads.windows(2).position(|two| plain(&two[0]) && plain(&two[1]));
    at.unwrap()
}

#[test]
fn keys_judge_and_the_program_keeps_it() {
    let Some(desk) = Desk::open("economics-report", &[]) else { return };
    let Desk { browser, review } = &desk;
    // The token is in no history.
    assert_eq!(browser.ask("location.hash"), json!(""));
    assert_eq!(browser.ask("document.querySelector('.grid').getAttribute('role')"), json!("grid"));
    let beads = review.count("beads");
    assert_eq!(
        browser.ask("document.querySelector('.grid').ariaRowCount"),
        json!((beads + 1).to_string())
    );
    let side = "['source', 'target'].map((side) => { const cell = document.querySelector(`.row.focused .${side}`); \
                return [cell.lang, cell.dir, getComputedStyle(cell).direction]; })";
    assert_eq!(browser.ask(side), json!([["ar", "rtl", "rtl"], ["en", "ltr", "ltr"]]));

    desk.press(&[DOWN, "j", UP]);
    browser.wait(ROW, &json!(1));
    assert_eq!(browser.ask("document.activeElement.closest('.row').ariaRowIndex"), json!("3"));
    desk.press(&[" "]);
    browser.wait(ROW, &json!(2));
    desk.press(&["x", DOWN]);
    desk.count("reviewed", 1);
    desk.count("rejected", 1);
    assert_eq!(review.bead(1)["status"], "reviewed");
    assert_eq!(review.bead(2)["status"], "rejected");
    desk.press(&["u"]);
    desk.count("rejected", 0);
    browser.press(&[SHIFT], &["u"]);
    desk.count("rejected", 1);

    // A comment.
    desk.go(4);
    desk.press(&["c"]);
    browser.wait("document.activeElement.tagName", &json!("TEXTAREA"));
    browser.write("see <b>p. 3</b>");
    browser.press(&[CONTROL], &[ENTER]);
    let kept = "document.querySelector('aside .said')?.textContent";
    browser.wait(kept, &json!("see <b>p. 3</b>"));
    assert_eq!(review.bead(4)["comment"], "see <b>p. 3</b>");

    // What was done is there when the page is loaded again, and the place as well.
    browser.reload();
    browser.wait(WAITING, &json!(true));
    browser.wait(ROW, &json!(4));
    browser.wait("document.querySelector('.figure.reviewed').textContent", &json!("1 reviewed"));
    desk.end();
}

#[test]
fn keys_change_the_alignment() {
    let Some(desk) = Desk::open("economics-report", &[]) else { return };
    let Desk { browser, review } = &desk;
    browser.press(&[SHIFT], &["a"]);
    browser.wait(
        "document.querySelector('.saved').textContent.includes('re-alignment is off')",
        &json!(true),
    );
    let row = plain_pair(review);
    let beads = review.count("beads");
    desk.go(row);
    desk.press(&["m"]);
    desk.count("beads", beads - 1);
    let shape = "document.querySelector('.row.focused .shape').textContent";
    browser.wait(shape, &json!("2 : 2"));
    assert_eq!(review.bead(row)["source"].as_array().unwrap().len(), 2);

    // Divided where it was merged, and back by undo.
    desk.press(&["d"]);
    browser.wait("document.querySelectorAll('.divider').length", &json!(2));
    desk.press(&[ENTER]);
    desk.count("beads", beads);
    browser.wait(shape, &json!("1 : 1"));
    desk.press(&["u", "u"]);
    desk.count("beads", beads);
    browser.wait(shape, &json!("1 : 1"));

    // Split: the English is cut, with the arrows in its reading direction.
    desk.press(&[LEFT, "s"]);
    browser.wait(SPLITTING, &json!(1));
    let before = "document.querySelector('.splitting .first').textContent.length";
    let first = browser.ask(before).as_u64().unwrap();
    desk.press(&[RIGHT]);
    assert!(browser.ask(before).as_u64().unwrap() > first);
    desk.press(&[ENTER]);
    browser.wait(shape, &json!("1 : 2"));
    let halves = review.bead(row)["target"].clone();
    assert_eq!(halves.as_array().unwrap().len(), 2);

    // The last of the two goes to the next bead, and out of that.
    browser.press(&[ALT], &[DOWN]);
    browser.wait(shape, &json!("1 : 1"));
    let next = review.bead(row + 1);
    assert_eq!(next["target"][0]["id"], halves[1]["id"]);
    desk.press(&["u", "u"]);
    browser.wait(shape, &json!("1 : 1"));

    // The Arabic runs the other way.
    desk.press(&[RIGHT, "s"]);
    browser.wait(SPLITTING, &json!(1));
    let first = browser.ask(before).as_u64().unwrap();
    desk.press(&[LEFT]);
    assert!(browser.ask(before).as_u64().unwrap() > first);
    desk.press(&[ESCAPE]);
    browser.wait(SPLITTING, &json!(0));

    // Taken out, and linked again.
    let unaligned = review.count("sourceUnaligned");
    desk.press(&["o"]);
    desk.count("sourceUnaligned", unaligned + 1);
    browser.wait("document.querySelector('.row.focused .gap') !== null", &json!(true));
    desk.press(&["u"]);
    browser.wait(shape, &json!("1 : 1"));
    desk.end();
}

#[test]
fn texts_are_edited_and_shown_as_text() {
    let Some(desk) = Desk::open("economics-report", &[]) else { return };
    let Desk { browser, review } = &desk;
    let row = plain_pair(review);
    desk.go(row);
    desk.press(&[LEFT, "e"]);
    browser.wait("document.activeElement.tagName", &json!("TEXTAREA"));
    assert_eq!(
        browser.ask("[document.activeElement.lang, document.activeElement.dir]"),
        json!(["en", "ltr"])
    );
    let nasty = " <img src=x onerror=alert(1)>";
    browser.write(nasty);
    browser.press(&[CONTROL], &[ENTER]);
    let text = "document.querySelector('.row.focused .target .segment')?.textContent.endsWith('onerror=alert(1)>')";
    browser.wait(text, &json!(true));
    browser.wait("document.activeElement.classList.contains('target')", &json!(true));
    assert_eq!(browser.ask("document.querySelectorAll('.grid img').length"), json!(0));
    let started = std::time::Instant::now();
    while review.bead(row)["target"][0]["original"].is_null() && started.elapsed().as_secs() < 60 {}
    let segment = review.bead(row)["target"][0].clone();
    let (now, was) = (segment["text"].as_str().unwrap(), segment["original"].as_str().unwrap());
    assert_eq!(now, format!("{was}{nasty}"));
    // Left without keeping.
    desk.press(&["e"]);
    browser.wait("document.activeElement.tagName", &json!("TEXTAREA"));
    browser.write("not kept");
    desk.press(&[ESCAPE]);
    browser.wait(text, &json!(true));
    assert_eq!(review.bead(row)["target"][0]["text"], segment["text"]);
    desk.end();
}

#[test]
fn filters_search_and_languages() {
    let Some(desk) = Desk::open("economics-report", &[]) else { return };
    let Desk { browser, review } = &desk;
    let counts = review.ask("/api/project")["counts"].clone();
    let gaps =
        counts["sourceUnaligned"].as_u64().unwrap() + counts["targetUnaligned"].as_u64().unwrap();
    desk.press(&["4"]);
    let shown = "document.querySelectorAll('.row').length";
    browser.wait(shown, &json!(gaps));
    assert_eq!(browser.ask("document.querySelectorAll('.row .gap').length"), json!(gaps));
    desk.press(&["0"]);
    browser.wait("document.querySelectorAll('.row').length > 5", &json!(true));
    // The keys work on where nothing is shown.
    desk.press(&[HOME, "2"]);
    browser.wait(shown, &json!(0));
    desk.press(&["0"]);
    browser.wait("document.querySelectorAll('.row').length > 5", &json!(true));
    desk.press(&["j"]);
    browser.wait(ROW, &json!(1));

    // The search folds: vowel marks and hamza seats do not matter.
    desk.press(&[HOME, "/"]);
    browser.wait("document.activeElement.id", &json!("search"));
    browser.write("inflation");
    desk.press(&[ENTER]);
    browser.wait(
        "document.querySelector('.row.focused mark.match')?.textContent.toLowerCase()",
        &json!("inflation"),
    );
    let found =
        review.ask("/api/find?q=inflation&re=0&side=both")["rows"].as_array().unwrap().len();
    browser
        .wait("document.querySelector('.searched').textContent", &json!(format!("1 of {found}")));
    desk.press(&[ESCAPE]);
    browser.wait("document.querySelectorAll('mark.match').length", &json!(0));

    // The palette names every key, and runs what is chosen.
    desk.press(&["?"]);
    browser.wait("document.querySelectorAll('dialog.palette .command').length > 30", &json!(true));
    browser.write("العربية");
    browser.wait("document.querySelectorAll('dialog.palette .command').length", &json!(1));
    desk.press(&[ENTER]);
    browser.wait(
        "[document.documentElement.lang, document.documentElement.dir]",
        &json!(["ar", "rtl"]),
    );
    // The columns stay where they were: the source first in its own direction.
    let columns = "(() => { const place = (side) => document.querySelector(`.row.focused .${side}`)\
                   .getBoundingClientRect().left; return place('source') > place('target'); })()";
    assert_eq!(browser.ask(columns), json!(true));
    let beads = counts["beads"].as_u64().unwrap();
    let digits: String = beads
        .to_string()
        .chars()
        .map(|c| char::from_u32(c as u32 - 0x30 + 0x660).unwrap())
        .collect();
    browser.wait(
        &format!("document.querySelector('.chip .count').textContent === '{digits}'"),
        &json!(true),
    );
    // No key of a message shows.
    let keys = "[...document.querySelectorAll('body *')].filter((e) => e.children.length === 0 && \
                /^[a-z]+\\.[a-z]+[A-Za-z.]*$/.test(e.textContent) && !e.closest('.name')).length";
    assert_eq!(browser.ask(keys), json!(0));
    browser.press(&[SHIFT], &["l"]);
    browser.wait("document.documentElement.dir", &json!("ltr"));
    desk.end();
}

#[test]
fn a_locked_side_says_why() {
    let Some(desk) = Desk::open("economics-report", &["--lock", "source"]) else { return };
    let Desk { browser, review } = &desk;
    let row = plain_pair(review);
    desk.go(row);
    for key in ["e", "s"] {
        desk.press(&[DOWN, UP, key]);
        browser.wait(&format!("{SAID}.includes('--lock source')"), &json!(true));
        assert_eq!(
            browser.ask("document.querySelectorAll('textarea, .splitting').length"),
            json!(0)
        );
        // The answer to the first does not undo what the second shows.
        desk.press(&["x", "x", "x", "x"]);
        browser.wait(&format!("{SAID}.includes('open again')"), &json!(true));
    }
    // The translation can be edited.
    desk.press(&[LEFT, "e"]);
    browser.wait("document.activeElement.tagName", &json!("TEXTAREA"));
    desk.press(&[ESCAPE]);
    desk.end();
}

#[test]
fn a_lost_program_is_told() {
    let Some(mut desk) = Desk::open("economics-report", &[]) else { return };
    desk.review.program.kill().unwrap();
    desk.review.program.wait().unwrap();
    desk.press(&[" "]);
    let Desk { browser, .. } = &desk;
    browser.wait("document.querySelector('.banner').hidden", &json!(false));
    browser.wait(
        "document.querySelector('.banner').textContent.includes('1 change waits')",
        &json!(true),
    );
    // What needs an answer is refused and not lost silently.
    desk.press(&["m"]);
    browser.wait(&format!("{SAID}.includes('connection')"), &json!(true));
}

/// The page without a server: one file, which shows and filters the same and changes nothing.
#[test]
fn a_page_in_one_file_shows_the_review() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, lines: &[&str]| fs::write(path(name), lines.join("\n")).unwrap();
    write(
        "a.ar.txt",
        &["وصل القطار <img src=x onerror=alert(1)> إلى المحطة.", "نزل 12 راكبا.", "غادر الجميع."],
    );
    write(
        "a.en.txt",
        &[
            "The train <img src=x onerror=alert(1)> reached the station.",
            "12 riders got off.",
            "</script><b>All left.</b>",
        ],
    );
    let run = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mizan"));
        let output = command.current_dir(folder.path()).args(args).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    };
    run(&["align", "a.ar.txt", "a.en.txt", "--segmented", "--encoder", "none", "-o", "a.mizan"]);
    run(&["review", "export", "a.mizan", "-o", "review.html"]);
    let page = fs::read_to_string(path("review.html")).unwrap();
    assert!(
        !page.contains("<img src=x")
            && !page.contains("src=\"/app")
            && !page.contains("href=\"/app")
    );
    assert_eq!(page.matches("</script>").count(), 4);
    let Some(browser) = Browser::start() else {
        eprintln!("skipped: chromium and chromedriver are not installed");
        return;
    };
    browser.open(&format!("file://{}", path("review.html").display()));
    browser.wait("document.querySelectorAll('.row .segment').length > 3", &json!(true));
    browser.wait(
        "document.querySelector('.canvas').textContent.includes('<img src=x onerror=alert(1)>')",
        &json!(true),
    );
    browser.wait("document.querySelectorAll('.canvas img').length", &json!(0));
    browser.wait("getComputedStyle(document.querySelector('.tool.undo')).display", &json!("none"));
    // Nothing is changed, and the page says so.
    browser.press(&[], &[" "]);
    browser.wait(&format!("{SAID}.includes('copy to read')"), &json!(true));
    browser.wait("document.querySelectorAll('.row.reviewed').length", &json!(0));
    // Filters, search and the other language work.
    browser.press(&[], &["1"]);
    browser.wait("document.querySelector('.chip[aria-pressed=true]') !== null", &json!(true));
    browser.press(&[], &["0"]);
    browser.press(&[SHIFT], &["l"]);
    browser.wait("document.documentElement.dir", &json!("rtl"));
}

/// Every file of the page is served as it is, without a token, and forbids what the page does not need.
#[test]
fn the_program_serves_the_page() {
    let review = Review::of("faq", &[]);
    let app = root().join("src/bin/mizan/review/app");
    let names: Vec<String> = fs::read_dir(&app)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(names.len() > 15, "{names:?}");
    for name in names {
        let path = if name == "index.html" { "/".to_owned() } else { format!("/app/{name}") };
        let answer = http::get(review.port, &path, &[]).unwrap();
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.body == fs::read(app.join(&name)).unwrap(), "{path}");
        let head = answer.head.to_lowercase();
        let wanted = match name.rsplit('.').next().unwrap() {
            "js" => "text/javascript",
            "css" => "text/css",
            "json" => "application/json",
            "svg" => "image/svg+xml",
            _ => "text/html",
        };
        assert!(head.contains(&format!("content-type: {wanted}")), "{head}");
        for policy in
            ["default-src 'none'", "script-src 'self'", "require-trusted-types-for 'script'"]
        {
            assert!(head.contains(policy), "{path}: {head}");
        }
    }
}
