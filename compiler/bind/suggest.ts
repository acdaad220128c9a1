import type { Span } from "../ast/nodes.ts";
import { type Fix, proposeReplace, safeReplace } from "../diagnostics/index.ts";
import { editDistance } from "../parse/index.ts";

/** The legal name nearest to what was written, when it is near enough to be a slip. */
export function suggest(written: string, legal: Iterable<string>): string | undefined {
  const limit = written.length <= 3 ? 1 : written.length <= 6 ? 2 : 3;
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const name of legal) {
    if (Math.abs(name.length - written.length) >= bestDistance || name === written) {
      continue;
    }
    const distance = editDistance(written.toLowerCase(), name.toLowerCase());
    if (distance < bestDistance) {
      best = name;
      bestDistance = distance;
    }
  }
  return best;
}

/**
 * The fix that puts a suggested name in the place of what was written. Only an evident slip may be applied without
 * asking: `clsoe` is `close`, but `slow` may be a forgotten `let` as well as `low`.
 */
export function respell(
  title: string,
  span: Span,
  written: string,
  suggestion: string | undefined,
): readonly Fix[] {
  if (suggestion === undefined) {
    return [];
  }
  return [(isEvidentSlip(written, suggestion) ? safeReplace : proposeReplace)(title, span, suggestion)];
}

/** Another case, the same letters in another order, or one letter of a long name. */
function isEvidentSlip(written: string, suggestion: string): boolean {
  const [a, b] = [written.toLowerCase(), suggestion.toLowerCase()];
  const sorted = (text: string): string => [...text].sort().join("");
  return sorted(a) === sorted(b) || (Math.min(a.length, b.length) >= 6 && editDistance(a, b) === 1);
}
