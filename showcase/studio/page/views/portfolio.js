// A portfolio: its texts and looks on one side, the site as it will be on the other.

import { ask } from "../api.js";
import { openDesk } from "../desk.js";
import { arrive, element, fill } from "../elements.js";
import { THEMES } from "../operations.js";
import { checkPanel } from "./checks.js";
import { downloadMenu } from "./download.js";
import { guestNote } from "./guest.js";
import { lookPanel } from "./look.js";
import { onlinePanel } from "./online.js";
import { sitePreview } from "./preview.js";
import { publishBar } from "./publish.js";
import { sectionEditor } from "./sections.js";
import { sourcePanel } from "./sources.js";
import { statusPill } from "./status.js";
import { tabs } from "./tabs.js";

/** Shows a portfolio to its owner. */
export async function openPortfolio(view, id, signal) {
  const [desk, { themes }] = await Promise.all([openDesk(id, signal), ask(THEMES)]);
  signal.throwIfAborted();
  const sources = sourcePanel(desk);
  const preview = sitePreview(desk, { onload: sources.setSite });
  const editor = sectionEditor(desk);
  const checks = checkPanel(desk, (kind) => {
    panels.open("Text");
    editor.focus(kind);
  });
  const panels = tabs([
    { name: "Text", node: editor.node },
    { name: "Sources", ...sources },
    { name: "Look", node: lookPanel(desk, themes) },
    { name: "Checks", ...checks },
    { name: "Online", node: onlinePanel(desk) },
  ]);
  const heading = element("h1");
  fill(
    view,
    element(
      "div",
      { class: "workspace" },
      workHead(desk, heading),
      desk.isGuest && guestNote(),
      element("div", { class: "panes" }, panels.node, preview),
    ),
  );
  desk.set(desk.portfolio);
  arrive(heading);
}

function workHead(desk, heading) {
  const pill = element("span");
  desk.onChange(({ title, status }) => {
    heading.textContent = title;
    fill(pill, statusPill(status));
  });
  return element(
    "div",
    { class: "work-head" },
    element("div", { class: "work-title" }, heading, pill),
    element("div", { class: "actions" }, publishBar(desk), downloadMenu(desk)),
  );
}
