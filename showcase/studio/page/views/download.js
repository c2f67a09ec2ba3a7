// Taking a portfolio home.

import { ask } from "../api.js";
import { announce, button, element, fill } from "../elements.js";
import { EXPORT } from "../operations.js";
import { problemNote } from "../problems.js";

const FORMATS = {
  SITE_ZIP: ["The site", "a zip that works on any web server"],
  JSON_RESUME: ["JSON Resume", "for other programs"],
  MARKDOWN: ["Markdown", "plain text"],
};

export function downloadMenu(desk) {
  const trouble = element("div");
  const choices = Object.entries(FORMATS).map(([format, [name, words]]) =>
    button([element("strong", {}, name), element("span", { class: "fine" }, words)], () => save(format), { class: "choice" }),
  );
  const menu = element("details", { class: "menu" }, element("summary", { class: "button quiet" }, "Download"), element("div", { class: "menu-body" }, choices, trouble));

  async function save(format) {
    fill(trouble);
    try {
      const data = await ask(EXPORT, { id: desk.portfolio.id, format });
      hand(data.portfolio.export);
      menu.open = false;
      menu.querySelector("summary").focus();
      announce("The download has begun.");
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: () => save(format) }));
    }
  }

  closeOutside(menu);
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

/** Closes a menu by Escape, and when the focus or a click goes elsewhere. */
export function closeOutside(menu) {
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  document.addEventListener("click", ({ target }) => {
    if (!menu.contains(target)) menu.open = false;
  });
}
