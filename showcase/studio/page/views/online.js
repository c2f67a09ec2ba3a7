// Being online: where the site is, private links to it, its earlier releases, and its end.

import { button, element, fill } from "../elements.js";
import { accountList } from "./accounts.js";
import { addressLine } from "./address.js";
import { deletionButton } from "./deletion.js";
import { releaseList } from "./releases.js";
import { sharingForm } from "./sharing.js";
import { openTakeDown } from "./takedown.js";

const OFFLINE = "Not public. Only you see this site, and whoever you give a private link. Publish it when you like it.";

/** Returns the panel. */
export function onlinePanel(desk) {
  return element("div", { class: "online" }, publicPlace(desk), sharingForm(desk), releaseList(desk), accountList(desk), deletionButton(desk));
}

function publicPlace(desk) {
  const heading = element("h2", { id: "place", tabIndex: -1 }, "For everybody");
  const place = element("div");
  const ask = () => openTakeDown(desk, () => heading.focus());  // the button will be gone
  const takeDown = button("Take down", ask, { class: "quiet small" });
  desk.onChange(({ publicUrl }) => {
    fill(place, publicUrl === null ? element("p", {}, OFFLINE) : addressLine(publicUrl));
    takeDown.hidden = publicUrl === null;
  });
  return element("section", { class: "group", "aria-labelledby": heading.id }, heading, place, takeDown);
}
