// A dialog over the page; the browser keeps the focus inside and gives it back.

import { attempt } from "../attempt.js";
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

/**
 * Asks before something is done; `yes` and `no` are what the two buttons say. `done()` follows when
 * the dialog has closed: behind it nothing can be focused, and screen readers hear nothing.
 */
export function openQuestion({ title, words, yes, no, task, done }) {
  const trouble = element("div");
  const sure = button(yes, () => act(), { class: "primary" });
  const act = attempt(
    trouble,
    async () => {
      await task();
      dialog.close();
      await done?.();
    },
    { busy: sure },
  );
  const dialog = openDialog(title, [
    element("p", {}, words),
    trouble,
    element("div", { class: "actions" }, sure, button(no, () => dialog.close(), { class: "quiet" })),
  ]);
}
