// Signing up and signing in. What a guest has made goes along.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { button, element } from "../elements.js";
import { SIGN_IN, SIGN_UP } from "../operations.js";
import { getRefreshToken, hasSession, keepSession } from "../session.js";
import { openDialog } from "./dialog.js";
import { entry } from "./entry.js";
import { openForgotten } from "./forgotten.js";

const WAYS = {
  signUp: {
    title: "Keep your work",
    words: "With an account you can come back from anywhere. What you have made comes along.",
    submit: "Create the account",
    other: ["signIn", "I have an account"],
    autocomplete: "new-password",
    send: (input) => change(SIGN_UP, input),
  },
  signIn: {
    title: "Sign in",
    words: "Welcome back.",
    submit: "Sign in",
    other: ["signUp", "Create an account"],
    autocomplete: "current-password",
    send: (input) => change(SIGN_IN, hasSession() ? { ...input, guestRefreshToken: getRefreshToken() } : input),
  },
};

/** Opens the dialog for one of the two ways in. */
export function openEntrance(wayName) {
  const way = WAYS[wayName];
  const email = entry("E-mail", { type: "email", autocomplete: "username", required: true });
  const password = entry("Password", { type: "password", autocomplete: way.autocomplete, required: true });
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary" }, way.submit);

  const send = attempt(
    trouble,
    async () => {
      const { session } = await way.send({ email: email.input.value.trim(), password: password.input.value });
      keepSession(session);
      dialog.close();
      window.dispatchEvent(new HashChangeEvent("hashchange"));  // the same view, as somebody else
    },
    { busy: submit, onproblem: ({ path }) => (path.includes("email") ? email : password).input.focus() },
  );

  function instead(open) {
    dialog.close();
    open();
  }

  const form = element(
    "form",
    { onsubmit: (event) => { event.preventDefault(); send(); } },
    element("p", {}, way.words),
    email.node,
    password.node,
    trouble,
    element("div", { class: "actions" }, submit, button(way.other[1], () => instead(() => openEntrance(way.other[0])), { class: "link" })),
    wayName === "signIn" && button("Forgot your password?", () => instead(openForgotten), { class: "link small" }),
  );
  const dialog = openDialog(way.title, form);
}
