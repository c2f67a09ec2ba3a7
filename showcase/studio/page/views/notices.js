// What the owner should know about a portfolio before it is published.

import { element, fill } from "../elements.js";

const NOTHING = "Nothing to note: every statement was checked against the resume.";

/** Returns the list of notes, and the number that stands at its tab. */
export function noticePanel(desk) {
  const node = element("div");
  const count = element("span", { class: "count" });
  desk.onChange(({ notices, engine }) => {
    count.textContent = notices.length || "";
    count.hidden = !notices.length;
    fill(
      node,
      notices.length ? element("ul", { class: "notices" }, notices.map(noticeLine)) : element("p", {}, NOTHING),
      element("p", { class: "fine" }, engine === "offline" ? "Written offline, by rules." : `Written with ${engine}, checked by rules.`),
    );
  });
  return { node, count };
}

const noticeLine = ({ message, page }) =>
  element("li", { class: "note calm" }, message, page && element("span", { class: "fine" }, ` Page ${page}.`));
