// Where each fact comes from: the resume's pages with the places that were read, beside the site.

import { announce, button, element, fill } from "../elements.js";
import { listFacts, listPlaces } from "../facts.js";
import { siteMarks } from "../marks.js";
import { resumePage } from "./resume_page.js";

/** Returns the panel; it marks facts in the site while it shows. */
export function sourcePanel(desk) {
  const pages = desk.portfolio.resumePages.map(resumePage);
  const sheets = pages.length
    ? element("div", { class: "resume-pages", role: "group", tabIndex: 0, "aria-label": "Your resume" }, pages.map(({ node: page }) => page))
    : element("p", { class: "fine" }, "A JSON Resume has no pages to show.");
  const list = element("div", { class: "facts" });
  const node = element("div", { class: "sources" }, sheets, list);
  let facts = [];
  let marks = null;
  let isOpen = false;
  let places = [];

  desk.onChange((portfolio) => {
    facts = listFacts(portfolio);
    places = pages.flatMap((page) => page.mark(listPlaces(facts, page.number), choose));
    fill(list, [...Map.groupBy(facts, ({ section }) => section)].map(factGroup));
  });

  function factGroup([section, found]) {
    return element("section", { "aria-label": section.heading }, element("h2", {}, section.heading), element("ul", {}, found.map(factLine)));
  }

  function factLine(fact) {
    const label = fact.value.length > 90 ? `${fact.value.slice(0, 90)} …` : fact.value;
    const press = () => choose(fact.key, { scroll: true });
    const own = !fact.places.length && element("span", { class: "fine" }, " · written by you");
    return element("li", {}, button([label, own].filter(Boolean), press, { class: "fact", "aria-pressed": "false", "data-key": fact.key }));
  }

  function choose(key, { scroll = true } = {}) {
    const fact = facts.find((candidate) => candidate.key === key);
    if (!fact) return;
    for (const place of places) place.show(key);
    places.find((place) => place.key === key)?.reveal();
    for (const line of list.querySelectorAll("button")) {
      const isChosen = line.dataset.key === key;
      line.setAttribute("aria-pressed", String(isChosen));
      if (isChosen) line.scrollIntoView({ block: "nearest" });
    }
    marks?.choose(key, { scroll });
    announce(tellOrigin(fact));
  }

  /** Takes the site that shows now. */
  function setSite(site) {
    marks = siteMarks(site);
    if (isOpen) marks.showAll(facts);
    site.addEventListener("click", (event) => {
      const key = isOpen && marks.findAt(event.clientX, event.clientY);
      if (!key) return;
      event.preventDefault();
      choose(key, { scroll: false });
    }, true);
  }

  function toggle(opened) {
    isOpen = opened;
    if (!opened) {
      marks?.clear();
      return;
    }
    for (const page of pages) page.load();
    marks?.showAll(facts);
  }

  desk.signal.addEventListener("abort", () => pages.forEach((page) => page.end()));

  return { node, setSite, toggle };
}

function tellOrigin({ places }) {
  const texts = [...new Set(places.map(({ text }) => text))];
  return places.length ? `From page ${places[0].page}: ${texts.join("; ")}` : "Written by you.";
}
