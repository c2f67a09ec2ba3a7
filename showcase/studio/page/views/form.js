// A form for a section's content. What it has no field for stays as it was.

import { button, element, uniqueId } from "../elements.js";
import { FORMS } from "./fields.js";

const KNOWN = "[hH][tT][tT][pP][sS]?://.+|[mM][aA][iI][lL][tT][oO]:.+|[tT][eE][lL]:.+";
const SCHEMES = "An address starts with https://, http://, mailto: or tel:.";

/** Returns the form's fields, and what reads them as a SectionContentInput. */
export function contentForm(content) {
  const { member, fields } = FORMS[content.__typename];
  const group = fieldGroup(fields, content);
  return { ...group, read: () => ({ [member]: group.read() }) };
}

/** Returns fields for values: their nodes, what reads them, and what finds the input that a path leads to. */
export function fieldGroup(fields, values) {
  const made = fields.map((field) => [field.name, MAKERS[field.kind](field, values[field.name])]);
  const read = () => {
    const { __typename, ...kept } = values;
    return { ...kept, ...Object.fromEntries(made.map(([name, part]) => [name, part.read()])) };
  };
  const find = (path) => {
    const parts = new Map(made);
    const at = path.findIndex((name) => parts.has(name));
    return at < 0 ? null : parts.get(path[at]).find(path.slice(at + 1));
  };
  return { nodes: made.map(([, part]) => part.node), read, find };
}

const MAKERS = {
  line: (field, value) => textControl(field, element("input", { type: "text", value: value ?? "" })),
  address: (field, value) =>
    textControl(field, element("input", { type: "text", inputMode: "url", pattern: KNOWN, title: SCHEMES, value: value ?? "" })),
  prose: (field, value) =>
    textControl(field, element("textarea", { value: value ?? "", rows: field.rows ?? 3 })),
  lines: (field, value) => {
    const rows = Math.min(Math.max(value.length + 1, 3), 10);
    return control(field, element("textarea", { value: value.join("\n"), rows }), (text) =>
      text.split("\n").map((entry) => entry.trim()).filter(Boolean));
  },
  flag: (field, value) => {
    const input = element("input", { type: "checkbox", checked: value });
    return { node: element("label", { class: "check" }, input, field.label), read: () => input.checked, find: () => input };
  },
  list: itemList,
};

const textControl = (field, input) => control(field, input, (text) => text || field.empty);

function control({ label, hint, note, required, longest }, input, parse) {
  input.id = uniqueId("field");
  input.required = Boolean(required);
  if (hint) input.placeholder = hint;
  if (longest) input.maxLength = longest;
  if (note) input.setAttribute("aria-describedby", `${input.id}-note`);
  const node = element(
    "div",
    { class: "field" },
    element("label", { htmlFor: input.id }, label),
    input,
    note && element("p", { class: "fine", id: `${input.id}-note` }, note),
  );
  return { node, read: () => parse(input.value.trim()), find: () => input };
}

const emptyItem = (fields) => Object.fromEntries(fields.map(({ name, empty }) => [name, empty]));

function itemList({ label, noun, fields }, values) {
  const entries = [];
  const holder = element("div", { class: "items" });
  const adder = button(`Add a ${noun}`, () => add(emptyItem(fields)).querySelector("input").focus(), { class: "quiet small" });

  function add(value) {
    const group = fieldGroup(fields, value);
    const number = entries.length + 1;
    const entry = { read: group.read, find: group.find };
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
  const find = ([at, ...rest]) => entries[at]?.find(rest) ?? adder;
  return { node, read: () => entries.map((entry) => entry.read()), find };
}

const capital = (word) => word[0].toUpperCase() + word.slice(1);
