// Proposed changes, word by word, of which each waits for its owner's word.

import { ask, change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element } from "../elements.js";
import { ACCEPT, PROPOSAL, REJECT } from "../operations.js";
import words from "../words.json" with { type: "json" };

const LOOKS = {
  EQUAL: (text) => text,
  DELETE: (text) => element("del", {}, element("span", { class: "unseen" }, " taken out: "), text),
  INSERT: (text) => element("ins", {}, element("span", { class: "unseen" }, " put in: "), text),
};

/** Returns a proposal with its items. */
export async function readProposal(id) {
  const { node } = await ask(PROPOSAL, { id });
  return node;
}

/** Returns the changes to choose from; `done()` follows the answer, when the portfolio is as it says. */
export function proposalReview(proposal, desk, done) {
  const trouble = element("div");
  const lines = proposal.items.map((item) => itemLine(item, desk.portfolio));
  const use = button("Use it", () => answer(lines.filter((line) => line.isChosen()).map((line) => line.id)), { class: "primary small" });

  const answer = attempt(
    trouble,
    async (itemIds) => {
      const proposalId = proposal.id;
      if (itemIds.length) await change(ACCEPT, { proposalId, itemIds });
      if (itemIds.length < lines.length) await change(REJECT, { proposalId });
      if (itemIds.length) await desk.reload();
      announce(itemIds.length ? "The changes are made." : "Nothing is changed.");
      done();
    },
    { busy: use },
  );

  return element(
    "div",
    { class: "proposal" },
    proposal.notes.map((note) => element("p", { class: "note calm" }, note)),
    lines.map((line) => line.node),
    trouble,
    element("div", { class: "actions" }, use, button("Leave as it was", () => answer([]), { class: "quiet small" })),
  );
}

function itemLine(item, portfolio) {
  const box = element("input", { type: "checkbox", checked: !item.stale, disabled: item.stale });
  const node = element(
    "div",
    { class: "proposed" },
    element("label", { class: "check" }, box, element("strong", {}, TITLES[item.kind](item, portfolio))),
    item.texts.map(({ segments }) => element("p", { class: "change" }, segments.map(({ kind, text }) => LOOKS[kind](text)))),
    item.stale && element("p", { class: "fine" }, "This has changed since and cannot be made any more."),
  );
  return { id: item.id, node, isChosen: () => box.checked };
}

const THEMES_OWN = "the theme's own";

const TITLES = {
  TEXT: ({ section }) => section?.heading ?? "Text",
  THEME: ({ before, after }) => `Look: ${before} → ${after}`,
  ACCENT: ({ before, after }) => `Accent colour: ${before || THEMES_OWN} → ${after || THEMES_OWN}`,
  TONE: ({ before, after }) => `Voice: ${words.tones[before]} → ${words.tones[after]}`,
  ORDER: ({ after }, { sections }) => {
    const headings = after.map((kind) => sections.find((section) => section.kind === kind)?.heading);
    return `Order: ${headings.filter(Boolean).join(", ")}`;
  },
  VISIBILITY: ({ section, after }) => `${after ? "Show" : "Hide"} ${section?.heading ?? "a section"}`,
};
