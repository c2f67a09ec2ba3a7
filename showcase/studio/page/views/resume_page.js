// A page of the resume, drawn from what was read on it, with the places that facts come from.

import { element } from "../elements.js";

const SVG = "http://www.w3.org/2000/svg";
const A4 = { width: 595, height: 842 };
const MARGIN = 40;
const PADDING = 2;
const BASELINE = 0.78;  // of a line's height, from its top

/** Returns the drawing of a page and its places; `onchoose(key)` is called for the one clicked. */
export function resumePage(number, found, onchoose) {
  const boxed = found.filter(({ box }) => box);
  const reach = (index) => Math.max(0, ...boxed.map(({ box }) => box[index])) + MARGIN;
  const width = Math.max(A4.width, reach(2));
  const height = Math.max(A4.height, reach(3));
  const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Page ${number} of your resume` });
  drawing.append(draw("rect", { width, height, class: "page" }));
  for (const place of distinct(boxed)) drawing.append(drawText(place));
  const places = boxed.map((place) => drawPlace(drawing, place, onchoose));
  return { node: element("figure", { class: "resume-page" }, drawing, caption(number)), places };
}

const caption = (number) => element("figcaption", { class: "fine" }, `Page ${number}, as it was read`);

const distinct = (places) => [...new Map(places.map((place) => [String(place.box), place])).values()];

function drawText({ box: [left, top, right, bottom], text }) {
  const size = bottom - top;
  const drawn = draw("text", {
    x: left,
    y: top + size * BASELINE,
    "font-size": size * 0.8,
    textLength: right - left,
    lengthAdjust: "spacingAndGlyphs",
  });
  drawn.textContent = text;
  return drawn;
}

function drawPlace(drawing, { box: [left, top, right, bottom], fact }, onchoose) {
  const drawn = draw("rect", {
    x: left - PADDING,
    y: top - PADDING,
    width: right - left + 2 * PADDING,
    height: bottom - top + 2 * PADDING,
    rx: PADDING,
    class: "place",
  });
  drawn.addEventListener("click", () => onchoose(fact.key));
  drawing.append(drawn);
  return {
    key: fact.key,
    show: (key) => drawn.classList.toggle("chosen", key === fact.key),
    reveal: () => drawn.scrollIntoView({ block: "nearest" }),
  };
}

function draw(tag, attributes) {
  const drawn = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) drawn.setAttribute(name, value);
  return drawn;
}
