//! The engine: it alone holds the project, does one thing after the other, and saves each before it answers.

use std::sync::mpsc::Sender;

use mizan::bitext::Side;
use mizan::review::{Applied, Findings, Op, Project, Refusal, Splice};
use serde_json::{Map, Value, json};

use super::file::{ProjectFile, Undone};
use super::realign::{Done, Task};
use super::settings::QueueArg;

/// Something for the engine to do.
pub(super) type Work = Box<dyn FnOnce(&mut Engine) + Send>;

/// Rows whose beads are sent with an operation at most.
const MOST_SENT: usize = 400;

/// The project that is open, and what is known of it beside its file.
pub(super) struct Engine {
    file: ProjectFile,
    name: String,
    lock: Option<Side>,
    only: Option<QueueArg>,
    findings: Findings,
    /// Raised whenever findings change.
    checked: u64,
    /// The rows that each operation changed, with its number, since the program was started.
    splices: Vec<(u64, Splice)>,
    started_at: u64,
    tasks: Sender<Task>,
    /// Whether texts are aligned again after each operation.
    live: bool,
    /// Why texts cannot be aligned again.
    no_engine: Option<String>,
    pending: Option<Pending>,
    saved: String,
    /// Why nothing can be saved any more.
    unsaved: Option<String>,
    told: tokio::sync::watch::Sender<(u64, u64)>,
    /// Whether the program ends.
    pub(super) is_over: bool,
}

/// What is being aligned again.
#[derive(Clone, Copy)]
struct Pending {
    /// The bead around which it is.
    bead: u32,
    /// Whether this bead is not to be found again.
    reject: bool,
    /// Whether it belongs to the operation before.
    joins: bool,
}

/// An answer to the page: its status and its JSON.
pub(super) type Answer = (u16, Value);

impl Engine {
    pub(super) fn new(
        file: ProjectFile,
        name: String,
        lock: Option<Side>,
        only: Option<QueueArg>,
        tasks: Sender<Task>,
    ) -> (Engine, tokio::sync::watch::Receiver<(u64, u64)>) {
        let n = file.project.n();
        let saved =
            file.project.log().last().map_or_else(crate::clock::now, |entry| entry.at.clone());
        let (told, changes) = tokio::sync::watch::channel((n, 0));
        let engine = Engine {
            file,
            name,
            lock,
            only,
            findings: Findings::new(),
            checked: 0,
            splices: Vec::new(),
            started_at: n,
            tasks,
            live: true,
            no_engine: None,
            pending: None,
            saved,
            unsaved: None,
            told,
            is_over: false,
        };
        engine.check(0..usize::MAX);
        (engine, changes)
    }

    pub(super) fn project(&self) -> &Project {
        &self.file.project
    }

    pub(super) fn findings(&self) -> &Findings {
        &self.findings
    }

