// A guest's work hangs on this browser alone; say so, and offer an account.

import { ask } from "../api.js";
import { button, element, fill } from "../elements.js";
import { ME } from "../operations.js";
import { openEntrance } from "./entrance.js";

/** Returns a note for guests, which is empty for everybody else. */
export function guestNote() {
  const place = element("div");
  const note = element(
    "div",
    { class: "note calm guest" },
    element("p", {}, "You are here as a guest. Only this browser leads back to this site, and only for a while."),
    button("Keep it with an account", () => openEntrance("signUp"), { class: "quiet small" }),
  );
  ask(ME).then(({ me }) => me?.isGuest && fill(place, note), () => {});
  return place;
}
