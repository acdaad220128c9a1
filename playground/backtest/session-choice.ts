import type { RunSettings } from "./protocol.ts";

/**
 * The session of a plan that a run takes: the one that is named, else the first. Undefined: a strategy that is chosen
 * without a session, and what is left of a plan without the session, run in one of their own, which nothing guards.
 */
export const chosenSession = <Session extends { readonly id: string }>(
  sessions: readonly Session[],
  { session, strategy }: Pick<RunSettings, "session" | "strategy">,
): Session | undefined => {
  if (session !== undefined) return sessions.find(({ id }) => id === session);
  return strategy === undefined ? sessions[0] : undefined;
};
