// Saying in plain words what should be different, and choosing from what is proposed then.

import { change } from "../api.js";
import { element, fill, uniqueId } from "../elements.js";
import { REFINE } from "../operations.js";
import { problemNote } from "../problems.js";
import { proposalReview, readProposal } from "./proposal.js";
import { finishJob } from "./work.js";

/** Returns the form. */
export function refineForm(desk) {
  const wish = element("input", { type: "text", id: uniqueId("wish"), maxLength: 500, required: true, placeholder: "shorter about, projects first" });
  const place = element("div");
  const submit = element("button", { type: "submit", class: "button quiet small" }, "Propose");

  async function send() {
    submit.disabled = true;
    try {
      const { id: portfolioId, version: expectedVersion } = desk.portfolio;
      const { job, proposal } = await change(REFINE, { portfolioId, expectedVersion, instruction: wish.value.trim() });
      await finishJob(job.id, place);
      show(await readProposal(proposal.id));
    } catch (problem) {
      fill(place, problemNote(problem, { retry: send }));
      if (problem.code === "CONFLICT") await desk.reload();
    } finally {
      submit.disabled = false;
    }
  }

  function show(proposal) {
    if (!proposal.items.length) {
      const notes = proposal.notes.length ? proposal.notes : ["There is nothing to change."];
      fill(place, notes.map((note) => element("p", { class: "note calm", role: "status" }, note)));
      return;
    }
    fill(place, proposalReview(proposal, desk, () => {
      fill(place);
      wish.value = "";
      wish.focus();
    }));
    place.querySelector("input").focus();
  }

  const form = element(
    "form",
    { class: "refine", onsubmit: (event) => { event.preventDefault(); send(); } },
    element("label", { htmlFor: wish.id }, "What should be different?"),
    element("div", { class: "refine-line" }, wish, submit),
  );
  return element("section", { class: "section-card", "aria-label": "Proposals" }, form, place);
}
