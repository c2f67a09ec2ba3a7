// Deleting a portfolio for good.

import { change } from "../api.js";
import { button } from "../elements.js";
import { DELETE } from "../operations.js";
import { openQuestion } from "./dialog.js";

/** Returns the button that asks first. */
export function deletionButton(desk) {
  return button("Delete this site …", () => openDeletion(desk), { class: "quiet small" });
}

function openDeletion(desk) {
  openQuestion({
    title: "Delete this site?",
    words: "Its texts, their history, your resume and the site itself are gone then, online too. A download keeps a copy.",
    yes: "Delete it",
    no: "Keep it",
    task: async () => {
      await change(DELETE, { portfolioId: desk.portfolio.id });
      location.hash = "#/";
    },
  });
}
