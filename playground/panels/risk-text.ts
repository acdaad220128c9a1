import type { LimitUse } from "ctk/runtime";
import type { RunSettings } from "../backtest/protocol.ts";
import type { PlanLimit } from "../language/protocol.ts";
import { moneyDigits, numberText, percentText } from "../shell/words.ts";

/** When a limit is looked at. */
export const whenText = (subject: string): string => {
  switch (subject) {
    case "loss":
    case "drawdown":
      return "at every close";
    case "losing trades":
      return "after every trade";
    default:
      return "before every order that raises risk";
  }
};

/** An amount in the unit of a limit. */
export const amountText = (
  value: number,
  { subject, unit }: Pick<PlanLimit, "subject" | "unit">,
  bound: number,
  currency: string,
): string => {
  switch (subject) {
    case "leverage":
      return `${numberText(value)}×`;
    case "open orders":
    case "order rate":
    case "losing trades":
      return numberText(value, 0);
    case "order quantity":
    case "position quantity":
      return numberText(value, 4);
    case "concentration":
    case "price deviation":
      return percentText(value);
    default: {
      const isRatio = unit === "ratio" || ((subject === "loss" || subject === "drawdown") && bound <= 1);
      return isRatio
        ? percentText(value)
        : `${numberText(value, Math.min(2, moneyDigits(bound)))} ${currency}`;
    }
  }
};

/** What a limit did in a run. */
export const doneText = ({
  subject,
  refused,
  shrunk,
  peak,
}: Pick<LimitUse, "subject" | "refused" | "shrunk" | "peak">): string => {
  const parts = [
    refused > 0 ? `${numberText(refused, 0)} refused` : "",
    shrunk > 0 ? `${numberText(shrunk, 0)} made smaller` : "",
  ].filter((text) => text !== "");
  if (parts.length > 0) return parts.join(", ");
  // A limit on losses acts without an order that asks.
  const used = peak?.used ?? 0;
  const isReached =
    subject === "losing trades" ? used >= 1 : (subject === "loss" || subject === "drawdown") && used > 1;
  return isReached ? "reached, no order refused" : "never spoke";
};

/** What the compiler says of the worst case. */
export const verdictTexts = {
  within: "cannot reach it",
  possible: "may reach it",
  "at once": "exceeds it from the start",
  watched: "depends on the market",
} as const;

/** Why a run has no limits although its plan has a session. */
export const outsideText = ({ session, strategy }: Pick<RunSettings, "session" | "strategy">): string => {
  const gone = session === undefined ? "" : `The plan has no session ${session}. `;
  const runs = strategy === undefined ? "The strategies run" : `${strategy} runs`;
  return `${gone}${runs} outside of a session, so that no limit is in force.`;
};

/** What a run of a session with one of its strategies alone leaves out; nothing where all of them run. */
export const partText = ({ strategy }: Pick<RunSettings, "strategy">): string =>
  strategy === undefined
    ? ""
    : ` Of its strategies, ${strategy} ran alone; the worst cases are those of all.`;

/** A risk block for a plan that has none, and the text with it put in. */
export interface RiskSnippet {
  readonly block: string;
  readonly text: string;
}

/** Writes a risk block before a session and has the session guarded by it. */
export const withRisk = (
  text: string,
  session: { readonly start: number; readonly end: number; readonly currency: string },
): RiskSnippet => {
  const block = `risk desk in ${session.currency} {
  limit position notional to 100% of equity then clamp
  limit loss to 3% per 1d then halt until next day
  limit drawdown to 20% then flatten and halt
}
`;
  const inside = text.slice(session.start, session.end).trimEnd();
  return {
    block,
    text: `${text.slice(0, session.start)}${block}\n${inside}\n  guard desk\n${text.slice(session.end)}`,
  };
};

/** What a limit can bound, in groups. */
export const subjects: readonly (readonly [string, string])[] = [
  ["Orders", "order notional, order quantity, price deviation, open orders, order rate"],
  ["Positions", "position notional, position quantity, gross notional, net notional, net delta"],
  ["Shares", "leverage, concentration, turnover"],
  ["Losses", "loss, drawdown, losing trades"],
  ["Data", "data age, spread"],
];
