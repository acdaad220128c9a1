import { type Reading, type RuleIntent, type RuleStatus, reasonWords, shortNumber } from "ctk/runtime";
import type { OrderInfo } from "../backtest/protocol.ts";

/** What became of a rule at a bar, as a label. */
export const statusLabels: Readonly<Record<RuleStatus, string>> = {
  fired: "fired",
  modified: "fired, made smaller",
  refused: "refused",
  blocked: "held back",
  false: "did not fire",
  unknown: "absent",
  warming: "not armed",
  idle: "not asked",
};

/** How a value is written; what is absent says so. */
export const valueText = (value: Reading["value"] | undefined): string =>
  value === undefined ? "absent" : typeof value === "number" ? shortNumber(value) : String(value);

/** Why a value is absent, as a phrase. */
export const absenceText = ({ absence }: Pick<Reading, "absence">): string | undefined => {
  if (absence === undefined) return undefined;
  if (absence.reason !== "warming") return absence.words.replace(/\.$/, "");
  return absence.until === undefined ? "not enough history yet" : `warming until bar ${absence.until}`;
};

/** `buy 2 at market`: what an intent asked for. */
export const orderText = ({
  side,
  asked,
  limit,
  stop,
}: Pick<RuleIntent["intent"], "side" | "asked" | "limit" | "stop">): string => {
  const places = [stop && `stop at ${stop}`, limit && `limit at ${limit}`].filter(
    (text) => text !== undefined,
  );
  return `${side} ${asked} ${places.length === 0 ? "at market" : places.join(" ")}`;
};

const outcomeLabels = {
  allowed: "allowed",
  modified: "smaller",
  rejected: "refused",
  blocked: "held back",
} as const;

/** What was decided on an intent, in a word. */
export const outcomeText = ({ outcome }: Pick<RuleIntent["decision"], "outcome">): string =>
  outcomeLabels[outcome];

/** `add: buy 2 at market`, `replace exit: sell 2 stop at 95`: what a rule asked for, and whether it moves an order. */
export const requestText = (
  intent: Parameters<typeof orderText>[0] & Pick<RuleIntent["intent"], "action" | "role">,
): string => {
  const { action, role } = intent;
  if (action === "cancel") return `cancel ${role}`;
  return `${action === "replace" ? "replace " : ""}${role}: ${orderText(intent)}`;
};

const endings: Readonly<Record<string, string>> = {
  replaced: "a newer one took its place",
  replacement_refused: "its replacement was refused",
  condition_false: "its condition ended",
  expired: "its time was over",
  sibling_filled: "another exit filled",
  position_closed: "the position was closed",
  not_immediately_fillable: "it could not fill at once",
  would_take_liquidity: "it would have taken liquidity",
  unwound: "the other legs did not fill",
};

const stateLabels: Readonly<Record<OrderInfo["state"], string>> = {
  Created: "working",
  Submitted: "working",
  Accepted: "working",
  PartiallyFilled: "working",
  Filled: "filled",
  CancelPending: "working",
  Cancelled: "cancelled",
  Rejected: "rejected",
  Expired: "expired",
  Denied: "rejected",
  Unknown: "unknown to the venue",
};

/** What became of an order, in a word. */
export const stateText = ({ state }: Pick<OrderInfo, "state">): string => stateLabels[state];

/** What became of an order, with how much of it filled and why it ended. */
export const orderEndText = ({
  state,
  reason,
  filled,
  quantity,
}: Pick<OrderInfo, "state" | "reason" | "filled" | "quantity">): string => {
  const part = state !== "Filled" && Number(filled) > 0 ? `${filled} of ${quantity} filled, ` : "";
  const why = reason === undefined ? "" : `: ${endings[reason] ?? reason.replaceAll("_", " ")}`;
  return `${part}${stateText({ state })}${why}`;
};

/** A decision with its reason and numbers; the reason is left out where there is nothing to explain. */
export const decisionText = (
  decision: Parameters<typeof reasonWords>[0] & Pick<RuleIntent["decision"], "outcome">,
): string =>
  decision.outcome === "allowed" ? "allowed" : `${outcomeText(decision)}: ${reasonWords(decision)}`;

/** The values that a test compares, with those that they are made of, each once. */
export const valuesOf = (reading: Reading): readonly Reading[] => {
  const seen = new Set<string>();
  const collect = (part: Reading): readonly Reading[] => {
    if (seen.has(part.text)) return [];
    seen.add(part.text);
    return [part, ...part.parts.flatMap(collect)];
  };
  return reading.parts.flatMap(collect);
};
