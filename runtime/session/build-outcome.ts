import { ASSUMED_MARGIN } from "../execution/margin.ts";
import type { FillPolicy } from "../execution/policy.ts";
import { type Fixed, formatUnits, parseDecimal, sumOf, textOf } from "../money/index.ts";
import type { Guard } from "../risk/guard.ts";
import type { SessionModule } from "../strategy/abi.ts";
import type { RunAccount } from "./account.ts";
import type { Feed } from "./config.ts";
import { sha256Hex } from "./digest.ts";
import { equitySeries } from "./equity-series.ts";
import { haltRows } from "./halt-rows.ts";
import { fillDoubles } from "./logs.ts";
import type {
  EquitySeries,
  FeeBalance,
  MarketRow,
  PositionRow,
  RunRow,
  SessionOutcome,
  WarningRow,
} from "./outcome.ts";
import {
  chargeRows,
  decisionRows,
  feeBalances,
  fillRows,
  fundingRows,
  intentRows,
  orderRows,
  rowOf,
} from "./rows.ts";
import type { RunState } from "./run-state.ts";
import { tradeRows } from "./trades.ts";
import { transitionRows } from "./transition-rows.ts";

interface FeedProgress {
  readonly feed: Feed;
  readonly done: number;
}

/** Exact value of a run's position at the close of its last bar. */
const positionValue = (run: RunState): Fixed => {
  const { price, quantity } = run.ledger.scales;
  if (run.units === 0) return { units: 0n, scale: 0 };
  const mark = BigInt(Math.round((run.setup.marks[run.bar] as number) * run.ledger.priceFactor));
  return { units: mark * BigInt(run.units), scale: price + quantity };
};

const positionRow = (run: RunState): PositionRow => {
  const open = tradeRows(run).at(-1);
  const mark = run.setup.marks[run.bar] as number;
  return {
    runId: run.setup.runId,
    market: run.setup.instrument.symbol,
    side: run.units > 0 ? "long" : "short",
    quantity: formatUnits(BigInt(Math.abs(run.units)), run.ledger.scales.quantity),
    entryPrice: open?.entryPrice ?? String(run.entryPrice),
    mark: formatUnits(BigInt(Math.round(mark * run.ledger.priceFactor)), run.ledger.scales.price),
    profit: open?.profit ?? "0",
  };
};

const runRow = ({ setup, markets }: RunAccount): RunRow => {
  const symbols = markets.map((run) => run.setup.instrument.symbol);
  const armed = markets.flatMap((run) => (run.armedBar === undefined ? [] : [rowOf(run, run.armedBar)]));
  return {
    runId: setup.runId,
    strategyId: setup.strategy.id,
    market: symbols.join(", "),
    markets: symbols,
    params: setup.params,
    armedAt: armed.length === 0 ? undefined : Math.min(...armed),
    capital: setup.capital,
  };
};

const marketRow = (run: RunState): MarketRow => {
  const trades = tradeRows(run);
  return {
    runId: run.setup.runId,
    slot: run.setup.slot,
    market: run.setup.instrument.symbol,
    venue: run.setup.instrument.venue,
    fills: run.fills.length,
    trades: trades.length,
    profit: textOf(sumOf(trades.map(({ profit }) => parseDecimal(profit)))),
    fees: textOf(run.ledger.exactFees()),
    funding: textOf(run.ledger.exactFunding()),
    charges: textOf(run.ledger.exactCharges()),
  };
};

const warningsOf = (policy: FillPolicy, guard: Guard, accounts: readonly RunAccount[]): WarningRow[] => {
  const rows: WarningRow[] = [];
  if (policy.marketAt === "close") {
    rows.push({
      code: "close_fills",
      message:
        "Market orders fill at the close that decided them: no live order can do that, so results are flattered.",
    });
  }
  const unseen = guard.needsQuotes.filter(() => accounts.some(hasNoQuotes));
  if (unseen.length > 0) {
    rows.push({
      code: "no_quotes",
      message: `The data has no quotes, so what depends on the spread refuses every entry: ${unseen.join("; ")}`,
    });
  }
  for (const { limitId, scope, until } of haltRows(guard)) {
    const end = until === undefined ? "" : ` until ${new Date(until).toISOString()}`;
    rows.push({ code: "halted", message: `${scope} is halted by the limit on ${limitId}${end}.` });
  }
  for (const account of accounts) rows.push(...accountWarnings(account));
  return rows;
};

const hasNoQuotes = ({ markets }: RunAccount): boolean => markets.some(({ spread }) => Number.isNaN(spread));

