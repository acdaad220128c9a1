import { expect, test } from "vitest";
import { matchTrades } from "../../playground/compare/differences.ts";
import type { TradeColumns } from "../../playground/state/past-run.ts";

type Row = readonly [entry: number, exit: number | undefined, quantity: number, profit: number];

const trades = (...rows: readonly Row[]): TradeColumns => ({
  kind: new Uint16Array(rows.length),
  kinds: ["long BTC/USD"],
  entryTime: Float64Array.from(rows, ([entry]) => entry),
  exitTime: Float64Array.from(rows, ([, exit]) => exit ?? Number.NaN),
  quantity: Float64Array.from(rows, ([, , quantity]) => quantity),
  profit: Float64Array.from(rows, ([, , , profit]) => profit),
});

test("the same trades do not part", () => {
  const one = trades([10, 20, 1, 5], [30, undefined, 1, -2]);
  expect(matchTrades(one, trades([10, 20, 1, 5], [30, undefined, 1, -2]))).toEqual({
    both: { count: 2, profitBefore: 3, profitAfter: 3 },
    onlyBefore: { count: 0, profitBefore: 0, profitAfter: 0 },
    onlyAfter: { count: 0, profitBefore: 0, profitAfter: 0 },
    partedAt: undefined,
  });
});

test("trades that begin together and end apart part at the earlier exit", () => {
  const match = matchTrades(trades([10, 40, 1, 5]), trades([10, 25, 1, 2]));
  expect(match.both).toEqual({ count: 1, profitBefore: 5, profitAfter: 2 });
  expect(match.partedAt).toBe(25);
});

test("trades of another size part at their entry", () => {
  expect(matchTrades(trades([10, 40, 1, 5]), trades([10, 40, 2, 10])).partedAt).toBe(10);
});

test("a trade that only one has is counted there, and its entry is where they part", () => {
  const match = matchTrades(trades([10, 20, 1, 5], [50, 60, 1, 1]), trades([30, 40, 1, 7], [50, 60, 1, 1]));
  expect(match.onlyBefore).toEqual({ count: 1, profitBefore: 5, profitAfter: 0 });
  expect(match.onlyAfter).toEqual({ count: 1, profitBefore: 0, profitAfter: 7 });
  expect(match.both.count).toBe(1);
  expect(match.partedAt).toBe(10);
});

test("one that is still open parts from one that was closed at that exit", () => {
  expect(matchTrades(trades([10, undefined, 1, 5]), trades([10, 25, 1, 2])).partedAt).toBe(25);
});

test("other markets and sides are other trades", () => {
  const long = trades([10, 20, 1, 5]);
  expect(matchTrades(long, { ...long, kinds: ["short BTC/USD"] }).both.count).toBe(0);
});
