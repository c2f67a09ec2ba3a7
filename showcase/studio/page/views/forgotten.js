// A forgotten password: asking for a mail with a link.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { button, element, fill } from "../elements.js";
import { REQUEST_RESET } from "../operations.js";
import { openDialog } from "./dialog.js";
import { entry } from "./entry.js";

/** Opens the dialog that has a link mailed. */
export function openForgotten() {
  const email = entry("E-mail", { type: "email", autocomplete: "username", required: true });
  const trouble = element("div");

  const submit = element("button", { type: "submit", class: "button primary" }, "Send the link");
  const send = attempt(
    trouble,
    async () => {
      await change(REQUEST_RESET, { email: email.input.value.trim() });
      const done = button("Close", dialog.close, { class: "primary" });
      fill(dialog.body, element("p", { role: "status" }, "If there is an account with this address, a link is on its way to it."), done);
      done.focus();
    },
    { busy: submit },
  );

  const dialog = openDialog("Forgot your password?", element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); send(); } },
    element("p", {}, "You get a link by mail to choose another one."),
    email.node,
    trouble,
    submit,
  ));
}
