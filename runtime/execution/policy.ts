import type { FillChoice, FillPath } from "../strategy/abi.ts";
import type { QueueModel } from "./queue.ts";

/**
 * How a bar fills orders: a value of small rules. A policy is named and versioned, and its name is printed in every
 * report; a changed rule is a new version.
 */
export interface FillPolicy {
  readonly id: string;
  /** Where a market order decided at the close of bar N fills: the open of N+1, or the close of N. */
  readonly marketAt: "open" | "close";
  /**
   * `path`: everything at the open first, then the adverse extreme, then the favourable one.
   * `sequence`: each order in the order of submission, against the whole bar; the legs of open units come first.
   */
  readonly order: "path" | "sequence";
  /** A limit fills when its price is touched, not only when it is traded through. */
  readonly limitTouch: boolean;
  /**
   * Protective orders on the bar of the entry: `certain` (entry at the open, or the level is passed on every path),
   * `marketEntries` (only after a market entry) or `never`.
   */
  readonly entryBar: "certain" | "marketEntries" | "never";
  readonly stopLimit: "restOfPath" | "backtrader" | "backtestingPy";
  /** A trailing stop follows the bar's favourable extreme, or its close. */
  readonly trail: "extreme" | "close";
  /**
   * `takers`: market and stop fills get worse, stops at most to the bar's extreme;
   * `clipped`: market fills get worse, within the bar; `openings`: fills that open a position get worse.
   */
  readonly slippage: "takers" | "clipped" | "openings";
  /** Slipped prices are rounded to the tick, against us. */
  readonly roundsToTick: boolean;
  /** A bar without volume fills nothing. */
  readonly needsVolume: boolean;
  /** Largest share of a bar's volume that the orders in a market may fill; left out: any. */
  readonly participation?: number;
  /** Order of a bar's extremes; left out: the adverse one first, and what no path is certain of waits for the next bar. */
  readonly path?: BarPath;
  /** Milliseconds of the bars that decide what happens inside a bar; left out: none do. */
  readonly detailMs?: number;
  /** Trades and quotes decide what happens inside a bar, with this model of queues; left out: they do not. */
  readonly queue?: QueueModel;
}

/** Ways of the price inside a bar: those of a choice, and the best and the worst for what is held or asked for. */
export type BarPath = FillPath | "best" | "worst";

const pessimistic: FillPolicy = {
  id: "bar/pessimistic@1",
  marketAt: "open",
  order: "path",
  limitTouch: false,
  entryBar: "certain",
  stopLimit: "restOfPath",
  trail: "extreme",
  slippage: "takers",
  roundsToTick: true,
  needsVolume: true,
};

const backtrader: FillPolicy = {
  id: "backtrader@1",
  marketAt: "open",
  order: "sequence",
  limitTouch: true,
  entryBar: "never",
  stopLimit: "backtrader",
  trail: "close",
  slippage: "clipped",
  roundsToTick: false,
  needsVolume: false,
};

const backtestingPy: FillPolicy = {
  id: "backtesting-py@1",
  marketAt: "open",
  order: "sequence",
  limitTouch: true,
  entryBar: "marketEntries",
  stopLimit: "backtestingPy",
  trail: "close",
  slippage: "openings",
  roundsToTick: false,
  needsVolume: false,
};

/** The policies by name. */
export const fillPolicies: ReadonlyMap<string, FillPolicy> = new Map(
  [pessimistic, backtrader, backtestingPy].map((policy) => [policy.id, policy]),
);

export const DEFAULT_POLICY = pessimistic.id;

/** The policy of a session's choice with its options applied; undefined for an unknown name. */
export const choosePolicy = (choice: FillChoice | undefined): FillPolicy | undefined => {
  const policy = fillPolicies.get(choice?.policy ?? DEFAULT_POLICY);
  if (policy === undefined || choice === undefined) return policy;
  const { atClose, participation, path, detailMs, ticks } = choice;
  const touch = choice.touch && !policy.limitTouch;
  const isAdverse = path === undefined || path === "adverse";
  return {
    ...policy,
    id: [
      policy.id,
      atClose ? "at close" : "",
      touch ? "touch" : "",
      participation === undefined ? "" : `participation ${Number((participation * 100).toPrecision(12))}%`,
      isAdverse ? "" : `path ${path}`,
      detailMs === undefined ? "" : `detail ${detailMs / 60_000}m`,
    ]
      .filter((part) => part !== "")
      .join(" "),
    marketAt: atClose ? "close" : policy.marketAt,
    limitTouch: policy.limitTouch || touch,
    ...(participation === undefined ? {} : { participation }),
    ...(path === undefined ? {} : { path }),
    ...(detailMs === undefined ? {} : { detailMs }),
    ...(ticks === undefined ? {} : { queue: ticks }),
  };
};

/** A policy that replays ticks, named after what there is of them: `+ trades + quotes, queue: pessimistic`. */
export const withTicks = (policy: FillPolicy, kinds: readonly string[]): FillPolicy =>
  policy.queue === undefined
    ? policy
    : { ...policy, id: `${[policy.id, ...kinds].join(" + ")}, queue: ${policy.queue}` };

/** A policy with the order of the extremes forced, to see how much depends on it. */
export const withPath = (policy: FillPolicy, path: BarPath): FillPolicy => ({ ...policy, path });
