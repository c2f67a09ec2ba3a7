// Who is here, at the top right: nobody, a guest, or an account.

import { ask, change } from "../api.js";
import { button, element, fill } from "../elements.js";
import { ME, SIGN_OUT } from "../operations.js";
import { forgetSession, getRefreshToken, hasSession } from "../session.js";
import { openEntrance } from "./entrance.js";
import { closeOutside } from "./menu.js";

/** Shows who is here; as before while the server cannot tell. */
export async function showAccount(place, signal) {
  const { me } = hasSession() ? await ask(ME).catch(() => ({})) : { me: null };
  if (me === undefined || signal.aborted) return;
  if (me === null) fill(place, button("Sign in", () => openEntrance("signIn"), { class: "quiet small" }));
  else if (me.isGuest) fill(place, element("span", { class: "fine who" }, "Guest"), button("Keep your work", () => openEntrance("signUp"), { class: "quiet small" }));
  else fill(place, accountMenu(me, signal));
}

function accountMenu(me, signal) {
  const menu = element(
    "details",
    { class: "menu" },
    element("summary", { class: "button quiet small" }, me.displayName ?? me.email.split("@")[0]),
    element(
      "div",
      { class: "menu-body" },
      element("p", { class: "fine" }, me.email),
      element("a", { class: "choice", href: "#/" }, "Your sites"),
      button("Sign out", signOut, { class: "choice" }),
    ),
  );
  closeOutside(menu, signal);
  return menu;
}

/** Leaves, even if the server cannot be told. */
async function signOut() {
  await change(SIGN_OUT, { refreshToken: getRefreshToken() }).catch(() => {});
  forgetSession();
  location.hash = "#/";
  location.reload();
}
