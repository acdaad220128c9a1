import type { Guard } from "../risk/guard.ts";
import type { HaltRow } from "./outcome.ts";

/** The halts that are in force. */
export const haltRows = (guard: Guard): HaltRow[] =>
  guard.watches.halts().map(({ limit, scope, since, until }) => ({
    limitId: limit,
    scope,
    since,
    until: until === "forever" ? undefined : until,
  }));
