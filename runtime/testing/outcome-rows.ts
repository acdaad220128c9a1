import { shortNumber } from "../inspection/index.ts";
import type { DecisionRow, FillRow, IntentRow, SessionOutcome } from "../session/index.ts";
import type { StrategyModule } from "../strategy/index.ts";

/** What a session did at its bars, by bar. */
export interface RowsByBar {
  readonly intents: ReadonlyMap<number, readonly DecidedIntent[]>;
  readonly fills: ReadonlyMap<number, readonly FillRow[]>;
}

export interface DecidedIntent {
  readonly intent: IntentRow;
  readonly decision: DecisionRow;
  /** What the rule behind it does; `exit` also for an opposite entry that closes. */
  readonly action: "enter" | "add" | "exit" | "flatten";
  /** Side of the position that it opens, adds to or closes. */
  readonly side: "long" | "short";
}

/** Sorts what happened by bar. `barOf`: the bar that a time lies in. */
export const rowsByBar = (outcome: SessionOutcome, barOf: (time: number) => number): RowsByBar => {
  const decisions = new Map(outcome.decisions().map((row) => [row.intentId, row]));
  const intents = new Map<number, DecidedIntent[]>();
  for (const intent of outcome.intents()) {
    const decision = decisions.get(intent.intentId);
    if (decision === undefined) throw new Error(`no decision on ${intent.intentId}`);
    const action = actions[intent.role];
    const buys = intent.side === "buy";
    const side = (action === "enter" || action === "add") === buys ? "long" : "short";
    // It is decided when its bar closes.
    const bar = barOf(intent.time - 1);
    intents.set(bar, [...(intents.get(bar) ?? []), { intent, decision, action, side }]);
  }
  const fills = new Map<number, FillRow[]>();
  for (const fill of outcome.fills()) {
    const bar = barOf(fill.time);
    fills.set(bar, [...(fills.get(bar) ?? []), fill]);
  }
  return { intents, fills };
};

const actions = {
  entry: "enter",
  reverse: "enter",
  add: "add",
  exit: "exit",
  stop: "exit",
  target: "exit",
  trail: "exit",
  flatten: "flatten",
  liquidation: "flatten",
  external: "flatten",
} as const;

/** Whether the session went along with an intent. */
export const isAllowed = ({ decision }: DecidedIntent): boolean =>
  decision.outcome === "allowed" || decision.outcome === "modified";

/** `enter long 20 BTC`, `enter long 20 BTC, limit 11.5`. */
export const intentWords = ({ intent, action, side }: DecidedIntent, base: string): string => {
  const size = Number(intent.quantity) === 0 ? "" : ` ${intent.quantity} ${base}`;
  const stop = intent.stop === undefined ? "" : `, stop at ${intent.stop}`;
  const limit = intent.limit === undefined ? "" : `, limit at ${intent.limit}`;
  return `${action} ${side}${size}${stop}${limit}`;
};

/** `buy 20 BTC at 11.02`, with why: an entry, a stop. */
export const fillWords = ({ side, quantity, price, role }: FillRow, base: string): string =>
  `${side} ${quantity} ${base} at ${price} (${role})`;

/** Base currency of a market's symbol. */
export const baseOf = (symbol: string): string => symbol.split("/")[0] ?? symbol;

/** Signed base units that a number of fills leave. */
export const positionAfter = (outcome: SessionOutcome, market: string, held: number, until: number): number =>
  outcome
    .fills()
    .filter((fill) => fill.market === market && fill.time <= until)
    .reduce((sum, { side, quantity }) => sum + (side === "buy" ? 1 : -1) * Number(quantity), held);

/** `long 20 BTC`, `flat`. */
export const positionWords = (units: number, base: string): string =>
  units === 0 ? "flat" : `${units > 0 ? "long" : "short"} ${shortNumber(Math.abs(units))} ${base}`;

/** The rule of a module. */
export const ruleOf = (
  strategy: StrategyModule,
  ruleId: string,
): StrategyModule["rules"][number] | undefined => strategy.rules.find(({ id }) => id === ruleId);
