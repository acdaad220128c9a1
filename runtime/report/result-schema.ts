import { z } from "zod";
import { actions, orderTypes, outcomes, roles } from "../session/logs.ts";

/** Exact decimal: money, price, quantity. */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
/** Milliseconds since 1970 UTC. */
const time = z.number();
const side = z.enum(["buy", "sell"]);
const role = z.enum(roles);
const orderType = z.enum(orderTypes);
const params = z.record(z.string(), z.union([z.number(), z.boolean()]));

/** Place in the plan: file, line and column from 1, offsets of the text. */
const span = z
  .object({ file: z.string(), line: z.number(), column: z.number(), start: z.number(), end: z.number() })
  .nullable();

const file = z.object({
  market: z.string(),
  symbol: z.string(),
  venue: z.string(),
  path: z.string(),
  /** SHA-256 of the file as it is stored. */
  sha256: z.string(),
  bars: z.number(),
  intervalMs: z.number(),
  from: time,
  to: time,
  gaps: z.number(),
  missingBars: z.number(),
  /** Files of mark and index prices and of funding rates. */
  derivatives: z
    .array(
      z.object({
        kind: z.enum(["funding", "mark", "index", "detail", "ticks", "quotes"]),
        path: z.string(),
        sha256: z.string(),
      }),
    )
    .optional(),
  /** Whether tick, lot and fees come from a venue's metadata or from the file alone. */
  instrument: z.enum(["reference", "inferred"]),
});

const run = z.object({
  runId: z.string(),
  strategyId: z.string(),
  market: z.string(),
  markets: z.array(z.string()),
  params,
  capital: decimal,
  /** First bar at which every rule is armed; null: never. */
  armedAt: z.number().nullable(),
});

const intent = z.object({
  intentId: z.string(),
  stepId: z.number(),
  snapshotId: z.string(),
  time,
  market: z.string(),
  runId: z.string(),
  strategyId: z.string(),
  executionId: z.string(),
  routeId: z.string(),
  ruleId: z.string(),
  span,
  action: z.enum(actions),
  role,
  side,
  type: orderType,
  quantity: decimal,
  /** Before anything made it smaller. */
  asked: decimal,
  limit: decimal.nullable(),
  stop: decimal.nullable(),
});

const decision = z.object({
  intentId: z.string(),
  stepId: z.number(),
  snapshotId: z.string(),
  time,
  market: z.string(),
  runId: z.string(),
  ruleId: z.string(),
  span,
  outcome: z.enum(outcomes),
  code: z.string(),
  limitId: z.string().nullable(),
  limitSpan: span,
  because: z.string().nullable(),
  observed: z.number().nullable(),
  bound: z.number().nullable(),
});

const order = z.object({
  orderId: z.string(),
  intentId: z.string(),
  market: z.string(),
  runId: z.string(),
  ruleId: z.string(),
  role,
  side,
  type: orderType,
  quantity: decimal,
  /** Of the quantity, what has filled. */
  filled: decimal,
  limit: decimal.nullable(),
  stop: decimal.nullable(),
  state: z.string(),
  reason: z.string().nullable(),
  createdBar: z.number(),
  endedBar: z.number().nullable(),
});

const fill = z.object({
  time,
  bar: z.number(),
  market: z.string(),
  side,
  quantity: decimal,
  price: decimal,
  fee: decimal,
  feeCurrency: z.string(),
  /** What the account gave for it in the market's quote; null where the fee is in the quote. */
  feeValue: decimal.nullable(),
  liquidity: z.enum(["maker", "taker"]),
  strategyId: z.string(),
  executionId: z.string(),
  routeId: z.string(),
  runId: z.string(),
  ruleId: z.string(),
  span,
  orderId: z.string(),
  role,
});

const trade = z.object({
  runId: z.string(),
  strategyId: z.string(),
  market: z.string(),
  side: z.enum(["long", "short"]),
  quantity: decimal,
  entryBar: z.number(),
  entryTime: time,
  entryPrice: decimal,
  entryRuleId: z.string(),
  exitBar: z.number().nullable(),
  exitTime: time.nullable(),
  exitPrice: decimal.nullable(),
  exitRuleId: z.string().nullable(),
  exitRole: role.nullable(),
  profit: decimal,
  fees: decimal,
  funding: decimal,
  charges: decimal,
  bars: z.number(),
});

