import { editDistance } from "../compiler/index.ts";

/** The name that was probably meant: the closest one, where at most a third of its letters differ. */
export function closest(name: string, names: readonly string[]): string | undefined {
  let best: string | undefined;
  let least = Math.min(name.length, Math.max(1, Math.floor(name.length / 3)) + 1);
  for (const candidate of names) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < least) {
      least = distance;
      best = candidate;
    }
  }
  return best;
}

/** ` Did you mean x?`, or the names there are. */
export function suggestion(name: string, names: readonly string[], noun: string): string {
  const near = closest(name, names);
  if (near !== undefined) {
    return `Did you mean ${near}?`;
  }
  return names.length === 0
    ? `There are no ${noun}s here.`
    : `There ${names.length === 1 ? "is" : "are"}: ${names.join(", ")}.`;
}
