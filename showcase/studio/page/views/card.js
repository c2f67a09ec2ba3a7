// One section: read, edited, rewritten, undone, hidden, moved.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element, fill, uniqueId } from "../elements.js";
import { UNDO } from "../operations.js";
import { contentNodes } from "./content.js";
import { editForm, saving } from "./editing.js";
import { contentForm } from "./form.js";
import { proposalReview } from "./proposal.js";
import { rewriteForm } from "./rewrite.js";

const TELLING = ["version", "heading", "visible", "canUndo"];  // what tells that a section has changed

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
  let findField = () => null;

  function show(current) {
    const isNew = section === null || TELLING.some((name) => section[name] !== current[name]);
    section = current;
    title.textContent = current.heading;
    node.classList.toggle("hidden-section", !current.visible);
    if (!busy && isNew) read();
  }

  function read() {
    busy = false;
    findField = () => null;
    const act = (label, onclick, look = "") =>
      button(label, onclick, { class: `quiet small ${look}`, "aria-label": `${label} ${section.heading}` });
    fill(body, contentNodes(section.content));
    fill(order, moveButton("up", -1), moveButton("down", 1));
    fill(
      actions,
      act("Edit", edit, "edit"),
      act("Rewrite", rewrite, "rewrite"),
      section.canUndo && act("Undo", undo),
      act(section.visible ? "Hide" : "Show", toggle, "toggle"),
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
    const begun = { section: section.version, portfolio: desk.portfolio.version };
    const heading = element("input", { type: "text", id: uniqueId("heading"), value: section.heading, required: true });
    const content = contentForm(section.content);
    const done = () => {
      release("edit");
      announce(`${section.heading} is saved.`);
    };

    function save() {
      const changes = { heading: heading.value.trim(), content: content.read() };
      const isOurs = section.version === begun.section;  // else let the server say that it changed
      patch(changes, done, isOurs ? desk.portfolio.version : begun.portfolio);
    }

    findField = (path) => (path.includes("heading") ? heading : content.find(path));
    const top = element("div", { class: "field" }, element("label", { htmlFor: heading.id }, "Heading"), heading);
    occupy(editForm([top, ...content.nodes], { save, leave: () => release("edit") }));
  }

  function rewrite() {
    occupy(rewriteForm(desk, section, { cancel: () => release("rewrite"), finish: review }));
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
    patch({ visible: !section.visible }, () => {
      actions.querySelector(".toggle").focus();
      announce(`${section.heading} is ${section.visible ? "shown" : "hidden"}.`);
    }, desk.portfolio.version);

  const update = saving(desk, trouble, {
    onsaved: () => { busy = false; },
    takeNewer: () => release("edit"),
    findField: (path) => findField(path),
  });
  const patch = (changes, done, expectedVersion) =>
    update({ sections: [{ sectionId: section.id, ...changes }] }, done, expectedVersion);

  const undo = attempt(
    trouble,
    async () => {
      await change(UNDO, { sectionId: section.id, expectedVersion: section.version });
      await desk.reload();
      release("edit");
      announce(`${section.heading} is as it was before.`);
    },
    { onproblem: desk.catchUp },
  );

  const focusMove = (step) => order.children[step < 0 ? 0 : 1]?.focus();

  function focus() {
    title.tabIndex = -1;
    title.focus();
    node.scrollIntoView({ block: "nearest" });
  }

  return { node, show, focus, focusMove };
}
