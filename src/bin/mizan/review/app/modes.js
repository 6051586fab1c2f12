// What takes the keys for a while: editing a segment, splitting one, dividing a bead.

import { el } from "./dom.js";
import { isEnter } from "./keys.js";
import { message, messageNodes, shapeOf } from "./messages.js";
import { bestCut, direction, wordStarts } from "./text.js";

/** Drafts of segments that could not be kept, by segment. */
const drafts = new Map();

/** A text field in the place of a segment. */
export class Edit {
  holdsFocus = true;

  constructor(grid, segment, lang, done) {
    this.grid = grid;
    this.segment = segment;
    this.done = done;
    this.field = el("textarea", {
      class: "editor",
      lang,
      dir: direction(lang),
      rows: "1",
      spellcheck: "true",
      "aria-label": message("edit.label"),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#left(),
      oninput: () => this.#size(),
    });
    this.field.value = drafts.get(segment.id) ?? segment.text;
    this.hint = el("p", { class: "hint", dir: document.documentElement.dir, lang: document.documentElement.lang }, messageNodes("edit.hint"));
    const row = grid.list.element(grid.focus.row);
    this.reattach(row);
    this.field.setSelectionRange(this.field.value.length, this.field.value.length);
  }

  /** Puts the field into its row again after the row was filled. */
  reattach(row) {
    const place = [...row.querySelectorAll(".segment")].find((other) => other.dataset.id === this.segment.id);
    if (!place || this.ended) return;
    this.moving = true;
    place.replaceWith(this.field, this.hint);
    this.#size();
    this.field.focus({ preventScroll: true });
    this.moving = false;
  }

  #size() {
    this.field.style.blockSize = "auto";
    this.field.style.blockSize = `${this.field.scrollHeight + 2}px`;
    this.grid.list.render();
  }

  #key(event) {
    event.stopPropagation();
    if (event.isComposing) return;
    const enter = isEnter(event);
    if (event.code === "Escape") this.#end(false);
    else if (enter && (event.ctrlKey || event.metaKey)) this.#end(true);
    else if (enter) event.preventDefault();
    else return;
    event.preventDefault();
  }

  /** A click elsewhere keeps what was written; it can be undone. */
  #left() {
    if (this.moving || this.ended || !document.hasFocus()) return;
    this.#end(true);
  }

  /** Leaves; the other way out is a key of the field. */
  end() {
    this.#end(true);
  }

  #end(keep) {
    if (this.ended) return;
    this.ended = true;
    const text = this.field.value.replace(/\s*\n\s*/g, " ").trim();
    this.grid.mode = null;
    drafts.delete(this.segment.id);
    const changed = keep && text !== this.segment.text;
    if (changed) drafts.set(this.segment.id, text);
    this.grid.refresh();
    this.grid.take();
    this.done(changed ? text : null, () => drafts.delete(this.segment.id));
  }
}

/** Choosing a place, `at`, by the arrows: `reattach` shows it in its row, `tell` says it. */
class Choice {
  constructor(grid, say, done) {
    this.grid = grid;
    this.say = say;
    this.done = done;
  }

  show() {
    this.reattach(this.grid.list.element(this.grid.focus.row));
    this.tell();
  }

  /** Whether a key ended the choice. */
  ended(event) {
    const taken = isEnter(event) || event.code === "Space";
    const left = event.code === "Escape" || event.code === "Tab";
    if (taken || left) this.#leave(taken);
    return taken || left;
  }

  end() {
    this.#leave(false);
  }

  #leave(taken) {
    this.grid.mode = null;
    this.grid.refresh();
    this.done(taken ? this.at : null);
  }
}

/** Choosing the place where a segment is cut. */
export class Split extends Choice {
  constructor(grid, segment, lang, breaks, say, done) {
    super(grid, say, done);
    this.segment = segment;
    this.rtl = direction(lang) === "rtl";
    this.starts = wordStarts(segment.text, lang);
    this.at = this.starts.length > 0 ? bestCut(segment.text, this.starts, breaks) : -1;
    this.offers = breaks.map((place) => place.at);
  }

  get possible() {
    return this.at > 0;
  }

