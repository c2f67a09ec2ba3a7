// The facts of a portfolio: each value with the places in the resume that it comes from.

/** Returns the facts of all sections: {key, section, value, places: [{page, box, text}]}. */
export function listFacts({ sections }) {
  return sections.flatMap((section) => {
    const byPath = Map.groupBy(section.sources, ({ path }) => path);
    return [...byPath].map(([path, places]) => ({
      key: `${section.id} ${path}`,
      section,
      value: readValue(section.content, path),
      places: places.filter(({ page }) => page !== null),
    }));
  }).filter(({ value, places }) => value && places.length);
}

/** Follows a JSON pointer, whose words are those of the backend: start_date for startDate. */
function readValue(content, path) {
  const steps = path.slice(1).split("/").map((step) => step.replace(/_(\w)/g, (_, letter) => letter.toUpperCase()));
  const value = steps.reduce((inner, step) => inner?.[step], content);
  return typeof value === "string" ? value : null;  // a flag, such as `current`, is no text to show
}

/** Returns the places of facts by page. */
export function listPages(facts) {
  const places = facts.flatMap((fact) => fact.places.map((place) => ({ ...place, fact })));
  return [...Map.groupBy(places, ({ page }) => page)].sort(([one], [other]) => one - other);
}
