// A job while it runs: real steps on one side, sections appearing on the other.

import { ask, change } from "../api.js";
import { announce, arrive, button, element, fill, keepsStill } from "../elements.js";
import { CANCEL, JOB, RETRY } from "../operations.js";
import { Problem, problemNote } from "../problems.js";
import { follow } from "../subscription.js";
import words from "../words.json" with { type: "json" };
import { sectionSheet } from "./sheet.js";
import { stepList } from "./steps.js";

const PACE_MS = 110;
const OLD_MS = 3_000;
const LAST_LOOK_MS = 900;

/** Shows a job's story and, at its end, what it made. Returns what ends the view. */
export async function openJob(view, jobId) {
  const { job } = await ask(JOB, { id: jobId });
  if (job === null) throw new Problem("NOT_FOUND", "This work is not here any more, or it is not yours.");
  const steps = stepList();
  const sheet = sectionSheet();
  const connection = element("p", { class: "note calm", hidden: true }, "The connection is lost. Connecting again …");
  const outcome = element("div");
  const stopButton = button("Stop", cancel, { class: "quiet" });
  const heading = element("h1", {}, "Making your site");
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

  const paced = pace((event) => {
    steps.take(event);
    if (event.section) sheet.add(event.section);
    tell(event);
  });
  let stop = start(0);

  function start(after) {
    return follow(jobId, {
      after,
      onEvent: paced.take,
      onConnection: (isOpen) => {
        connection.hidden = isOpen;
        if (!isOpen) announce("The connection is lost. Connecting again.");
      },
      onEnd: () => paced.after(finish),
      onProblem: (problem) => fill(outcome, problemNote(problem, { retry: () => { stop = start(0); } })),
    });
  }

  async function finish() {
    const { job: ended } = await ask(JOB, { id: jobId }).catch(showProblem) ?? {};
    if (!ended) return;
    stopButton.hidden = true;
    if (ended.status === "COMPLETED") {
      location.replace(`#/portfolio/${encodeURIComponent(ended.portfolio.id)}`);
    } else showEnd(ended);
  }

  function showProblem(problem) {
    fill(outcome, problemNote(problem, { retry: finish }));
  }

  function showEnd(ended) {
    const again = ended.canRetry && (ended.failure?.retryable ?? true);
    const sentence = ended.failure?.message ?? "This was stopped. Nothing has been published.";
    const other = element("a", { class: "button quiet", href: "#/" }, "Choose another file");
    const note = element(
      "div",
      { class: ended.failure ? "note problem" : "note calm", role: "alert" },
      element("p", {}, sentence),
      element("div", { class: "actions" }, again && button("Try again", retry, { class: "primary" }), other),
    );
    fill(outcome, note);
    heading.textContent = ended.failure ? "This did not work" : "Stopped";
    arrive(heading);
  }

  async function retry() {
    try {
      const { job: again } = await change(RETRY, { jobId });
      fill(outcome);
      stopButton.hidden = false;
      heading.textContent = "Making your site";
      stop = start(again.lastSequence - 1);
    } catch (problem) {
      fill(outcome, problemNote(problem, { retry }));
    }
  }

  async function cancel() {
    await change(CANCEL, { jobId }).catch((problem) => fill(outcome, problemNote(problem, { retry: cancel })));
  }

  return () => {
    stop();
    paced.stop();
  };
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
function pace(take) {
  const waiting = [];
  let timer = 0;

  function next() {
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

  return { take: add, after: add, stop: () => clearTimeout(timer) };
}

const isImpatient = () => keepsStill() || document.hidden;
const isOld = (entry) => Date.now() - Date.parse(entry.at) > OLD_MS;
