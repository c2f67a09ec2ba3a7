// Taking a site down.

import { change } from "../api.js";
import { announce } from "../elements.js";
import { UNPUBLISH } from "../operations.js";
import { openQuestion } from "./dialog.js";

/** Asks, and then takes the site down; `done()` follows. */
export function openTakeDown(desk, done) {
  openQuestion({
    title: "Take your site down?",
    words: "Its address will lead nowhere. Your texts stay here, and you can publish again.",
    yes: "Take it down",
    no: "Keep it",
    task: async () => {
      await change(UNPUBLISH, { portfolioId: desk.portfolio.id });
      await desk.reload();
    },
    done: () => {
      done();
      announce("Your site is offline.");
    },
  });
}
