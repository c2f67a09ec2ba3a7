// The theme of a site, and which ways to reach its owner it shows.

import { change } from "../api.js";
import { announce, element, fill } from "../elements.js";
import { UPDATE } from "../operations.js";
import { problemNote } from "../problems.js";
import { deletionButton } from "./deletion.js";
import { themeChooser } from "./options.js";

const SHOWN = { showEmail: "E-mail address", showPhone: "Telephone number", showAddress: "Street and postcode" };

export function lookPanel(desk, themes) {
  const trouble = element("div");
  const { preferences } = desk.portfolio;

  async function set(preferences) {
    fill(trouble);
    const { id: portfolioId, version: expectedVersion } = desk.portfolio;
    try {
      desk.set((await change(UPDATE, { portfolioId, expectedVersion, preferences })).portfolio);
      announce("The site has changed.");
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: () => set(preferences) }));
      if (problem.code === "CONFLICT") await desk.reload();
    }
  }

  const boxes = Object.entries(SHOWN).map(([name, label]) => {
    const onchange = (event) => set({ [name]: event.target.checked });
    const input = element("input", { type: "checkbox", checked: preferences[name], onchange });
    return element("label", { class: "check" }, input, label);
  });
  return element(
    "div",
    { class: "look" },
    trouble,
    themeChooser(themes, preferences.theme.key, (theme) => set({ theme })),
    element("fieldset", {}, element("legend", {}, "Shown to everybody"), boxes),
    deletionButton(desk),
  );
}
