// Words of the interface: messages by key, with plural forms and numbers as readers of the language write them.

import { direction } from "./text.js";

const LANGUAGES = ["en", "ar"];

let lang = "en";
let table = {};
let plural, numbers, percents, probabilities, decimals, times, moments, names;

/** The language of the interface at first: the one chosen before, else the first of the browser that there is. */
export function preferred() {
  const wanted = [localStorage.getItem("mizan.language"), ...navigator.languages.map((tag) => tag.split("-")[0])];
  return wanted.find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

/** A reader's own region decides the digits: Arabic-Indic in most of the Arab world, European in the Maghreb. */
function locale(of) {
  const own = navigator.languages.find((tag) => tag.startsWith(`${of}-`));
  return own ?? { ar: "ar-EG", en: "en-GB" }[of];
}

/** Loads the messages of a language and sets the direction of the page. */
export async function setLanguage(wanted) {
  // A page in one file has them inside.
  const inside = document.getElementById(`messages-${wanted}`);
  table = inside ? JSON.parse(inside.textContent) : await (await fetch(`/app/${wanted}.json`)).json();
  lang = wanted;
  const tag = locale(lang);
  plural = new Intl.PluralRules(tag);
  numbers = new Intl.NumberFormat(tag);
  percents = new Intl.NumberFormat(tag, { style: "percent" });
  probabilities = new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 2, roundingMode: "floor" });
  decimals = new Intl.NumberFormat(tag, { maximumFractionDigits: 2 });
  times = new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });
  moments = new Intl.DateTimeFormat(tag, { dateStyle: "medium", timeStyle: "short" });
  names = new Intl.DisplayNames(tag, { type: "language" });
  document.documentElement.lang = lang;
  document.documentElement.dir = direction(lang);
}

/** Chooses a language for good. */
export async function chooseLanguage(wanted) {
  localStorage.setItem("mizan.language", wanted);
  await setLanguage(wanted);
}

export const language = () => lang;
export const otherLanguage = () => LANGUAGES.find((tag) => tag !== lang);
export const number = (value) => numbers.format(value);
export const decimal = (value) => decimals.format(value);
/** How many segments face how many, the source first. */
export const shapeOf = (source, target) => `${number(source)} : ${number(target)}`;
/** A share of one as a percentage; only 1 is 100 %. */
export const percent = (share) => percents.format(share < 1 ? Math.min(share, 0.99) : 1);
/** A share with two more digits; it is never rounded up to certainty. */
export const probability = (share) => probabilities.format(share);
export const time = (at) => times.format(new Date(at));
export const moment = (at) => moments.format(new Date(at));
export const languageName = (tag) => names.of(tag) ?? tag;

export const hasMessage = (key) => key in table;

/** The pieces of a message: strings of its own, and `{ value }` for what was filled in. */
function pieces(key, values) {
  let text = table[key];
  if (text === undefined) return [key];
  // English has no form of its own for none; a message may have one all the same.
  if (typeof text === "object") text = (values.n === 0 && text.zero) || (text[plural.select(values.n)] ?? text.other);
  return text.split(/(\{\w+\})/).filter(Boolean).map((piece) => {
    const name = /^\{(\w+)\}$/.exec(piece)?.[1];
    if (!name) return piece;
    const value = values[name] ?? "";
    return { value: typeof value === "number" ? number(value) : String(value), foreign: typeof value === "string" };
  });
}

/** A message as a string, for labels and titles: what is filled in is kept apart from the direction around it. */
export function message(key, values = {}) {
  return pieces(key, values)
    .map((piece) => (piece.value === undefined ? piece : piece.foreign ? `\u2068${piece.value}\u2069` : piece.value))
    .join("");
}

/** A message as nodes: what is filled in stands in `bdi`. */
export function messageNodes(key, values = {}) {
  return pieces(key, values).map((piece) => {
    if (piece.value === undefined) return document.createTextNode(piece);
    if (!piece.foreign) return document.createTextNode(piece.value);
    const apart = document.createElement("bdi");
    apart.textContent = piece.value;
    return apart;
  });
}
