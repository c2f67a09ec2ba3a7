// An address to open or to hand on.

import { announce, button, element } from "../elements.js";

const COPIED_MS = 2_000;
const LONG = 80;  // such as a private link: nobody reads it letter by letter

/** Returns an address as a link, with a button that copies it where the browser lets pages do so. */
export function addressLine(url) {
  const link = element("a", { href: url, target: "_blank", rel: "noopener" }, url);
  const copy = navigator.clipboard && button("Copy", () => copyLink(link, copy), { class: "quiet small" });
  const isLong = url.length > LONG;
  return element("div", { class: isLong ? "address long" : "address" }, link, copy);
}

/** Copies a link's address; where that is refused, marks it to be copied by hand. */
async function copyLink(link, copy) {
  try {
    await navigator.clipboard.writeText(link.href);
  } catch {
    getSelection().selectAllChildren(link);
    return;
  }
  copy.textContent = "Copied";
  announce("The address is copied.");
  setTimeout(() => { copy.textContent = "Copy"; }, COPIED_MS);
}
