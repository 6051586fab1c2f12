// Beside the list: what speaks for and against the bead with the focus, findings, comment, history; and the main
// commands as buttons with their keys.

import { el, fill, icon } from "./dom.js";
import { isEnter, keyNames } from "./keys.js";
import { decimal, hasMessage, message, messageNodes, moment, number, percent, probability } from "./messages.js";
import { STATUS } from "./store.js";
import { direction } from "./text.js";

const BUTTONS = ["reviewed", "rejected", "merge", "divide", "split", "edit", "out", "comment"];

/** A command's keys, each as `kbd`. */
export function keyCaps(chord) {
  return el("span", { class: "keys", dir: "ltr" }, keyNames(chord, message("key.space")).map((name) => el("kbd", {}, name)));
}

export class Side {
  #app;
  #root;
  #shown = null;
  #history = { bead: 0, items: null };
  #historyTimer = 0;
  #historyOpen = false;

  constructor(app, root) {
    this.#app = app;
    this.#root = root;
    this.heading = el("h2", { id: "side-heading" });
    this.actions = el("div", { class: "actions", role: "toolbar", "aria-orientation": "horizontal" });
    this.body = el("div", { class: "about" });
    root.append(this.heading, this.actions, this.body);
    app.grid.addEventListener("focus", () => this.#soon());
  }

  /** After the row itself is painted, and once for each frame at most. */
  #soon() {
    if (this.due) return;
    this.due = true;
    requestAnimationFrame(() =>
      setTimeout(() => {
        this.due = false;
        this.update();
      }),
    );
  }

