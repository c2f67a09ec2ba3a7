// What a site is called, and the links that its owner adds to those of the resume.

import { announce, button, element, fill, uniqueId } from "../elements.js";
import { linkLine } from "./content.js";
import { editForm, saving } from "./editing.js";
import { DETAILS } from "./fields.js";
import { fieldGroup } from "./form.js";

const read = ({ title, preferences: { customLinks } }) => ({ title, customLinks });
const tell = (portfolio) => JSON.stringify(read(portfolio));  // what tells that they have changed

/** Returns the card; while it is being edited it stays as it is. */
export function detailsCard(desk) {
  const heading = element("h2", { id: uniqueId("details") }, "Title and links");
  const body = element("div");
  const trouble = element("div");
  const actions = element("div", { class: "actions" });
  const node = element("section", { class: "section-card", "aria-labelledby": heading.id }, heading, body, trouble, actions);
  let shown = null;
  let fields = null;  // while it is being edited

  function show() {
    const { title, customLinks } = read(desk.portfolio);
    shown = tell(desk.portfolio);
    fields = null;
    fill(body, element("p", {}, element("strong", {}, title)), linkLine(customLinks) || element("p", { class: "fine" }, "No links but those of the sections."));
    fill(actions, button("Edit", edit, { class: "quiet small", "aria-label": "Edit title and links" }));
  }

  function leave() {
    fill(trouble);
    show();
    actions.firstChild.focus();
  }

  function edit() {
    const begun = { told: shown, version: desk.portfolio.version };
    fields = fieldGroup(DETAILS, read(desk.portfolio));

    function send() {
      const { title, customLinks } = fields.read();
      const isOurs = tell(desk.portfolio) === begun.told;  // else let the server say that it changed
      save({ title, preferences: { customLinks } }, done, isOurs ? desk.portfolio.version : begun.version);
    }

    fill(actions);
    fill(body, editForm(fields.nodes, { save: send, leave }));
    body.querySelector("input").focus();
  }

  function done() {
    leave();
    announce("Title and links are saved.");
  }

  const save = saving(desk, trouble, {
    onsaved: () => { fields = null; },
    takeNewer: leave,
    findField: (path) => fields?.find(path),
  });

  desk.onChange((portfolio) => {
    if (!fields && tell(portfolio) !== shown) show();
  });
  return node;
}
