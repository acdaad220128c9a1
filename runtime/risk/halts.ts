import type { LimitAction } from "../strategy/abi.ts";

/** A limit has halted a part of the session. Plain data: it can be written down and put back. */
export interface Halt {
  /** The limit's id. */
  readonly limit: string;
  /** What is halted: `session`, or a scope with its name, `strategy trend`. */
  readonly scope: string;
  /** Milliseconds. */
  readonly since: number;
  readonly until: number | "forever";
  /** What the limit saw, and its bound then; null where it was not known. */
  readonly observed: number | null;
  readonly bound: number | null;
}

const DAY = 86_400_000;

/** Whether an action halts, flattened or not. */
export const halts = (action: LimitAction): boolean =>
  action === "flattenAndHalt" || typeof action === "object";

/** When a halt that begins now ends. */
export const endOf = (action: LimitAction, time: number): number | "forever" => {
  if (typeof action !== "object") return "forever";
  const { haltUntil } = action;
  return haltUntil === "nextDay"
    ? Math.floor(time / DAY) * DAY + DAY
    : haltUntil === "forever"
      ? haltUntil
      : time + haltUntil;
};
