// Windows over the page: all commands, a row by its number, acceptance of many beads, files.

import { el, fill } from "./dom.js";
import { COMMANDS, GROUPS } from "./commands.js";
import { chords, isEnter, isModifier } from "./keys.js";
import { message, messageNodes, number, percent } from "./messages.js";
import { keyCaps } from "./side.js";

const FORMATS = ["tmx", "xlsx", "xlf", "csv", "tsv", "html", "jsonl"];

export class Dialogs {
  #app;
  #open = null;

  constructor(app) {
    this.#app = app;
  }

  /** Shows a window; the list has the keyboard again when it is closed. */
  #show(name, title, ...content) {
    this.#open?.close();
    const heading = el("h2", { id: "dialog-title" }, title);
    const close = el("button", { type: "button", class: "close", "aria-label": message("dialog.close"), title: message("dialog.close"), onclick: () => dialog.close() }, "×");
    const dialog = el("dialog", { class: name, "aria-labelledby": "dialog-title" }, el("header", {}, heading, close), ...content);
    dialog.addEventListener("close", () => {
      dialog.remove();
      if (this.#open === dialog) this.#open = null;
      this.#app.grid.take();
    });
    dialog.addEventListener("mousedown", (event) => {
      if (event.target === dialog) dialog.close();
    });
    document.body.append(dialog);
    this.#open = dialog;
    dialog.showModal();
    return dialog;
  }

