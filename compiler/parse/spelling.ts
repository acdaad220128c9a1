import { contextualWordList, type Keyword, reservedWordList } from "../../grammar/index.ts";

const keywords: readonly Keyword[] = [...reservedWordList, ...contextualWordList];

/**
 * The candidate that a word was probably meant to be: one or two letters added, lost, changed or swapped. A word of one
 * or two letters is a name of its own.
 */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  if (word.length < 3) {
    return undefined;
  }
  const budget = word.length <= 4 ? 1 : 2;
  let best: string | undefined;
  let bestDistance = budget + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) > budget) {
      continue;
    }
    const distance = editDistance(word.toLowerCase(), candidate);
    if (distance < bestDistance && distance < candidate.length) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** The keyword that a word was probably meant to be. */
export function closestKeyword(word: string): string | undefined {
  return closest(word, keywords);
}

/**
 * Insertions, deletions, replacements and swaps of neighbours that turn one text into another (optimal string
 * alignment).
 */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      }
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}
