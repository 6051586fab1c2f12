// Everything that can be done by key, in the groups of the palette. `run` gets the page (app.js).

import { otherLanguage } from "./messages.js";
import { Divide, Edit, Split } from "./modes.js";
import { FILTERS } from "./grid.js";
import { OPEN, REJECTED, REVIEWED, STATUS } from "./store.js";

export const GROUPS = ["move", "judge", "shape", "undo", "show", "page"];

/** Commands by group: id, keys, and what they do. Their words are the messages `command.ID`. */
export const COMMANDS = [
  { id: "next", group: "move", keys: ["ArrowDown", "KeyJ"], run: (app) => app.grid.move(1) },
  { id: "previous", group: "move", keys: ["ArrowUp", "KeyK"], run: (app) => app.grid.move(-1) },
  { id: "queueNext", group: "move", keys: ["KeyN"], run: (app) => app.queue.step(1) },
  { id: "queuePrevious", group: "move", keys: ["KeyP"], run: (app) => app.queue.step(-1) },
  { id: "left", group: "move", keys: ["ArrowLeft"], run: (app) => app.grid.turn("left") },
  { id: "right", group: "move", keys: ["ArrowRight"], run: (app) => app.grid.turn("right") },
  { id: "segmentPrevious", group: "move", keys: ["BracketLeft"], run: (app) => app.grid.step(-1) },
  { id: "segmentNext", group: "move", keys: ["BracketRight"], run: (app) => app.grid.step(1) },
  { id: "pageDown", group: "move", keys: ["PageDown"], run: (app) => app.grid.page(1) },
  { id: "pageUp", group: "move", keys: ["PageUp"], run: (app) => app.grid.page(-1) },
  { id: "first", group: "move", keys: ["Home"], run: (app) => app.grid.move(-Infinity) },
  { id: "last", group: "move", keys: ["End"], run: (app) => app.grid.move(Infinity) },
  { id: "go", group: "move", keys: ["KeyG"], run: (app) => app.dialogs.go() },
  { id: "partner", group: "move", keys: ["Enter"], run: partner },
  { id: "search", group: "move", keys: ["Slash"], run: (app) => app.bar.search() },

  { id: "reviewed", group: "judge", keys: ["Space"], run: (app) => judge(app, REVIEWED, true) },
  { id: "rejected", group: "judge", keys: ["KeyX"], run: reject },
  { id: "open", group: "judge", keys: ["Shift+Space"], run: (app) => judge(app, OPEN, false) },
  { id: "comment", group: "judge", keys: ["KeyC"], run: (app) => app.side.comment() },
  { id: "pin", group: "judge", keys: ["KeyF"], run: (app) => onBead(app, "pin", app.grid.bead()?.pinned ? "done.unpin" : "done.pin") },
  { id: "accept", group: "judge", keys: ["KeyB"], run: (app) => app.dialogs.accept() },

  { id: "merge", group: "shape", keys: ["KeyM"], run: (app) => merge(app, 1) },
  { id: "mergeBefore", group: "shape", keys: ["Shift+KeyM"], run: (app) => merge(app, -1) },
  { id: "moveUp", group: "shape", keys: ["Alt+ArrowUp"], run: (app) => moveSegment(app, "first", "before") },
  { id: "moveDown", group: "shape", keys: ["Alt+ArrowDown"], run: (app) => moveSegment(app, "last", "after") },
  { id: "out", group: "shape", keys: ["KeyO"], run: moveOut },
  { id: "divide", group: "shape", keys: ["KeyD"], run: divide },
  { id: "split", group: "shape", keys: ["KeyS"], run: split },
  { id: "join", group: "shape", keys: ["Shift+KeyS"], run: join },
  { id: "link", group: "shape", keys: ["KeyL"], run: link },
  { id: "edit", group: "shape", keys: ["KeyE"], run: edit },
  { id: "realign", group: "shape", keys: ["KeyR"], run: (app) => onBead(app, "realign", "done.realign") },
  { id: "live", group: "shape", keys: ["Shift+KeyA"], run: live },

  { id: "undo", group: "undo", keys: ["KeyU", "Ctrl+KeyZ"], run: (app) => back(app, "undo") },
  { id: "redo", group: "undo", keys: ["Shift+KeyU", "Ctrl+Shift+KeyZ", "Ctrl+KeyY"], run: (app) => back(app, "redo") },

  ...FILTERS.map((filter, i) => ({
    id: `filter.${filter.id}`,
    group: "show",
    keys: [`Digit${i + 1}`],
    run: (app) => app.toggleFilter(filter),
  })),
  { id: "filter.all", group: "show", keys: ["Digit0", "Escape"], run: (app) => app.showAll() },

  { id: "palette", group: "page", keys: ["Shift+Slash"], run: (app) => app.dialogs.palette() },
  { id: "export", group: "page", keys: ["Shift+KeyE"], run: (app) => app.dialogs.export() },
  { id: "side", group: "page", keys: ["KeyI"], run: (app) => app.toggleSide() },
  { id: "language", group: "page", keys: ["Shift+KeyL"], run: (app) => app.chooseLanguage(otherLanguage()) },
  { id: "theme", group: "page", keys: ["Shift+KeyT"], run: (app) => app.toggleTheme() },
  { id: "larger", group: "page", keys: ["Shift+Equal"], run: (app) => app.resize(1) },
  { id: "smaller", group: "page", keys: ["Shift+Minus"], run: (app) => app.resize(-1) },
];