    pub(super) fn file_name(&self) -> String {
        self.file.path().file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// What every answer says of the project.
    fn state(&self) -> Map<String, Value> {
        let project = self.project();
        let [undo, redo] = project.can_undo_redo();
        let said = json!({
            "n": project.n(),
            "counts": project.counts(),
            "canUndo": undo,
            "canRedo": redo,
            "saved": self.saved,
            "live": self.live && self.no_engine.is_none(),
            "working": self.pending.is_some(),
            "checked": self.checked,
        });
        match said {
            Value::Object(said) => said,
            _ => Map::new(),
        }
    }

    /// What a page needs to know first.
    pub(super) fn about(&self) -> Value {
        let project = self.project();
        let mut said = self.state();
        said.insert("name".to_owned(), self.file_name().into());
        said.insert("document".to_owned(), project.head().document.clone().into());
        said.insert("format".to_owned(), 1.into());
        said.insert("reviewer".to_owned(), self.name.clone().into());
        said.insert("readOnly".to_owned(), project.is_read_only().into());
        said.insert("lock".to_owned(), json!(self.lock));
        said.insert("noEngine".to_owned(), json!(self.no_engine));
        let segments = project.segments();
        for ((name, lang), segments) in
            ["source", "target"].into_iter().zip(project.langs()).zip(segments)
        {
            let dir = lang.direction().as_str();
            let side = json!({ "lang": lang.to_string(), "dir": dir, "segments": segments });
            said.insert(name.to_owned(), side);
        }
        Value::Object(said)
    }

    pub(super) fn queue(&self) -> Value {
        let queue = json!(self.project().queue(&self.findings));
        let kind = match self.only {
            None => return json!({ "n": self.project().n(), "stretches": queue }),
            Some(QueueArg::Unsure) => "unsure",
            Some(QueueArg::Findings) => "finding",
        };
        let stretches: Vec<&Value> = (queue.as_array().into_iter().flatten())
            .filter(|stretch| stretch["kind"] == kind)
            .collect();
        json!({ "n": self.project().n(), "stretches": stretches })
    }

    /// What changed since an operation, as one change; nothing if that is not known any more.
    pub(super) fn changes(&self, since: u64) -> Value {
        let mut said = self.state();
        if since < self.started_at || since > self.project().n() {
            said.insert("reset".to_owned(), true.into());
            return Value::Object(said);
        }
        let later = self.splices.iter().filter(|(n, _)| *n > since).map(|(_, splice)| *splice);
        let all = later.reduce(Splice::and);
        let splices: Vec<Value> =
            all.map(|splice| Value::Object(self.spliced(splice))).into_iter().collect();
        said.insert("splices".to_owned(), splices.into());
        Value::Object(said)
    }

    /// A change of rows, with the beads that came if they are few.
    fn spliced(&self, splice: Splice) -> Map<String, Value> {
        let Splice { from, removed, inserted } = splice;
        let mut said = Map::new();
        said.insert("from".to_owned(), from.into());
        said.insert("removed".to_owned(), removed.into());
        said.insert("inserted".to_owned(), inserted.into());
        if inserted <= MOST_SENT {
            let beads = self.project().cards(from..from + inserted, &self.findings);
            said.insert("beads".to_owned(), json!(beads));
        }
        said
    }

    /// Carries out an operation of the page, which saw the project after operation `n`.
    pub(super) fn op(&mut self, n: u64, op: Value) -> Answer {
        let is = |kind: &str| op["kind"] == kind;
        if is("live") {
            self.live = op["on"].as_bool().unwrap_or(true);
            if !self.live {
                self.pending = None;
            }
            return (200, Value::Object(self.state()));
        }
        if let Some(message) = &self.unsaved {
            return (423, json!({ "message": message, "code": "unsaved", "args": {} }));
        }
        if n != self.project().n() && !is("seen") {
            return (409, json!({ "n": self.project().n() }));
        }
        if is("realign") {
            return self.ask_again(op["bead"].as_u64());
        }
        let op: Op = match serde_json::from_value(op) {
            Ok(Op::Realigned { .. }) => {
                return wrong("only the program puts realigned beads in");
            }
            Ok(op) => op,
            Err(error) => return wrong(&format!("no operation: {error}")),
        };
        if let Some(refusal) = self.locked(&op) {
            return refused(&refusal);
        }
        let expected = match &op {
            Op::Accept { over } => Some(self.project().expect(*over).1),
            _ => None,
        };
        let is_structural = matches!(
            op,
            Op::Merge { .. }
                | Op::MergeBefore { .. }
                | Op::Part { .. }
                | Op::Move { .. }
                | Op::Link { .. }
                | Op::Split { .. }
                | Op::Join { .. }
        );
        let is_history = matches!(op, Op::Undo | Op::Redo);
        let is_silent = matches!(op, Op::Seen { .. });
        let applied = match self.apply(op, false) {
            Ok(applied) => applied,
            Err(answer) => return answer,
        };
        if is_history {
            self.pending = None;
        } else if is_structural && self.live {
            let bead = self.project().bead_at(applied.row);
            self.pending = bead.map(|bead| Pending { bead, reject: false, joins: true });
        }
        if !is_silent {
            self.align();
        }
        let mut said = self.state();
        said.append(&mut self.spliced(applied.splice));
        said.insert("row".to_owned(), applied.row.into());
        if let Some(expected) = expected {
            said.insert("expectedErrors".to_owned(), expected.into());
        }
        (200, Value::Object(said))
    }

    /// Aligns again around a bead because the page asks for it. A rejected bead is not to be found again.
    fn ask_again(&mut self, bead: Option<u64>) -> Answer {
        let Some(bead) = bead.and_then(|bead| u32::try_from(bead).ok()) else {
            return wrong("no bead is named");
        };
        if let Some(message) = &self.no_engine {
            return (422, json!({ "message": message, "code": "noEngine", "args": {} }));
        }
        let reject = match self.project().status_of(bead) {
            Ok(status) => status == mizan::review::ReviewStatus::Rejected,
            Err(refusal) => return refused(&refusal),
        };
        let mut splice = Splice { from: 0, removed: 0, inserted: 0 };
        if reject {
            let open = Op::Status { bead, status: mizan::review::ReviewStatus::Open };
            match self.apply(open, false) {
                Ok(applied) => splice = applied.splice,
                Err(answer) => return answer,
            }
        }
        self.pending = Some(Pending { bead, reject, joins: reject });
        self.align();
        let mut said = self.state();
        said.append(&mut self.spliced(splice));
        (200, Value::Object(said))
    }

    /// Why an operation is refused though the project would allow it.
    fn locked(&self, op: &Op) -> Option<Refusal> {
        let (Op::Split { segment, .. } | Op::Join { segment } | Op::Edit { segment, .. }) = op
        else {
            return None;
        };
        let side = self.project().side_of(segment).ok()?;
        (self.lock == Some(side)).then_some(Refusal::Locked(side))
    }

    fn apply(&mut self, op: Op, joins: bool) -> Result<Applied, Answer> {
        let who = if matches!(op, Op::Realigned { .. }) { "mizan" } else { &self.name };
        match self.file.apply(op, who, joins) {
            Ok(applied) => {
                self.saved.clone_from(&applied.entry.at);
                let n = applied.entry.n;
                if applied.splice.removed + applied.splice.inserted > 0 {
                    self.splices.push((n, applied.splice));
                }
                let Splice { from, inserted, .. } = applied.splice;
                if inserted <= MOST_SENT {
                    self.check(from..from + inserted);
                }
                self.told.send_replace((n, self.checked));
                Ok(applied)
            }
            Err(Undone::Refused(refusal)) => Err(refused(&refusal)),
            Err(Undone::Unsaved(message)) => {
                eprintln!("mizan: {message}");
                self.unsaved = Some(message.clone());
                Err((500, json!({ "message": message, "code": "unsaved", "args": {} })))
            }
        }
    }

    /// Has beads checked.
    fn check(&self, rows: std::ops::Range<usize>) {
        let (beads, units) = self.project().units(rows);
        if !beads.is_empty() {
            let langs = self.project().langs();
            let _ = self.tasks.send(Task::Check { langs, beads, units });
        }
    }

    /// Has the texts aligned again where that is pending.
    fn align(&mut self) {
        let Some(Pending { bead, reject, .. }) = self.pending else { return };
        let project = &self.file.project;
        match project.window(bead, reject).filter(|_| self.no_engine.is_none()) {
            Some(window) => {
                let task = Task::Align { n: project.n(), window: Box::new(window) };
                let _ = self.tasks.send(task);
            }
            None => self.pending = None,
        }
    }

    /// Takes what was done beside the engine.
    pub(super) fn take(&mut self, done: Done) {
        match done {
            Done::Aligned { n, ops } => self.realigned(n, ops),
            Done::Checked { beads, found } => self.checked(&beads, found),
            Done::NoEngine(why) => {
                eprintln!("mizan: texts are not aligned again: {why}");
                self.no_engine = Some(why);
                self.pending = None;
            }
        }
    }

    /// Takes what aligning again found. A result that a later operation has overtaken is dropped; the work is under way
    /// again then.
    fn realigned(&mut self, n: u64, ops: Result<Vec<Op>, String>) {
        if n != self.project().n() {
            return;
        }
        let Some(Pending { joins, .. }) = self.pending.take() else { return };
        match ops {
            Ok(ops) => {
                for (at, op) in ops.into_iter().enumerate() {
                    if self.apply(op, joins || at > 0).is_err() {
                        break;
                    }
                }
            }
            Err(message) => eprintln!("mizan: not aligned again: {message}"),
        }
        self.told.send_modify(|(_, checked)| *checked += 1);
        self.checked += 1;
    }

    /// Takes the findings on some beads.
    fn checked(&mut self, beads: &[u32], found: Findings) {
        let before = beads.iter().any(|bead| self.findings.contains_key(bead));
        for bead in beads {
            self.findings.remove(bead);
        }
        if before || !found.is_empty() {
            self.checked += 1;
        }
        self.findings.extend(found);
        self.told.send_replace((self.project().n(), self.checked));
    }
}

fn refused(refusal: &Refusal) -> Answer {
    let status = if *refusal == Refusal::ReadOnly { 423 } else { 422 };
    let args = match refusal.side() {
        Some(side) => json!({ "side": side }),
        None => json!({}),
    };
    (status, json!({ "message": refusal.to_string(), "code": refusal.code(), "args": args }))
}

fn wrong(message: &str) -> Answer {
    (400, json!({ "message": message, "code": "wrong", "args": {} }))
}
