// Putting a site online under an address of one's choice, and taking it down.

import { change } from "../api.js";
import { announce, button, element, fill, uniqueId } from "../elements.js";
import { PUBLISH, UNPUBLISH } from "../operations.js";
import { problemNote } from "../problems.js";
import { openDialog } from "./dialog.js";
import { finishJob } from "./work.js";

/** Returns what publishes, opens and takes down, as far as it applies. */
export function publishBar(desk) {
  const node = element("div", { class: "actions" });
  desk.onChange((portfolio) => {
    const isOnline = portfolio.publicUrl !== null;
    fill(
      node,
      isOnline && element("a", { class: "button quiet", href: portfolio.publicUrl, target: "_blank", rel: "noopener" }, "Visit"),
      isOnline && button("Take down", () => openTakeDown(desk), { class: "quiet" }),
      button(isOnline ? "Publish again" : "Publish", () => openPublish(desk), {
        class: portfolio.status === "PUBLISHED" ? "quiet" : "primary",
      }),
    );
  });
  return node;
}

function openPublish(desk) {
  const { slug } = desk.portfolio;
  const input = element("input", { type: "text", id: uniqueId("slug"), value: slug, required: true, autocapitalize: "none", spellcheck: false });
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary" }, "Publish");

  async function publish() {
    fill(trouble);
    submit.disabled = true;
    try {
      const { id: portfolioId, version: expectedVersion } = desk.portfolio;
      const { job } = await change(PUBLISH, { portfolioId, expectedVersion, slug: input.value.trim() });
      await finishJob(job.id, trouble);
      await desk.reload();
      showPlace();
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: publish }));
      if (problem.code === "CONFLICT") await desk.reload();
      if (problem.path.includes("slug")) input.focus();
    } finally {
      submit.disabled = false;
    }
  }

  function showPlace() {
    const url = desk.portfolio.publicUrl;
    const link = element("a", { href: url, target: "_blank", rel: "noopener" }, url);
    const copy = button("Copy the address", () => navigator.clipboard?.writeText(url).then(() => announce("Copied.")), { class: "quiet" });
    announce("Your site is online.");
    fill(dialog.body, element("p", {}, "Your site is online:"), element("p", { class: "address" }, link), element("div", { class: "actions" }, copy, button("Close", dialog.close, { class: "primary" })));
    link.focus();
  }

  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); publish(); } },
    element("p", {}, "Everybody with the address can see it. You can take it down at any time."),
    element(
      "div",
      { class: "field" },
      element("label", { htmlFor: input.id }, "Address"),
      element("div", { class: "slug" }, element("span", { "aria-hidden": "true" }, "…/p/"), input),
    ),
    trouble,
    element("div", { class: "actions" }, submit, button("Cancel", () => dialog.close(), { class: "quiet" })),
  );
  const dialog = openDialog("Put your site online", form);
}

function openTakeDown(desk) {
  const trouble = element("div");

  async function takeDown() {
    try {
      await change(UNPUBLISH, { portfolioId: desk.portfolio.id });
      await desk.reload();
      announce("Your site is offline.");
      dialog.close();
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: takeDown }));
    }
  }

  const dialog = openDialog("Take your site down?", element(
    "div",
    {},
    element("p", {}, "Its address will lead nowhere. Your texts stay here, and you can publish again."),
    trouble,
    element("div", { class: "actions" }, button("Take it down", takeDown, { class: "primary" }), button("Keep it", () => dialog.close(), { class: "quiet" })),
  ));
}
