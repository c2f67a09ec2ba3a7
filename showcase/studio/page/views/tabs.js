// Tabs, by the pattern that screen readers know: arrows move, one panel shows.

import { element, uniqueId } from "../elements.js";

/** Returns tabs over panels `{name, node, count, toggle}`, of which the first shows, and what opens one. */
export function tabs(panels) {
  const made = panels.map(({ name, node, count, toggle }) => {
    const id = uniqueId("tab");
    const panel = element("div", { role: "tabpanel", id: `${id}-panel`, "aria-labelledby": id, class: "panel-body" }, node);
    const tab = element(
      "button",
      { type: "button", role: "tab", id, "aria-controls": `${id}-panel`, onclick: () => select(id) },
      name,
      count,
    );
    return { id, name, tab, panel, toggle };
  });

  function select(id) {
    for (const { id: own, tab, panel, toggle } of made) {
      tab.setAttribute("aria-selected", String(own === id));
      tab.tabIndex = own === id ? 0 : -1;
      panel.hidden = own !== id;
      toggle?.(own === id);
    }
  }

  function move(event) {
    const steps = { ArrowRight: 1, ArrowLeft: -1, Home: -made.length, End: made.length };
    if (!(event.key in steps)) return;
    event.preventDefault();
    const at = made.findIndex(({ tab }) => tab === document.activeElement);
    const wrapped = Math.abs(steps[event.key]) === 1 ? (at + steps[event.key] + made.length) % made.length : null;
    const next = made[wrapped ?? (event.key === "Home" ? 0 : made.length - 1)];
    select(next.id);
    next.tab.focus();
  }

  select(made[0].id);
  const open = (wanted) => select(made.find(({ name }) => name === wanted).id);
  const node = element(
    "section",
    { class: "desk", "aria-label": "Editing" },
    element("div", { role: "tablist", class: "tabs", "aria-label": "What to change", onkeydown: move }, made.map(({ tab }) => tab)),
    made.map(({ panel }) => panel),
  );
  return { node, open };
}
