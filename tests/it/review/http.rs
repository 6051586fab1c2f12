//! The program with its server, spoken to in plain HTTP.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::Value;

/// The program while it serves a project.
pub(super) struct Server {
    pub(super) child: Child,
    pub(super) port: u16,
    pub(super) token: String,
}

/// An answer: its status, its headers as one text in lower case, and its body.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) headers: String,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

impl Server {
    pub(super) fn start(project: &Path, more: &[&str]) -> Server {
        let mut child = Command::new(env!("CARGO_BIN_EXE_mizan"))
            .args(["review", "--no-open", "--encoder", "none", "--name", "tester"])
            .args(more)
            .arg(project)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut address).unwrap();
        let rest = address.trim().strip_prefix("http://127.0.0.1:").unwrap();
        let (port, token) = rest.split_once("/#").unwrap();
        Server { child, port: port.parse().unwrap(), token: token.to_owned() }
    }

    /// Sends the bytes of a request.
    pub(super) fn send(&self, request: &str) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port))?;
        stream.set_read_timeout(Some(Duration::from_secs(60)))?;
        stream.write_all(request.as_bytes())?;
        let mut all = Vec::new();
        stream.read_to_end(&mut all)?;
        let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let end = all.windows(4).position(|four| four == b"\r\n\r\n").ok_or_else(broken)?;
        let head = String::from_utf8_lossy(&all[..end]).to_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let body = all[end + 4..].to_vec();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
        if length
            .and_then(|length| length.parse().ok())
            .is_some_and(|length: usize| length != body.len())
        {
            return Err(broken());
        }
        Ok(Answer { status: status.ok_or_else(broken)?, headers: head, body })
    }

    /// A request with headers that a page would send, and others.
    pub(super) fn request(&self, method: &str, path: &str, headers: &[&str], body: &str) -> String {
        let mut request = format!("{method} {path} HTTP/1.1\r\nConnection: close\r\n");
        if !headers.iter().any(|header| header.starts_with("Host:")) {
            request.push_str(&format!("Host: 127.0.0.1:{}\r\n", self.port));
        }
        if !headers.iter().any(|header| header.starts_with("Authorization:")) {
            request.push_str(&format!("Authorization: Bearer {}\r\n", self.token));
        }
        headers.iter().for_each(|header| request.push_str(&format!("{header}\r\n")));
        request.push_str(&format!("Content-Length: {}\r\n\r\n{body}", body.len()));
        request
    }

    pub(super) fn get(&self, path: &str) -> Answer {
        self.send(&self.request("GET", path, &[], "")).unwrap()
    }

    /// Does an operation on the project as it is after operation `n`.
    pub(super) fn op(&self, n: u64, op: &Value) -> std::io::Result<Answer> {
        let body = serde_json::json!({ "n": n, "op": op }).to_string();
        self.send(&self.request("POST", "/api/op", &["Content-Type: application/json"], &body))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
