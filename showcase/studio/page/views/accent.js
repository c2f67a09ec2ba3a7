// The accent colour of a site: the theme's own, or one of its owner's.

import { button, element, uniqueId } from "../elements.js";

const FIRST = "#0b6e6e";  // where the picker opens as long as no colour was picked

/** Returns the field; `show(accent)` puts a colour into it, or null for the theme's own. */
export function accentChooser(onchange) {
  const id = uniqueId("accent");
  const picker = element("input", {
    type: "color", id, name: "accent", "aria-describedby": `${id}-note`, onchange: () => onchange(picker.value),
  });
  const state = element("span", { class: "fine" });
  const own = button("Take the theme's own", () => {
    picker.focus();  // the button is about to go
    onchange(null);
  }, { class: "quiet small" });
  const node = element(
    "div",
    { class: "field" },
    element("label", { htmlFor: id }, "Accent colour"),
    element("div", { class: "accent" }, picker, state, own),
    element("p", { class: "fine", id: `${id}-note` }, "Any will do: it is made lighter or darker where it could not be read."),
  );

  function show(accent) {
    picker.value = accent ?? FIRST;
    state.textContent = accent ?? "The theme's own";
    own.hidden = accent === null;
  }

  return { node, show };
}
