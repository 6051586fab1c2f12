// Above and below the list: name, progress, search, filters; what was done last, and when it was saved.

import { el, fill, icon } from "./dom.js";
import { FILTERS } from "./grid.js";
import { isEnter } from "./keys.js";
import { message, messageNodes, number, otherLanguage, percent, time } from "./messages.js";
import { keyCaps } from "./side.js";

export class Bar {
  #app;
  #searched = "";
  #rows = [];
  #due = false;

  constructor(app) {
    this.#app = app;
    const of = (selector) => document.querySelector(selector);
    this.name = of(".name");
    this.progress = of(".progress");
    this.tools = of(".tools");
    this.filters = of(".filters");
    this.field = of("#search");
    this.found = of(".searched");
    this.saved = of(".saved");
    this.banner = of(".banner");
    this.field.addEventListener("keydown", (event) => this.#searchKey(event));
    this.field.addEventListener("input", () => {
      if (!this.field.value) this.#forget();
    });
    // A click gives the keyboard back to the list; a key on a button does not.
    for (const place of [this.tools, this.filters]) {
      place.addEventListener("click", (event) => {
        if (event.detail > 0 && !document.querySelector("dialog")) app.grid.take();
      });
    }
    app.store.addEventListener("project", () => this.soon());
    app.store.addEventListener("rows", () => this.soon());
    app.store.addEventListener("splice", () => this.soon());
    app.store.addEventListener("connection", () => this.#connection());
    app.grid.addEventListener("filter", () => this.soon());
  }

  /** Once for each frame at most, after the row itself is drawn. */
  soon() {
    if (this.#due) return;
    this.#due = true;
    setTimeout(() => {
      this.#due = false;
      this.update();
    }, 60);
  }

  /** The words of the page have changed. */
  relabel() {
    const { project } = this.#app.store;
    fill(this.name, el("bdi", {}, project.name));
    document.title = `${project.name} – mizan`;
    this.field.placeholder = message("search.placeholder");
    this.field.setAttribute("aria-label", message("search.label"));
    document.querySelector(".search .keys")?.remove();
    this.field.after(keyCaps("Slash"));
    this.filters.setAttribute("aria-label", message("filters.label"));
    const tool = (id, content) => {
      const command = this.#app.command(id);
      const label = message(`command.${id}`);
      return el("button", { type: "button", class: `tool ${id}`, "data-command": id, title: label, "aria-label": typeof content === "string" ? null : label, onclick: () => this.#app.run(command) }, content);
    };
    fill(
      this.tools,
      tool("undo", icon("undo")),
      tool("redo", icon("redo")),
      tool("accept", message("short.accept")),
      tool("export", message("short.export")),
      tool("theme", icon("sun")),
      el(
        "button",
        { type: "button", class: "tool language", lang: otherLanguage(), title: message("command.language"), onclick: () => this.#app.run(this.#app.command("language")) },
        message("language.other"),
      ),
      el(
        "button",
        { type: "button", class: "tool palette", title: message("command.palette"), onclick: () => this.#app.run(this.#app.command("palette")) },
        message("short.palette"),
        keyCaps("Shift+Slash"),
      ),
    );
    fill(this.filters, ...FILTERS.map((filter, i) => this.#chip(filter, i)), el("span", { class: "queue" }));
    this.warned = undefined;
    this.update();
  }

  #chip(filter, i) {
    return el(
      "button",
      { type: "button", class: "chip", "aria-pressed": "false", onclick: () => this.#app.toggleFilter(filter) },
      el("kbd", { "aria-hidden": "true" }, String(i + 1)),
      el("span", {}, message(`filter.${filter.id}`)),
      el("span", { class: "count" }),
    );
  }

  update() {
    const { store, grid } = this.#app;
    const { project } = store;
    if (!project || !this.tools.firstChild) return;
    this.#showProgress(project.counts);
    const counts = grid.filterCounts();
    this.filters.querySelectorAll(":scope > .chip").forEach((chip, i) => {
      chip.setAttribute("aria-pressed", grid.filter === FILTERS[i]);
      chip.querySelector(".count").textContent = number(counts[i]);
      chip.classList.toggle("zero", counts[i] === 0);
    });
    this.tools.querySelector(".undo").disabled = !project.canUndo;
    this.tools.querySelector(".redo").disabled = !project.canRedo;
    const waiting = store.pending();
    this.#warn();
    const saved = project.saved ? el("span", {}, messageNodes("bar.saved", { time: time(project.saved) })) : null;
    fill(
      this.saved,
      store.working ? el("span", { class: "working" }, message("bar.working")) : null,
      project.noEngine ? el("span", { title: project.noEngine }, message("bar.noEngine")) : null,
      project.live === false ? el("span", {}, message("bar.liveOff")) : null,
      project.still ? el("span", {}, message("bar.still")) : null,
      project.readOnly ? el("span", {}, message("bar.readOnly")) : null,
      project.lock ? el("span", {}, message(project.lock === "source" ? "bar.lockedSource" : "bar.lockedTarget")) : null,
      waiting > 0 && !store.online ? el("span", { class: "waiting" }, message("bar.waiting", { n: waiting })) : saved,
    );
  }

  #showProgress({ beads, reviewed, rejected, open, sourceUnaligned, targetUnaligned }) {
    const share = beads > 0 ? (reviewed + rejected) / beads : 0;
    const part = (name, count) => {
      const made = el("span", { class: `part ${name}` });
      made.style.inlineSize = `${beads > 0 ? (count / beads) * 100 : 0}%`;
      return made;
    };
    const figure = (name, key, n) => el("span", { class: `figure ${name}` }, icon(name), messageNodes(key, { n }));
    fill(
      this.progress,
      el("span", { class: "share" }, percent(share)),
      el("span", { class: "track", role: "img", "aria-label": message("bar.progress", { share: percent(share) }) }, part("reviewed", reviewed), part("rejected", rejected)),
      el(
        "span",
        { class: "figures" },
        figure("reviewed", "count.reviewed", reviewed),
        figure("rejected", "count.rejected", rejected),
        figure("open", "count.open", open),
        el("span", { class: "figure" }, messageNodes("count.unaligned", { n: sourceUnaligned + targetUnaligned, source: sourceUnaligned, target: targetUnaligned })),
      ),
    );
  }

  showQueue(words) {
    const place = this.filters.querySelector(".queue");
    if (place) fill(place, words);
  }

  #connection() {
    if (this.#app.store.online) this.#app.say("lost.back");
    this.#warn();
    this.soon();
  }

  /** Tells of a lost connection, and how much waits for it. */
  #warn() {
    const { store } = this.#app;
    const words = store.online ? null : { n: store.pending() };
    if (this.isDead || JSON.stringify(words) === this.warned) return;
    this.warned = JSON.stringify(words);
    this.banner.hidden = store.online;
    if (words) fill(this.banner, el("strong", {}, message("lost.title")), " ", messageNodes("lost.text", words));
    else this.banner.replaceChildren();
  }

  /** Shows what cannot be mended from here. */
  dead(key) {
    this.isDead = true;
    this.banner.hidden = false;
    fill(this.banner, el("strong", {}, message(key)));
  }

  // Search

  search() {
    this.field.focus();
    this.field.select();
  }

  async #searchKey(event) {
    if (event.isComposing) return;
    if (event.code === "Escape") {
      event.preventDefault();
      if (this.field.value) this.field.value = "";
      this.#forget();
      this.#app.grid.take();
    } else if (event.code === "ArrowDown") {
      event.preventDefault();
      this.#app.grid.take();
    } else if (isEnter(event)) {
      event.preventDefault();
      await this.#next(event.shiftKey ? -1 : 1);
    }
  }

  #forget() {
    this.#searched = "";
    this.#rows = [];
    this.#app.grid.setFound([], "");
    fill(this.found);
  }

  async #next(by) {
    const query = this.field.value.trim();
    if (!query) return this.#forget();
    const { grid, store } = this.#app;
    const fresh = query !== this.#searched || this.at !== store.n;
    if (fresh) {
      try {
        const { rows, truncated } = await store.find(query);
        this.#searched = query;
        this.at = store.n;
        this.#rows = rows;
        this.truncated = truncated;
        grid.setFound(rows, query);
      } catch (error) {
        return this.#app.complain(error);
      }
    }
    if (this.#rows.length === 0) {
      fill(this.found, message("search.none"));
      return this.#app.say("search.none");
    }
    const here = grid.focus.row;
    const after = fresh ? (row) => row >= here : (row) => row > here;
    const ahead = by > 0 ? this.#rows.findIndex(after) : this.#rows.findLastIndex((row) => row < here);
    const to = ahead >= 0 ? ahead : by > 0 ? 0 : this.#rows.length - 1;
    grid.go(this.#rows[to], grid.focus.side, 0, false);
    const args = { at: to + 1, n: this.#rows.length };
    fill(this.found, message(this.truncated ? "search.atLeast" : "search.at", args));
    this.#app.say(this.truncated ? "search.atLeast" : "search.at", args);
  }
}
