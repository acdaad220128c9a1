import { decimalOf, formatUnits } from "../money/index.ts";
import type { ExtremeBounds } from "../session/extremes.ts";
import type { SessionOutcome } from "../session/outcome.ts";
import type { Metrics } from "./metrics.ts";
import { resultRows } from "./result-rows.ts";
import { type BacktestResult, RESULT_SCHEMA, type ResultFile, type ResultHead } from "./result-schema.ts";

/** What a result says beyond the outcome. */
export interface ResultContext {
  readonly engine: { readonly name: string; readonly version: string };
  readonly session: string;
  readonly defaults: readonly string[];
  readonly files: readonly ResultFile[];
  readonly metrics: Metrics;
  /** How much hangs on the order of the extremes; left out where the fill policy has none. */
  readonly extremes?: ExtremeBounds;
  /** Of the command, in addition to the session's. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/** Equity rows in one piece of text; large enough to be fast, small enough to stay out of memory. */
const ROWS_PER_CHUNK = 4096;

/** A result as one object. For long runs write `resultChunks` instead: it never holds the equity curve as text. */
export function buildResult(outcome: SessionOutcome, context: ResultContext): BacktestResult {
  const { time, value, cash } = outcome.equity;
  return {
    ...resultHead(outcome, context),
    equity: {
      time: Array.from(time),
      value: Array.from(value, decimalText),
      cash: Array.from(cash, decimalText),
    },
  };
}

/** The JSON text of a result in pieces: one row of a table a line, the equity curve last. */
export function* resultChunks(outcome: SessionOutcome, context: ResultContext): Generator<string> {
  const head = resultHead(outcome, context);
  let separator = "{\n";
  for (const [name, value] of Object.entries(head)) {
    yield `${separator}${JSON.stringify(name)}: `;
    yield* Array.isArray(value) ? tableChunks(value) : [JSON.stringify(value)];
    separator = ",\n";
  }
  const { time, value, cash } = outcome.equity;
  yield ',\n"equity": {\n"time": ';
  yield* seriesChunks(time, String);
  yield ',\n"value": ';
  yield* seriesChunks(value, quotedDecimal);
  yield ',\n"cash": ';
  yield* seriesChunks(cash, quotedDecimal);
  yield "\n}\n}\n";
}

function resultHead(outcome: SessionOutcome, context: ResultContext): ResultHead {
  const { final } = outcome;
  return {
    schema: RESULT_SCHEMA,
    engine: { ...context.engine },
    session: context.session,
    defaults: [...context.defaults],
    files: [...context.files],
    policy: outcome.policy,
    capital: { amount: outcome.capital, currency: outcome.currency },
    bars: outcome.bars,
    from: outcome.from,
    to: outcome.to,
    runs: outcome.runs.map(resultRows.run),
    counts: { ...outcome.counts },
    intents: outcome.intents().map(resultRows.intent),
    decisions: outcome.decisions().map(resultRows.decision),
    orders: outcome.orders().map(resultRows.order),
    fills: outcome.fills().map(resultRows.fill),
    trades: outcome.trades().map(resultRows.trade),
    funding: outcome.funding().map((row) => ({ ...row })),
    charges: outcome.charges().map((row) => ({ ...row })),
    markets: outcome.markets().map((row) => ({ ...row })),
    final: {
      ...final,
      feeBalances: final.feeBalances.map((balance) => ({ ...balance })),
      positions: final.positions.map((position) => ({ ...position })),
    },
    halts: outcome.halts.map((row) => ({ ...row, until: row.until ?? null })),
    metrics: { ...context.metrics.figures },
    extremes: context.extremes === undefined ? null : { ...context.extremes },
    warnings: [...outcome.warnings, ...context.warnings],
    digest: outcome.digest(),
  };
}

function* tableChunks(rows: readonly unknown[]): Generator<string> {
  if (rows.length === 0) {
    yield "[]";
    return;
  }
  let separator = "[\n";
  for (let start = 0; start < rows.length; start += ROWS_PER_CHUNK) {
    const lines = rows.slice(start, start + ROWS_PER_CHUNK).map((row) => JSON.stringify(row));
    yield separator + lines.join(",\n");
    separator = ",\n";
  }
  yield "\n]";
}

function* seriesChunks(values: Float64Array, textOf: (value: number) => string): Generator<string> {
  yield "[";
  for (let start = 0; start < values.length; start += ROWS_PER_CHUNK) {
    const texts = Array.from(values.subarray(start, start + ROWS_PER_CHUNK), textOf);
    yield (start === 0 ? "" : ",") + texts.join(",");
  }
  yield "]";
}

/** The shortest decimal that reads back as the same double, without an exponent. */
function decimalText(value: number): string {
  const text = String(value);
  if (!text.includes("e")) {
    return text;
  }
  const { units, scale } = decimalOf(value);
  return formatUnits(units, scale);
}

function quotedDecimal(value: number): string {
  return `"${decimalText(value)}"`;
}
