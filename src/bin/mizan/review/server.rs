//! The server of the page: this computer alone, one thread, and a token in the address without which nothing is said.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Sender, channel};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use mizan::bitext::Side;
use serde_json::{Value, json};
use tokio::sync::{oneshot, watch};

use super::engine::{Answer, Engine, Work};
use super::export;
use super::file::ProjectFile;
use super::pages::PAGES;
use super::query::Query;
use super::realign;
use super::settings::Settings;
use crate::engine::EngineArgs;
use crate::files;
use crate::message::plural;
use crate::outcome::{Failure, Outcome};

/// The longest body of a request, in bytes.
const LONGEST: usize = 1 << 20;

/// How long a request for changes waits for one.
const PATIENCE: Duration = Duration::from_secs(25);

/// The most beads in one answer.
const MOST_BEADS: usize = 400;

/// What every handler has.
struct Shared {
    engine: Sender<Work>,
    changes: watch::Receiver<(u64, u64)>,
    token: String,
    hosts: [String; 2],
}

type Context = State<Arc<Shared>>;

/// Serves a project until Ctrl-C.
pub(super) fn serve(
    path: &Path,
    settings: Settings,
    options: EngineArgs,
) -> Result<Outcome, Failure> {
    let file = ProjectFile::open(path, &settings.name)?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, settings.port));
    let problem = |error: std::io::Error| {
        Failure::input(format!(
            "port {}: cannot be served at: {}",
            settings.port,
            files::explain(&error)
        ))
    };
    let listener = TcpListener::bind(address).map_err(problem)?;
    listener.set_nonblocking(true).map_err(problem)?;
    let port = listener.local_addr().map_err(problem)?.port();
    let token = token()?;
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(problem)?;
    let (engine, queue) = channel::<Work>();
    let back = engine.clone();
    let tell = move |done| back.send(Box::new(move |engine| engine.take(done))).is_ok();
    let glossary = Arc::clone(file.project.glossary());
    let weights = file.project.head().weights.clone();
    let tasks = realign::start(options, glossary, weights, Box::new(tell));
    let (mut state, changes) =
        Engine::new(file, settings.name, settings.lock, settings.only, tasks);
    let before = state.project().log().len();
    let thread = std::thread::spawn(move || {
        while !state.is_over {
            let Ok(work) = queue.recv() else { break };
            work(&mut state);
        }
        state
    });
    let shared = Arc::new(Shared {
        engine: engine.clone(),
        changes,
        token: token.clone(),
        hosts: [format!("127.0.0.1:{port}"), format!("localhost:{port}")],
    });
    let address = format!("http://127.0.0.1:{port}/#{token}");
    files::print(|out| Ok(writeln!(out, "{address}")?))?;
    eprintln!("mizan: reviewing {}; Ctrl-C ends", path.display());
    if settings.opens {
        open_browser(&address);
    }
    let served = runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        tokio::spawn(axum::serve(listener, routes(shared)).into_future());
        ended().await
    });
    runtime.shutdown_background();
    let _ = engine.send(Box::new(|engine| engine.is_over = true));
    let state = thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
    served.map_err(problem)?;
    tell_end(&state, path, before);
    Ok(Outcome::Fine)
}

/// Waits for Ctrl-C, or for being told to end.
async fn ended() -> std::io::Result<()> {
    #[cfg(unix)]
    {
        let (tell, told) = oneshot::channel();
        crate::temporary::end_by(move || _ = tell.send(()));
        // An error means that nobody can tell any more.
        let _ = told.await;
        Ok(())
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Tells what was saved.
fn tell_end(engine: &Engine, path: &Path, before: usize) {
    let project = engine.project();
    let counts = project.counts();
    let done = (project.log().len() - before) as u64;
    eprintln!(
        "mizan: saved {}: {} since it was opened; {} of {} reviewed, {} rejected",
        path.display(),
        plural(done, "operation"),
        counts.reviewed,
        plural(counts.beads as u64, "bead"),
        counts.rejected
    );
}

/// 128 random bits in hexadecimal digits.
fn token() -> Result<String, Failure> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|error| Failure::input(format!("the system gives no random numbers: {error}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Opens an address in the browser. Where that fails, the address is printed all the same.
fn open_browser(address: &str) {
    let mut command = if cfg!(target_os = "windows") {
        let mut command = std::process::Command::new("rundll32");
        command.arg("url.dll,FileProtocolHandler");
        command
    } else {
        let name = if cfg!(target_os = "macos") { "open" } else { "xdg-open" };
        std::process::Command::new(name)
    };
    let null = std::process::Stdio::null;
    let opened = command.arg(address).stdin(null()).stdout(null()).stderr(null()).spawn();
    if opened.is_err() {
        eprintln!("mizan: no browser could be opened; open the address above in one");
    }
}

fn routes(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/api/project", get(project))
        .route("/api/index", get(index))
        .route("/api/beads", get(beads))
        .route("/api/op", post(op))
        .route("/api/expect", get(expect))
        .route("/api/changes", get(changes))
        .route("/api/queue", get(queue))
        .route("/api/find", get(find))
        .route("/api/history", get(history))
        .route("/api/export", get(export))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), require_token));
    api.fallback(page)
        .layer(DefaultBodyLimit::max(LONGEST))
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), guard))
        .with_state(shared)
}

