// A labelled line to type into.

import { element, uniqueId } from "../elements.js";

export function entry(label, properties) {
  const input = element("input", { id: uniqueId("entry"), ...properties });
  return { input, node: element("div", { class: "field" }, element("label", { htmlFor: input.id }, label), input) };
}
