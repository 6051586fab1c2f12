// Elements without strings of HTML: text always goes in as text.

const SVG = "http://www.w3.org/2000/svg";

/** Shapes of icons on a square of 16. */
const ICONS = {
  open: "M8 2.5a5.5 5.5 0 1 0 0 11 5.5 5.5 0 0 0 0-11",
  reviewed: "M2.8 8.6l3.5 3.6 7-8",
  rejected: "M3.5 3.5l9 9M12.5 3.5l-9 9",
  comment: "M2.5 3.5h11v7.5h-6l-3 2.8v-2.8h-2z",
  finding: "M8 2.2l6.3 11.3H1.7zM8 6.5v3.4M8 11.6v.6",
  pin: "M5.5 2.5h5M6.5 2.5v4l-2.2 2.7h7.4L9.5 6.5v-4M8 9.2v4.6",
  changed: "M2.8 8a5.2 5.2 0 0 1 9.2-3.3M13.2 8A5.2 5.2 0 0 1 4 11.3M12.4 1.8v3.1H9.3M3.6 14.2v-3.1h3.1",
  crossing: "M2.5 4h2.3c4 0 2.4 8 6.4 8h2.3M2.5 12h2.3c4 0 2.4-8 6.4-8h2.3",
  undo: "M3 6.5h6.5a3.5 3.5 0 0 1 0 7H6M5.8 3.5L2.8 6.5l3 3",
  redo: "M13 6.5H6.5a3.5 3.5 0 0 0 0 7H10M10.2 3.5l3 3-3 3",
  search: "M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.3 10.3l3.4 3.4",
  sun: "M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1.2v1.6M8 13.2v1.6M1.2 8h1.6M13.2 8h1.6M3.2 3.2l1.1 1.1M11.7 11.7l1.1 1.1M3.2 12.8l1.1-1.1M11.7 4.3l1.1-1.1",
};

/** An element with attributes and children; strings become text, `null` and `false` are left out. */
export function el(name, attributes, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** An icon of [`ICONS`]; it is decoration, so words must stand beside it or in a label. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", `icon ${name}`);
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

/** Replaces what an element holds. */
export function fill(element, ...children) {
  element.replaceChildren(
    ...children.flat().filter((child) => child !== null && child !== undefined && child !== false),
  );
  return element;
}
