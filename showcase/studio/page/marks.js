// Marking texts in a previewed site, without a change to it: by the highlight API of the browser.

const LOOK = `
  ::highlight(facts) { background-color: rgb(80 170 155 / 26%); }
  ::highlight(chosen) { background-color: #ffd76a; color: #1f1d1a; }`;

/** Returns what finds and marks facts in a site's document. */
export function siteMarks(site) {
  const { CSS, Highlight, CSSStyleSheet } = site.defaultView;
  const ranges = new Map();
  if (CSS.highlights) {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(LOOK);
    site.adoptedStyleSheets = [sheet];
  }

  function mark(name, marked) {
    CSS.highlights?.set(name, new Highlight(...marked));
  }

  function showAll(facts) {
    ranges.clear();
    const parts = new Map();
    for (const fact of facts) {
      const part = findPart(site, fact.section);
      if (!parts.has(part)) parts.set(part, partText(part));
      ranges.set(fact.key, findRanges(parts.get(part), fact));
    }
    mark("facts", [...ranges.values()].flat());
  }

  function choose(key, { scroll }) {
    const chosen = ranges.get(key) ?? [];
    mark("chosen", chosen);
    if (scroll) chosen[0]?.startContainer.parentElement.scrollIntoView({ block: "center" });
  }

  function clear() {
    CSS.highlights?.clear();
  }

  /** Returns the key of the shortest fact at a point, if there is one. */
  function findAt(x, y) {
    const found = [...ranges].filter(([, parts]) => parts.some((range) => covers(range, x, y)));
    const length = ([, parts]) => parts.reduce((sum, range) => sum + range.toString().length, 0);
    return found.sort((one, other) => length(one) - length(other))[0]?.[0];
  }

  return { showAll, choose, clear, findAt };
}

const covers = (range, x, y) =>
  [...range.getClientRects()].some((box) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom);

function findRanges(part, { value }) {
  return value.split(/\n{2,}/).map(plain).filter(Boolean).flatMap((text) => part.find(text) ?? []);
}

/** Returns the part of a site that shows a section: what its heading stands in. */
function findPart(site, section) {
  const headings = [...site.querySelectorAll("h2")];
  const heading = headings.find(({ textContent }) => plain(textContent) === plain(section.heading));
  return heading?.closest("section") ?? site.body;
}

const plain = (text) => text.replace(/[*_`]|\[([^\]]*)\]\([^)]*\)/g, "$1").replace(/\s+/g, " ").trim();

/**
 * Returns what finds texts in an element, where white space counts as one space. Each place is given
 * once, so that the second job's "Engineer" is not found in the first one's "Senior Engineer".
 */
function partText(part) {
  const { text, letters } = readText(part);
  const taken = [];

  function isFree(start, end) {
    const isWhole = !/[\p{L}\p{N}]{2}/u.test(text.slice(start - 1, start + 1)) && !/[\p{L}\p{N}]{2}/u.test(text.slice(end - 1, end + 1));
    return isWhole && !taken.some(([from, to]) => start < to && end > from);
  }

  function find(wanted) {
    for (let start = text.indexOf(wanted); start >= 0; start = text.indexOf(wanted, start + 1)) {
      const end = start + wanted.length;
      if (!isFree(start, end)) continue;
      taken.push([start, end]);
      return rangeOf(letters[start], letters[end - 1]);
    }
    return null;
  }

  return { find };
}

function readText(part) {
  const walker = document.createTreeWalker(part, NodeFilter.SHOW_TEXT);
  const letters = [];
  let text = "";
  while (walker.nextNode()) {
    const { data } = walker.currentNode;
    for (let at = 0; at < data.length; at += 1) {
      const letter = /\s/.test(data[at]) ? " " : data[at];
      if (letter === " " && text.endsWith(" ")) continue;
      text += letter;
      letters.push([walker.currentNode, at]);
    }
  }
  return { text, letters };
}

function rangeOf([first, start], [last, at]) {
  const range = first.ownerDocument.createRange();
  range.setStart(first, start);
  range.setEnd(last, at + 1);
  return range;
}
