//! The server: nobody but the page is served, and what is acknowledged is in the file.

use std::fs;
use std::path::PathBuf;
#[cfg(unix)]
use std::time::{Duration, Instant};

use serde_json::json;
use tempfile::TempDir;

use super::http::Server;
#[cfg(unix)]
use super::open;
use super::{base, bitext};

fn project() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.mizan");
    fs::write(&path, base(&bitext())).unwrap();
    (folder, path)
}

#[test]
fn only_the_page_itself_is_served() {
    let (_folder, path) = project();
    let server = Server::start(&path, &[]);
    let status = |method: &str, path: &str, headers: &[&str]| {
        let answer = server.send(&server.request(method, path, headers, "")).unwrap();
        let headers = &answer.headers;
        assert!(!headers.contains("access-control"), "{method} {path}: {headers}");
        for header in [
            "content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'",
            "x-content-type-options: nosniff",
            "cache-control: no-store",
            "cross-origin-opener-policy: same-origin",
            "cross-origin-resource-policy: same-origin",
        ] {
            assert!(headers.contains(header), "{method} {path} without {header}: {headers}");
        }
        answer.status
    };
    let port = server.port;
    let own = [format!("Host: localhost:{port}"), format!("Origin: http://localhost:{port}")];
    assert_eq!(
        status("GET", "/api/project", &[&own[0], &own[1], "Sec-Fetch-Site: same-origin"]),
        200
    );
    assert_eq!(status("GET", "/", &["Sec-Fetch-Site: none"]), 200);
    // Another name for this computer.
    for host in ["evil.example", "127.0.0.1", "127.0.0.1:1", "localhost.evil.example", ""] {
        assert_eq!(status("GET", "/", &[&format!("Host: {host}")]), 421, "{host}");
        assert_eq!(status("GET", "/api/project", &[&format!("Host: {host}")]), 421, "{host}");
    }
    // Another page.
    let other_port = format!("Origin: http://127.0.0.1:{}", port ^ 1);
    for header in [
        "Origin: http://evil.example",
        "Origin: null",
        &other_port,
        "Sec-Fetch-Site: cross-site",
        "Sec-Fetch-Site: same-site",
    ] {
        assert_eq!(status("GET", "/api/project", &[header]), 403, "{header}");
        assert_eq!(status("POST", "/api/op", &[header, "Content-Type: application/json"]), 403);
    }
    // Another program.
    let almost = format!("Authorization: Bearer {}", &server.token[..31]);
    for header in ["Authorization: Bearer", "Authorization: Basic YTpi", &almost] {
        assert_eq!(status("GET", "/api/project", &[header]), 401, "{header}");
    }
    assert_eq!(status("OPTIONS", "/api/op", &["Origin: http://evil.example"]), 403);
    assert_eq!(status("OPTIONS", "/api/op", &[]), 405);
    assert_eq!(status("POST", "/api/op", &["Content-Type: text/plain"]), 415);
    assert_eq!(status("GET", "/app/../a.mizan", &[]), 404);
    assert_eq!(status("POST", "/", &[]), 405);
    // A body that is too long.
    let long = "x".repeat((1 << 20) + 1);
    let request = server.request("POST", "/api/op", &["Content-Type: application/json"], &long);
    assert!(server.send(&request).map_or(413, |answer| answer.status) == 413);
}

