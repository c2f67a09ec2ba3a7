// A form for a section's content. What it has no field for stays as it was.

import { button, element, uniqueId } from "../elements.js";
import { FORMS } from "./fields.js";

/** Returns the form's fields, and what reads them as a SectionContentInput. */
export function contentForm(content) {
  const { member, fields } = FORMS[content.__typename];
  const group = fieldGroup(fields, content);
  return { nodes: group.nodes, read: () => ({ [member]: group.read() }) };
}

function fieldGroup(fields, values) {
  const made = fields.map((field) => [field.name, MAKERS[field.kind](field, values[field.name])]);
  const read = () => {
    const { __typename, ...kept } = values;
    return { ...kept, ...Object.fromEntries(made.map(([name, part]) => [name, part.read()])) };
  };
  return { nodes: made.map(([, part]) => part.node), read };
}

const MAKERS = {
  line: (field, value) => textControl(field, element("input", { type: "text", value: value ?? "" })),
  address: (field, value) =>
    textControl(field, element("input", { type: "text", inputMode: "url", value: value ?? "" })),
  prose: (field, value) =>
    textControl(field, element("textarea", { value: value ?? "", rows: field.rows ?? 3 })),
  lines: (field, value) => {
    const rows = Math.min(Math.max(value.length + 1, 3), 10);
    return control(field, element("textarea", { value: value.join("\n"), rows }), (text) =>
      text.split("\n").map((entry) => entry.trim()).filter(Boolean));
  },
  flag: (field, value) => {
    const input = element("input", { type: "checkbox", checked: value });
    return { node: element("label", { class: "check" }, input, field.label), read: () => input.checked };
  },
  list: itemList,
};

const textControl = (field, input) => control(field, input, (text) => text || field.empty);

function control({ label, hint, required }, input, parse) {
  input.id = uniqueId("field");
  input.required = Boolean(required);
  if (hint) input.placeholder = hint;
  const node = element("div", { class: "field" }, element("label", { htmlFor: input.id }, label), input);
  return { node, read: () => parse(input.value.trim()) };
}

const emptyItem = (fields) => Object.fromEntries(fields.map(({ name, empty }) => [name, empty]));

function itemList({ label, noun, fields }, values) {
  const entries = [];
  const holder = element("div", { class: "items" });
  const adder = button(`Add a ${noun}`, () => add(emptyItem(fields)).querySelector("input").focus(), { class: "quiet small" });

  function add(value) {
    const group = fieldGroup(fields, value);
    const number = entries.length + 1;
    const entry = { read: group.read };
    const remover = button("Remove", () => {
      entries.splice(entries.indexOf(entry), 1);
      node.remove();
      adder.focus();
    }, { class: "quiet small", "aria-label": `Remove ${noun} ${number}` });
    const node = element("fieldset", { class: "item" }, element("legend", {}, `${capital(noun)} ${number}`), group.nodes, remover);
    entries.push(entry);
    holder.append(node);
    return node;
  }

  values.forEach(add);
  const node = element("div", { class: "list" }, label && element("p", { class: "list-label" }, label), holder, adder);
  return { node, read: () => entries.map((entry) => entry.read()) };
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
