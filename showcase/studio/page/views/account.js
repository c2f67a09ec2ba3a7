// Who is here, at the top right: nobody, a guest, or an account.

import { ask, change } from "../api.js";
import { button, element, fill } from "../elements.js";
import { ME, SIGN_OUT } from "../operations.js";
import { forgetSession, getRefreshToken, hasSession } from "../session.js";
import { closeOutside } from "./download.js";
import { openEntrance } from "./entrance.js";

/** Shows who is here. */
export async function showAccount(place) {
  const me = hasSession() ? (await ask(ME).catch(() => ({ me: null }))).me : null;
  if (me === null) fill(place, button("Sign in", () => openEntrance("signIn"), { class: "quiet small" }));
  else if (me.isGuest) fill(place, element("span", { class: "fine who" }, "Guest"), button("Keep your work", () => openEntrance("signUp"), { class: "quiet small" }));
  else fill(place, accountMenu(me));
}

function accountMenu(me) {
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
  closeOutside(menu);
  return menu;
}

/** Leaves, even if the server cannot be told. */
async function signOut() {
  await change(SIGN_OUT, { refreshToken: getRefreshToken() }).catch(() => {});
  forgetSession();
  location.hash = "#/";
  location.reload();
}
