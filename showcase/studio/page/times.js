// Points in time, as people read them.

import { element } from "./elements.js";

const FORM = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit" });

/** Returns a point in time, for eyes and for programs. */
export const timeNode = (at) => element("time", { dateTime: at }, FORM.format(new Date(at)));
