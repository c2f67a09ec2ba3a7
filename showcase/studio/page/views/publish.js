// Putting a site online under an address of one's choice.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element, fill, uniqueId } from "../elements.js";
import { PUBLISH } from "../operations.js";
import { addressLine } from "./address.js";
import { openDialog } from "./dialog.js";
import { choice } from "./options.js";

/** Returns what opens a site and what publishes it, as far as it applies. */
export function publishBar(desk) {
  const visit = element("a", { class: "button quiet", target: "_blank", rel: "noopener" }, "Visit");
  const publish = button("", () => openPublish(desk));
  desk.onChange(({ publicUrl, status }) => {
    visit.hidden = publicUrl === null;
    if (publicUrl !== null) visit.href = publicUrl;
    publish.textContent = publicUrl === null ? "Publish" : "Publish again";
    publish.className = status === "PUBLISHED" ? "quiet" : "primary";
  });
  return [visit, publish];
}

function openPublish(desk) {
  const input = element("input", {
    type: "text", id: uniqueId("slug"), value: desk.portfolio.slug, required: true, autocapitalize: "none", spellcheck: false, autocomplete: "off",
  });
  const ready = desk.places.filter(({ isReady }) => isReady);
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary" }, "Publish");

  const publish = attempt(
    trouble,
    async () => {
      const { id: portfolioId, version: expectedVersion } = desk.portfolio;
      const { job } = await change(PUBLISH, { portfolioId, expectedVersion, slug: input.value.trim(), target: new FormData(form).get("target") });
      await desk.finish(job.id, trouble);
      await desk.reload();
      showPlace(desk.portfolio.publicUrl);
    },
    {
      busy: submit,
      actions: ({ suggestions }) => suggestions.map((slug) => button(`Take ${slug}`, () => take(slug), { class: "quiet small" })),
      onproblem: async (problem) => {
        await desk.catchUp(problem);
        if (problem.path.includes("slug")) input.focus();
      },
    },
  );

  function take(slug) {
    input.value = slug;
    fill(trouble);
    submit.focus();
  }

  function showPlace(url) {
    announce("Your site is online.");
    fill(
      dialog.body,
      element("p", {}, "Your site is online:"),
      addressLine(url),
      element("div", { class: "actions" }, button("Close", dialog.close, { class: "primary" })),
    );
    dialog.body.querySelector("a").focus();
  }

  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); publish(); } },
    element("p", {}, "Everybody with the address can see it. You can take it down at any time."),
    element(
      "div",
      { class: "field" },
      element("label", { htmlFor: input.id }, "Address"),
      element("div", { class: "slug" }, ready.every(({ target }) => target === "LOCAL") && element("span", { "aria-hidden": "true" }, "…/p/"), input),
    ),
    ready.length > 1 && placeChooser(ready, desk.portfolio),
    trouble,
    element("div", { class: "actions" }, submit, button("Cancel", () => dialog.close(), { class: "quiet" })),
  );
  const dialog = openDialog("Put your site online", form);
}

/** Returns the places to choose from, of which the one that was last gone to is chosen. */
function placeChooser(ready, { deployments: { nodes } }) {
  const last = ready.find(({ target }) => target === nodes[0]?.target) ?? ready[0];
  const options = Object.fromEntries(ready.map(({ target, title }) => [target, title]));
  return choice({ name: "target", legend: "Where", options, chosen: last.target });
}