  /** The words of the page have changed. */
  relabel() {
    this.actions.setAttribute("aria-label", message("side.actions"));
    this.#root.setAttribute("aria-label", message("side.label"));
    fill(
      this.actions,
      BUTTONS.map((id) => {
        const command = this.#app.command(id);
        const chord = this.#app.keys.of(command)[0];
        return el(
          "button",
          { type: "button", class: `action ${id}`, title: message(`command.${id}`), onclick: () => this.#press(command) },
          el("span", {}, message(`short.${id}`)),
          chord ? keyCaps(chord) : null,
        );
      }),
    );
    this.#shown = null;
    this.update();
  }

  /** Buttons give the keyboard back to the list. */
  #press(command) {
    if (!this.#app.grid.mode) this.#app.grid.take();
    this.#app.run(command);
  }

  update() {
    const { grid, store } = this.#app;
    const { row } = grid.focus;
    const bead = store.length > 0 ? grid.bead() : null;
    fill(this.heading, store.length > 0 ? message("side.bead", { row: row + 1 }) : "");
    if (!bead) return fill(this.body);
    if (this.commenting && this.commenting.bead === bead.id) return;
    this.commenting = null;
    if (this.#shown !== bead.id) {
      this.#history = { bead: bead.id, items: null };
      this.#root.scrollTop = 0;
    }
    this.#shown = bead.id;
    fill(this.body, this.#summary(bead, store.status(row)), this.#findings(bead), this.#comment(bead), this.#reasons(bead), this.#terms(bead), this.#past(bead));
    clearTimeout(this.#historyTimer);
    if (this.#historyOpen) this.#historyTimer = setTimeout(() => this.#loadHistory(bead.id), 120);
  }

  #summary(bead, status) {
    const name = STATUS[status];
    const parts = [el("p", { class: `status ${name}` }, icon(name), el("span", {}, message(`status.${name}`)))];
    if (bead.author) {
      parts.push(el("p", { class: "by" }, messageNodes("side.by", { who: bead.author, at: bead.at ? moment(bead.at) : "" })));
    }
    if (bead.pinned) parts.push(el("p", { class: "note" }, icon("pin"), el("span", {}, message("row.pinned"))));
    if (bead.changed) parts.push(el("p", { class: "note" }, icon("changed"), el("span", {}, message("side.changed"))));
    const places = ["source", "target"].flatMap((side) => this.#places(bead[side], side));
    if (places.length > 0) parts.push(el("dl", { class: "places" }, places));
    return el("section", { class: "summary" }, parts);
  }

  #places(segments, side) {
    if (segments.length === 0) return [];
    const told = segments.map((segment) => placeName(segment) || message("side.segment", { n: segment.number ?? 0 }));
    const ends = [...new Set([told[0], told.at(-1)])];
    const name = el("dt", {}, message(`grid.short.${side}`));
    return [name, el("dd", {}, ends.flatMap((place, i) => [i > 0 ? " – " : null, el("bdi", {}, place)]))];
  }

  #findings(bead) {
    if (bead.findings.length === 0) return null;
    return el(
      "section",
      { class: "findings" },
      el("h3", {}, message("side.findings")),
      el(
        "ul",
        {},
        bead.findings.map((finding) =>
          el(
            "li",
            { class: finding.severity },
            icon("finding"),
            el("div", {}, el("strong", {}, checkName(finding.check)), findingWords(finding)),
          ),
        ),
      ),
    );
  }

  #comment(bead) {
    if (!bead.comment) return null;
    return el(
      "section",
      { class: "comment" },
      el("h3", {}, message("side.comment")),
      el("p", { class: "said", dir: "auto" }, bead.comment),
    );
  }

  /** Opens the field for a comment on the bead with the focus. */
  comment() {
    const { grid, store } = this.#app;
    const bead = grid.bead();
    if (!bead) return;
    this.#app.showSide();
    this.commenting = { bead: bead.id };
    const field = el("textarea", { class: "editor", dir: "auto", rows: "3", "aria-label": message("comment.label") });
    field.value = bead.comment ?? "";
    let ended = false;
    const end = (keep) => {
      if (ended) return;
      ended = true;
      const text = field.value.trim();
      this.commenting = null;
      this.update();
      grid.take();
      if (!keep || text === (bead.comment ?? "")) return this.#app.say("say.left");
      store.do({ kind: "comment", bead: bead.id, text }).then(
        () => this.#app.say("done.comment", { row: store.rowOf(bead.id) + 1 }),
        (error) => this.#app.complain(error),
      );
    };
    field.addEventListener("keydown", (event) => {
      if (event.code === "Escape") end(false);
      else if (isEnter(event) && (event.ctrlKey || event.metaKey)) end(true);
      else return;
      event.preventDefault();
    });
    field.addEventListener("blur", () => document.hasFocus() && end(true));
    const hint = el("p", { class: "hint" }, messageNodes("edit.hint"));
    this.body.querySelector("section.comment")?.remove();
    this.body.prepend(el("section", { class: "comment" }, el("h3", {}, message("side.comment")), field, hint));
    field.focus();
    field.setSelectionRange(field.value.length, field.value.length);
  }

  #reasons(bead) {
    if (bead.reasons.length === 0) return null;
    const strength = (reason) => Math.min(1, Math.abs(reason.logOdds) / 8);
    const list = (key, reasons) => {
      if (reasons.length === 0) return null;
      return [
        el("h4", {}, message(key)),
        el(
          "ul",
          { class: key === "side.for" ? "for" : "against" },
          reasons.map((reason) => {
            const meter = el("span", { class: "weight", "aria-hidden": "true" }, el("span", { class: "level" }));
            meter.firstChild.style.inlineSize = `${Math.round(strength(reason) * 100)}%`;
            return el("li", {}, el("span", { class: "words" }, reasonWords(reason)), meter);
          }),
        ),
      ];
    };
    const sorted = [...bead.reasons].sort((a, b) => Math.abs(b.logOdds) - Math.abs(a.logOdds));
    const shareKey = bead.source.length && bead.target.length ? "side.confidence" : "side.confidenceGap";
    return el(
      "section",
      { class: "reasons" },
      el("h3", {}, message("side.why")),
      el("p", { class: "sure" }, message(shareKey, { share: probability(bead.confidence) })),
      list("side.for", sorted.filter((reason) => reason.logOdds > 0.05)),
      list("side.against", sorted.filter((reason) => reason.logOdds < -0.05)),
      list("side.neither", sorted.filter((reason) => Math.abs(reason.logOdds) <= 0.05)),
    );
  }

  #terms(bead) {
    const missing = bead.terms.filter((term) => !term.found && term.translation);
    if (missing.length === 0) return null;
    const { project } = this.#app.store;
    const other = { source: "target", target: "source" };
    const word = (text, side) => el("bdi", { lang: project[side].lang, dir: direction(project[side].lang) }, text);
    return el(
      "section",
      { class: "terms" },
      el("h3", {}, message("side.terms")),
      el("ul", {}, missing.map((term) => el("li", {}, word(term.term, term.side), el("span", { class: "to" }, message("side.wanted")), word(term.translation, other[term.side])))),
    );
  }

  #past(bead) {
    const details = el("details", { class: "history" }, el("summary", {}, message("side.history")));
    details.open = this.#historyOpen;
    details.addEventListener("toggle", () => {
      this.#historyOpen = details.open;
      if (details.open && this.#history.items === null) this.#loadHistory(bead.id);
    });
    if (this.#history.items) details.append(this.#historyList(this.#history.items));
    return details;
  }

  async #loadHistory(id) {
    try {
      const items = await this.#app.store.history(id);
      this.#history = { bead: id, items };
      const details = this.body.querySelector("details.history");
      if (this.#shown !== id || !details) return;
      details.querySelector("ol, p")?.remove();
      details.append(this.#historyList(items));
    } catch (error) {
      this.#app.complain(error);
    }
  }

  #historyList(items) {
    if (items.length === 0) return el("p", {}, message("side.noHistory"));
    return el(
      "ol",
      {},
      items.map((item) =>
        el(
          "li",
          { class: item.undone ? "undone" : null },
          el("span", {}, operationName(item.op)),
          el("span", { class: "by" }, messageNodes("side.by", { who: item.who ?? "", at: moment(item.at) })),
        ),
      ),
    );
  }
}

