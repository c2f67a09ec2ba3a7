// One section: read, edited, rewritten, undone, hidden, moved.

import { change } from "../api.js";
import { announce, button, element, fill, uniqueId } from "../elements.js";
import { UNDO, UPDATE } from "../operations.js";
import { problemNote } from "../problems.js";
import { contentNodes } from "./content.js";
import { contentForm } from "./form.js";
import { proposalReview } from "./proposal.js";
import { rewriteForm } from "./rewrite.js";

/** Returns a card; `show(section)` gives it what it shows. */
export function sectionCard(desk, { move }) {
  const titleId = uniqueId("section");
  const node = element("article", { class: "section-card", "aria-labelledby": titleId });
  const title = element("h2", { id: titleId });
  const body = element("div");
  const trouble = element("div");
  const actions = element("div", { class: "actions" });
  const order = element("div", { class: "order" });
  node.append(element("div", { class: "card-head" }, title, order), body, trouble, actions);
  let section = null;
  let busy = false;

  function show(current) {
    section = current;
    title.textContent = current.heading;
    node.classList.toggle("hidden-section", !current.visible);
    if (!busy) read();
  }

  function read() {
    busy = false;
    const act = (label, onclick, look = "") =>
      button(label, onclick, { class: `quiet small ${look}`, "aria-label": `${label} ${section.heading}` });
    fill(body, contentNodes(section.content));
    fill(order, moveButton("up", -1), moveButton("down", 1));
    fill(
      actions,
      act("Edit", edit, "edit"),
      act("Rewrite", rewrite, "rewrite"),
      section.canUndo && act("Undo", undo),
      act(section.visible ? "Hide" : "Show", toggle),
    );
  }

  function moveButton(direction, step) {
    const label = `Move ${section.heading} ${direction}`;
    return button(step < 0 ? "↑" : "↓", () => move(section, step), { class: "icon", "aria-label": label, title: label });
  }

  function occupy(form) {
    busy = true;
    fill(trouble);
    fill(order);
    fill(actions);
    fill(body, form);
    form.querySelector("input, textarea, button").focus();
  }

  /** Shows the section again as it is now, and gives the focus back to where it came from. */
  function release(from) {
    read();
    actions.querySelector(`.${from}`).focus();
  }

  function edit() {
    const heading = element("input", { type: "text", id: uniqueId("heading"), value: section.heading, required: true });
    const { nodes, read: readContent } = contentForm(section.content);
    const save = () => patch({ heading: heading.value.trim(), content: readContent() }, () => release("edit"));
    occupy(
      element(
        "form",
        { onsubmit: (event) => { event.preventDefault(); save(); }, onkeydown: escape(() => release("edit")) },
        element("div", { class: "field" }, element("label", { htmlFor: heading.id }, "Heading"), heading),
        nodes,
        element(
          "div",
          { class: "actions" },
          element("button", { type: "submit", class: "button primary small" }, "Save"),
          button("Cancel", () => release("edit"), { class: "quiet small" }),
        ),
      ),
    );
  }

  function rewrite() {
    occupy(rewriteForm(section, { cancel: () => release("rewrite"), finish: review }));
  }

  /** Shows what would change, if anything would. */
  function review(proposal) {
    if (proposal.items.length) {
      occupy(proposalReview(proposal, desk, () => release("rewrite")));
      return;
    }
    release("rewrite");
    fill(trouble, element("p", { class: "fine", role: "status" }, "The new wording is the same as before."));
  }

  const toggle = () =>
    patch({ visible: !section.visible }, () => announce(`${section.heading} is ${section.visible ? "shown" : "hidden"}.`));

  async function patch(changes, done, expectedVersion = desk.portfolio.version) {
    fill(trouble);
    const input = { portfolioId: desk.portfolio.id, expectedVersion, sections: [{ sectionId: section.id, ...changes }] };
    try {
      const { portfolio } = await change(UPDATE, input);
      busy = false;
      desk.set(portfolio);
      announce(`${section.heading} is saved.`);
      done();
    } catch (problem) {
      fill(trouble, problemNote(problem, {
        retry: () => patch(changes, done, expectedVersion),
        actions: problem.code === "CONFLICT" && [
          button("Save mine over it", () => patch(changes, done, problem.currentVersion), { class: "quiet small" }),
          button("Take the newer one", takeTheirs, { class: "quiet small" }),
        ],
      }));
    }
  }

  async function takeTheirs() {
    busy = false;
    fill(trouble);
    await desk.reload().catch(showProblem);
  }

  async function undo() {
    fill(trouble);
    try {
      await change(UNDO, { sectionId: section.id, expectedVersion: section.version });
      busy = false;
      await desk.reload();
      announce(`${section.heading} is as it was before.`);
      actions.querySelector(".edit").focus();
    } catch (problem) {
      showProblem(problem);
      if (problem.code === "CONFLICT") await desk.reload();
    }
  }

  const showProblem = (problem) => fill(trouble, problemNote(problem));

  const focusMove = (step) => order.children[step < 0 ? 0 : 1]?.focus();

  function focus() {
    title.tabIndex = -1;
    title.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  return { node, show, focus, focusMove };
}

const escape = (leave) => (event) => {
  if (event.key === "Escape") leave();
};
