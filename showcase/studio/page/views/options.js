// Choosing how a site looks and sounds.

import { onOurOrigin } from "../api.js";
import { element } from "../elements.js";
import words from "../words.json" with { type: "json" };

/** Returns a group of cards of which one is chosen. */
export function themeChooser(themes, chosen, onchange) {
  const cards = themes.map((theme) =>
    element(
      "label",
      { class: "card theme" },
      element("input", {
        type: "radio",
        name: "theme",
        value: theme.key,
        checked: theme.key === chosen,
        onchange: () => onchange?.(theme.key),
      }),
      picture(theme),
      element("span", { class: "name" }, theme.name),
      element("span", { class: "fine" }, theme.description),
    ),
  );
  return element("fieldset", { class: "themes" }, element("legend", {}, "Look"), element("div", { class: "cards" }, cards));
}

function picture({ previewUrl }) {
  if (!previewUrl) return null;
  return element("img", { src: onOurOrigin(previewUrl), alt: "", loading: "lazy", width: 320, height: 240 });
}

/** Returns a row of words of which one is chosen; `options` are the words by value. */
export function choice({ name, legend, options, chosen }) {
  const pills = Object.entries(options).map(([value, word]) =>
    element(
      "label",
      { class: "pill" },
      element("input", { type: "radio", name, value, checked: value === chosen }),
      element("span", {}, word),
    ),
  );
  return element("fieldset", {}, element("legend", {}, legend), element("div", { class: "pills" }, pills));
}

/** Returns a row of voices of which one is chosen. */
export const toneChooser = (chosen = "PROFESSIONAL") =>
  choice({ name: "tone", legend: "Voice", options: words.tones, chosen });
