// All sections of a portfolio, each on a card of its own; a card that is being edited stays as it is.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, element, fill } from "../elements.js";
import { UPDATE } from "../operations.js";
import { sectionCard } from "./card.js";
import { detailsCard } from "./details.js";
import { refineForm } from "./refine.js";

/** Returns the cards, and what leads the reader to one of them. */
export function sectionEditor(desk) {
  const cards = new Map();
  const trouble = element("div");
  const list = element("div", { class: "cards-list" });

  const move = attempt(
    trouble,
    async (section, step) => {
      const order = desk.portfolio.sections.map(({ id }) => id);
      const from = order.indexOf(section.id);
      const to = from + step;
      if (to < 0 || to >= order.length) return;
      [order[from], order[to]] = [order[to], order[from]];
      const input = { portfolioId: desk.portfolio.id, expectedVersion: desk.portfolio.version, sectionOrder: order };
      desk.set((await change(UPDATE, input)).portfolio);
      announce(`${section.heading} is now number ${to + 1} of ${order.length}.`);
      cards.get(section.id).focusMove(step);
    },
    { onproblem: desk.catchUp },
  );

  desk.onChange((portfolio) => {
    for (const section of portfolio.sections) {
      if (!cards.has(section.id)) cards.set(section.id, sectionCard(desk, { move }));
      cards.get(section.id).show(section);
    }
    const nodes = portfolio.sections.map(({ id }) => cards.get(id).node);
    const same = nodes.length === list.children.length && nodes.every((node, at) => node === list.children[at]);
    if (!same) fill(list, nodes);  // moving a node takes the focus away
  });
  const focus = (kind) => cards.get(desk.portfolio.sections.find((section) => section.kind === kind)?.id)?.focus();
  return { node: element("div", { class: "cards-list" }, refineForm(desk), trouble, list, detailsCard(desk)), focus };
}
