// Having a section written anew: what to mind, then the job that does it.

import { change } from "../api.js";
import { button, element, fill, uniqueId } from "../elements.js";
import { REGENERATE } from "../operations.js";
import { problemNote } from "../problems.js";
import { toneChooser } from "./options.js";
import { readProposal } from "./proposal.js";
import { finishJob } from "./work.js";

/** Returns the form; `finish(proposal)` is called when there is something to review. */
export function rewriteForm(section, { cancel, finish }) {
  const wish = element("textarea", { id: uniqueId("wish"), rows: 2, maxLength: 500, name: "wish" });
  const tones = toneChooser();
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary small" }, "Rewrite");

  async function send() {
    fill(trouble);
    submit.disabled = true;
    try {
      const tone = new FormData(form).get("tone");
      const instructions = wish.value.trim() || null;
      const input = { sectionIds: [section.id], instructions, tone, review: true };
      const { job, proposal } = await change(REGENERATE, input);
      await finishJob(job.id, trouble);
      finish(await readProposal(proposal.id));
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: send }));
    } finally {
      submit.disabled = false;
    }
  }

  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); send(); } },
    element("div", { class: "field" }, element("label", { htmlFor: wish.id }, "What should change? (optional)"), wish),
    tones,
    trouble,
    element("div", { class: "actions" }, submit, button("Cancel", cancel, { class: "quiet small" })),
  );
  return form;
}
