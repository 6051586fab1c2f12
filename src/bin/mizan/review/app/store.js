// The project as the page knows it: the index of all beads, what is loaded of them, and the operations under way.

import { Behind, Lost, NoToken, Refused } from "./errors.js";

export const OPEN = 0;
export const REVIEWED = 1;
export const REJECTED = 2;
export const STATUS = ["open", "reviewed", "rejected"];

/** Flags of the index. */
export const CHANGED = 0x10;
export const FINDING = 0x20;
export const COMMENT = 0x40;
export const CROSSING = 0x80;

const CHUNK = 100;
const CACHED = 4000;
/** Operations that may be sent twice without harm, so that they can wait for a lost connection. */
const REPEATABLE = new Set(["status", "comment", "edit", "seen"]);
const UNSENT = "mizan.unsent";

export class Store extends EventTarget {
  project = null;
  n = 0;
  length = 0;
  online = true;
  working = false;
  ids = new Uint32Array(0);
  /** Low four bits: status; the others: flags. */
  marks = new Uint8Array(0);
  confidence = new Uint8Array(0);
  sourceCount = new Uint8Array(0);
  targetCount = new Uint8Array(0);
  sourceChars = new Uint16Array(0);
  targetChars = new Uint16Array(0);
  #engine;
  #beads = new Map();
  #loading = new Set();
  #jobs = [];
  #running = false;
  #inFlight = false;
  #structural = Promise.resolve();

  constructor(engine) {
    super();
    this.#engine = engine;
  }

