// A page of the resume, with the places that facts come from.

import { fetchPicture } from "../api.js";
import { element } from "../elements.js";

const SVG = "http://www.w3.org/2000/svg";
const PADDING = 2;
const UNSEEN = "This page cannot be shown now; its places are right all the same.";

/** Returns a page; `load()` fetches its picture once, `mark(places, onchoose)` puts places on it. */
export function resumePage({ number, width, height, pictureUrl }) {
  const drawing = draw("svg", { viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": `Page ${number} of your resume` });
  const picture = draw("image", { width, height });
  const marks = draw("g", {});
  const caption = element("figcaption", { class: "fine" }, `Page ${number} comes …`);
  drawing.append(draw("rect", { width, height, class: "page" }), picture, marks);
  let address = null;

  async function load() {
    if (address) return;
    try {
      address = URL.createObjectURL(await fetchPicture(pictureUrl));
      picture.setAttribute("href", address);
      caption.textContent = `Page ${number}`;
    } catch {
      caption.textContent = `Page ${number}. ${UNSEEN}`;
    }
  }

  function mark(places, onchoose) {
    const made = places.filter(({ box }) => box).map((place) => drawPlace(place, onchoose));
    marks.replaceChildren(...made.map(({ drawn }) => drawn));
    return made;
  }

  return {
    number,
    node: element("figure", { class: "resume-page" }, drawing, caption),
    load,
    mark,
    end: () => address && URL.revokeObjectURL(address),
  };
}

function drawPlace({ box: [left, top, right, bottom], fact }, onchoose) {
  const drawn = draw("rect", {
    x: left - PADDING,
    y: top - PADDING,
    width: right - left + 2 * PADDING,
    height: bottom - top + 2 * PADDING,
    rx: PADDING,
    class: "place",
  });
  drawn.addEventListener("click", () => onchoose(fact.key));
  return {
    drawn,
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