#[test]
fn a_page_sees_what_it_does() {
    let (_folder, path) = project();
    let server = Server::start(&path, &["--lock", "source"]);
    let about = server.get("/api/project").json();
    assert_eq!((&about["lock"], &about["n"]), (&json!("source"), &json!(0)));
    assert_eq!(about["source"], json!({ "lang": "ar", "dir": "rtl", "segments": 24 }));
    let beads = about["counts"]["beads"].as_u64().unwrap();
    let index = server.get("/api/index");
    assert_eq!(index.body.len() as u64, 12 * beads);
    assert!(index.headers.contains("x-mizan-n: 0"));
    server.op(0, &json!({ "kind": "live", "on": false })).unwrap();
    let cards = server.get("/api/beads?from=0&to=2").json();
    assert_eq!(cards["beads"].as_array().unwrap().len(), 2);
    let id = &cards["beads"][0]["id"];
    let done = server.op(0, &json!({ "kind": "merge", "bead": id })).unwrap().json();
    assert_eq!((&done["n"], &done["from"], &done["removed"]), (&json!(1), &json!(0), &json!(2)));
    assert_eq!(done["beads"][0]["source"].as_array().unwrap().len(), 2);
    assert_eq!(done["counts"]["reviewed"], 1);
    // A tab that has not seen it yet.
    let late = server.op(0, &json!({ "kind": "undo" })).unwrap();
    assert_eq!((late.status, late.json()["n"].clone()), (409, json!(1)));
    let changes = server.get("/api/changes?since=0").json();
    assert_eq!((&changes["n"], &changes["splices"][0]["removed"]), (&json!(1), &json!(2)));
    // What is refused says why, and changes nothing.
    let segment = &done["beads"][0]["source"][0]["id"];
    let refused = server.op(1, &json!({ "kind": "split", "segment": segment, "at": 3 })).unwrap();
    assert_eq!(refused.status, 422);
    assert_eq!(refused.json()["code"], "locked");
    assert_eq!(refused.json()["args"], json!({ "side": "source" }));
    for (op, status) in [
        (json!({ "kind": "status", "bead": 4_000_000, "status": "reviewed" }), 422),
        (json!({ "kind": "weave" }), 400),
        (json!({ "kind": "realigned", "remove": [1], "insert": [] }), 400),
        (json!({ "kind": "redo" }), 422),
    ] {
        assert_eq!(server.op(1, &op).unwrap().status, status, "{op}");
    }
    assert_eq!(server.get("/api/project").json()["n"], 1);
    let found =
        server.get("/api/find?q=%D8%A7%D9%84%D8%AC%D9%85%D9%84%D8%A9&re=0&side=both").json();
    assert!(found["rows"].as_array().unwrap().len() > 5, "{found}");
    let history = server.get(&format!("/api/history?bead={id}")).json();
    assert_eq!(history[0]["op"]["kind"], "merge");
    let csv = server.get("/api/export?format=csv&only=reviewed");
    assert!(csv.headers.contains("content-disposition: attachment; filename*=utf-8''a.csv"));
    assert_eq!(String::from_utf8(csv.body).unwrap().lines().count(), 2);
}

/// Numbers that look random and are the same in every run.
#[cfg(unix)]
struct Dice(u64);

#[cfg(unix)]
impl Dice {
    fn next(&mut self, below: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

/// The program is killed at random moments while it is sent operations.
#[cfg(unix)]
#[test]
fn what_is_acknowledged_survives_a_kill() {
    let (_folder, path) = project();
    let mut dice = Dice(7);
    let start = Instant::now();
    let (mut rounds, mut n) = (0, 0);
    while rounds < 3 || start.elapsed() < Duration::from_secs(8) {
        let server = Server::start(&path, &[]);
        let there = server.get("/api/project").json()["n"].as_u64().unwrap();
        assert!(there >= n, "{n} operations were acknowledged, {there} are there");
        n = there;
        let after = Duration::from_millis(20 + dice.next(400));
        let child = server.child.id().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(after);
            std::process::Command::new("kill").args(["-9", &child]).status().unwrap()
        });
        loop {
            let row = dice.next(15);
            let path = format!("/api/beads?from={row}&to={}", row + 1);
            let Ok(card) = server.send(&server.request("GET", &path, &[], "")) else { break };
            let card = card.json();
            let id = &card["beads"][0]["id"];
            let op = match dice.next(5) {
                0 => json!({ "kind": "merge", "bead": id }),
                1 => json!({ "kind": "part", "bead": id, "source": 1, "target": 1 }),
                2 => json!({ "kind": "undo" }),
                3 => json!({ "kind": "comment", "bead": id, "text": "ا".repeat(3_000) }),
                _ => json!({ "kind": "status", "bead": id, "status": "reviewed" }),
            };
            match server.op(card["n"].as_u64().unwrap(), &op) {
                Ok(answer) if answer.status == 200 => n = answer.json()["n"].as_u64().unwrap(),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        assert!(killer.join().unwrap().success());
        rounds += 1;
    }
    let project = open(&fs::read(&path).unwrap());
    assert!(project.n() >= n && n > 20, "{n} operations in {rounds} rounds, {} there", project.n());
}

#[test]
fn two_programs_do_not_open_one_project() {
    let (folder, path) = project();
    let server = Server::start(&path, &[]);
    let second = std::process::Command::new(env!("CARGO_BIN_EXE_mizan"))
        .args(["review", "--no-open", "--encoder", "none"])
        .arg(&path)
        .output()
        .unwrap();
    let message = String::from_utf8_lossy(&second.stderr).into_owned();
    assert_eq!(second.status.code(), Some(3), "{message}");
    assert!(message.contains("a.mizan: tester has it open since 20"), "{message}");
    drop(server);
    assert!(Server::start(&path, &[]).get("/api/project").status == 200);
    drop(folder);
}
