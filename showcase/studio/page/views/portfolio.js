// A portfolio: its texts and looks on one side, the site as it will be on the other.

import { ask } from "../api.js";
import { arrive, element, fill } from "../elements.js";
import { PORTFOLIO, THEMES } from "../operations.js";
import { Problem } from "../problems.js";
import { checkPanel } from "./checks.js";
import { downloadMenu } from "./download.js";
import { guestNote } from "./guest.js";
import { lookPanel } from "./look.js";
import { sitePreview } from "./preview.js";
import { publishBar } from "./publish.js";
import { sectionEditor } from "./sections.js";
import { sourcePanel } from "./sources.js";
import { statusPill } from "./status.js";
import { tabs } from "./tabs.js";

/** Shows a portfolio to its owner. Returns what ends the view. */
export async function openPortfolio(view, id) {
  const [{ portfolio }, { themes }] = await Promise.all([ask(PORTFOLIO, { id }), ask(THEMES)]);
  if (portfolio === null) throw new Problem("NOT_FOUND", "This site is not here any more, or it is not yours.");
  const desk = new Desk(portfolio);
  const sources = sourcePanel(desk);
  const preview = sitePreview({ onload: sources.setSite });
  const heading = element("h1", {}, portfolio.title);
  const pill = element("span");
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
  ]);
  fill(
    view,
    element(
      "div",
      { class: "workspace" },
      element(
        "div",
        { class: "work-head" },
        element("div", { class: "work-title" }, heading, pill),
        element("div", { class: "actions" }, publishBar(desk), downloadMenu(desk)),
      ),
      guestNote(),
      element(
        "div",
        { class: "panes" },
        panels.node,
        preview.node,
      ),
    ),
  );
  desk.onChange((current) => {
    heading.textContent = current.title;
    fill(pill, statusPill(current.status));
    preview.show(current.id);
  });
  arrive(heading);
  desk.set(portfolio);
  return () => {
    preview.end();
    sources.end();
  };
}

/** The portfolio as it is now, and everyone who shows it. */
class Desk {
  #listeners = [];

  constructor(portfolio) {
    this.portfolio = portfolio;
  }

  onChange(listener) {
    this.#listeners.push(listener);
  }

  set(portfolio) {
    this.portfolio = portfolio;
    for (const listener of this.#listeners) listener(portfolio);
  }

  /** Reads the portfolio anew, after something else than its own mutation has changed it. */
  async reload() {
    const { portfolio } = await ask(PORTFOLIO, { id: this.portfolio.id });
    this.set(portfolio);
  }
}
