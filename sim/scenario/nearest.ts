// "did you mean ...?": the known word closest to what was written.

/** Words longer than this are no typos of ours. */
const LONGEST = 64;

/**
 * The word of `known` that few insertions, deletions, replacements and swaps of neighbours make of `written`, case aside: a third
 * of its length, at least 1 and at most 3. The first of the closest; undefined when none is near, or `written` is not a string.
 * Source: Damerau 1964, Levenshtein 1966 (optimal string alignment).
 */
function nearest(written: unknown, known: Iterable<unknown>): string | undefined {
  if (typeof written !== "string" || written.length > LONGEST) return undefined;
  const lower = written.toLowerCase();
  let best: string | undefined;
  let least = Infinity;
  for (const word of known) {
    if (typeof word !== "string" || word.length > LONGEST) continue;
    const tolerated = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
    if (Math.abs(word.length - lower.length) > tolerated) continue;
    const far = distance(lower, word.toLowerCase());
    if (far < least && far <= tolerated) {
      best = word;
      least = far;
    }
  }
  return best;
}

/** `; did you mean "canary"?`, or nothing. */
export function didYouMean(written: unknown, known: Iterable<unknown>): string {
  const word = nearest(written, known);
  return word === undefined ? "" : `; did you mean ${JSON.stringify(word)}?`;
}

function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replace = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(last[j]! + 1, row[j - 1]! + 1, replace);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) row[j] = Math.min(row[j]!, beforeLast[j - 2]! + 1);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
