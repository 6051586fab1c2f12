// The grid: which row, side and segment have the focus, and what is shown of the rows.

import { el, fill } from "./dom.js";
import { List } from "./list.js";
import { languageName, message } from "./messages.js";
import { fillRow, makeRow, SIDES } from "./row.js";
import { CHANGED, COMMENT, FINDING, OPEN, REJECTED } from "./store.js";
import { direction } from "./text.js";

/** Kinds of rows that can be shown alone, in the order of their keys. */
export const FILTERS = [
  { id: "open", test: (store, row) => store.status(row) === OPEN },
  { id: "rejected", test: (store, row) => store.status(row) === REJECTED },
  { id: "changed", test: (store, row) => (store.marks[row] & CHANGED) !== 0 },
  { id: "unaligned", test: (store, row) => store.sourceCount[row] === 0 || store.targetCount[row] === 0 },
  {
    id: "not11",
    test: (store, row) => {
      const [source, target] = [store.sourceCount[row], store.targetCount[row]];
      return source > 0 && target > 0 && (source > 1 || target > 1);
    },
  },
  { id: "findings", test: (store, row) => (store.marks[row] & FINDING) !== 0 },
  { id: "comments", test: (store, row) => (store.marks[row] & COMMENT) !== 0 },
];

/** Windows so low that the list fills them and the page is scrolled. */
const LOW = matchMedia("(max-height: 30rem)");

export class Grid extends EventTarget {
  focus = { row: 0, side: "source", segment: 0 };
  /** Whether the project and the words of the page are there. */
  ready = false;
  /** A mode that takes all keys: splitting, dividing, editing. */
  mode = null;
  filter = null;
  query = "";
  /** Segments chosen to be linked. */
  linking = { side: null, ids: [] };
  #found = new Set();
  /** The bead with the focus, by which it is found again when all rows are loaded anew. */
  #bead = null;
  #seen = new Set();
  #seenTimer = 0;

  constructor(root, store) {
    super();
    this.root = root;
    this.store = store;
    this.scroller = root.querySelector(".scroller");
    this.list = new List(this.scroller, root.querySelector(".canvas"), {
      make: (row) => this.#make(row),
      refill: (element, row) => this.#refill(element, row),
      estimate: (from, to, heights) => this.#estimate(from, to, heights),
      wanted: (from, to) => store.load(from - 20, to + 20),
    });
    root.addEventListener("mousedown", (event) => this.#pointed(event));
    root.addEventListener("dblclick", (event) => {
      if (event.target.closest(".text:not(.gap)")) this.#emit("edit");
    });
    root.addEventListener("focusin", (event) => {
      if (event.target === this.scroller) this.take();
    });
    store.addEventListener("reset", () => this.ready && this.start());
    store.addEventListener("beads", ({ detail }) => this.#loaded(detail.from, detail.to));
    store.addEventListener("stale", () => this.list.render());
    store.addEventListener("connection", () => this.list.render());
    store.addEventListener("rows", ({ detail }) => detail.rows.forEach((row) => this.#loaded(row, row + 1)));
    store.addEventListener("splice", ({ detail }) => this.#spliced(detail));
  }

  #emit(name) {
    this.dispatchEvent(new Event(name));
  }

  /** The direction of the columns: that of the source, which comes first. */
  get direction() {
    return direction(this.store.project.source.lang);
  }

  /** Starts with the rows of the project. */
  start() {
    const had = this.#hasFocus();
    this.ready = true;
    const { project } = this.store;
    const canvas = this.root.querySelector(".canvas");
    canvas.dir = this.direction;
    this.root.querySelector(".heads").dir = this.direction;
    this.root.setAttribute("aria-label", message("grid.label", { name: project.name }));
    canvas.replaceChildren();
    this.heads();
    const row = this.#bead === null ? this.focus.row : this.store.rowOf(this.#bead);
    this.focus.row = Math.min(row < 0 ? this.focus.row : row, Math.max(0, this.store.length - 1));
    this.list.keep(this.focus.row);
    this.list.reset(this.store.length, this.filter ? this.#rowsOf(this.filter) : null);
    this.#count();
    this.#show(had);
  }

  /** The heads of the columns, in the language of the page. */
  heads() {
    const { project } = this.store;
    const dir = document.documentElement.dir;
    const head = (key, args, name) => el("div", { role: "columnheader", class: name }, el("span", { dir }, message(key, args)));
    const language = (side) => ({ language: languageName(project[side].lang) });
    fill(
      this.root.querySelector(".heads"),
      head("grid.number", {}, "ordinal"),
      head("grid.source", language("source"), "source"),
      head("grid.state", {}, "state"),
      head("grid.target", language("target"), "target"),
    );
  }

  #count() {
    this.root.setAttribute("aria-rowcount", this.store.length + 1);
    const none = this.root.parentElement.querySelector(".none");
    none.textContent = this.list.shown > 0 ? "" : message(this.filter ? "grid.noneOfFilter" : "grid.none");
    // Without rows the list itself takes the keys.
    this.scroller.tabIndex = this.list.shown > 0 ? -1 : 0;
  }

  // Rows

  #make(row) {
    const element = makeRow(this.store.project);
    this.#refill(element, row);
    return element;
  }

  #refill(element, row) {
    if (this.mode) this.mode.moving = true;
    fillRow(element, row, this.store, this);
    this.#point(element, row === this.focus.row);
    if (this.mode) this.mode.reattach(element);
    if (this.mode) this.mode.moving = false;
  }

  #loaded(from, to) {
    this.list.refill(from, to);
    if (this.focus.row >= from && this.focus.row < to) this.#show(this.#hasFocus());
  }

  #spliced({ from, removed, inserted }) {
    const { focus } = this;
    if (focus.row >= from + removed) focus.row += inserted - removed;
    else if (focus.row >= from + inserted) focus.row = Math.max(0, from + inserted - 1);
    const shift = (row) => (row >= from + removed ? row + inserted - removed : row);
    this.#found = new Set([...this.#found].filter((row) => row < from + inserted || row >= from + removed).map(shift));
    const had = this.#hasFocus();
    this.list.keep(focus.row);
    this.list.splice(from, removed, inserted);
    this.#count();
    this.#show(had);
  }