const accountWarnings = ({ setup: { runId }, markets }: RunAccount): WarningRow[] => {
  const rows: WarningRow[] = [];
  const sum = (count: (run: RunState) => number): number =>
    markets.reduce((total, run) => total + count(run), 0);
  const refused = sum((run) => run.refused);
  if (refused > 0 && sum((run) => run.fills.length) === 0) {
    rows.push({
      code: "all_refused",
      message: `${runId} never traded: ${refused} intents were refused.`,
    });
  }
  for (const { setup } of markets) {
    const { instrument } = setup;
    if (instrument.origin === "inferred") {
      rows.push({
        code: "inferred_reference_data",
        message: `No reference data for ${instrument.symbol} at ${instrument.venue}: tick ${instrument.tickSize}, lot ${instrument.lotSize} and fees maker ${instrument.makerFee} taker ${instrument.takerFee} are assumed.`,
      });
    }
  }
  const unarmed = markets.filter((run) => run.armedBar === undefined);
  if (unarmed.length > 0) {
    const where = markets.length === 1 ? "" : ` in ${unarmed.map(symbolOf).join(", ")}`;
    rows.push({
      code: "never_armed",
      message: `${runId} never had enough history${where}: no rule could fire.`,
    });
  }
  const unpaid = sum((run) => run.unpaidFills);
  if (unpaid > 0) {
    rows.push({
      code: "unpaid_orders",
      message: `${unpaid} orders of ${runId} were rejected because the price had moved beyond what the account could pay.`,
    });
  }
  for (const { fault } of markets) {
    if (fault === undefined) continue;
    const when = new Date(fault.time).toISOString();
    rows.push({
      code: "strategy_faulted",
      message: `${runId} was halted at ${when} in ${fault.market}: ${fault.message}`,
    });
  }
  const whole = sum((run) => run.wholeBars);
  if (whole > 0) {
    rows.push({
      code: "bars_without_ticks",
      message: `${whole} bars of ${runId} had no trades or quotes inside and were matched whole.`,
    });
  }
  rows.push(...marketWarnings(runId, markets));
  const open = markets.filter((run) => run.units !== 0);
  if (open.length > 0) {
    const what =
      markets.length === 1
        ? "an open position, valued"
        : `open positions in ${open.map(symbolOf).join(", ")}, valued`;
    rows.push({ code: "open_position", message: `${runId} ends with ${what} at the last close.` });
  }
  return rows;
};

/** What is said of margin and of borrowing. */
const marketWarnings = (runId: string, markets: readonly RunState[]): WarningRow[] => {
  const rows: WarningRow[] = [];
  const liquidated = markets.filter((run) => run.liquidations > 0);
  for (const run of liquidated) {
    const times = run.liquidations === 1 ? "once" : `${run.liquidations} times`;
    rows.push({
      code: "liquidated",
      message: `${runId} was liquidated ${times} in ${symbolOf(run)}: its equity was down to the margin of its position.`,
    });
  }
  const assumed = markets.filter(
    ({ setup, fills }) => fills.length > 0 && setup.margin?.isAssumed === true && setup.route.leverage > 1,
  );
  if (assumed.length > 0) {
    const [tier] = ASSUMED_MARGIN.tiers;
    rows.push({
      code: "margin_assumed",
      message: `No margin terms for ${assumed.map(symbolOf).join(", ")}: a maintenance margin of ${percent(tier?.rate ?? 0)} of the value and a liquidation fee of ${percent(Number(ASSUMED_MARGIN.liquidationFee))} are assumed.`,
    });
  }
  const free = markets.filter(
    ({ setup, orders }) =>
      setup.instrument.settle === undefined && setup.route.borrowRate === 0 && orders.length > 0,
  );
  const shorted = free.filter(soldShort);
  if (shorted.length > 0) {
    rows.push({
      code: "borrow_not_charged",
      message: `${runId} sold ${shorted.map(symbolOf).join(", ")} short on a spot market, and no interest is charged for what it borrowed: give its route a rate, such as borrow 8%.`,
    });
  }
  return rows;
};

const percent = (ratio: number): string => `${Number((ratio * 100).toPrecision(6))} %`;

/** Whether a run has been short in a market. */
const soldShort = ({ fills, held }: RunState): boolean => {
  let units = held?.units ?? 0;
  for (let row = 0; row < fills.length; row++) {
    units += fills.double(row, fillDoubles.quantity);
    if (units < 0) return true;
  }
  return units < 0;
};

const symbolOf = (run: RunState): string => run.setup.instrument.symbol;

