//! As much of HTTP as the tests need: one request on a connection of its own.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use serde_json::Value;

pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) head: String,
    pub(super) body: Vec<u8>,
}

pub(super) fn request(
    port: u16,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> std::io::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(120)))?;
    let mut head = format!("{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n");
    for (name, value) in headers {
        head += &format!("{name}: {value}\r\n");
    }
    head += &format!("Content-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes())?;
    stream.write_all(body.as_bytes())?;
    answer(&mut stream)
}

fn answer(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let mut bytes = Vec::new();
    let mut block = [0; 16384];
    // A server may leave the connection open, so the length says where the answer ends.
    loop {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n");
        if let Some(end) = end {
            let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
            let length = head.lines().find_map(|line| {
                let (name, value) = line.split_once(':')?;
                name.eq_ignore_ascii_case("content-length")
                    .then(|| value.trim().parse::<usize>().ok())?
            });
            if length.is_some_and(|length| bytes.len() >= end + 4 + length) {
                let status = head.split_whitespace().nth(1).and_then(|status| status.parse().ok());
                let body = bytes.split_off(end + 4);
                return Ok(Answer { status: status.unwrap_or(0), head, body });
            }
        }
        let read = stream.read(&mut block)?;
        if read == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        bytes.extend_from_slice(&block[..read]);
    }
}

pub(super) fn get(port: u16, path: &str, headers: &[(&str, &str)]) -> std::io::Result<Answer> {
    request(port, "GET", path, headers, "")
}

pub(super) fn post(port: u16, path: &str, body: &Value) -> std::io::Result<Value> {
    let headers = [("Content-Type", "application/json")];
    let answer = request(port, "POST", path, &headers, &body.to_string())?;
    Ok(serde_json::from_slice(&answer.body)?)
}