  /** Every command with its keys; typing narrows the list, Enter runs the first. */
  palette() {
    const field = el("input", { type: "search", class: "narrow", "aria-label": message("palette.search"), placeholder: message("palette.search"), autocomplete: "off" });
    const list = el("div", { class: "commands" });
    const restore = el("button", { type: "button", class: "quiet", onclick: () => { this.#app.keys.restore(); this.#app.relabel(); draw(); } }, message("palette.restore"));
    const told = el("p", { class: "told", role: "status" });
    const dialog = this.#show("palette", message("palette.title"), field, list, el("footer", {}, told, restore));
    const draw = () => fill(list, el("div", { class: "columns" }, this.#groups(field.value, dialog, told, draw)));
    const runs = () => [...list.querySelectorAll("button.command")];
    field.addEventListener("input", draw);
    dialog.addEventListener("keydown", (event) => {
      if (this.rebinding || event.isComposing) return;
      const all = runs();
      const at = all.indexOf(document.activeElement);
      if (event.code === "Escape") dialog.close();
      else if (event.code === "ArrowDown") all[Math.min(at + 1, all.length - 1)]?.focus();
      else if (event.code === "ArrowUp") (at > 0 ? all[at - 1] : field).focus();
      else if (isEnter(event) && document.activeElement === field) all[0]?.click();
      else return;
      event.preventDefault();
    });
    draw();
    field.focus();
  }

  #groups(typed, dialog, told, redraw) {
    const wanted = typed.trim().toLowerCase();
    return GROUPS.map((group) => {
      const commands = COMMANDS.filter((command) => command.group === group && message(`command.${command.id}`).toLowerCase().includes(wanted));
      if (commands.length === 0) return null;
      return el("section", {}, el("h3", {}, message(`group.${group}`)), el("ul", {}, commands.map((command) => this.#entry(command, dialog, told, redraw))));
    });
  }

  #entry(command, dialog, told, redraw) {
    const label = message(`command.${command.id}`);
    const run = () => {
      dialog.close();
      this.#app.run(command);
    };
    const caps = this.#app.keys.of(command).map((chord) => keyCaps(chord));
    const change = el("button", { type: "button", class: "rebind quiet", "aria-label": message("palette.rebindOf", { command: label }) }, message("palette.rebind"));
    change.addEventListener("click", () => this.#rebind(command, change, told, redraw));
    return el("li", {}, el("button", { type: "button", class: "command", onclick: run }, el("span", {}, label), el("span", { class: "caps" }, caps)), change);
  }

  /** The next chord that is pressed becomes the key of the command. */
  #rebind(command, button, told, redraw) {
    this.rebinding = true;
    button.textContent = message("palette.press");
    const pressed = (event) => {
      if (isModifier(event)) return;
      event.preventDefault();
      event.stopPropagation();
      removeEventListener("keydown", pressed, true);
      this.rebinding = false;
      if (event.code !== "Escape") {
        const loser = this.#app.keys.bind(command, chords(event)[0]);
        fill(told, loser ? messageNodes("palette.taken", { command: message(`command.${loser.id}`) }) : message("palette.bound"));
        this.#app.relabel();
      }
      redraw();
    };
    addEventListener("keydown", pressed, true);
  }

  /** To a row by its number, in either kind of digits. */
  go() {
    const { store, grid } = this.#app;
    const field = el("input", { type: "text", inputmode: "numeric", class: "number", autocomplete: "off", "aria-label": message("go.label", { n: store.length }) });
    const told = el("p", { class: "told", role: "alert" });
    const form = el("form", { method: "dialog" }, el("label", {}, messageNodes("go.label", { n: store.length })), field, told);
    const dialog = this.#show("go", message("go.title"), form);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const latin = field.value.replace(/[٠-٩]/g, (digit) => digit.charCodeAt(0) - 0x660).replace(/[۰-۹]/g, (digit) => digit.charCodeAt(0) - 0x6f0);
      const row = Number(latin.trim());
      if (!Number.isInteger(row) || row < 1 || row > store.length) return fill(told, messageNodes("go.none", { n: store.length }));
      dialog.close();
      grid.go(row - 1);
    });
    field.focus();
  }

  /** Accepts every open bead over a confidence, after saying how many errors that leaves. */
  accept() {
    const { store } = this.#app;
    const slider = el("input", { type: "range", min: "80", max: "99.9", step: "0.1", value: "99", id: "accept-over" });
    const share = el("output", { for: "accept-over", class: "over" });
    const told = el("p", { class: "expected", role: "status" });
    const button = el("button", { type: "submit", class: "main", disabled: true }, message("accept.title"));
    const form = el("form", { method: "dialog" }, el("p", {}, message("accept.text")), el("label", { for: "accept-over" }, message("accept.over")), el("div", { class: "slide" }, slider, share), told, el("footer", {}, button));
    const dialog = this.#show("accept", message("accept.title"), form);
    let asked = 0;
    const ask = async () => {
      const over = Number(slider.value) / 100;
      share.textContent = percentOf(over);
      const mine = ++asked;
      try {
        const { beads, expectedErrors } = await store.expect(over);
        if (mine !== asked) return;
        button.disabled = beads === 0;
        fill(button, messageNodes("accept.do", { n: beads }));
        fill(told, expectation(beads, expectedErrors));
      } catch (error) {
        fill(told, this.#app.words(error));
      }
    };
    slider.addEventListener("input", ask);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const over = Number(slider.value) / 100;
      dialog.close();
      try {
        const before = store.project.counts.reviewed;
        await store.do({ kind: "accept", over });
        this.#app.say("done.accept", { n: store.project.counts.reviewed - before });
        this.#app.queue.stale();
      } catch (error) {
        this.#app.complain(error);
      }
    });
    ask();
    slider.focus();
  }

  /** Saves a file with the units. */
  export() {
    const choice = (name, value, key, checked) => el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked }), el("span", {}, message(key)));
    const formats = el("fieldset", { class: "formats" }, el("legend", {}, message("export.format")), FORMATS.map((format, i) => choice("format", format, `export.${format}`, i === 0)));
    const { reviewed, rejected, beads } = this.#app.store.project.counts;
    const only = el(
      "fieldset",
      {},
      el("legend", {}, message("export.only")),
      choice("only", "not-rejected", "export.notRejected", true),
      choice("only", "reviewed", "export.reviewed", false),
      choice("only", "all", "export.all", false),
    );
    const note = el("p", { class: "expected" }, messageNodes("export.counts", { n: beads, reviewed, rejected }));
    const told = el("p", { class: "told", role: "status" });
    const button = el("button", { type: "submit", class: "main" }, message("export.do"));
    const form = el("form", { method: "dialog" }, formats, only, note, told, el("footer", {}, button));
    const dialog = this.#show("export", message("export.title"), form);
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = new FormData(form);
      button.disabled = true;
      fill(told, message("export.working"));
      try {
        const file = await this.#app.store.export(given.get("format"), given.get("only"));
        save(file);
        dialog.close();
        this.#app.say("done.export", { name: file.name });
      } catch (error) {
        button.disabled = false;
        fill(told, this.#app.words(error));
      }
    });
    button.focus();
  }
}

/** Gives a file to the browser to save. */
function save({ name, bytes }) {
  const address = URL.createObjectURL(bytes);
  const link = el("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function percentOf(share) {
  return message("accept.share", { share: number(Math.round(share * 1000) / 10) });
}

function expectation(beads, errors) {
  if (beads === 0) return message("accept.none");
  if (errors < 0.5) return messageNodes("accept.few", {});
  return messageNodes("accept.errors", { n: Math.round(errors), share: percent(Math.max(0, 1 - errors / beads)) });
}