/** The canonical stream: what was run, then every intent with its decision and every fill of each run. */
const digestOf = (session: SessionModule, policy: FillPolicy, runs: readonly RunState[]): string => {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [
    encoder.encode(`ctk 1\n${session.currency} ${session.capital}\n${policy.id}\n`),
  ];
  for (const run of runs) {
    const params = Object.entries(run.setup.params).sort(([a], [b]) => (a < b ? -1 : 1));
    const { symbol, venue } = run.setup.instrument;
    parts.push(
      encoder.encode(
        `${run.setup.runId} ${run.setup.strategy.id} ${symbol} ${venue} ${JSON.stringify(params)}\n`,
      ),
    );
    parts.push(...run.intents.bytes(), ...run.details.bytes(), ...run.fills.bytes());
    if (run.charges.length > 0) parts.push(encoder.encode(JSON.stringify(run.charges)));
    if (run.payments.length > 0) parts.push(...run.payments.bytes());
    if (run.machines.length > 0) parts.push(...run.transitions.bytes());
  }
  return sha256Hex(parts);
};

const byTime = <T extends { readonly time: number }>(rows: T[], single: boolean): T[] =>
  single ? rows : rows.sort((a, b) => a.time - b.time);

/** Builds the outcome of what has been processed so far. Rows are built when they are asked for. */
export const buildOutcome = (
  session: SessionModule,
  policy: FillPolicy,
  guard: Guard,
  accounts: readonly RunAccount[],
  feeds: readonly FeedProgress[],
): SessionOutcome => {
  const runs = accounts.flatMap((account) => account.markets);
  const single = runs.length === 1;
  let equity: EquitySeries | undefined;
  const first = feeds.filter(({ done }) => done > 0);
  const cash = sumOf([
    ...runs.map((run) => run.ledger.exactCash()),
    ...accounts.flatMap(({ isSingle, setup }) => (isSingle ? [] : [parseDecimal(setup.capital)])),
  ]);
  const sum = (count: (run: RunState) => number): number =>
    runs.reduce((total, run) => total + count(run), 0);
  return {
    policy: policy.id,
    currency: session.currency,
    capital: session.capital,
    runs: accounts.map(runRow),
    bars: feeds.reduce((total, { done }) => total + done, 0),
    from: Math.min(...first.map(({ feed }) => feed.bars.time[0] as number)),
    to: Math.max(...first.map(({ feed, done }) => feed.bars.time[done - 1] as number)),
    counts: {
      intents: sum((run) => run.intents.length),
      decisions: sum((run) => run.intents.length),
      orders: sum((run) => run.orders.length),
      fills: sum((run) => run.fills.length),
      refused: sum((run) => run.refused),
      blocked: sum((run) => run.blocked),
      ambiguousBars: sum((run) => run.ambiguousBars),
    },
    intents: () =>
      byTime(
        runs.flatMap((run) => intentRows(run)),
        single,
      ),
    decisions: () =>
      byTime(
        runs.flatMap((run) => decisionRows(run)),
        single,
      ),
    orders: () => runs.flatMap(orderRows),
    fills: () =>
      byTime(
        runs.flatMap((run) => fillRows(run)),
        single,
      ),
    trades: () => {
      const rows = runs.flatMap(tradeRows);
      return single ? rows : rows.sort((a, b) => a.entryTime - b.entryTime);
    },
    transitions: () =>
      byTime(
        runs.flatMap((run) => transitionRows(run)),
        single,
      ),
    charges: () =>
      byTime(
        runs.flatMap((run) => chargeRows(run)),
        single,
      ),
    funding: () =>
      byTime(
        runs.flatMap((run) => fundingRows(run)),
        single,
      ),
    markets: () => runs.map(marketRow),
    faults: () => runs.flatMap(({ fault }) => fault ?? []),
    get equity(): EquitySeries {
      equity ??= equitySeries(accounts);
      return equity;
    },
    final: {
      cash: textOf(cash),
      equity: textOf(sumOf([cash, ...runs.map(positionValue)])),
      fees: textOf(sumOf(runs.map((run) => run.ledger.exactFees()))),
      get feeBalances(): readonly FeeBalance[] {
        return feeBalances(runs);
      },
      funding: textOf(sumOf(runs.map((run) => run.ledger.exactFunding()))),
      charges: textOf(sumOf(runs.map((run) => run.ledger.exactCharges()))),
      get positions(): readonly PositionRow[] {
        return runs.filter((run) => run.units !== 0).map(positionRow);
      },
    },
    halts: haltRows(guard),
    warnings: warningsOf(policy, guard, accounts),
    digest: () => digestOf(session, policy, runs),
  };
};
