// Choosing another password by the link that a mail has brought.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { arrive, element, fill } from "../elements.js";
import { RESET_PASSWORD } from "../operations.js";
import { openEntrance } from "./entrance.js";
import { entry } from "./entry.js";

/** Shows where a new password is chosen; the token leaves the address at once. */
export async function openReset(view, token) {
  history.replaceState(null, "", "#/");
  const password = entry("New password", { type: "password", autocomplete: "new-password", required: true });
  const trouble = element("div");
  const heading = element("h1", {}, "Choose a new password");

  const submit = element("button", { type: "submit", class: "button primary" }, "Save and sign in");
  const send = attempt(
    trouble,
    async () => {
      await change(RESET_PASSWORD, { token, newPassword: password.input.value });
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      openEntrance("signIn");
    },
    { busy: submit },
  );

  fill(view, element(
    "form",
    { class: "narrow panel", onsubmit: (event) => { event.preventDefault(); send(); } },
    heading,
    element("p", {}, "It ends all sessions of the account."),
    password.node,
    trouble,
    submit,
  ));
  arrive(heading);
}
