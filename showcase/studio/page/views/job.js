// A job while it runs: real steps on one side, sections appearing on the other.

import { ask, change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, arrive, button, element, fill, keepsStill } from "../elements.js";
import { CANCEL, JOB, RETRY } from "../operations.js";
import { Problem, problemNote } from "../problems.js";
import { follow } from "../subscription.js";
import words from "../words.json" with { type: "json" };
import { sectionSheet } from "./sheet.js";
import { stepList } from "./steps.js";

const MAKING = "Making your site";
const LOST = "The connection is lost. Connecting again …";
const STOPPED = "This was stopped. Nothing has been published.";
const PACE_MS = 110;
const OLD_MS = 3_000;
const LAST_LOOK_MS = 900;

/** Shows a job's story and, at its end, what it made. */
export async function openJob(view, jobId, signal) {
  const { job } = await ask(JOB, { id: jobId });
  signal.throwIfAborted();
  if (job === null) throw new Problem("NOT_FOUND", "This work is not here any more, or it is not yours.");
  const steps = stepList();
  const sheet = sectionSheet();
  const connection = element("p", { class: "note calm", hidden: true }, LOST);
  const outcome = element("div");
  const stopButton = button("Stop", () => cancel(), { class: "quiet" });
  const heading = element("h1", {}, MAKING);
  fill(
    view,
    element(
      "div",
      { class: "making" },
      element("section", { class: "panel", "aria-label": "Steps" }, heading, steps.nodes, connection, outcome, element("div", { class: "actions" }, stopButton)),
      sheet.node,
    ),
  );
  arrive(heading);

  const paced = pace(signal, (event) => {
    steps.take(event);
    if (event.section) sheet.add(event.section);
    tell(event);
  });
  start(0);

  function start(after) {
    follow(jobId, {
      after,
      signal,
      onEvent: paced.take,
      onConnection: (isOpen) => {
        connection.hidden = isOpen;
        if (!isOpen) announce(LOST);
      },
      onEnd: () => paced.after(finish),
      onProblem: (problem) => fill(outcome, problemNote(problem, { retry: () => { fill(outcome); start(0); } })),
    });
  }

  const finish = attempt(outcome, async () => {
    const { job: ended } = await ask(JOB, { id: jobId });
    signal.throwIfAborted();
    stopButton.hidden = true;
    if (ended.status === "COMPLETED") location.replace(`#/portfolio/${encodeURIComponent(ended.portfolio.id)}`);
    else showEnd(ended);
  });

  function showEnd({ failure, canRetry }) {
    const again = canRetry && (failure?.retryable ?? true);
    const note = element(
      "div",
      { class: failure ? "note problem" : "note calm", role: "alert" },
      element("p", {}, failure?.message ?? STOPPED),
      element(
        "div",
        { class: "actions" },
        again && button("Try again", () => retry(), { class: "primary" }),
        element("a", { class: "button quiet", href: "#/" }, "Choose another file"),
      ),
    );
    fill(outcome, note);
    heading.textContent = failure ? "This did not work" : "Stopped";
    arrive(heading);
  }

  const retry = attempt(outcome, async () => {
    const { job: again } = await change(RETRY, { jobId });
    stopButton.hidden = false;
    heading.textContent = MAKING;
    arrive(heading);
    start(again.lastSequence - 1);
  });

  const cancel = attempt(outcome, () => change(CANCEL, { jobId }), { busy: stopButton });
}

function tell(event) {
  if (event.section) announce(`${event.section.heading} is ready.`);
  else if (event.type === "STAGE_STARTED") announce(words.stages[event.stage]);
  else if (event.type === "COMPLETED") announce("Your site is ready.");
}

/**
 * Hands events on one by one, so that eyes can follow work that takes a tenth of a second. What
 * happened before the page was opened, and all of it for readers who want no motion, comes at once.
 */
function pace(signal, take) {
  const waiting = [];
  let timer = 0;

  function next() {
    clearTimeout(timer);
    timer = 0;
    do {
      const entry = waiting.shift();
      if (typeof entry === "function") entry();
      else take(entry);
    } while (waiting.length && isImpatient());
    if (waiting.length) wait();
  }

  function wait() {
    timer = setTimeout(next, typeof waiting[0] === "function" ? LAST_LOOK_MS : PACE_MS);
  }

  function add(entry) {
    waiting.push(entry);
    if (isImpatient() || isOld(entry)) next();
    else if (!timer) wait();
  }

  signal.addEventListener("abort", () => clearTimeout(timer));
  return { take: add, after: add };
}

const isImpatient = () => keepsStill() || document.hidden;
const isOld = (entry) => Date.now() - Date.parse(entry.at) > OLD_MS;