/// Headers of every answer.
const HEADERS: [(HeaderName, &str); 7] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::CACHE_CONTROL, "no-store"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("x-frame-options"), "DENY"),
];

/// Refuses requests that do not come from the page itself, and puts the headers on every answer.
async fn guard(State(shared): Context, request: Request, next: Next) -> Response {
    let mut answer = match refuse(&shared, request.headers()) {
        Some((status, message)) => (status, message).into_response(),
        None => next.run(request).await,
    };
    let headers = answer.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    answer
}

/// Why a request is refused: another name for this computer, as DNS rebinding uses, or another page that sent it.
fn refuse(shared: &Shared, headers: &HeaderMap) -> Option<(StatusCode, &'static str)> {
    let one = |name: HeaderName| {
        let mut values = headers.get_all(name).iter();
        let first = values.next().map(|value| value.to_str().unwrap_or("?"));
        if values.next().is_some() { Some("?") } else { first }
    };
    let host = one(header::HOST).filter(|host| shared.hosts.iter().any(|own| own == host));
    let Some(host) = host else {
        return Some((StatusCode::MISDIRECTED_REQUEST, "this name is not served here\n"));
    };
    let foreign = (StatusCode::FORBIDDEN, "requests of other pages are refused\n");
    let is_own = |origin: &str| origin.strip_prefix("http://") == Some(host);
    if one(header::ORIGIN).is_some_and(|origin| !is_own(origin)) {
        return Some(foreign);
    }
    let site = one(HeaderName::from_static("sec-fetch-site"));
    site.is_some_and(|site| !["same-origin", "none"].contains(&site)).then_some(foreign)
}

/// Refuses requests without the token.
async fn require_token(State(shared): Context, request: Request, next: Next) -> Response {
    let given = request.headers().get(header::AUTHORIZATION).map(HeaderValue::as_bytes);
    let given = given.and_then(|given| given.strip_prefix(b"Bearer "));
    match given.is_some_and(|given| is_same(given, shared.token.as_bytes())) {
        true => next.run(request).await,
        false => {
            let message =
                "the token is missing or wrong; open the address that mizan review printed\n";
            (StatusCode::UNAUTHORIZED, message).into_response()
        }
    }
}

/// Whether two texts are the same, in a time that does not tell how much of them is.
fn is_same(one: &[u8], other: &[u8]) -> bool {
    let difference = one.iter().zip(other).fold(0, |all, (a, b)| all | (a ^ b));
    one.len() == other.len() && std::hint::black_box(difference) == 0
}

impl Shared {
    /// Has the engine do something, and waits for what comes of it.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Engine) -> T + Send + 'static,
    ) -> Result<T, Response> {
        let (tell, told) = oneshot::channel();
        let sent = self.engine.send(Box::new(move |engine| _ = tell.send(work(engine))));
        let gone = || (StatusCode::SERVICE_UNAVAILABLE, "the program is ending\n").into_response();
        match sent {
            Ok(()) => told.await.map_err(|_| gone()),
            Err(_) => Err(gone()),
        }
    }
}

fn as_json(value: &Value) -> Response {
    answered((200, value.clone()))
}

fn answered((status, value): Answer) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let kind = [(header::CONTENT_TYPE, "application/json")];
    (status, kind, value.to_string()).into_response()
}

fn bad(message: &str) -> Response {
    answered((400, json!({ "message": message, "code": "wrong", "args": {} })))
}

/// Either what was asked for or why there is none.
type Given = Result<Response, Response>;

async fn project(State(shared): Context) -> Given {
    Ok(as_json(&shared.ask(|engine| engine.about()).await?))
}

async fn index(State(shared): Context) -> Given {
    let (n, bytes) = shared
        .ask(|engine| (engine.project().n(), engine.project().index(engine.findings())))
        .await?;
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (HeaderName::from_static("x-mizan-n"), n.to_string()),
    ];
    Ok((headers, bytes).into_response())
}

async fn beads(State(shared): Context, uri: Uri) -> Given {
    let query = Query::of(&uri);
    let (Some(from), Some(to)) = (query.number("from"), query.number("to")) else {
        return Err(bad("from and to are rows, from 0"));
    };
    let to = to.min(from.saturating_add(MOST_BEADS));
    let beads = shared
        .ask(move |engine| {
            let project = engine.project();
            json!({ "n": project.n(), "beads": project.cards(from..to, engine.findings()) })
        })
        .await?;
    Ok(as_json(&beads))
}

