// A guest's work hangs on this browser alone; say so, and offer an account.

import { button, element } from "../elements.js";
import { openEntrance } from "./entrance.js";

/** Returns a note for guests. */
export function guestNote() {
  return element(
    "div",
    { class: "note calm guest" },
    element("p", {}, "You are here as a guest. Only this browser leads back to this site, and only for a while."),
    button("Keep it with an account", () => openEntrance("signUp"), { class: "quiet small" }),
  );
}