  reattach(row) {
    const place = [...(row?.querySelectorAll(".segment") ?? [])].find((other) => other.dataset.id === this.segment.id);
    if (!place) return;
    const { text } = this.segment;
    place.classList.add("splitting");
    place.replaceChildren(
      el("span", { class: "first" }, text.slice(0, this.at)),
      el("span", { class: "cut", "aria-hidden": "true" }),
      el("span", { class: "second" }, text.slice(this.at)),
    );
    this.grid.list.render();
  }

  tell() {
    const after = this.segment.text.slice(this.at).split(/\s+/).slice(0, 3).join(" ");
    this.say("split.at", { words: after });
  }

  key(event) {
    if (this.ended(event)) return;
    const index = this.starts.indexOf(this.at);
    const forward = this.rtl ? "ArrowLeft" : "ArrowRight";
    const back = this.rtl ? "ArrowRight" : "ArrowLeft";
    const last = this.starts.length - 1;
    const wide = event.ctrlKey ? 5 : 1;
    let to = index;
    if (event.code === forward) to = Math.min(last, index + wide);
    else if (event.code === back) to = Math.max(0, index - wide);
    else if (event.code === "Home") to = 0;
    else if (event.code === "End") to = last;
    else return;
    this.at = this.starts[to];
    this.show();
  }
}

/** Choosing where a bead is divided: a line through both columns. */
export class Divide extends Choice {
  constructor(grid, bead, say, done) {
    super(grid, say, done);
    this.bead = bead;
    const { side, segment } = grid.focus;
    const other = side === "source" ? "target" : "source";
    const own = bead[side].length > 1 ? segment || Math.ceil(bead[side].length / 2) : bead[side].length;
    this.at = { [side]: own, [other]: facing(bead, side, other, own) };
    this.#keepApart();
  }

  /** Neither part may be empty. */
  #keepApart() {
    const { source, target } = this.bead;
    if (this.at.source + this.at.target === 0) this.at[source.length ? "source" : "target"] = 1;
    if (this.at.source === source.length && this.at.target === target.length) {
      this.at[target.length > 1 || source.length === 0 ? "target" : "source"] -= 1;
    }
  }

  reattach(row) {
    if (row?.bead?.id !== this.bead.id) return;
    for (const side of ["source", "target"]) {
      row.cells[side].querySelector(".divider")?.remove();
      const line = el("hr", { class: "divider", "aria-hidden": "true" });
      const segments = row.cells[side].querySelectorAll(".segment");
      if (this.at[side] < segments.length) segments[this.at[side]].before(line);
      else row.cells[side].append(line);
      segments.forEach((segment, i) => segment.classList.toggle("second", i >= this.at[side]));
    }
    this.grid.list.render();
  }

  tell() {
    const { source, target } = this.bead;
    this.say("divide.at", {
      first: shapeOf(this.at.source, this.at.target),
      second: shapeOf(source.length - this.at.source, target.length - this.at.target),
    });
  }

  key(event) {
    if (this.ended(event)) return;
    const { side } = this.grid.focus;
    if (event.code === "ArrowUp" || event.code === "ArrowDown") {
      const by = event.code === "ArrowUp" ? -1 : 1;
      const before = { ...this.at };
      this.at[side] = Math.max(0, Math.min(this.bead[side].length, this.at[side] + by));
      const empty = this.at.source + this.at.target === 0;
      const full = this.at.source === this.bead.source.length && this.at.target === this.bead.target.length;
      if (empty || full) this.at = before;
    } else if (event.code === "ArrowLeft" || event.code === "ArrowRight") {
      this.grid.turn(event.code === "ArrowLeft" ? "left" : "right");
    } else {
      return;
    }
    this.show();
  }
}

/** The border on the other side that lies at the same share of the text. */
function facing(bead, side, other, border) {
  const size = (segments) => segments.reduce((sum, segment) => sum + segment.text.length, 0);
  const share = size(bead[side].slice(0, border)) / Math.max(1, size(bead[side]));
  const whole = size(bead[other]);
  let best = 0;
  let nearest = Infinity;
  for (let at = 0; at <= bead[other].length; at++) {
    const distance = Math.abs(size(bead[other].slice(0, at)) - share * whole);
    if (distance < nearest) [best, nearest] = [at, distance];
  }
  return best;
}