function operationName(op) {
  const key = op.kind === "status" ? `status.${op.status}` : `op.${op.kind}`;
  return hasMessage(key) ? message(key) : op.kind;
}

export function checkName(check) {
  return hasMessage(`check.${check}`) ? message(`check.${check}`) : check;
}

/** A reason in words of the language of the page; in English if only words are known of it. */
function reasonWords({ code, words, seen }) {
  const english = () => el("span", { lang: "en", dir: "ltr" }, words || code);
  const list = (words) => words.join(message("say.comma"));
  const two = (one, key, other, missing) => [
    one.length > 0 ? el("span", { class: "part" }, messageNodes(key, { list: list(one) })) : null,
    other.length > 0 ? el("span", { class: "part" }, messageNodes(missing, { list: list(other) })) : null,
  ];
  switch (seen?.code) {
    case "similarity":
      return messageNodes("reason.similarity", { cosine: decimal(seen.cosine) });
    case "votes":
      return messageNodes("reason.votes", { source: percent(seen.source), target: percent(seen.target) });
    case "length":
      return messageNodes("reason.length", { source: Math.round(seen.source), target: Math.round(seen.target), expected: Math.round(seen.expected) });
    case "literals":
      return two(seen.both, "reason.literalsBoth", seen.missing, "reason.literalsMissing");
    case "terms":
      return two(seen.confirmed, "reason.termsConfirmed", seen.missing, "reason.termsMissing");
    case "shape":
      return messageNodes("reason.shape", { source: number(seen.source), target: number(seen.target) });
    case "clauses":
      return messageNodes("reason.clauses", { breaks: percent(seen.breaks), source: percent(seen.source), target: percent(seen.target) });
    case "ending":
      if (seen.source === seen.target) return messageNodes("reason.endingSame", { mark: message(`ending.${seen.source}`) });
      return messageNodes("reason.endingOther", { source: message(`ending.${seen.source}`), target: message(`ending.${seen.target}`) });
    case "shown":
      return messageNodes("reason.shown", { share: percent(seen.share) });
    case "kinds":
      return messageNodes("reason.kinds", { source: blockName(seen.source), target: blockName(seen.target) });
    case "divided": {
      const { segment, head, tail } = seen;
      const values = { segment, head, tail, share: percent(seen.confidence) };
      return messageNodes(seen.side === "source" ? "reason.dividedSource" : "reason.dividedTarget", values);
    }
    case "accepted":
      return messageNodes("reason.accepted");
    default:
      return english();
  }
}

/** Where a segment stands in its document. */
function placeName({ places = [] }) {
  const name = (place) => message(place.kind === "cell" && place.sheet ? "place.sheetCell" : `place.${place.kind}`, place);
  return places.map(name).join(message("say.comma"));
}

/** What a block of a document is: `heading 2` is a heading of level 2. */
function blockName(words) {
  const [, kind, level] = /^(.*?)(?: (\d+))?$/.exec(words);
  const key = `block.${kind.replace(" ", "-")}`;
  const name = hasMessage(key) ? message(key) : kind;
  return level ? `${name} ${number(Number(level))}` : name;
}

/** What a finding says in the language of the page; in English if it is not known which message it is. */
function findingWords({ message: words, said }) {
  if (!said || !hasMessage(`said.${said.code}`)) return el("p", { lang: "en", dir: "ltr" }, words);
  const args = Object.entries(said.args).map(([name, value]) => [name, ownWord(value)]);
  const more = said.more ? messageNodes("saidMore", { count: number(said.more) }) : null;
  return el("p", {}, messageNodes(`said.${said.code}`, Object.fromEntries(args)), more ? " " : null, more);
}

/** A word of the program inside a message: a side, a mark at an end. */
function ownWord(value) {
  const key = [`word.${value}`, `end.${value.replaceAll(" ", "-")}`].find(hasMessage);
  return key ? message(key) : value;
}
