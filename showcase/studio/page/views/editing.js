// Editing on a card: its form, and saving without writing over what has changed meanwhile.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { button, element } from "../elements.js";
import { guardWords, mayGo } from "../leaving.js";
import { UPDATE } from "../operations.js";

/** Returns a form around fields. Escape leaves it, after a question if there are unsaved words. */
export function editForm(fields, { save, leave }) {
  const submit = element("button", { type: "submit", class: "button primary small" }, "Save");
  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); save(); }, onkeydown: escape(() => mayGo(form) && leave()) },
    fields,
    element("div", { class: "actions" }, submit, button("Cancel", leave, { class: "quiet small" })),
  );
  guardWords(form);
  return form;
}

/**
 * Returns `save(changes, done, expectedVersion)`. What goes wrong shows in `place`, and `findField(path)`
 * is focused if it is at fault. After a conflict the owner says whose version stays.
 */
export function saving(desk, place, { onsaved, takeNewer, findField }) {
  const save = attempt(
    place,
    async (changes, done, expectedVersion) => {
      const { portfolio } = await change(UPDATE, { portfolioId: desk.portfolio.id, expectedVersion, ...changes });
      onsaved();
      desk.set(portfolio);
      done();
    },
    {
      actions: ({ code, currentVersion }, changes, done) => code === "CONFLICT" && [
        button("Save mine over it", () => save(changes, done, currentVersion), { class: "quiet small" }),
        button("Take the newer one", () => take(), { class: "quiet small" }),
      ],
      onproblem: ({ path }) => findField(path)?.focus(),
    },
  );
  const take = attempt(place, async () => {
    await desk.reload();
    takeNewer();
  });
  return save;
}

const escape = (leave) => (event) => {
  if (event.key === "Escape") leave();
};