  /** Loads the project and the index. */
  async open() {
    const [project, index] = await Promise.all([this.#engine.project(), this.#engine.index()]);
    this.project = project;
    this.#readIndex(index);
  }

  /** Follows changes made elsewhere: by the aligner in the background, by another window. */
  async follow() {
    this.#resendUnsent();
    for (;;) {
      const since = this.n;
      try {
        const answer = await this.#engine.changes(since);
        this.#setOnline(true);
        // While an operation is under way its own answer brings the change.
        if (answer.n < since) await this.#take({ ...answer, reset: true });
        else if (since === this.n && !this.#inFlight) await this.#take(answer);
        else await new Promise((next) => setTimeout(next, 20));
      } catch (error) {
        if (error instanceof NoToken) return this.#emit("noToken");
        if (!(error instanceof Lost)) console.error(error);
        this.#setOnline(!(error instanceof Lost));
        await new Promise((next) => setTimeout(next, 1500));
      }
    }
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  #setOnline(online) {
    if (this.online === online) return;
    this.online = online;
    this.#emit("connection");
  }

  #readIndex({ n, bytes }) {
    const count = Math.floor(bytes.byteLength / 12);
    const view = new DataView(bytes);
    this.n = n;
    this.length = count;
    this.ids = new Uint32Array(count);
    this.marks = new Uint8Array(count);
    this.confidence = new Uint8Array(count);
    this.sourceCount = new Uint8Array(count);
    this.targetCount = new Uint8Array(count);
    this.sourceChars = new Uint16Array(count);
    this.targetChars = new Uint16Array(count);
    for (let row = 0, at = 0; row < count; row++, at += 12) {
      this.ids[row] = view.getUint32(at, true);
      this.marks[row] = view.getUint8(at + 4);
      this.confidence[row] = view.getUint8(at + 5);
      this.sourceCount[row] = view.getUint8(at + 6);
      this.targetCount[row] = view.getUint8(at + 7);
      this.sourceChars[row] = view.getUint16(at + 8, true);
      this.targetChars[row] = view.getUint16(at + 10, true);
    }
    this.#beads.clear();
    this.#loading.clear();
    this.#emit("reset");
  }

  status(row) {
    return this.marks[row] & 0x0f;
  }

  /** The row of a bead, or -1. */
  rowOf(id) {
    return this.ids.indexOf(id);
  }

  /** What is loaded of a row, or nothing yet. */
  bead(row) {
    return this.#beads.get(this.ids[row]);
  }

  pending() {
    return this.#jobs.length;
  }

  /** Loads the rows of a range that are not there yet; `beads` is said when they are. */
  async load(from, to) {
    const first = Math.floor(Math.max(0, from) / CHUNK) * CHUNK;
    for (let at = first; at < Math.min(to, this.length); at += CHUNK) {
      const end = Math.min(at + CHUNK, this.length);
      let missing = false;
      for (let row = at; row < end && !missing; row++) missing = !this.bead(row);
      if (missing && !this.#loading.has(at)) this.#loadChunk(at, end);
    }
  }

  async #loadChunk(from, to) {
    this.#loading.add(from);
    try {
      const { n, beads } = await this.#engine.beads(from, to);
      if (n !== this.n) return;
      this.#keep(beads);
      this.#emit("beads", { from, to });
    } catch (error) {
      if (error instanceof Lost) this.#setOnline(false);
      else console.error(error);
    } finally {
      this.#loading.delete(from);
      // An operation came in between: what is still missing is asked for again.
      if (!this.bead(from) && this.online) setTimeout(() => this.#emit("stale"), 60);
    }
  }

  #keep(beads) {
    for (const bead of beads) {
      this.#beads.delete(bead.id);
      this.#beads.set(bead.id, bead);
    }
    for (const id of this.#beads.keys()) {
      if (this.#beads.size <= CACHED) break;
      this.#beads.delete(id);
    }
  }

  /** Takes what an answer says of the whole project, and its changes of rows. */
  async #take(answer) {
    if (answer.reset) {
      this.#readIndex(await this.#engine.index());
    } else {
      const splices = answer.splices ?? (answer.from === undefined ? [] : [answer]);
      for (const splice of splices) await this.#splice(splice, answer.n);
      this.n = answer.n ?? this.n;
    }
    for (const name of ["counts", "canUndo", "canRedo", "saved", "live"]) {
      if (answer[name] !== undefined) this.project[name] = answer[name];
    }
    this.working = answer.working ?? this.working;
    this.#showWaiting();
    this.#emit("project");
  }

  async #splice({ from, removed, inserted, beads }, n) {
    if (!removed && !inserted) return;
    let rows = beads;
    if (!rows) {
      rows = [];
      for (let at = from; at < from + inserted; at += 400) {
        const part = await this.#engine.beads(at, Math.min(at + 400, from + inserted));
        if (part.n !== n) return this.#readIndex(await this.#engine.index());
        rows.push(...part.beads);
      }
    }
    const put = (array, value) => {
      const made = new array.constructor(array.length - removed + rows.length);
      made.set(array.subarray(0, from));
      rows.forEach((bead, i) => (made[from + i] = value(bead)));
      made.set(array.subarray(from + removed), from + rows.length);
      return made;
    };
    const chars = (segments) => Math.min(65535, segments.reduce((sum, segment) => sum + segment.text.length, 0));
    this.ids = put(this.ids, (bead) => bead.id);
    this.marks = put(this.marks, mark);
    this.confidence = put(this.confidence, (bead) => Math.round(bead.confidence * 255));
    this.sourceCount = put(this.sourceCount, (bead) => Math.min(255, bead.source.length));
    this.targetCount = put(this.targetCount, (bead) => Math.min(255, bead.target.length));
    this.sourceChars = put(this.sourceChars, (bead) => chars(bead.source));
    this.targetChars = put(this.targetChars, (bead) => chars(bead.target));
    this.length = this.ids.length;
    this.#keep(rows);
    // Rows that move elsewhere are known by their ids; what crosses them is not, so it is asked for again.
    if (rows.length !== removed) {
      for (const [id, bead] of this.#beads) if (bead.crossing) this.#beads.delete(id);
      this.#keep(rows);
    }
    this.#emit("splice", { from, removed, inserted: rows.length });
  }

  /** Whether an operation that may change rows is under way. */
  busy() {
    return this.online && this.#jobs.some((job) => !REPEATABLE.has(job.op.kind));
  }

  /** Resolves when no operation that may change rows is under way. */
  settled() {
    return this.#structural;
  }

  /**
   * Does an operation. `near` are ids of neighbouring beads that it speaks of: if another change came first, it is
   * sent again only while they still stand together.
   */
  do(op, near = []) {
    if (!this.online && !REPEATABLE.has(op.kind)) return Promise.reject(new Refused({ code: "offline" }));
    const job = { op, near };
    const done = new Promise((resolve, reject) => Object.assign(job, { resolve, reject }));
    this.#jobs.push(job);
    if (!REPEATABLE.has(op.kind)) this.#structural = done.catch(() => {});
    this.#showAtOnce(op);
    this.#remember();
    if (!this.online) this.#emit("project");
    this.#run();
    return done;
  }

  /** A status is shown before the answer, so that the next key need not wait. */
  #showAtOnce(op) {
    if (op.kind !== "status") return;
    const row = this.rowOf(op.bead);
    if (row < 0) return;
    this.marks[row] = (this.marks[row] & 0xf0) | STATUS.indexOf(op.status);
    const bead = this.bead(row);
    if (bead) bead.status = op.status;
    this.#emit("rows", { rows: [row] });
  }

  /** An answer may be older than what was shown since. */
  #showWaiting() {
    for (const { op } of this.#jobs) this.#showAtOnce(op);
  }

  async #run() {
    if (this.#running) return;
    this.#running = true;
    while (this.#jobs.length > 0) {
      const job = this.#jobs[0];
      try {
        this.#inFlight = true;
        const answer = await this.#engine.op(this.n, job.op);
        await this.#take(answer);
        this.#inFlight = false;
        this.#setOnline(true);
        this.#end(job);
        job.resolve(answer);
      } catch (error) {
        this.#inFlight = false;
        await this.#failed(job, error);
      }
    }
    this.#running = false;
    this.#emit("project");
  }

  #end(job) {
    this.#jobs.splice(this.#jobs.indexOf(job), 1);
    this.#remember();
  }

