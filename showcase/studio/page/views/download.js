// Taking a portfolio home.

import { ask } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element } from "../elements.js";
import { EXPORT } from "../operations.js";
import { closeOutside } from "./menu.js";

const FORMATS = {
  SITE_ZIP: ["The site", "a zip that works on any web server"],
  JSON_RESUME: ["JSON Resume", "for other programs"],
  MARKDOWN: ["Markdown", "plain text"],
};

/** Returns the menu of all forms that a portfolio can be taken home in. */
export function downloadMenu(desk) {
  const trouble = element("div");
  const save = attempt(trouble, async (format) => {
    const data = await ask(EXPORT, { id: desk.portfolio.id, format });
    hand(data.portfolio.export);
    menu.open = false;
    menu.querySelector("summary").focus();
    announce("The download has begun.");
  });
  const choices = Object.entries(FORMATS).map(([format, [name, words]]) =>
    button([element("strong", {}, name), element("span", { class: "fine" }, words)], () => save(format), { class: "choice" }),
  );
  const menu = element("details", { class: "menu" }, element("summary", { class: "button quiet" }, "Download"), element("div", { class: "menu-body" }, choices, trouble));
  closeOutside(menu, desk.signal);
  return menu;
}

/** Lets the browser save a file. */
function hand({ mediaType, filename, text, json }) {
  const bytes = mediaType === "application/zip"
    ? Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
    : text ?? JSON.stringify(json, null, 2);
  const url = URL.createObjectURL(new Blob([bytes], { type: mediaType }));
  element("a", { href: url, download: filename }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
