// Small jobs, seen through in the place where they were asked for.

import { ask } from "../api.js";
import { element, fill } from "../elements.js";
import { JOB } from "../operations.js";
import { Problem } from "../problems.js";
import { follow } from "../subscription.js";
import words from "../words.json" with { type: "json" };

/** Shows a job's progress in `place` and returns when it has completed. Throws Problem. */
export async function finishJob(jobId, place) {
  const bar = element("progress", { max: 100, value: 0, "aria-label": "Progress" });
  const said = element("p", { class: "fine", role: "status" }, "Waiting …");
  fill(place, bar, said);
  await new Promise((resolve, reject) => {
    follow(jobId, {
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
  fill(place);
  const { job } = await ask(JOB, { id: jobId });
  if (job.failure) {
    throw new Problem(job.failure.retryable ? "UNAVAILABLE" : job.failure.code, job.failure.message);
  }
}
