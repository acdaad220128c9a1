import type { SessionConfig } from "./config.ts";
import type { SessionOutcome } from "./outcome.ts";
import { createSession } from "./session.ts";

/** How much of a result hangs on the order of the extremes inside the bars. */
export interface ExtremeBounds {
  /** Final equity, decimal strings: the least and the most of the run and of those with the order forced. */
  readonly worst: string;
  readonly best: string;
  /** Bars of the run in which the order decided something. */
  readonly ambiguousBars: number;
}

/**
 * Runs a session again with the worst and the best order of extremes in every bar for what is held or asked for.
 * Undefined under a policy that has no path inside a bar. A run without an ambiguous bar is not run again.
 */
export const extremeBounds = (config: SessionConfig, outcome: SessionOutcome): ExtremeBounds | undefined => {
  if (!outcome.policy.startsWith("bar/")) return undefined;
  const { ambiguousBars } = outcome.counts;
  const { equity } = outcome.final;
  if (ambiguousBars === 0) return { worst: equity, best: equity, ambiguousBars };
  const { inspector: _, ...plain } = config;
  const forced = (["worst", "best"] as const).map(
    (path) => createSession({ ...plain, path }).run().final.equity,
  );
  const sorted = [equity, ...forced].sort((a, b) => Number(a) - Number(b));
  return { worst: sorted[0] ?? equity, best: sorted.at(-1) ?? equity, ambiguousBars };
};