  async #failed(job, error) {
    const give = async (reason) => {
      this.#end(job);
      if (job.op.kind === "status") await this.#refresh(job.op.bead);
      job.reject(reason);
    };
    if (error instanceof Behind) {
      await this.#catchUp();
      job.tries = (job.tries ?? 0) + 1;
      if (job.tries < 8 && this.#together(job.near)) return;
      return give(new Refused({ code: "behind" }));
    }
    if (!(error instanceof Lost)) return give(error);
    this.#setOnline(false);
    const before = this.n;
    await this.#connection();
    await this.#catchUp();
    // Whether the operation arrived before the connection broke is known only if nothing has changed since.
    if (!REPEATABLE.has(job.op.kind) && this.n !== before) return give(new Refused({ code: "unsure" }));
  }

  async #connection() {
    for (let wait = 500; ; wait = Math.min(wait * 2, 5000)) {
      await new Promise((next) => setTimeout(next, wait));
      try {
        await this.#engine.project();
        return this.#setOnline(true);
      } catch (error) {
        if (error instanceof NoToken) this.#emit("noToken");
      }
    }
  }

  async #catchUp() {
    try {
      const project = await this.#engine.project();
      // An earlier number than ours: the file was put back, and nothing we know holds.
      if (project.n < this.n) await this.#take({ ...project, reset: true });
      else if (project.n > this.n) await this.#take(await this.#engine.changes(this.n));
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  }

  /** Shows a row as the server has it, after an operation that was shown at once but refused. */
  async #refresh(bead) {
    const row = this.rowOf(bead);
    if (row < 0) return;
    try {
      const { n, beads } = await this.#engine.beads(row, row + 1);
      if (n === this.n) await this.#splice({ from: row, removed: 1, inserted: 1, beads }, n);
      this.#showWaiting();
    } catch (error) {
      if (!(error instanceof Lost)) throw error;
    }
  }

  #together(near) {
    if (near.length === 0) return true;
    const row = this.rowOf(near[0]);
    return row >= 0 && near.every((id, i) => this.ids[row + i] === id);
  }

  /** Operations that are not acknowledged survive a reload of the page. */
  #remember() {
    const kept = this.#jobs.filter((job) => REPEATABLE.has(job.op.kind)).map(({ op, near }) => ({ op, near }));
    if (kept.length > 0) sessionStorage.setItem(UNSENT, JSON.stringify({ project: this.project.name, kept }));
    else sessionStorage.removeItem(UNSENT);
  }

  #resendUnsent() {
    const { project, kept } = JSON.parse(sessionStorage.getItem(UNSENT) ?? "{}");
    if (!kept || project !== this.project.name) return;
    for (const { op, near } of kept) this.do(op, near).catch((error) => this.#emit("unsent", { op, error }));
    this.#emit("resent", { count: kept.length });
  }

  expect(over) {
    return this.#engine.expect(over);
  }

  queue() {
    return this.#engine.queue();
  }

  find(query) {
    return this.#engine.find(query);
  }

  history(bead) {
    return this.#engine.history(bead);
  }

  export(format, only) {
    return this.#engine.export(format, only);
  }
}

function mark(bead) {
  return (
    STATUS.indexOf(bead.status) |
    (bead.changed ? CHANGED : 0) |
    (bead.findings.length > 0 ? FINDING : 0) |
    (bead.comment ? COMMENT : 0) |
    (bead.crossing ? CROSSING : 0)
  );
}
