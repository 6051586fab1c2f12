// The page: brings its parts together.

import { Bar } from "./bar.js";
import { COMMANDS } from "./commands.js";
import { Dialogs } from "./dialogs.js";
import { el, fill } from "./dom.js";
import { Engine } from "./engine.js";
import { Lost, NoToken, Refused } from "./errors.js";
import { Grid } from "./grid.js";
import { Keys } from "./keys.js";
import { chooseLanguage, hasMessage, message, messageNodes, preferred, setLanguage } from "./messages.js";
import { Queue } from "./queue.js";
import { Side } from "./side.js";
import { Store } from "./store.js";

const SIZES = [0.9, 1, 1.12, 1.26, 1.42];
const ENDED = "mizan.place";

class App {
  constructor() {
    this.store = new Store(new Engine());
    this.keys = new Keys(COMMANDS);
    this.grid = new Grid(document.querySelector(".grid"), this.store);
    this.queue = new Queue(this);
    this.dialogs = new Dialogs(this);
    this.bar = new Bar(this);
    this.side = new Side(this, document.querySelector("aside"));
    this.said = document.querySelector(".said-last");
    this.say = this.say.bind(this);
    this.waiting = [];
    this.grid.root.addEventListener("keydown", (event) => this.#key(event));
    this.grid.addEventListener("edit", () => this.run(this.command("edit")));
    // A click on what takes no keys leaves them with the list.
    document.addEventListener("click", () => {
      if (document.activeElement === document.body && getSelection().isCollapsed) this.grid.take();
    });
    addEventListener("beforeunload", (event) => {
      if (this.store.pending() > 0) event.preventDefault();
    });
    addEventListener("pagehide", () => sessionStorage.setItem(ENDED, this.store.ids[this.grid.focus.row] ?? ""));
    document.querySelector(".skip").addEventListener("click", (event) => {
      event.preventDefault();
      this.grid.take();
    });
    this.store.addEventListener("noToken", () => this.bar.dead("lost.token"));
    this.store.addEventListener("resent", ({ detail }) => this.say("say.resent", { n: detail.count }));
    this.store.addEventListener("unsent", ({ detail }) => this.complain(detail.error));
    this.store.addEventListener("splice", () => this.queue.stale());
  }

  async start() {
    this.#theme(localStorage.getItem("mizan.theme"));
    this.#size(Number(localStorage.getItem("mizan.size") ?? 1));
    const opening = this.store.open();
    opening.catch(() => {});
    await setLanguage(preferred());
    try {
      await opening;
    } catch (error) {
      document.body.classList.remove("starting");
      return this.bar.dead(error instanceof NoToken ? "lost.token" : "lost.start");
    }
    this.relabel();
    document.body.classList.remove("starting");
    const place = this.store.rowOf(Number(sessionStorage.getItem(ENDED) || -1));
    this.grid.go(Math.max(0, place));
    this.say(this.store.project.still ? "bar.still" : "say.start");
    this.store.follow();
    this.queue.load();
  }

  command(id) {
    return COMMANDS.find((command) => command.id === id);
  }

  /** Words everywhere anew: after a change of language or keys. */
  relabel() {
    document.querySelector(".skip").textContent = message("bar.skip");
    document.querySelector("h1 .what").textContent = message("bar.what");
    this.grid.start();
    this.bar.relabel();
    this.side.relabel();
    this.queue.show();
  }

  #key(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.target.matches("input, textarea, select")) return;
    if (this.grid.mode) {
      if (this.grid.mode.key && !["Control", "Shift", "Alt", "Meta"].includes(event.key)) {
        if (event.code !== "Tab") event.preventDefault();
        this.grid.mode.key(event);
      }
      return;
    }
    const command = this.keys.command(event);
    if (!command) return;
    event.preventDefault();
    this.run(command);
  }

  /** Runs a command; while an operation that changes rows is under way, after it, so that keys act on what they saw. */
  run(command) {
    if (!this.store.busy()) return command.run(this);
    this.waiting.push(command);
    if (this.waiting.length === 1) this.#drain();
  }

  async #drain() {
    while (this.waiting.length > 0) {
      await this.store.settled();
      this.waiting.shift().run(this);
    }
  }

  // What is told

  /** Says what was done, in the line below the list, which screen readers read. */
  say(key, values = {}) {
    fill(this.said, messageNodes(key, values));
    this.said.classList.remove("bad");
  }

  /** What an error is in words. */
  words(error) {
    if (error instanceof Lost) return message("lost.title");
    if (error instanceof NoToken) return message("lost.token");
    if (error instanceof Refused) {
      const key = `refused.${error.code}`;
      return hasMessage(key) ? message(key, error.args) : error.message || message("refused.other");
    }
    return String(error.message ?? error);
  }

  complain(error) {
    if (!(error instanceof Refused || error instanceof Lost || error instanceof NoToken)) console.error(error);
    fill(this.said, el("bdi", {}, this.words(error)));
    this.said.classList.add("bad");
  }

  // What is shown

  toggleFilter(filter) {
    const on = this.grid.filter !== filter;
    this.grid.setFilter(on ? filter : null);
    const n = this.grid.list.shown;
    this.say(on ? "say.filter" : "say.all", { n, filter: message(`filter.${filter.id}`) });
  }

  showAll() {
    const { grid } = this;
    if (grid.linking.ids.length > 0) {
      grid.linking = { side: null, ids: [] };
      grid.refresh();
      return this.say("say.unmarked");
    }
    if (!grid.filter) return;
    grid.setFilter(null);
    this.say("say.all", { n: this.store.length });
  }

  async chooseLanguage(wanted) {
    await chooseLanguage(wanted);
    this.relabel();
    this.say("say.language");
  }

  toggleSide() {
    const hidden = document.body.classList.toggle("no-side");
    this.say(hidden ? "say.sideHidden" : "say.sideShown");
  }

  showSide() {
    document.body.classList.remove("no-side");
  }

  #theme(theme) {
    if (theme) document.documentElement.dataset.theme = theme;
  }

  toggleTheme() {
    const now = document.documentElement.dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    const theme = now === "dark" ? "light" : "dark";
    localStorage.setItem("mizan.theme", theme);
    this.#theme(theme);
    this.say(theme === "dark" ? "say.dark" : "say.light");
  }

  #size(index) {
    const at = Math.max(0, Math.min(index, SIZES.length - 1));
    document.documentElement.style.setProperty("--scale", SIZES[at]);
    return at;
  }

  resize(by) {
    const at = this.#size(Number(localStorage.getItem("mizan.size") ?? 1) + by);
    localStorage.setItem("mizan.size", at);
    this.grid.list.remeasure();
    this.grid.go(this.grid.focus.row, this.grid.focus.side, this.grid.focus.segment);
  }
}

const app = new App();
app.start();
