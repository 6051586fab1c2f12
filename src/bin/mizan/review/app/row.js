// One bead as a row of the grid: number, source, state, target.

import { el, fill, icon } from "./dom.js";
import { message, messageNodes, number, percent, shapeOf } from "./messages.js";
import { CHANGED, STATUS } from "./store.js";
import { direction, matches } from "./text.js";

export const SIDES = ["source", "target"];

/** Makes the cells of a row; `fillRow` gives them what they hold. */
export function makeRow(project) {
  const text = (side) =>
    el("div", {
      class: `text ${side}`,
      role: "gridcell",
      tabindex: "-1",
      lang: project[side].lang,
      dir: direction(project[side].lang),
      "data-side": side,
    });
  const cells = {
    ordinal: el("div", { class: "ordinal", role: "rowheader" }),
    source: text("source"),
    state: el("div", { class: "state", role: "gridcell" }),
    target: text("target"),
  };
  const row = el("div", { class: "row", role: "row" }, cells.ordinal, cells.source, cells.state, cells.target);
  row.cells = cells;
  return row;
}

/** Shows a bead in a row; nothing yet if it is not loaded. `view` says what is searched, marked and filtered. */
export function fillRow(row, index, store, view) {
  const bead = store.bead(index);
  row.dataset.row = index;
  row.setAttribute("aria-rowindex", index + 2);
  row.dataset.status = STATUS[store.status(index)];
  row.classList.toggle("changed", (store.marks[index] & CHANGED) !== 0);
  row.classList.toggle("found", view.isFound(index));
  row.classList.toggle("empty", !bead);
  row.style.minHeight = bead ? "" : `${view.list?.height(index) ?? 0}px`;
  row.bead = bead;
  row.cells.state.id = `state-${store.ids[index]}`;
  for (const side of SIDES) row.cells[side].setAttribute("aria-describedby", row.cells.state.id);
  fill(row.cells.ordinal, ordinalCell(bead, index, row.classList.contains("changed")));
  fill(row.cells.state, bead ? stateCell(bead, store.status(index), view.direction) : null);
  const letters = bead ? numberLetters(bead) : null;
  for (const side of SIDES) fillText(row.cells[side], bead, side, letters, view);
}

function ordinalCell(bead, index, changed) {
  const flags = [];
  const flag = (name, key, args) => flags.push(el("span", { class: "flag", title: message(key, args) }, icon(name), el("span", { class: "hidden" }, messageNodes(key, args))));
  if (changed) flag("changed", "row.changed");
  if (bead?.pinned) flag("pin", "row.pinned");
  if (bead?.findings.length) flag("finding", "row.findings", { n: bead.findings.length });
  if (bead?.comment) flag("comment", "row.comment");
  return [el("span", { class: "index" }, number(index + 1)), el("span", { class: "flags" }, flags)];
}

function stateCell(bead, status, dir) {
  const name = STATUS[status];
  const sure = bead.confidence >= 0.95 ? "sure" : bead.confidence >= 0.7 ? "likely" : "unsure";
  const parts = [
    el("span", { class: `status ${name}`, title: message(`status.${name}`) }, icon(name), el("span", { class: "hidden" }, message(`status.${name}`))),
    el("span", { class: "shape", title: message("row.shape"), dir }, shapeOf(bead.source.length, bead.target.length)),
  ];
  if (bead.source.length && bead.target.length) {
    const meter = el("span", { class: `meter ${sure}`, "aria-hidden": "true" }, el("span", { class: "level" }));
    meter.firstChild.style.inlineSize = `${Math.round(bead.confidence * 100)}%`;
    parts.push(
      el("span", { class: "confidence" }, el("span", { class: "hidden" }, message("row.confidence")), percent(bead.confidence)),
      meter,
    );
  }
  if (bead.crossing) {
    const args = { row: bead.crossing.row + 1 };
    const words = [el("span", { class: "hidden" }, message("row.crossing", args)), el("span", { "aria-hidden": "true" }, number(args.row))];
    parts.push(el("span", { class: "crossing", "data-row": bead.crossing.row, title: message("row.crossing", args) }, icon("crossing"), words));
  }
  return el("div", { class: "inner", dir: document.documentElement.dir }, parts);
}

function fillText(cell, bead, side, letters, view) {
  if (!bead) return fill(cell, el("span", { class: "bone" }), el("span", { class: "bone short" }));
  const segments = bead[side];
  cell.classList.toggle("gap", segments.length === 0);
  if (segments.length === 0) {
    const ui = { class: "nothing", lang: document.documentElement.lang, dir: document.documentElement.dir };
    return fill(cell, el("span", ui, message("row.gap")));
  }
  fill(cell, segments.map((segment, i) => segmentOf(bead, side, i, letters, view)));
}

function segmentOf(bead, side, i, letters, view) {
  const segment = bead[side][i];
  const made = el("p", { class: "segment", "data-segment": i, "data-id": segment.id });
  if (view.isMarked(segment.id)) made.classList.add("linking");
  if (segment.original !== null && segment.original !== undefined) {
    made.classList.add("edited");
    made.title = message("row.edited", { text: segment.original });
  }
  const mine = (mark) => mark.side === side && mark.segment === i;
  const marks = [
    ...bead.terms.filter(mine).map((term) => ({ ...term, kind: "term" })),
    ...bead.numbers.filter(mine).map((seen) => ({ ...seen, kind: "number", letter: letters.get(seen.value) })),
  ];
  if (view.query) for (const [start, end] of matches(segment.text, view.query)) marks.push({ start, end, kind: "match" });
  made.append(...pieces(segment.text, marks));
  return made;
}

/** A text cut where marks begin and end, so that marks may overlap. */
function pieces(text, marks) {
  if (marks.length === 0) return [text];
  const cuts = new Set([0, text.length]);
  for (const { start, end } of marks) cuts.add(Math.min(start, text.length)).add(Math.min(end, text.length));
  const order = [...cuts].sort((a, b) => a - b);
  const made = [];
  for (let i = 0; i + 1 < order.length; i++) {
    const [start, end] = [order[i], order[i + 1]];
    const part = text.slice(start, end);
    const over = marks.filter((mark) => mark.start <= start && mark.end >= end);
    made.push(over.length === 0 ? part : piece(part, over, end));
  }
  return made;
}

function piece(part, over, end) {
  const classes = over.map((mark) => (mark.kind === "match" ? "match" : `${mark.kind} ${mark.found ? "known" : "missing"}`));
  const span = el("mark", { class: classes.join(" ") }, part);
  for (const mark of over) {
    if (mark.kind === "term") {
      const key = mark.found ? "mark.term" : "mark.termMissing";
      span.title = message(key, { term: mark.term, translation: mark.translation ?? "" });
    } else if (mark.kind === "number") {
      span.title = message(mark.found ? "mark.number" : "mark.numberMissing", { value: String(mark.value) });
      if (mark.end === end) span.dataset.letter = mark.found ? (mark.letter ?? "") : "≠";
    }
  }
  return span;
}

/** A letter for each number that both sides have, in the order of the source. */
function numberLetters(bead) {
  const letters = new Map();
  const names = message("mark.letters");
  for (const { found, value } of bead.numbers) {
    if (found && !letters.has(value)) letters.set(value, names[letters.size % names.length]);
  }
  return letters;
}