/** The bead with the focus, or nothing while it is being loaded. */
function focused(app) {
  const bead = app.grid.bead();
  if (!bead) app.say("say.loading");
  return bead;
}

/** Does an operation that may change rows, goes where the answer says, and says what was done. */
async function change(app, op, near, done, args = {}) {
  try {
    const answer = await app.store.do(op, near);
    // Where only marks of many rows have changed, the focus stays.
    const marksOnly = answer.removed === answer.inserted && answer.inserted > 8;
    if (answer.row !== undefined && answer.row !== null && !marksOnly) {
      app.grid.go(answer.row, app.grid.focus.side, 0, app.grid.root.contains(document.activeElement));
    }
    const bead = app.grid.bead();
    app.say(done, { row: app.grid.focus.row + 1, source: bead?.source.length ?? 0, target: bead?.target.length ?? 0, ...args });
    app.queue.stale();
    return answer;
  } catch (error) {
    app.complain(error);
  }
}

function judge(app, status, next) {
  const bead = focused(app);
  if (!bead) return;
  const row = app.grid.focus.row;
  const op = { kind: "status", bead: bead.id, status: STATUS[status] };
  app.store.do(op).then(() => app.queue.stale(), (error) => app.complain(error));
  app.say(`done.${STATUS[status]}`, { row: row + 1 });
  if (next && !app.grid.move(1)) app.say("say.lastRow");
}

function reject(app) {
  judge(app, app.store.status(app.grid.focus.row) === REJECTED ? OPEN : REJECTED, false);
}

function onBead(app, kind, done) {
  const bead = focused(app);
  if (bead) return change(app, { kind, bead: bead.id }, [], done);
}

function merge(app, by) {
  const { row } = app.grid.focus;
  const first = by > 0 ? row : row - 1;
  if (first < 0) return app.say("refused.noBefore");
  if (first + 1 >= app.store.length) return app.say("refused.noNext");
  const { ids } = app.store;
  const kind = by > 0 ? "merge" : "mergeBefore";
  return change(app, { kind, bead: ids[row] }, [ids[first], ids[first + 1]], "done.merge");
}

function neighbours(app) {
  const { row } = app.grid.focus;
  return [...app.store.ids.subarray(Math.max(0, row - 1), row + 2)];
}

function moveSegment(app, which, to) {
  const bead = focused(app);
  if (!bead) return;
  const { side } = app.grid.focus;
  if (bead[side].length === 0) return app.say("refused.noSegment");
  const op = { kind: "move", bead: bead.id, side, which, to };
  return change(app, op, neighbours(app), to === "before" ? "done.moveUp" : "done.moveDown");
}

function moveOut(app) {
  const bead = focused(app);
  if (!bead) return;
  const { side, segment } = app.grid.focus;
  const count = bead[side].length;
  if (count === 0) return app.say("refused.noSegment");
  if (segment !== 0 && segment !== count - 1) return app.say("refused.notAtEnd");
  const which = segment === 0 && count > 1 ? "first" : "last";
  return change(app, { kind: "move", bead: bead.id, side, which, to: "out" }, [], "done.out");
}