  /** Fills all rows in sight again: the language of the page, the search or the marks have changed. */
  refresh() {
    this.list.refill(0, this.store.length);
    this.#show(this.#hasFocus());
  }

  /** The heights that rows will have, before they are drawn. */
  #estimate(from, to, heights) {
    const { store } = this;
    if (from >= to) return;
    const width = this.scroller.clientWidth;
    const stacked = width < 680;
    const column = Math.max(120, stacked ? width - 40 : (width - 204) / 2 - 32);
    const [source, target] = SIDES.map((side) => {
      const arabic = direction(store.project[side].lang) === "rtl";
      return { perLine: column / (arabic ? 7.4 : 8.1), line: arabic ? 35.5 : 26.4 };
    });
    const height = (side, chars, count) => (Math.ceil(chars / side.perLine) + Math.max(0, count - 1) * 0.5) * side.line;
    for (let row = from; row < to; row++) {
      const one = height(source, store.sourceChars[row], store.sourceCount[row]);
      const other = height(target, store.targetChars[row], store.targetCount[row]);
      heights[row] = stacked ? one + other + 66 : Math.max(59, Math.max(one, other) + 25);
    }
  }

  isFound(row) {
    return this.#found.has(row);
  }

  isMarked(id) {
    return this.linking.ids.includes(id);
  }

  setFound(rows, query) {
    this.#found = new Set(rows);
    this.query = query;
    this.refresh();
  }

  // Focus

  bead(row = this.focus.row) {
    return this.store.bead(row);
  }

  #hasFocus() {
    return this.root.contains(document.activeElement);
  }

  /** Takes the keyboard. */
  take() {
    this.#show(true);
  }

  /** Goes to a row, and if given to a side and segment of it. */
  go(row, side = this.focus.side, segment = 0, take = true) {
    if (this.store.length === 0) return;
    const before = this.focus.row;
    this.focus = { row: Math.max(0, Math.min(row, this.store.length - 1)), side, segment };
    if (before !== this.focus.row) this.#leave(before);
    this.list.keep(this.focus.row);
    if (!this.list.isShown(this.focus.row)) this.setFilter(null);
    const old = this.list.element(before);
    if (old) this.#point(old, false);
    this.list.reveal(this.focus.row);
    if (take && LOW.matches) this.root.scrollIntoView({ block: "nearest" });
    this.#show(take);
  }

  /** So many rows on, among those that are shown. */
  move(by) {
    if (this.list.shown === 0) return false;
    const at = this.list.position(this.focus.row);
    const to = Math.max(0, Math.min(at + by, this.list.shown - 1));
    if (to === at && this.list.isShown(this.focus.row)) return false;
    this.go(this.list.row(to));
    return true;
  }

  page(direction) {
    const { up, down } = this.list.page(this.focus.row);
    return this.move(direction < 0 ? -up : down);
  }

  /** To the cell at the left or right. */
  turn(where) {
    const sourceAt = this.direction === "rtl" ? "right" : "left";
    this.go(this.focus.row, where === sourceAt ? "source" : "target");
  }

  /** To another segment of the cell. */
  step(by) {
    const count = this.bead()?.[this.focus.side].length ?? 0;
    const to = this.focus.segment + by;
    if (to < 0 || to >= count) return false;
    this.go(this.focus.row, this.focus.side, to);
    return true;
  }

  #show(take) {
    const element = this.list.element(this.focus.row);
    if (!element) {
      if (take && this.list.shown === 0) this.scroller.focus();
      return;
    }
    this.#point(element, true);
    this.#bead = this.store.ids[this.focus.row] ?? null;
    if (take && !this.mode?.holdsFocus) element.cells[this.focus.side].focus({ preventScroll: true });
    this.#emit("focus");
  }

  /** Marks a row as the one with the focus, or not. */
  #point(element, focused) {
    element.classList.toggle("focused", focused);
    element.setAttribute("aria-selected", focused);
    for (const side of SIDES) {
      const here = focused && side === this.focus.side;
      const cell = element.cells[side];
      cell.classList.toggle("active", here);
      cell.tabIndex = here ? 0 : -1;
      const segments = cell.querySelectorAll(":scope > .segment");
      if (here && this.focus.segment >= segments.length) this.focus.segment = Math.max(0, segments.length - 1);
      segments.forEach((segment, i) => {
        segment.classList.toggle("current", here && segments.length > 1 && i === this.focus.segment);
      });
    }
  }

  #pointed(event) {
    const cell = event.target.closest(".text, .state, .ordinal");
    const crossing = event.target.closest(".crossing");
    if (crossing) {
      event.preventDefault();
      return this.go(Number(crossing.dataset.row));
    }
    if (!cell || event.button !== 0 || event.target.closest("textarea")) return;
    const row = Number(cell.parentElement.dataset.row);
    const segment = event.target.closest(".segment");
    const side = cell.dataset.side ?? this.focus.side;
    // The text can still be selected by the mouse.
    this.focus.side === side && this.focus.row === row
      ? this.go(row, side, Number(segment?.dataset.segment ?? 0))
      : requestAnimationFrame(() => this.go(row, side, Number(segment?.dataset.segment ?? 0)));
  }

  /** A row that was changed by the aligner counts as seen once the focus has been on it. */
  #leave(row) {
    if ((this.store.marks[row] & CHANGED) === 0) return;
    this.#seen.add(this.store.ids[row]);
    clearTimeout(this.#seenTimer);
    this.#seenTimer = setTimeout(() => {
      const beads = [...this.#seen];
      this.#seen.clear();
      this.store.do({ kind: "seen", beads }).catch(() => {});
    }, 700);
  }

  // Filters

  #rowsOf(filter) {
    const rows = [];
    for (let row = 0; row < this.store.length; row++) if (filter.test(this.store, row)) rows.push(row);
    return Uint32Array.from(rows);
  }

  /** How many rows each filter would show. */
  filterCounts() {
    const counts = FILTERS.map(() => 0);
    for (let row = 0; row < this.store.length; row++) {
      for (let i = 0; i < FILTERS.length; i++) if (FILTERS[i].test(this.store, row)) counts[i]++;
    }
    return counts;
  }

  /** Shows only the rows of a filter, or all; the focus goes to the next row that is shown. */
  setFilter(filter) {
    const had = this.#hasFocus() || document.activeElement === document.body;
    this.filter = filter;
    this.list.reset(this.store.length, filter ? this.#rowsOf(filter) : null);
    this.#count();
    if (this.list.shown > 0) {
      const position = Math.min(this.list.position(this.focus.row), this.list.shown - 1);
      this.go(this.list.row(position), this.focus.side, 0, had);
    } else {
      this.#show(had);
    }
    this.#emit("filter");
  }
}
