// A dialog over the page; the browser keeps the focus inside and gives it back.

import { button, element, uniqueId } from "../elements.js";

/** Opens a dialog and returns its body and what closes it. */
export function openDialog(title, content) {
  const id = uniqueId("dialog");
  const close = () => node.close();
  const body = element("div", { class: "dialog-body" }, content);
  const node = element(
    "dialog",
    { "aria-labelledby": id, onclose: () => node.remove() },
    element("div", { class: "dialog-head" }, element("h2", { id }, title), button("×", close, { class: "icon", "aria-label": "Dismiss" })),
    body,
  );
  document.body.append(node);
  node.showModal();
  body.querySelector("input, button, a")?.focus();
  return { body, close };
}
