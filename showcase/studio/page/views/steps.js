// The steps of a job as a list that fills in, with a bar above it.

import { element, fill } from "../elements.js";
import words from "../words.json" with { type: "json" };

const OPTIONAL = new Set(["OCR", "DEPLOYING"]);  // shown once they begin

const STARTS = new Set(["QUEUED", "RETRYING"]);
const UNFINISHED = new Set(["active", "failed"]);

/** Returns the list and what feeds it with events. */
export function stepList({ stages = Object.keys(words.stages) } = {}) {
  const bar = element("progress", { max: 100, value: 0, "aria-label": "Progress" });
  const percent = element("span", { class: "percent" }, "0 %");
  const list = element("ol", { class: "steps" });
  const message = element("p", { class: "fine message" });
  const steps = new Map(stages.map((stage) => [stage, makeStep(stage)]));
  draw();

  function draw() {
    const shown = [...steps.values()].filter((step) => step.state !== "hidden");
    fill(list, shown.map(stepLine));
  }

  function take(event) {
    bar.value = event.percent;
    percent.textContent = `${event.percent} %`;
    if (event.message) message.textContent = event.message;
    if (STARTS.has(event.type)) restart();
    const step = steps.get(event.stage);
    if (step) advance(step, event);
    if (event.type === "COMPLETED") message.textContent = "";
    draw();
  }

  function restart() {
    for (const step of steps.values()) if (UNFINISHED.has(step.state)) step.state = "waiting";
  }

  return { nodes: [element("div", { class: "bar" }, bar, percent), list, message], take };
}

function makeStep(stage) {
  return { stage, state: OPTIONAL.has(stage) ? "hidden" : "waiting", began: 0, seconds: null };
}

function advance(step, { type, at }) {
  const time = Date.parse(at);
  if (type === "STAGE_STARTED") Object.assign(step, { state: "active", began: time, seconds: null });
  else if (type === "STAGE_FINISHED") {
    Object.assign(step, { state: "done", seconds: step.began ? (time - step.began) / 1000 : null });
  } else if (type === "FAILED") step.state = "failed";
  else if (type === "CANCELLED") step.state = "waiting";
  else if (type === "PROGRESS" && step.state !== "done") step.state = "active";
}

const SAID = { waiting: "to come", active: "under way", done: "done", failed: "failed" };

function stepLine(step) {
  return element(
    "li",
    { class: step.state, "aria-current": step.state === "active" ? "step" : null },
    element("span", { class: "mark", "aria-hidden": "true" }),
    element("span", { class: "what" }, words.stages[step.stage]),
    element("span", { class: "unseen" }, `, ${SAID[step.state]}`),
    step.seconds !== null && element("span", { class: "took" }, tellSeconds(step.seconds)),
  );
}

function tellSeconds(seconds) {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(1)} s`;
}
