// The facts of a portfolio: each sentence or value with the places in the resume that it rests on.

/** Returns the facts of all sections: {key, section, value, places: [{page, box, text}]}. */
export function listFacts({ sections }) {
  return sections.flatMap((section) =>
    section.provenance
      .filter(({ text }) => text)
      .map(({ path, start, text, sources }) => ({
        key: `${section.id} ${path} ${start}`,
        section,
        value: text,
        places: sources.filter(({ page }) => page !== null),  // none: the owner's own words
      })),
  );
}

/** Returns the places on a page that facts come from. */
export function listPlaces(facts, number) {
  const places = facts.flatMap((fact) => fact.places.map((place) => ({ ...place, fact })));
  return places.filter(({ page }) => page === number);
}
