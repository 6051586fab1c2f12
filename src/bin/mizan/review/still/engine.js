// The engine of a page in one file: it has what it shows inside, and changes nothing. The same methods as that of the server.

import { Refused } from "./errors.js";
import { matches } from "./text.js";

const MOST_FOUND = 10000;

const refused = () => Promise.reject(new Refused({ code: "still" }));

export class Engine {
  #data = JSON.parse(document.getElementById("review").textContent);

  async project() {
    return this.#data.project;
  }

  async index() {
    const text = atob(this.#data.index);
    return { n: this.#data.project.n, bytes: Uint8Array.from(text, (c) => c.charCodeAt(0)).buffer };
  }

  async beads(from, to) {
    return { n: this.#data.project.n, beads: this.#data.beads.slice(from, to) };
  }

  async op(n, op) {
    // What was looked at is remembered nowhere.
    if (op.kind === "seen") return {};
    return refused();
  }

  expect() {
    return refused();
  }

  /** Nothing ever changes. */
  changes() {
    return new Promise(() => {});
  }

  async queue() {
    return { n: this.#data.project.n, stretches: this.#data.queue };
  }

  async find(query) {
    if (query.startsWith("re:")) {
      try {
        new RegExp(query.slice(3), "giu");
      } catch {
        throw new Refused({ code: "pattern" });
      }
    }
    const rows = [];
    for (const [row, bead] of this.#data.beads.entries()) {
      const texts = [...bead.source, ...bead.target].map((segment) => segment.text);
      if (![...texts, bead.comment].some((text) => matches(text, query).length > 0)) continue;
      if (rows.length === MOST_FOUND) return { rows, truncated: true };
      rows.push(row);
    }
    return { rows, truncated: false };
  }

  async history(bead) {
    return this.#data.history[bead] ?? [];
  }

  export() {
    return refused();
  }
}
