// What has been online, newest first, and putting an earlier one back.

import { change } from "../api.js";
import { attempt } from "../attempt.js";
import { announce, button, element, fill } from "../elements.js";
import { ROLL_BACK } from "../operations.js";
import { timeNode } from "../times.js";

const WORDS = {
  PENDING: ["Waits", "warm"],
  BUILDING: ["Under way", "warm"],
  LIVE: ["Online", "good"],
  SUPERSEDED: ["Replaced", "calm"],
  FAILED: ["Failed", "bad"],
  REMOVED: ["Taken down", "calm"],
};
const UNDER_WAY = new Set(["PENDING", "BUILDING"]);

/** Returns the list. A release that is under way when the page is opened is seen through. */
export function releaseList(desk) {
  const trouble = element("div");
  const list = element("ol", { class: "lines" });
  const heading = element("h2", { id: "releases", tabIndex: -1 }, "Releases");
  const node = element("section", { class: "group", "aria-labelledby": heading.id }, heading, trouble, list);

  async function seeThrough(jobId, done) {
    await desk.finish(jobId, trouble);
    await desk.reload();
    announce(done);
  }

  const takeUp = attempt(trouble, (job) => seeThrough(job.id, "Your site is online."));

  const putBack = attempt(trouble, async ({ id, createdAt }) => {
    const { job } = await change(ROLL_BACK, { deploymentId: id });
    heading.focus();  // the button is about to go
    await seeThrough(job.id, `The release of ${timeNode(createdAt).textContent} is online again.`);
  });

  desk.onChange(({ deployments: { nodes } }) => {
    node.hidden = !nodes.length;
    fill(list, nodes.map((release) => releaseLine(release, desk.places, putBack)));
    const started = nodes.find(({ status, job }) => UNDER_WAY.has(status) && job && !desk.knows(job.id));
    if (started) takeUp(started.job);
  });
  return node;
}

function releaseLine(release, places, putBack) {
  const [word, mood] = WORDS[release.status];
  const time = timeNode(release.createdAt);
  const { title, isDefault } = places.find(({ target }) => target === release.target);
  const about = isDefault ? `version ${release.portfolioVersion}` : `version ${release.portfolioVersion}, ${title}`;
  const label = `Put back the release of ${time.textContent}`;
  return element(
    "li",
    {},
    element("span", {}, time, element("span", { class: "fine" }, ` · ${about}`)),
    element("span", { class: `status ${mood}` }, word),
    release.canRollBack && button("Put back", () => putBack(release), { class: "quiet small", "aria-label": label }),
  );
}
