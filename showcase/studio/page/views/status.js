// Where a portfolio stands, as a word.

import { element } from "../elements.js";

const WORDS = {
  DRAFT: ["Private draft", "calm"],
  PUBLISHED: ["Online", "good"],
  PUBLISHED_STALE: ["Online, with changes to publish", "warm"],
  UNPUBLISHED: ["Taken down", "calm"],
};

export function statusPill(status) {
  const [words, mood] = WORDS[status] ?? [status, "calm"];
  return element("span", { class: `status ${mood}` }, words);
}
