// The theme and the accent colour of a site, and which ways to reach its owner it shows.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, element } from "../elements.js";
import { UPDATE } from "../operations.js";
import { accentChooser } from "./accent.js";
import { themeChooser } from "./options.js";

const SHOWN = { showEmail: "E-mail address", showPhone: "Telephone number", showAddress: "Street and postcode" };

/** Returns the panel; it follows what changes the portfolio elsewhere. */
export function lookPanel(desk, themes) {
  const trouble = element("div");
  let wanted = {};  // chosen here, and not yet so at the server

  function set(preferences) {
    Object.assign(wanted, preferences);
    send();
  }

  async function sendAll() {
    while (Object.keys(wanted).length) {
      const preferences = { ...wanted };
      const { id: portfolioId, version: expectedVersion } = desk.portfolio;
      const { portfolio } = await change(UPDATE, { portfolioId, expectedVersion, preferences });
      for (const name of Object.keys(preferences)) if (wanted[name] === preferences[name]) delete wanted[name];
      desk.set(portfolio);
    }
    announce("The site has changed.");
  }

  const send = attempt(trouble, sendAll, {
    onproblem: async (problem) => {
      if (!problem.retryable) wanted = {};
      await desk.catchUp(problem);
      show(desk.portfolio);
    },
  });

  const boxes = Object.entries(SHOWN).map(([name, label]) => {
    const onchange = (event) => set({ [name]: event.target.checked });
    return element("label", { class: "check" }, element("input", { type: "checkbox", name, onchange }), label);
  });
  const accent = accentChooser((colour) => set({ accent: colour }));
  const node = element(
    "div",
    { class: "look" },
    trouble,
    themeChooser(themes, desk.portfolio.preferences.theme.key, (theme) => set({ theme })),
    accent.node,
    element("fieldset", {}, element("legend", {}, "Shown to everybody"), boxes),
  );

  function show({ preferences: { theme, ...shown } }) {
    const now = { ...shown, theme: theme.key, ...wanted };
    for (const input of node.querySelectorAll('[name="theme"]')) input.checked = input.value === now.theme;
    accent.show(now.accent);
    for (const name of Object.keys(SHOWN)) node.querySelector(`[name="${name}"]`).checked = now[name];
  }

  desk.onChange(show);
  return node;
}
