// Building the page: elements from values, so that no text is ever read as markup.

/**
 * Returns an element. Properties that start with "on" are listeners, `class` and names with a
 * hyphen are attributes, all others are set on the element. Children that are null or false are
 * left out.
 */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
    else if (name === "class" || name === "role" || name.includes("-")) made.setAttribute(name, value);
    else made[name] = value;
  }
  made.append(...present(children));
  return made;
}

/** Puts children in place of all that is in an element. */
export function fill(parent, ...children) {
  parent.replaceChildren(...present(children));
}

const present = (children) =>
  children.flat().filter((child) => child !== null && child !== undefined && child !== false);

export function button(label, onclick, properties = {}) {
  return element("button", { type: "button", onclick, ...properties }, label);
}

/** Says something to people who do not see the page. */
export function announce(text) {
  document.getElementById("announcer").textContent = text;
}

let hasArrived = false;

/** Moves the reader to a new view: its title, its heading, its top. The first starts at its top. */
export function arrive(heading, title = heading.textContent) {
  document.title = `${title} · Showcase`;
  heading.tabIndex = -1;
  const isFirst = !hasArrived;
  hasArrived = true;
  if (isFirst) return;
  heading.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

let lastId = 0;

/** Returns an id that nothing on the page has. */
export const uniqueId = (name) => `${name}-${(lastId += 1)}`;

/** Tells whether its reader asked for a page that keeps still. */
export const keepsStill = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
