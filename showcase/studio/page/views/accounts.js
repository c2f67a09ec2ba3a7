// People's own accounts at hosts of sites: connecting them, and letting go of them.

import { ask, change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element, fill } from "../elements.js";
import { CONNECT, DISCONNECT, PLACES } from "../operations.js";
import { openDialog, openQuestion } from "./dialog.js";
import { entry } from "./entry.js";

const TOKEN = "The token is tried at once, kept encrypted, and never shown again. It should be good for nothing but sites.";

/** Returns the list of hosts that can be connected; nothing for guests, whose tokens are not kept. */
export function accountList(desk) {
  const list = element("ul", { class: "lines" });
  const heading = element("h2", { id: "accounts", tabIndex: -1 }, "Your accounts elsewhere");
  const node = element(
    "section",
    { class: "group", "aria-labelledby": heading.id },
    heading,
    element("p", {}, "Connect one, and you can publish there too."),
    list,
  );

  /** Shows what can be connected now; the focus stays in the list. */
  function show() {
    fill(list, desk.places.filter(({ isConnectable }) => isConnectable).map((place) => placeLine(place, after)));
  }

  async function after(said) {
    desk.places = (await ask(PLACES)).deployTargets;
    show();
    heading.focus();
    announce(said);
  }

  node.hidden = desk.isGuest;
  show();
  return node;
}

function placeLine(place, after) {
  const { title, connection } = place;
  const act = (label, onclick) => button(label, onclick, { class: "quiet small", "aria-label": `${label} ${title}` });
  return element(
    "li",
    {},
    element("span", {}, title, connection && element("span", { class: "fine" }, ` · ${nameOf(connection)}`)),
    connection ? act("Disconnect", () => openDisconnection(place, after)) : act("Connect", () => openConnection(place, after)),
  );
}

const nameOf = ({ accountName, place }) => (place ? `${accountName}, ${place}` : accountName);

function openConnection({ target, title, tokenPage, placeTitle }, after) {
  const token = entry("Access token", { type: "password", autocomplete: "off", required: true });
  const place = placeTitle && entry(`${placeTitle} (optional)`, { type: "text", autocomplete: "off", autocapitalize: "none", spellcheck: false });
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary" }, "Connect");
  const connect = attempt(
    trouble,
    async () => {
      await change(CONNECT, { target, token: token.input.value.trim(), place: place?.input.value.trim() || null });
      dialog.close();
      await after(`${title} is connected.`);
    },
    { busy: submit, onproblem: ({ path }) => (path.includes("place") ? place : token).input.focus() },
  );
  const dialog = openDialog(`Connect ${title}`, element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); connect(); } },
    element("p", {}, "Make a token ", element("a", { href: tokenPage, target: "_blank", rel: "noopener" }, `at ${title}`), ". ", TOKEN),
    token.node,
    place?.node,
    trouble,
    element("div", { class: "actions" }, submit, button("Cancel", () => dialog.close(), { class: "quiet" })),
  ));
  token.input.focus();
}

function openDisconnection({ target, title }, after) {
  openQuestion({
    title: `Disconnect ${title}?`,
    words: "Its token is deleted here. Sites that are online there stay so until you delete them there, or connect it again.",
    yes: "Disconnect it",
    no: "Keep it",
    task: () => change(DISCONNECT, { target }),
    done: () => after(`${title} is disconnected.`),
  });
}
