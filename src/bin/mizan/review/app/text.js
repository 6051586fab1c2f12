// Texts: folding for marks of a search, places between words, directions of languages.

const RIGHT_TO_LEFT = new Set(["ar", "he", "fa", "ur", "ps", "sd", "ug", "yi", "dv", "ckb"]);

/** The direction of a language tag. */
export function direction(lang) {
  return RIGHT_TO_LEFT.has(lang.split("-")[0].toLowerCase()) ? "rtl" : "ltr";
}

const SAME = { أ: "ا", إ: "ا", آ: "ا", ٱ: "ا", ى: "ي", ة: "ه", ؤ: "و", ئ: "ي" };

function foldedCharacter(character) {
  const digit = character.codePointAt(0);
  if (digit >= 0x660 && digit <= 0x669) return String(digit - 0x660);
  if (digit >= 0x6f0 && digit <= 0x6f9) return String(digit - 0x6f0);
  if (SAME[character]) return SAME[character];
  return character.normalize("NFKD").replace(/[\p{M}\u0640\u200B-\u200F\u202A-\u202E\u2066-\u2069]/gu, "").toLowerCase();
}

/** The folded text, and for each of its units the place in the text it comes from. */
function fold(text) {
  let folded = "";
  const places = [];
  let at = 0;
  for (const character of text) {
    const made = foldedCharacter(character);
    for (let i = 0; i < made.length; i++) places.push(at);
    folded += made;
    at += character.length;
  }
  places.push(at);
  return { folded, places };
}

/** Where `query` stands in a text: pairs of start and end. `re:` begins a pattern. */
export function matches(text, query) {
  const found = [];
  if (query.startsWith("re:")) {
    let pattern;
    try {
      pattern = new RegExp(query.slice(3), "giu");
    } catch {
      return found;
    }
    for (const match of text.matchAll(pattern)) {
      if (match[0]) found.push([match.index, match.index + match[0].length]);
    }
    return found;
  }
  const wanted = fold(query.trim()).folded;
  if (!wanted) return found;
  const { folded, places } = fold(text);
  for (let at = folded.indexOf(wanted); at >= 0; at = folded.indexOf(wanted, at + wanted.length)) {
    let end = places[at + wanted.length];
    // Vowel marks after the last letter belong to it.
    while (end < text.length && /[\p{M}\u0640]/u.test(text[end])) end++;
    found.push([places[at], end]);
  }
  return found;
}

/** The places where a text may be cut: before each word but the first. */
export function wordStarts(text, lang) {
  const starts = [];
  for (const space of text.matchAll(/\s+/gu)) {
    const at = space.index + space[0].length;
    if (space.index > 0 && at < text.length) starts.push(at);
  }
  if (starts.length > 0 || !Intl.Segmenter) return starts;
  for (const { index } of new Intl.Segmenter(lang, { granularity: "word" }).segment(text)) {
    if (index > 0) starts.push(index);
  }
  return starts;
}

/** The best place to cut: where the aligner found a break, else after a mark near the middle, else the middle. */
export function bestCut(text, starts, breaks) {
  const nearest = (at) => starts.reduce((best, place) => (Math.abs(place - at) < Math.abs(best - at) ? place : best));
  if (breaks.length > 0) {
    const sure = breaks.reduce((best, place) => (place.confidence > best.confidence ? place : best));
    return nearest(sure.at);
  }
  const middle = text.length / 2;
  const marked = starts.filter((at) => /[.,;:!?،؛؟…»”)—–]\s+$/u.test(text.slice(0, at)));
  const near = (at) => Math.abs(at - middle) < text.length * 0.35;
  const choice = marked.filter(near).sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle));
  return choice[0] ?? nearest(middle);
}