/** A funding payment; `amount` is what the account paid, negative where it received. */
const funding = z.object({
  time,
  bar: z.number(),
  market: z.string(),
  runId: z.string(),
  strategyId: z.string(),
  side: z.enum(["long", "short"]),
  quantity: decimal,
  price: decimal,
  rate: decimal,
  amount: decimal,
  currency: z.string(),
});

/** Interest on what is sold short, or the fee of a liquidation. */
const charge = z.object({
  kind: z.enum(["borrow", "liquidation"]),
  time,
  bar: z.number(),
  market: z.string(),
  runId: z.string(),
  strategyId: z.string(),
  quantity: decimal,
  price: decimal,
  rate: decimal,
  amount: decimal,
  currency: z.string(),
});

/** What a run did in one of its markets. */
const market = z.object({
  runId: z.string(),
  slot: z.string(),
  market: z.string(),
  venue: z.string(),
  fills: z.number(),
  trades: z.number(),
  profit: decimal,
  fees: decimal,
  funding: decimal,
  charges: decimal,
});

const position = z.object({
  runId: z.string(),
  market: z.string(),
  side: z.enum(["long", "short"]),
  quantity: decimal,
  entryPrice: decimal,
  mark: decimal,
  profit: decimal,
});

const metric = z.object({
  value: z.number().nullable(),
  unit: z.enum(["ratio", "money", "number", "count", "milliseconds"]),
  definition: z.string(),
  n: z.number().optional(),
  periodsPerYear: z.number().optional(),
  riskFreeRate: z.number().optional(),
  note: z.string().optional(),
});

/** Version of the form below. It changes when a member changes its meaning or goes away. */
export const RESULT_SCHEMA = "ctk.backtest/1";

/** The result of a backtest without its equity curve. */
export const resultHeadSchema = z.object({
  schema: z.literal(RESULT_SCHEMA),
  /** The engine and its version. */
  engine: z.object({ name: z.string(), version: z.string() }),
  session: z.string(),
  /** What was assumed because neither the plan nor the command said it. */
  defaults: z.array(z.string()),
  files: z.array(file),
  policy: z.string(),
  capital: z.object({ amount: decimal, currency: z.string() }),
  bars: z.number(),
  from: time,
  to: time,
  runs: z.array(run),
  counts: z.record(z.string(), z.number()),
  intents: z.array(intent),
  decisions: z.array(decision),
  orders: z.array(order),
  fills: z.array(fill),
  trades: z.array(trade),
  funding: z.array(funding),
  charges: z.array(charge),
  markets: z.array(market),
  final: z.object({
    cash: decimal,
    equity: decimal,
    fees: decimal,
    /** Fees in other currencies than the quotes: paid, and what the account gave for them. */
    feeBalances: z.array(z.object({ currency: z.string(), amount: decimal, value: decimal })),
    funding: decimal,
    charges: decimal,
    positions: z.array(position),
  }),
  halts: z.array(z.object({ limitId: z.string(), scope: z.string(), since: time, until: time.nullable() })),
  metrics: z.record(z.string(), metric),
  /** Final equity under the worst and the best order of extremes inside the bars; null where fills have no path. */
  extremes: z.object({ worst: decimal, best: decimal, ambiguousBars: z.number() }).nullable(),
  warnings: z.array(z.object({ code: z.string(), message: z.string() })),
  /** SHA-256 of the decisions and fills: two runs with one digest did the same. */
  digest: z.string(),
});

/** The JSON result of a backtest. Times are milliseconds since 1970 UTC; money, prices, quantities decimal strings. */
export const resultSchema = resultHeadSchema.extend({
  /** At the close of each bar. */
  equity: z.object({ time: z.array(time), value: z.array(decimal), cash: z.array(decimal) }),
});

export type ResultHead = z.output<typeof resultHeadSchema>;
export type BacktestResult = z.output<typeof resultSchema>;
export type ResultFile = z.output<typeof file>;