function divide(app) {
  const bead = focused(app);
  if (!bead) return;
  if (bead.source.length + bead.target.length < 2) return app.say("refused.oneSegment");
  const mode = new Divide(app.grid, bead, app.say, (at) => {
    if (!at) return app.say("say.left");
    return change(app, { kind: "part", bead: bead.id, source: at.source, target: at.target }, [], "done.divide");
  });
  app.grid.mode = mode;
  mode.show();
}

/** The segment with the focus, if it may be changed. */
function current(app, bead) {
  const { side, segment } = app.grid.focus;
  const chosen = bead[side][segment];
  if (!chosen) app.say("refused.noSegment");
  else if (app.store.project.lock === side) {
    app.say(side === "source" ? "refused.lockedSource" : "refused.lockedTarget", { option: `--lock ${side}` });
  } else return chosen;
}

function split(app) {
  const bead = focused(app);
  const chosen = bead && current(app, bead);
  if (!chosen) return;
  const { side, segment } = app.grid.focus;
  const breaks = bead.breaks.filter((place) => place.side === side && place.segment === segment);
  const lang = app.store.project[side].lang;
  const mode = new Split(app.grid, chosen, lang, breaks, app.say, (at) => {
    if (at === null) return app.say("say.left");
    return change(app, { kind: "split", segment: chosen.id, at }, [], "done.split");
  });
  if (!mode.possible) return app.say("refused.oneWord");
  app.grid.mode = mode;
  mode.show();
}

function join(app) {
  const bead = focused(app);
  const chosen = bead && current(app, bead);
  if (chosen) return change(app, { kind: "join", segment: chosen.id }, neighbours(app), "done.join");
}

function edit(app) {
  const bead = focused(app);
  const chosen = bead && current(app, bead);
  if (!chosen) return;
  const lang = app.store.project[app.grid.focus.side].lang;
  app.grid.mode = new Edit(app.grid, chosen, lang, (text, kept) => {
    if (text === null) return app.say("say.left");
    app.store.do({ kind: "edit", segment: chosen.id, text }).then(
      () => {
        kept();
        app.say("done.edit", { row: app.grid.focus.row + 1 });
      },
      (error) => app.complain(error),
    );
  });
}

/** The first press marks a segment, the next one on the same side adds to the run, one on the other side links. */
function link(app) {
  const bead = focused(app);
  if (!bead) return;
  const { side, segment } = app.grid.focus;
  const chosen = bead[side][segment];
  if (!chosen) return app.say("refused.noSegment");
  const { linking } = app.grid;
  if (linking.side === null || linking.side === side) {
    const ids = linking.ids.includes(chosen.id) ? linking.ids.filter((id) => id !== chosen.id) : [...linking.ids, chosen.id];
    app.grid.linking = ids.length > 0 ? { side, ids } : { side: null, ids: [] };
    app.grid.refresh();
    return app.say(ids.length > 0 ? "say.marked" : "say.unmarked", { n: ids.length });
  }
  const here = [chosen.id];
  const op = { kind: "link", source: side === "source" ? here : linking.ids, target: side === "target" ? here : linking.ids };
  app.grid.linking = { side: null, ids: [] };
  app.grid.refresh();
  return change(app, op, [], "done.link");
}

function partner(app) {
  const bead = focused(app);
  if (!bead) return;
  if (bead.crossing) app.grid.go(bead.crossing.row);
  else app.say("refused.noPartner");
}

async function live(app) {
  const on = !app.store.project.live;
  if (await change(app, { kind: "live", on }, [], on ? "done.liveOn" : "done.liveOff")) app.bar.update();
}

async function back(app, kind) {
  if (!(kind === "undo" ? app.store.project.canUndo : app.store.project.canRedo) && app.store.pending() === 0) {
    return app.say(kind === "undo" ? "refused.nothingToUndo" : "refused.nothingToRedo");
  }
  return change(app, { kind }, [], kind === "undo" ? "done.undo" : "done.redo");
}
