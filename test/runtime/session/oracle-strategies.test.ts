import type { FillRow, SessionModule } from "ctk/runtime";
import { describe, expect, it } from "vitest";
import { backtest, loadFile, readBars, readText, sessionOf } from "../../support/backtest.ts";

/** What an independent engine printed; see the provenance note beside the files. */
interface OracleRun {
  readonly commission_rate: number;
  readonly final_cash: number;
  readonly final_value: number;
  readonly total_fees: number;
  readonly final_position: number;
  readonly fills: readonly {
    readonly bar: number;
    readonly time: string;
    readonly side: "buy" | "sell";
    readonly qty: number;
    readonly price: number;
    readonly fee: number;
    readonly position: number;
  }[];
  readonly equity: readonly (readonly [number, string, number, number])[];
}

const GOOG = "test/fixtures/data/goog_1d.csv.gz";
const BTC = "test/fixtures/data/bitfinex_btcusd_1m_2019w26.csv.gz";
const EUR = "test/fixtures/data/eurusd_1h.csv.gz";

const cases = [
  { plan: "S1", oracle: "S1_goog_1d", data: GOOG },
  { plan: "S1r", oracle: "S1r_goog_1d", data: GOOG },
  { plan: "S1c", oracle: "S1c_goog_1d", data: GOOG, atClose: true },
  { plan: "S1p", oracle: "S1p_goog_1d", data: GOOG },
  { plan: "S2", oracle: "S2_btcusd_1m", data: BTC },
  { plan: "S4", oracle: "S4_goog_1d", data: GOOG },
  { plan: "S6", oracle: "S6_goog_1d", data: GOOG },
  { plan: "S8", oracle: "S8_eurusd_1h", data: EUR },
] as const;

const engines = [
  { policy: "backtrader@1", suffix: "backtrader" },
  { policy: "backtesting-py@1", suffix: "backtestingpy" },
] as const;

const relative = (a: number, b: number): number => Math.abs(a - b) / Math.max(Math.abs(b), Number.MIN_VALUE);

/** The signed position after each fill. */
const positionsAfter = (fills: readonly FillRow[]): number[] => {
  let position = 0;
  return fills.map((fill) => {
    position += Number(fill.quantity) * (fill.side === "buy" ? 1 : -1);
    return Math.round(position * 1e8) / 1e8;
  });
};

/**
 * backtesting.py prints a reversal as two rows of one order (close, then open); policies without a spread fill it at
 * once. Rows of one bar, side and price are one fill.
 */
const joined = (oracle: OracleRun): OracleRun["fills"] => {
  const rows: OracleRun["fills"][number][] = [];
  for (const fill of oracle.fills) {
    const last = rows.at(-1);
    if (last !== undefined && last.bar === fill.bar && last.side === fill.side && last.price === fill.price) {
      rows[rows.length - 1] = { ...fill, qty: last.qty + fill.qty, fee: last.fee + fill.fee };
    } else {
      rows.push(fill);
    }
  }
  return rows;
};

const joinedFills = (fills: readonly FillRow[]): FillRow[] => {
  const rows: FillRow[] = [];
  for (const fill of fills) {
    const last = rows.at(-1);
    if (last !== undefined && last.orderId === fill.orderId && last.price === fill.price) {
      const quantity = String(Number(last.quantity) + Number(fill.quantity));
      rows[rows.length - 1] = { ...fill, quantity, fee: String(Number(last.fee) + Number(fill.fee)) };
    } else {
      rows.push(fill);
    }
  }
  return rows;
};

describe.each(engines)("fills under $policy", ({ policy, suffix }) => {
  it.each(cases)("$plan equals the engine's, fill by fill", (testCase) => {
    const oracle: OracleRun = JSON.parse(
      readText(`test/fixtures/oracle/strategies/${testCase.oracle}.${suffix}.json.gz`),
    );
    const plan = loadFile(`test/fixtures/oracle/strategies/${testCase.plan}.ctk`);
    const atClose = "atClose" in testCase;
    const named = atClose ? suffix.replace("backtestingpy", "backtesting_py") : undefined;
    const session: SessionModule = { ...sessionOf(plan, named) };
    const chosen = atClose ? session : { ...session, fills: { policy, atClose: false, touch: false } };
    const outcome = backtest(chosen, readBars(testCase.data), { fee: String(oracle.commission_rate) });

    const fills = joinedFills(outcome.fills());
    const expected = joined(oracle);
    expect(fills.map(({ bar, side, quantity }) => [bar, side, Number(quantity)])).toEqual(
      expected.map(({ bar, side, qty }) => [bar, side, qty]),
    );
    expect(positionsAfter(fills)).toEqual(expected.map(({ position }) => position));
    fills.forEach((fill, index) => {
      const row = expected[index];
      expect(relative(Number(fill.price), row?.price ?? Number.NaN)).toBeLessThanOrEqual(1e-9);
      expect(Math.abs(Number(fill.fee) - (row?.fee ?? Number.NaN))).toBeLessThanOrEqual(1e-6);
      expect(new Date(fill.time).toISOString()).toBe(row?.time.replace("Z", ".000Z"));
    });
    expect(Math.abs(Number(outcome.final.fees) - oracle.total_fees)).toBeLessThanOrEqual(1e-6);
    expect(Math.abs(Number(outcome.final.equity) - oracle.final_value)).toBeLessThanOrEqual(1e-6);
    if (suffix === "backtrader") {
      expect(Math.abs(Number(outcome.final.cash) - oracle.final_cash)).toBeLessThanOrEqual(1e-6);
    }
    // With fills at the close both engines print the account of a bar before its fills, and we after them.
    const filledBars = new Set(atClose ? fills.map(({ bar }) => bar) : []);
    for (const [bar, , cash, value] of oracle.equity) {
      if (filledBars.has(bar)) continue;
      expect(Math.abs((outcome.equity.value[bar] ?? Number.NaN) - value)).toBeLessThanOrEqual(1e-6);
      if (suffix !== "backtrader") continue;
      expect(Math.abs((outcome.equity.cash[bar] ?? Number.NaN) - cash)).toBeLessThanOrEqual(1e-6);
    }
  });
});
