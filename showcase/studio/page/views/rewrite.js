// Having a section written anew: what to mind, then the job that does it.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { button, element, uniqueId } from "../elements.js";
import { CANCEL, REGENERATE } from "../operations.js";
import { toneChooser } from "./options.js";
import { readProposal } from "./proposal.js";

/** Returns the form; `finish(proposal)` is called when there is something to review. */
export function rewriteForm(desk, section, { cancel, finish }) {
  const wish = element("textarea", { id: uniqueId("wish"), rows: 2, maxLength: 500, name: "wish" });
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary small" }, "Rewrite");
  const stop = new AbortController();

  async function write() {
    const tone = new FormData(form).get("tone");
    const instructions = wish.value.trim() || null;
    const { job, proposal } = await change(REGENERATE, { sectionIds: [section.id], instructions, tone, review: true });
    await wait(job.id);
    const written = await readProposal(proposal.id);
    stop.signal.throwIfAborted();
    finish(written);
  }

  async function wait(jobId) {
    try {
      await desk.finish(jobId, trouble, AbortSignal.any([desk.signal, stop.signal]));
    } catch (problem) {
      if (stop.signal.aborted) change(CANCEL, { jobId }).catch(() => {});  // it may be done by now
      throw problem;
    }
  }

  function leave() {
    stop.abort();
    cancel();
  }

  const send = attempt(trouble, write, { busy: submit });
  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); send(); } },
    element("div", { class: "field" }, element("label", { htmlFor: wish.id }, "What should change? (optional)"), wish),
    toneChooser(desk.portfolio.preferences.tone),
    trouble,
    element("div", { class: "actions" }, submit, button("Cancel", leave, { class: "quiet small" })),
  );
  return form;
}
