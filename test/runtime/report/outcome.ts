import type { FillRow, SessionOutcome, TradeRow } from "../../../runtime/session/outcome.ts";

const DAY_MS = 86_400_000;

export interface OutcomeParts {
  readonly capital: number;
  readonly values: readonly number[];
  readonly cash?: readonly number[];
  /** Open time of the first bar, and of the others when they are not a day apart. */
  readonly from?: number;
  readonly closes?: readonly number[];
  readonly trades?: readonly TradeRow[];
  readonly fills?: readonly FillRow[];
}

/** An outcome with a given equity curve. */
export function outcomeOf(parts: OutcomeParts): SessionOutcome {
  const { values, from = Date.UTC(2024, 0, 1) } = parts;
  const closes = parts.closes ?? values.map((_, row) => from + (row + 1) * DAY_MS);
  const fills = parts.fills ?? [];
  return {
    policy: "bar/pessimistic@1",
    halts: [],
    currency: "USD",
    capital: String(parts.capital),
    runs: [
      {
        runId: "Cross",
        strategyId: "Cross",
        market: "goog",
        markets: ["goog"],
        params: { fast: 10 },
        armedAt: 20,
        capital: String(parts.capital),
      },
    ],
    bars: values.length,
    from,
    to: (closes.at(-1) ?? from) - DAY_MS,
    counts: {
      intents: 0,
      decisions: 0,
      orders: 0,
      fills: fills.length,
      refused: 0,
      blocked: 0,
      ambiguousBars: 0,
    },
    intents: () => [],
    decisions: () => [],
    orders: () => [],
    fills: () => fills,
    trades: () => parts.trades ?? [],
    transitions: () => [],
    charges: () => [],
    funding: () => [],
    markets: () => [],
    faults: () => [],
    equity: {
      time: Float64Array.from(closes),
      value: Float64Array.from(values),
      cash: Float64Array.from(parts.cash ?? values),
    },
    final: {
      cash: "0",
      equity: String(values.at(-1) ?? parts.capital),
      feeBalances: [],
      fees: "12.5",
      funding: "0",
      charges: "0",
      positions: [],
    },
    warnings: [],
    digest: () => "0".repeat(64),
  };
}

/** A closed long trade with a profit. */
export function tradeOf(profit: number, changes: Partial<TradeRow> = {}): TradeRow {
  return {
    runId: "Cross",
    strategyId: "Cross",
    market: "goog",
    side: "long",
    quantity: "10",
    entryBar: 1,
    entryTime: Date.UTC(2024, 0, 2),
    entryPrice: "100",
    entryRuleId: "enter_long_1",
    entries: [{ ruleId: "enter_long_1", quantity: "10" }],
    exitBar: 2,
    exitTime: Date.UTC(2024, 0, 3),
    exitPrice: "101",
    exitRuleId: "exit_long_1",
    exitRole: "exit",
    profit: String(profit),
    fees: "1",
    funding: "0",
    charges: "0",
    bars: 1,
    ...changes,
  };
}
