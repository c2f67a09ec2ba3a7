// What a rewriting has changed, word by word, for its owner to keep or undo.

import { button, element } from "../elements.js";

const LOOKS = {
  EQUAL: (text) => text,
  DELETE: (text) => element("del", {}, element("span", { class: "unseen" }, " taken out: "), text),
  INSERT: (text) => element("ins", {}, element("span", { class: "unseen" }, " put in: "), text),
};

/** Returns the changed texts and the two answers. */
export function comparison(changes, { keep, undo }) {
  const texts = changes.map((segments) => element("p", { class: "change" }, segments.map(({ kind, text }) => LOOKS[kind](text))));
  return element(
    "div",
    { class: "comparison" },
    texts,
    element(
      "div",
      { class: "actions" },
      button("Keep", keep, { class: "primary small" }),
      button("Undo", undo, { class: "quiet small" }),
    ),
  );
}
