// Choosing another password by the link that a mail has brought.

import { change } from "../api.js";
import { arrive, element, fill } from "../elements.js";
import { RESET_PASSWORD } from "../operations.js";
import { problemNote } from "../problems.js";
import { openEntrance } from "./entrance.js";
import { entry } from "./entry.js";

/** Shows where a new password is chosen; the token leaves the address at once. */
export async function openReset(view, token) {
  history.replaceState(null, "", "#/");
  const password = entry("New password", { type: "password", autocomplete: "new-password", required: true });
  const trouble = element("div");
  const heading = element("h1", {}, "Choose a new password");

  async function send() {
    fill(trouble);
    try {
      await change(RESET_PASSWORD, { token, newPassword: password.input.value });
      window.dispatchEvent(new HashChangeEvent("hashchange"));
      openEntrance("signIn");
    } catch (problem) {
      fill(trouble, problemNote(problem, { retry: send }));
    }
  }

  fill(view, element(
    "form",
    { class: "narrow panel", onsubmit: (event) => { event.preventDefault(); send(); } },
    heading,
    element("p", {}, "It ends all sessions of the account."),
    password.node,
    trouble,
    element("button", { type: "submit", class: "button primary" }, "Save and sign in"),
  ));
  arrive(heading);
}
