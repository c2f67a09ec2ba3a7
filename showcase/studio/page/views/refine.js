// Saying in plain words what should be different, and choosing from what is proposed then.

import { ask, change } from "../api.js";
import { attempt } from "../attempt.js";
import { element, fill, uniqueId } from "../elements.js";
import { LAST_PROPOSAL, REFINE } from "../operations.js";
import { proposalReview, readProposal } from "./proposal.js";

const UNDER_WAY = new Set(["QUEUED", "RUNNING", "CANCELLING"]);

/** Returns the form, with the last proposal if that still waits for an answer. */
export function refineForm(desk) {
  const wish = element("input", { type: "text", id: uniqueId("wish"), maxLength: 500, required: true, placeholder: "shorter about, projects first" });
  const place = element("div");
  const submit = element("button", { type: "submit", class: "button quiet small" }, "Propose");

  const send = attempt(
    place,
    async () => {
      const { id: portfolioId, version: expectedVersion } = desk.portfolio;
      const { job, proposal } = await change(REFINE, { portfolioId, expectedVersion, instruction: wish.value.trim() });
      await desk.finish(job.id, place);
      show(await readProposal(proposal.id));
      place.querySelector("input")?.focus();
    },
    { busy: submit, onproblem: desk.catchUp },
  );

  const takeUp = attempt(place, async () => {
    const { portfolio } = await ask(LAST_PROPOSAL, { id: desk.portfolio.id });
    const [last] = portfolio?.proposals.nodes ?? [];
    if (UNDER_WAY.has(last?.job?.status)) await desk.finish(last.job.id, place);
    else if (last?.status !== "PENDING") return;
    wish.value = last.instruction;
    show(await readProposal(last.id));
  });

  function show(proposal) {
    if (proposal.items.length) fill(place, proposalReview(proposal, desk, clear));
    else fill(place, notes(proposal).map((note) => element("p", { class: "note calm", role: "status" }, note)));
  }

  function clear() {
    fill(place);
    wish.value = "";
    wish.focus();
  }

  const form = element(
    "form",
    { class: "refine", onsubmit: (event) => { event.preventDefault(); send(); } },
    element("label", { htmlFor: wish.id }, "What should be different?"),
    element("div", { class: "refine-line" }, wish, submit),
  );
  takeUp();
  return element("section", { class: "section-card", "aria-label": "Proposals" }, form, place);
}

const notes = ({ notes: told }) => (told.length ? told : ["There is nothing to change."]);
