// Private links: a draft for a few eyes, before everybody sees it.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element, fill } from "../elements.js";
import { END_PREVIEWS, PREVIEW } from "../operations.js";
import { timeNode } from "../times.js";
import { addressLine } from "./address.js";
import { openQuestion } from "./dialog.js";
import { choice } from "./options.js";

const LIFETIMES = { 24: "A day", 168: "A week", 720: "A month" };  // in hours
const USUAL = "168";

const ENDED = "All private links to this site have ended.";

/** Returns the form that makes a link, and ends those that were made. */
export function sharingForm(desk) {
  const place = element("div");
  const submit = element("button", { type: "submit", class: "button quiet small" }, "Make a private link");
  const make = attempt(
    place,
    async () => {
      const hours = Number(new FormData(form).get("hours"));
      const { link } = await change(PREVIEW, { portfolioId: desk.portfolio.id, hours });
      fill(place, addressLine(link.url), element("p", { class: "fine" }, "It opens until ", timeNode(link.expiresAt), "."));
      announce("The private link is there.");
    },
    { busy: submit },
  );
  const end = () => openQuestion({
    title: "End all private links?",
    words: "Whoever has one sees nothing there any more. You can make new ones, and a published site stays online.",
    yes: "End them",
    no: "Keep them",
    task: async () => {
      await change(END_PREVIEWS, { portfolioId: desk.portfolio.id });
      fill(place, element("p", {}, ENDED));
    },
    done: () => announce(ENDED),
  });
  const form = element(
    "form",
    { class: "group", "aria-labelledby": "sharing", onsubmit: (event) => { event.preventDefault(); make(); } },
    element("h2", { id: "sharing" }, "For a few"),
    element("p", {}, "A private link shows the site as it is here, published or not. Whoever has one can look until it ends, or until you end them all."),
    choice({ name: "hours", legend: "It lasts", options: LIFETIMES, chosen: USUAL }),
    element("div", { class: "actions" }, submit, button("End all private links …", end, { class: "quiet small" })),
    place,
  );
  return form;
}