async fn op(State(shared): Context, headers: HeaderMap, body: Bytes) -> Given {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.map(|kind| kind.split(';').next().unwrap_or(kind).trim());
    if kind != Some("application/json") {
        return Err((StatusCode::UNSUPPORTED_MEDIA_TYPE, "give JSON\n").into_response());
    }
    let Ok(mut body) = serde_json::from_slice::<Value>(&body) else {
        return Err(bad("the body is no JSON"));
    };
    let Some(n) = body["n"].as_u64() else { return Err(bad("n is missing")) };
    let op = body["op"].take();
    Ok(answered(shared.ask(move |engine| engine.op(n, op)).await?))
}

async fn expect(State(shared): Context, uri: Uri) -> Given {
    let over: Option<f32> = Query::of(&uri).text("over").and_then(|over| over.parse().ok());
    let Some(over) = over else { return Err(bad("over is a confidence, 0 to 1")) };
    let (beads, errors) = shared.ask(move |engine| engine.project().expect(over)).await?;
    Ok(as_json(&json!({ "beads": beads, "expectedErrors": errors })))
}

async fn changes(State(shared): Context, uri: Uri) -> Given {
    let query = Query::of(&uri);
    let Some(since) = query.number("since") else { return Err(bad("since is missing")) };
    let since = since as u64;
    let checked = query.number("checked").map(|checked| checked as u64);
    let mut changes = shared.changes.clone();
    let news = changes.wait_for(|(n, now)| *n != since || checked.is_some_and(|c| c != *now));
    // What is told after the time is up is that nothing changed.
    let _ = tokio::time::timeout(PATIENCE, news).await;
    Ok(as_json(&shared.ask(move |engine| engine.changes(since)).await?))
}

async fn queue(State(shared): Context) -> Given {
    Ok(as_json(&shared.ask(|engine| engine.queue()).await?))
}

async fn find(State(shared): Context, uri: Uri) -> Given {
    let query = Query::of(&uri);
    let what = query.text("q").unwrap_or_default();
    let pattern = query.text("re").is_some_and(|re| re == "1");
    let sides = match query.text("side").as_deref() {
        Some("source") => vec![Side::Source],
        Some("target") => vec![Side::Target],
        _ => Side::both().to_vec(),
    };
    let found = shared.ask(move |engine| engine.project().find(&what, pattern, &sides)).await?;
    match found {
        Ok((rows, truncated)) => Ok(as_json(&json!({ "rows": rows, "truncated": truncated }))),
        Err(error) => {
            let message = error.to_string();
            Err(answered((422, json!({ "message": message, "code": "pattern", "args": {} }))))
        }
    }
}

async fn history(State(shared): Context, uri: Uri) -> Given {
    let Some(bead) = Query::of(&uri).number("bead").and_then(|bead| u32::try_from(bead).ok())
    else {
        return Err(bad("bead is an id"));
    };
    Ok(as_json(&shared.ask(move |engine| json!(engine.project().history(bead))).await?))
}

async fn export(State(shared): Context, uri: Uri) -> Given {
    let query = Query::of(&uri);
    let format = query.text("format").unwrap_or_else(|| "tmx".to_owned());
    let only = query.text("only").unwrap_or_else(|| "not-rejected".to_owned());
    let Some(only) = export::only_of(&only) else {
        return Err(bad("only is reviewed, not-rejected or all"));
    };
    let wanted = format.clone();
    let (snapshot, name) = shared
        .ask(move |engine| {
            let name = engine.file_name();
            (export::Snapshot::in_format(engine.project(), only, &wanted, &name), name)
        })
        .await?;
    // The engine does not wait while a large memory is written.
    let written = tokio::task::spawn_blocking(move || {
        let bytes = snapshot.bytes(&format)?;
        Ok::<_, Failure>((bytes, format))
    });
    match written.await {
        Ok(Ok((bytes, format))) => {
            let stem = name.strip_suffix(".mizan").unwrap_or(&name);
            let name = super::query::encoded(&format!("{stem}.{format}"));
            let headers = [
                (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
                (header::CONTENT_DISPOSITION, format!("attachment; filename*=UTF-8''{name}")),
            ];
            Ok((headers, Body::from(bytes)).into_response())
        }
        Ok(Err(failure)) => Err(bad(&failure.message)),
        Err(_) => Err((StatusCode::INTERNAL_SERVER_ERROR, "not written\n").into_response()),
    }
}

/// A file of the page.
async fn page(request: Request) -> Response {
    if request.method() != axum::http::Method::GET && request.method() != axum::http::Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path();
    match PAGES.iter().find(|(known, ..)| *known == path) {
        Some((_, kind, text)) => ([(header::CONTENT_TYPE, *kind)], *text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}
