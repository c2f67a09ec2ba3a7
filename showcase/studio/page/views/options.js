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

function picture(theme) {
  const url = theme.previewUrl && onOurOrigin(theme.previewUrl);
  return url
    ? element("img", { src: url, alt: "", loading: "lazy", width: 320, height: 200 })
    : null;
}

/** Returns a row of voices of which one is chosen. */
export function toneChooser(chosen = "PROFESSIONAL", legend = "Voice") {
  const pills = Object.entries(words.tones).map(([tone, name]) =>
    element(
      "label",
      { class: "pill" },
      element("input", { type: "radio", name: "tone", value: tone, checked: tone === chosen }),
      element("span", {}, name),
    ),
  );
  return element("fieldset", {}, element("legend", {}, legend), element("div", { class: "pills" }, pills));
}
