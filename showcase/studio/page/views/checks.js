// How good a portfolio is, and what to look at before it is published.

import { button, element, fill } from "../elements.js";

const SEVERITIES = { ERROR: ["Put right", "bad"], WARNING: ["Look at", "warm"], INFO: ["Good to know", "calm"] };
const NOTHING = "Nothing to put right. Every statement was checked against the resume.";

/** Returns the list of findings, and the number that stands at its tab; `open(kind)` leads to a section. */
export function checkPanel(desk, open) {
  const node = element("div", { class: "checks" });
  const count = element("span", { class: "count" });
  desk.onChange(({ quality, sections, engine }) => {
    const heading = (kind) => sections.find((section) => section.kind === kind)?.heading;
    const grave = quality.findings.filter(({ severity }) => severity !== "INFO");
    const reasons = quality.sections.filter((part) => part.reasons.length);
    count.textContent = ` ${grave.length}`;
    count.hidden = !grave.length;
    fill(
      node,
      quality.score !== null && score(quality.score),
      !quality.findings.length && !reasons.length && element("p", {}, NOTHING),
      element("ul", { class: "notices" }, quality.findings.map((finding) => findingLine(finding, heading, open))),
      reasons.map((part) => sectionReasons(part, heading(part.kind), open)),
      element("p", { class: "fine" }, engine === "offline" ? "Written offline, by rules." : `Written with ${engine}, checked by rules.`),
    );
  });
  return { node, count };
}

function score(points) {
  return element(
    "p",
    { class: "score" },
    element("strong", {}, String(points)),
    element("span", { class: "fine" }, "of 100, by stated rules"),
  );
}

function findingLine({ severity, message, kind, page }, heading, open) {
  const [word, mood] = SEVERITIES[severity];
  return element(
    "li",
    {},
    element("span", { class: `status ${mood}` }, word),
    element("p", {}, message, page && element("span", { class: "fine" }, ` Page ${page}.`)),
    kind && opener(kind, heading(kind), open),
  );
}

function sectionReasons({ kind, score: points, reasons }, heading, open) {
  return element(
    "section",
    { "aria-label": `What ${heading} lacks` },
    element("h2", {}, heading, element("span", { class: "fine" }, ` ${points} of 100`)),
    element("ul", {}, reasons.map(({ message, points: lost }) => element("li", {}, message, lost > 0 && element("span", { class: "fine" }, ` −${lost}`)))),
    opener(kind, heading, open),
  );
}

const opener = (kind, heading, open) => heading && button(`Go to ${heading}`, () => open(kind), { class: "link fine" });
