// The first view: a resume comes in.

import { ask, sendFile } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, arrive, element, fill } from "../elements.js";
import { PORTFOLIOS, THEMES, UPLOAD } from "../operations.js";
import { ensureSession, hasSession } from "../session.js";
import { statusPill } from "./status.js";
import { dropZone } from "./drop.js";
import { themeChooser, toneChooser } from "./options.js";

/** Shows the first view. */
export async function openStart(view, _id, signal) {
  const [{ themes }, mine] = await Promise.all([ask(THEMES), hasSession() ? ask(PORTFOLIOS) : null]);
  signal.throwIfAborted();
  const heading = element("h1", {}, "Your resume, as a site worth showing");
  fill(
    view,
    element(
      "div",
      { class: "start" },
      element(
        "div",
        { class: "lead" },
        heading,
        element("p", {}, "Drop it in and watch it being read, written and checked. Nothing is invented, and nothing is public until you say so."),
      ),
      resumeForm(themes, signal),
      mine && myPortfolios(mine),
    ),
  );
  arrive(heading, "Start");
}

function resumeForm(themes, signal) {
  let file = null;
  let key = null;
  const trouble = element("div");
  const submit = element("button", { type: "submit", class: "button primary wide", hidden: true }, "Make my site");

  function choose(chosen) {
    file = chosen;
    key = crypto.getRandomValues(new Uint32Array(4)).join("-");  // a repeated request makes no second site
    submit.hidden = false;
    fill(trouble);
    announce(`${chosen.name} is chosen.`);
    submit.focus();
  }

  const send = attempt(
    trouble,
    async () => {
      const job = await upload(file, key, new FormData(form));
      signal.throwIfAborted();
      location.hash = `#/job/${encodeURIComponent(job.id)}`;
    },
    { busy: submit },
  );

  const form = element(
    "form",
    {
      onsubmit: (event) => {
        event.preventDefault();
        if (file) send();
      },
    },
    dropZone(choose, submit, signal),
    trouble,
    themeChooser(themes, themes[0].key),
    toneChooser(),
    element("p", { class: "fine" }, "You can change both later."),
  );
  return form;
}

async function upload(file, idempotencyKey, choices) {
  await ensureSession();
  const preferences = { theme: choices.get("theme"), tone: choices.get("tone") };
  const { job } = await sendFile(UPLOAD, { preferences, publish: false, idempotencyKey }, file);
  return job;
}

function myPortfolios({ portfolios, jobs }) {
  if (!portfolios.nodes.length && !jobs.nodes.length) return null;
  const started = (job) => element("li", {}, element("a", { href: `#/job/${encodeURIComponent(job.id)}` }, "A site in the making"));
  return element(
    "section",
    { class: "mine", "aria-labelledby": "mine" },
    element("h2", { id: "mine" }, "Your sites"),
    element("ul", {}, jobs.nodes.map(started), portfolios.nodes.map(portfolioLine)),
  );
}

function portfolioLine(portfolio) {
  return element(
    "li",
    {},
    element("a", { href: `#/portfolio/${encodeURIComponent(portfolio.id)}` }, portfolio.title),
    statusPill(portfolio.status),
  );
}
