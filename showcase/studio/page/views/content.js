// What a section holds, as it reads.

import { element } from "../elements.js";

const RENDERERS = {
  HeroContent: (content) => [
    line(content.name, "strong"),
    line(content.headline),
    line(content.tagline, "em"),
    line(content.location, "fine"),
    linkLine(content.links),
  ],
  SummaryContent: (content) => paragraphs(content.text),
  ExperienceContent: ({ items }) =>
    items.map((item) => entry([item.position, item.organization], dates(item), item.location, item.summary, item.highlights)),
  EducationContent: ({ items }) =>
    items.map((item) => entry([item.studyType, item.area, item.institution], dates(item), item.score, null, item.highlights)),
  ProjectsContent: ({ items }) =>
    items.map((item) => entry([item.name], dates(item), item.technologies.join(", "), item.description, item.highlights)),
  SkillsContent: ({ groups }) => groups.map((group) => entry([group.name], group.level, group.keywords.join(", "))),
  CertificationsContent: ({ items }) => items.map((item) => entry([item.name, item.issuer], item.date)),
  LanguagesContent: ({ items }) => items.map((item) => entry([item.language], item.fluency)),
  AwardsContent: ({ items }) => items.map((item) => entry([item.title, item.awarder], item.date, null, item.summary)),
  PublicationsContent: ({ items }) => items.map((item) => entry([item.name, item.publisher], item.date, null, item.summary)),
  ContactContent: (content) => [line(content.email), line(content.phone), line(content.location), linkLine(content.links)],
};

/** Returns what shows a section's content; a note where there is none. */
export function contentNodes(content) {
  const nodes = (RENDERERS[content.__typename]?.(content) ?? []).flat().filter(Boolean);
  return nodes.length ? nodes : [element("p", { class: "fine" }, "Nothing here yet.")];
}

const line = (text, look = "") => text && element("p", { class: look }, text);

const paragraphs = (text) => text.split(/\n{2,}/).filter(Boolean).map((part) => element("p", {}, part));

/** Returns what links are called, or false where there are none. */
export const linkLine = (links) => links.length > 0 && line(links.map((link) => link.label).join(" · "), "fine");

const dates = ({ startDate, endDate, current }) =>
  [startDate, current ? "now" : endDate].filter(Boolean).join(" – ");

function entry(names, when, detail, text, points = []) {
  const name = names.filter(Boolean).join(", ");
  return element(
    "div",
    { class: "entry" },
    (name || when) && element(
      "p",
      { class: "entry-head" },
      name && element("strong", {}, name),
      when && element("span", { class: "fine" }, when),
    ),
    detail && element("p", { class: "fine" }, detail),
    text && paragraphs(text),
    points.length > 0 && element("ul", {}, points.map((point) => element("li", {}, point))),
  );
}
