// Deleting a portfolio for good.

import { change } from "../api.js";
import { button, element, fill } from "../elements.js";
import { DELETE } from "../operations.js";
import { problemNote } from "../problems.js";
import { openDialog } from "./dialog.js";

/** Returns the button that asks first. */
export function deletionButton(desk) {
  return button("Delete this site …", () => openDeletion(desk), { class: "quiet small" });
}

function openDeletion(desk) {
  const trouble = element("div");

  async function remove() {
    fill(trouble);
    try {
      await change(DELETE, { portfolioId: desk.portfolio.id });
      dialog.close();
      location.hash = "#/";
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: remove }));
    }
  }

  const dialog = openDialog("Delete this site?", element(
    "div",
    {},
    element("p", {}, "Its texts, their history, your resume and the site itself are gone then, online too. A download keeps a copy."),
    trouble,
    element("div", { class: "actions" }, button("Delete it", remove, { class: "primary" }), button("Keep it", () => dialog.close(), { class: "quiet" })),
  ));
}
