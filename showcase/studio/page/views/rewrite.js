// Having a section written anew: what to mind, then the job that does it.

import { change } from "../api.js";
import { button, element, fill, uniqueId } from "../elements.js";
import { REGENERATE } from "../operations.js";
import { problemNote } from "../problems.js";
import { toneChooser } from "./options.js";
import { finishJob } from "./work.js";

/** Returns the form; `finish` is called when the section has been rewritten. */
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
      const input = { sectionIds: [section.id], instructions: wish.value.trim() || null, tone };
      const { job } = await change(REGENERATE, input);
      await finishJob(job.id, trouble);
      await finish();
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
