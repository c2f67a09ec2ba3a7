// Small jobs, seen through in the place where they were asked for.

import { ask } from "./api.js";
import { element, fill } from "./elements.js";
import { JOB } from "./operations.js";
import { Problem } from "./problems.js";
import { follow } from "./subscription.js";
import words from "./words.json" with { type: "json" };

const STOPPED = "This was stopped. Nothing has changed.";

/** Shows a job's progress in `place` and returns when it has completed. Throws Problem. */
export async function finishJob(jobId, place, signal) {
  const bar = element("progress", { max: 100, value: 0, "aria-label": "Progress" });
  const said = element("p", { class: "fine", role: "status" }, "Waiting …");
  fill(place, bar, said);
  await new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    follow(jobId, {
      signal,
      onEvent: (event) => {
        bar.value = event.percent;
        if (event.stage) said.textContent = event.message ?? words.stages[event.stage];
      },
      onConnection: (isOpen) => {
        if (!isOpen) said.textContent = "The connection is lost. Connecting again …";
      },
      onEnd: resolve,
      onProblem: reject,
    });
  });
  const { job } = await ask(JOB, { id: jobId });
  signal.throwIfAborted();
  fill(place);
  if (job.failure) throw new Problem(job.failure.code, job.failure.message, job.failure);
  if (job.status !== "COMPLETED") throw new Problem(job.status, STOPPED);
}
