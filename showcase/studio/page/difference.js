// What differs between two contents of a section, text by text and word by word.

/** Returns the texts that differ: lists of segments {kind: EQUAL | DELETE | INSERT, text}. */
export function compareContents(before, after) {
  const [old, now] = [before, after].map((content) => new Map(listTexts(content)));
  const paths = new Set([...now.keys(), ...old.keys()]);
  return [...paths]
    .map((path) => [old.get(path) ?? "", now.get(path) ?? ""])
    .filter(([one, other]) => one !== other)
    .map(([one, other]) => compareTexts(one, other));
}

function listTexts(value, path = "") {
  if (typeof value === "string") return [[path, value]];
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, part]) => listTexts(part, `${path}/${name}`));
}

/** Compares by the longest common subsequence of words; spaces go with the word before. */
export function compareTexts(before, after) {
  const [old, now] = [before, after].map((text) => text.match(/\S+\s*/g) ?? []);
  const common = measureCommon(old, now);
  const segments = [];
  const add = (kind, text) => {
    const last = segments.at(-1);
    if (last?.kind === kind) last.text += text;
    else segments.push({ kind, text });
  };
  let [i, j] = [0, 0];
  while (i < old.length || j < now.length) {
    if (i < old.length && j < now.length && isSame(old[i], now[j])) {
      add("EQUAL", now[j]);
      i += 1;
      j += 1;
    } else if (j === now.length || (i < old.length && common[i + 1][j] >= common[i][j + 1])) {
      add("DELETE", old[i]);
      i += 1;
    } else {
      add("INSERT", now[j]);
      j += 1;
    }
  }
  return segments;
}

const isSame = (one, other) => one.trimEnd() === other.trimEnd();

/** Returns how many words the rests of both texts have in common, for each pair of rests. */
function measureCommon(old, now) {
  const lengths = Array.from({ length: old.length + 1 }, () => new Uint16Array(now.length + 1));
  for (let i = old.length - 1; i >= 0; i -= 1) {
    for (let j = now.length - 1; j >= 0; j -= 1) {
      lengths[i][j] = isSame(old[i], now[j]) ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
