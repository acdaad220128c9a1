import type { FillPolicy } from "../execution/policy.ts";
import { type Fixed, formatUnits, rescale } from "../money/index.ts";
import type { Guard } from "../risk/guard.ts";
import type { SessionModule } from "../strategy/abi.ts";
import type { Feed } from "./config.ts";
import { sha256Hex } from "./digest.ts";
import { fillDoubles, fillFields } from "./logs.ts";
import type { EquitySeries, PositionRow, RunRow, SessionOutcome, WarningRow } from "./outcome.ts";
import { decisionRows, fillRows, intentRows, orderRows } from "./rows.ts";
import type { RunState } from "./run-state.ts";
import { tradeRows } from "./trades.ts";

interface FeedProgress {
  readonly feed: Feed;
  readonly done: number;
}

const addFixed = (values: readonly Fixed[]): Fixed => {
  const scale = Math.max(0, ...values.map((value) => value.scale));
  return { units: values.reduce((sum, value) => sum + rescale(value, scale), 0n), scale };
};

const fixedText = (value: Fixed): string => formatUnits(value.units, value.scale);

/** Exact value of a run's position at the close of its last bar. */
const positionValue = (run: RunState): Fixed => {
  const { price, quantity } = run.ledger.scales;
  if (run.units === 0) return { units: 0n, scale: 0 };
  const mark = BigInt(Math.round((run.setup.bars.close[run.bar] as number) * run.ledger.priceFactor));
  return { units: mark * BigInt(run.units), scale: price + quantity };
};

const positionRow = (run: RunState): PositionRow => {
  const open = tradeRows(run).at(-1);
  const mark = run.setup.bars.close[run.bar] as number;
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

/** Cash after each bar of a run, from its fills. */
const cashColumn = (run: RunState, length: number): Float64Array => {
  const cash = new Float64Array(length);
  const { ledger } = run;
  let current = run.setup.capitalNumber;
  let row = 0;
  const log = run.fills;
  for (let bar = 0; bar < length; bar++) {
    while (row < log.length && log.integer(row, fillFields.bar) <= bar) {
      const units = log.double(row, fillDoubles.quantity);
      const price = log.double(row, fillDoubles.price);
      const value = (price * units) / (ledger.priceFactor * ledger.quantityFactor);
      const isMaker = (log.integer(row, fillFields.order) & 1) === 1;
      current -= value + Math.abs(value) * ledger.feeRate(isMaker);
      row++;
    }
    cash[bar] = current;
  }
  if (length > 0 && row === log.length) cash[length - 1] = run.cash;
  return cash;
};

const closeTimes = (run: RunState, length: number): Float64Array =>
  run.setup.bars.time.subarray(0, length).map((time) => time + run.setup.bars.interval);

/** Equity of all runs over the union of their bars; a run keeps its last value between its bars. */
const mergeEquity = (parts: readonly EquitySeries[], capitals: readonly number[]): EquitySeries => {
  const [only] = parts;
  if (only !== undefined && parts.length === 1) return only;
  const time = Float64Array.from([...new Set(parts.flatMap((part) => [...part.time]))].sort((a, b) => a - b));
  const value = new Float64Array(time.length);
  const cash = new Float64Array(time.length);
  parts.forEach((part, index) => {
    let row = -1;
    for (let at = 0; at < time.length; at++) {
      while (row + 1 < part.time.length && (part.time[row + 1] as number) <= (time[at] as number)) row++;
      const start = capitals[index] ?? 0;
      value[at] = (value[at] as number) + (row < 0 ? start : (part.value[row] as number));
      cash[at] = (cash[at] as number) + (row < 0 ? start : (part.cash[row] as number));
    }
  });
  return { time, value, cash };
};

const runRow = (run: RunState): RunRow => ({
  runId: run.setup.runId,
  strategyId: run.setup.strategy.id,
  market: run.setup.instrument.symbol,
  params: run.setup.params,
  armedAt: run.armedBar,
  capital: run.setup.capital,
});

const warningsOf = (policy: FillPolicy, guard: Guard, runs: readonly RunState[]): WarningRow[] => {
  const rows: WarningRow[] = [];
  if (policy.marketAt === "close") {
    rows.push({
      code: "close_fills",
      message:
        "Market orders fill at the close that decided them: no live order can do that, so results are flattered.",
    });
  }
  if (guard.unenforced.length > 0) {
    rows.push({
      code: "limits_not_enforced",
      message: `Checked but not enforced by this version: ${guard.unenforced.join("; ")}`,
    });
  }
  for (const run of runs) {
    const { instrument, runId } = run.setup;
    if (run.refused > 0 && run.fills.length === 0) {
      rows.push({
        code: "all_refused",
        message: `${runId} never traded: ${run.refused} intents were refused.`,
      });
    }
    if (instrument.origin === "inferred") {
      rows.push({
        code: "inferred_reference_data",
        message: `No reference data for ${instrument.symbol} at ${instrument.venue}: tick ${instrument.tickSize}, lot ${instrument.lotSize} and fees maker ${instrument.makerFee} taker ${instrument.takerFee} are assumed.`,
      });
    }
    if (run.armedBar === undefined) {
      rows.push({ code: "never_armed", message: `${runId} never had enough history: no rule could fire.` });
    }
    if (run.unpaidFills > 0) {
      rows.push({
        code: "unpaid_orders",
        message: `${run.unpaidFills} orders of ${runId} were rejected because the price had moved beyond what the account could pay.`,
      });
    }
    if (run.units !== 0) {
      rows.push({
        code: "open_position",
        message: `${runId} ends with an open position, valued at the last close.`,
      });
    }
  }
  return rows;
};

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
  runs: readonly RunState[],
  feeds: readonly FeedProgress[],
): SessionOutcome => {
  const single = runs.length === 1;
  const doneOf = (run: RunState): number => feeds.find(({ feed }) => feed.bars === run.setup.bars)?.done ?? 0;
  let equity: EquitySeries | undefined;
  const first = feeds.filter(({ done }) => done > 0);
  const cash = addFixed(runs.map((run) => run.ledger.exactCash()));
  const sum = (count: (run: RunState) => number): number =>
    runs.reduce((total, run) => total + count(run), 0);
  return {
    policy: policy.id,
    currency: session.currency,
    capital: session.capital,
    runs: runs.map(runRow),
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
    intents: () => byTime(runs.flatMap(intentRows), single),
    decisions: () => byTime(runs.flatMap(decisionRows), single),
    orders: () => runs.flatMap(orderRows),
    fills: () => byTime(runs.flatMap(fillRows), single),
    trades: () => {
      const rows = runs.flatMap(tradeRows);
      return single ? rows : rows.sort((a, b) => a.entryTime - b.entryTime);
    },
    get equity(): EquitySeries {
      equity ??= mergeEquity(
        runs.map((run) => {
          const length = doneOf(run);
          return {
            time: closeTimes(run, length),
            value: run.equity.subarray(0, length),
            cash: cashColumn(run, length),
          };
        }),
        runs.map((run) => run.setup.capitalNumber),
      );
      return equity;
    },
    final: {
      cash: fixedText(cash),
      equity: fixedText(addFixed([cash, ...runs.map(positionValue)])),
      fees: fixedText(addFixed(runs.map((run) => run.ledger.exactFees()))),
      get positions(): readonly PositionRow[] {
        return runs.filter((run) => run.units !== 0).map(positionRow);
      },
    },
    warnings: warningsOf(policy, guard, runs),
    digest: () => digestOf(session, policy, runs),
  };
};
