// The queue: stretches that need a look, the worst first.

import { el } from "./dom.js";
import { messageNodes } from "./messages.js";
import { checkName, keyCaps } from "./side.js";

export class Queue {
  #app;
  #stretches = null;
  #at = -1;
  #timer = 0;

  constructor(app) {
    this.#app = app;
  }

  async load() {
    try {
      const { stretches } = await this.#app.store.queue();
      this.#stretches = stretches;
    } catch {
      // Told by the connection.
    }
    this.show();
  }

  /** Something was changed: the queue is asked for again when the keys rest. */
  stale() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.load(), 500);
  }

  show() {
    if (!this.#stretches) return;
    const n = this.#stretches.length;
    const next = { type: "button", class: "chip", onclick: () => this.step(1) };
    this.#app.bar.showQueue(n > 0 ? el("button", next, messageNodes("queue.left", { n }), keyCaps("KeyN")) : messageNodes("queue.empty"));
  }

  async step(by) {
    if (!this.#stretches) await this.load();
    const stretches = this.#stretches ?? [];
    if (stretches.length === 0) return this.#app.say("queue.empty");
    const { row } = this.#app.grid.focus;
    const inside = stretches.findIndex((stretch) => row >= stretch.from && row < stretch.to);
    // A stretch that was just settled is gone, and the next one stands at its number.
    if (inside >= 0) this.#at = inside + by;
    else if (by > 0) this.#at = Math.max(0, this.#at);
    else this.#at -= 1;
    if (this.#at >= stretches.length) this.#at = 0;
    if (this.#at < 0) this.#at = stretches.length - 1;
    const stretch = stretches[this.#at];
    this.#app.grid.go(stretch.from);
    const args = { at: this.#at + 1, of: stretches.length, n: stretch.to - stretch.from, check: checkName(stretch.label ?? "") };
    this.#app.say(stretch.kind === "finding" ? "queue.finding" : "queue.unsure", args);
  }
}
