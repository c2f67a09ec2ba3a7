// Sections as they become ready, on a sheet that fills in.

import { element } from "../elements.js";
import { contentNodes } from "./content.js";

/** Returns the sheet and what adds a section to it; a section that comes again takes its own place. */
export function sectionSheet() {
  const empty = element("p", { class: "wait" }, "The sections of your site appear here, one by one.");
  const node = element("section", { class: "sheet", "aria-label": "Sections" }, empty);
  const shown = new Map();

  function add(section) {
    const made = element(
      "article",
      { class: "appearing" },
      element("h2", {}, section.heading),
      contentNodes(section.content),
    );
    if (shown.has(section.kind)) shown.get(section.kind).replaceWith(made);
    else node.append(made);
    shown.set(section.kind, made);
    empty.remove();
  }

  return { node, add };
}
