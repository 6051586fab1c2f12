// Keys: which chord runs which command. Letters go by the place of the key, so that they work on an Arabic layout.

const STORED = "mizan.keys";
/** Marks that stand on other keys on other layouts are also known by what they write. */
const BY_SIGN = { "/": "Slash", "?": "Shift+Slash", "[": "BracketLeft", "]": "BracketRight" };
const MAC = /Mac|iPhone|iPad/.test(navigator.platform);

/** The chords of a key event, the likelier first: `Ctrl+Shift+KeyZ`. */
export function chords(event) {
  const held = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", event.shiftKey && "Shift"];
  const code = event.code.replace(/^Numpad(\d)$/, "Digit$1").replace("NumpadEnter", "Enter");
  const made = [[...held.filter(Boolean), code].join("+")];
  if (!event.ctrlKey && !event.metaKey && !event.altKey && BY_SIGN[event.key]) made.unshift(BY_SIGN[event.key]);
  return made;
}

/** Either key that is labelled Enter. */
export const isEnter = (event) => event.code === "Enter" || event.code === "NumpadEnter";

export const isModifier = (event) => ["Control", "Shift", "Alt", "Meta", "AltGraph"].includes(event.key);

const NAMES = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  ArrowLeft: "←",
  ArrowRight: "→",
  Slash: "/",
  BracketLeft: "[",
  BracketRight: "]",
  Enter: "↵",
  Escape: "Esc",
  PageUp: "PgUp",
  PageDown: "PgDn",
};

/** The keys of a chord as people read them; `space` is the word for the space bar. */
export function keyNames(chord, space) {
  if (chord === "Shift+Slash") return ["?"];
  return chord.split("+").map((part) => {
    if (part === "Ctrl") return MAC ? "⌘" : "Ctrl";
    if (part === "Alt" && MAC) return "⌥";
    if (part === "Space") return space;
    return NAMES[part] ?? part.replace(/^(Key|Digit)/, "");
  });
}

export class Keys {
  #own = JSON.parse(localStorage.getItem(STORED) ?? "{}");
  #commands;
  #byChord = new Map();

  constructor(commands) {
    this.#commands = commands;
    this.#index();
  }

  #index() {
    this.#byChord.clear();
    for (const command of this.#commands) for (const chord of this.of(command)) this.#byChord.set(chord, command);
  }

  /** The chords of a command. */
  of(command) {
    return this.#own[command.id] ?? command.keys;
  }

  isOwn(command) {
    return command.id in this.#own;
  }

  /** The command of a key event. */
  command(event) {
    return chords(event).map((chord) => this.#byChord.get(chord)).find(Boolean);
  }

  /** Gives a chord to a command and takes it from the one that had it, which is returned. */
  bind(command, chord) {
    const before = this.#byChord.get(chord);
    if (before && before !== command) this.#own[before.id] = this.of(before).filter((other) => other !== chord);
    this.#own[command.id] = [chord];
    this.#save();
    return before === command ? undefined : before;
  }

  /** All keys as they were at first. */
  restore() {
    this.#own = {};
    this.#save();
  }

  #save() {
    localStorage.setItem(STORED, JSON.stringify(this.#own));
    this.#index();
  }
}
